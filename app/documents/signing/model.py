"""Signing as values: with which key, at which level, and what came of it. No secret is kept."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.base.signing import Certificate, KeyPlace, Level, SigningKey

__all__ = ["Certificate", "KeyPlace", "Level", "Signed", "SigningKey"]


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """What a signing came to. `level` may be lower than asked for where a person chose that."""

    certificate: Certificate
    level: Level
    signed_at: datetime
    """By this computer's clock; `stamped_at` by the time-stamp service."""
    stamped_at: datetime | None = None
    stamped_by: str = ""
    sha256: str
    """Of the signed document."""
    notes: tuple[str, ...] = ()
    """What a person should know (the time-stamp service did not answer)."""
