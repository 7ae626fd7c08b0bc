"""What travels between a judge and the process that takes a document apart for it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.documents.signing.model import Certificate, Level


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A document to take apart. `trusted` are certificates as PEM or DER; `now` is aware."""

    pdf: bytes
    trusted: tuple[bytes, ...]
    now: datetime


class Page(msgspec.Struct, frozen=True):
    """The text of a page, in the order in which it was set: row by row, cell by cell."""

    text: str
    width: float = 0.0
    """In points."""


class Attached(msgspec.Struct, frozen=True):
    """A file inside the document."""

    name: str
    content: bytes
    relationship: str = ""
    """As PDF/A-3 names it: Data, Source, Alternative, Supplement."""


class Claims(msgspec.Struct, frozen=True):
    """What a document says of itself, and the marks that have to go with it."""

    pdfa: str = ""
    """"3A"; "" where it claims nothing."""
    pdfua: str = ""
    tagged: bool = False
    output_intent: bool = False
    title: str = ""
    language: str = ""


class FoundSignature(msgspec.Struct, frozen=True, kw_only=True):
    """One signature or document time stamp, oldest first."""

    certificate: Certificate
    stamp: bool = False
    """A time stamp on the document, no person's signature."""
    intact: bool = False
    trusted: bool = False
    level: Level | None = None
    claimed_at: datetime | None = None
    stamped_at: datetime | None = None
    stamped_by: str = ""
    stamp_trusted: bool = False
    covers_all: bool = False
    """Up to the last byte of the file."""
    covers_revision: bool = False
    """All of the file as it was when it was signed."""
    changes: str = ""
    """What was changed afterwards that may not be; "" for nothing."""
    revoked: bool = False
    out_of_time: bool = False
    """The certificate was not valid at the time that can be proven."""
    wrong_purpose: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found. Where `fault` is not "", the rest may be missing."""

    fault: str = ""
    """Why nothing can be said, in the library's words: for the details."""
    form: tuple[str, ...] = ()
    """What of its form a certificate may not have (hidden parts, scripts, a foreign structure)."""
    signatures: tuple[FoundSignature, ...] = ()
    pages: tuple[Page, ...] = ()
    attachments: tuple[Attached, ...] = ()
    claims: Claims = Claims()
