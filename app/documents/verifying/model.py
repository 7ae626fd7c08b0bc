"""What is found out about a document that claims to be signed."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from app.documents.signing.model import Certificate, Level


class Verdict(enum.StrEnum):
    """What a document is worth; only VALID lets a program go on."""

    VALID = "valid"
    VALID_UNTRUSTED_SIGNER = "valid_untrusted_signer"
    MODIFIED = "modified"
    NOT_SIGNED = "not_signed"
    MISMATCH = "mismatch"
    """The signature holds, and what is printed is not what the embedded data says."""
    NOT_VERIFIED = "not_verified"
    """Nothing can be said: unreadable, beyond the bounds, or an unknown form."""


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at. `ok` None: it does not apply here."""

    name: str
    """Stable: signature, signer, time, coverage, changes, pdfa, data, figures, evidence."""
    title: str
    ok: bool | None
    words: str
    detail: tuple[str, ...] = ()


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """One signature of the document. Instants are aware UTC."""

    certificate: Certificate
    trusted: bool
    intact: bool
    level: Level | None = None
    claimed_at: datetime | None = None
    """By the signer's own clock."""
    stamped_at: datetime | None = None
    """By a time-stamp service."""
    covers_all: bool = False
    words: str = ""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The whole verdict, in one sentence and in parts."""

    verdict: Verdict
    words: str
    signatures: tuple[Signature, ...] = ()
    checks: tuple[Check, ...] = ()
    statement: bytes | None = None
    """The embedded JSON exactly as it lies in the document, where there is one."""
    sha256: str = ""
    """Of the document."""
    pages: int = 0
