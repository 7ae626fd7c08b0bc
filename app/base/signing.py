"""Signing as values that travel between window and worker: which key, which level, whose name.

No secret is among them: a passphrase or PIN travels apart and is never kept.
"""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class KeyPlace(enum.StrEnum):
    """Where a signing key lies."""

    FILE = "file"
    """A PKCS#12 file."""
    TOKEN = "token"  # noqa: S105 - a token is a card or stick
    """A PKCS#11 token."""
    SYSTEM = "system"
    """The operating system's store, where that works."""


class Level(enum.StrEnum):
    """How long a signature can be checked (ETSI EN 319 142-1)."""

    B_B = "B-B"
    B_T = "B-T"
    """With a time stamp of a service."""
    B_LTA = "B-LTA"
    """With time stamp and everything needed to check it after the certificates ended."""


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """Which key signs; the secret that opens it travels apart and is never kept."""

    place: KeyPlace
    path: str = ""
    """Of a PKCS#12 file, or of the PKCS#11 module."""
    token: str = ""
    """Label of the PKCS#11 token."""
    label: str = ""
    """Label of the certificate on the token; "" where there is one only."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate as a person reads it. Instants are aware UTC."""

    subject: str
    common_name: str
    organization: str = ""
    issuer: str
    serial: str
    """Hexadecimal."""
    sha256: str
    not_before: datetime
    not_after: datetime
    purposes: tuple[str, ...] = ()
    token: str = ""
    """Label of the token that it was found on."""
    label: str = ""
    """Its own label on the token."""
