"""What a scan finds, as values. The found value itself is never in one: only where it is."""

from __future__ import annotations

import enum

import msgspec


class What(enum.StrEnum):
    """What was found."""

    CREDENTIAL = "credential"
    PRIVATE_KEY = "private_key"
    PAYMENT_CARD = "payment_card"
    BANK_ACCOUNT = "bank_account"
    NATIONAL_ID = "national_id"
    HEALTH = "health"
    EMAIL = "email"
    PHONE = "phone"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One place in a text or file. `id` stays the same while place and content do."""

    id: str
    what: What
    rule: str
    """The detector's own short name: "AWS access key", "IBAN (DE)"."""
    reason: str
    """Why it is taken for that, in words: "its check digits are right"."""
    source: str
    """ "" for the text being written, else the id of the file."""
    name: str
    """What to call the place: the file's name, with members of archives behind it (a.zip/b.log)."""
    line: int
    """Counted from 1; 0 where the format has no lines (a page of a PDF is in `place`)."""
    place: str
    """ "line 12", "page 3", "subject"."""
    excerpt: str
    """The line around it with every finding masked, at most 120 characters."""
    start: int
    end: int
    """In a text: characters from its beginning; in a file: bytes of the member's content."""
    redactable: bool
    """Whether it can be blacked out in place (text formats outside archives and PDFs)."""


class Unscanned(msgspec.Struct, frozen=True):
    """Something that could not be looked into, and why: a bomb, a nested archive, a cipher."""

    source: str
    name: str
    reason: str


class ScanResult(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found. `more`: findings beyond the most that are listed."""

    findings: tuple[Finding, ...] = ()
    unscanned: tuple[Unscanned, ...] = ()
    more: int = 0
    scanned_bytes: int = 0
