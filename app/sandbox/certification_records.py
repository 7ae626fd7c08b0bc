"""What the vendor asks and announces around certification, and what it says to what comes in."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

CertificationKind = Literal["compliance", "deletion"]
CertificationState = Literal["received", "accepted", "questioned", "countersigned"]


class CertificationRequest(Struct, frozen=True, kw_only=True):
    """A request to certify use, or deletion (clauses 14 and 17 of the demo vendor's terms)."""

    id: str
    issued_at: str
    due_at: str | None
    period_start: str
    period_end: str
    orders: tuple[str, ...] | None
    reason: str
    kind: CertificationKind = "compliance"
    withdrawn_at: str | None = None


class AuditAnnouncement(Struct, frozen=True):
    """The announcement of an audit; the terms ask for at least ten days' notice."""

    id: str
    sent_at: str
    begins_at: str
    site: str
    scope: str
    auditor: str


class Figure(Struct, frozen=True):
    """One figure of a usage report, and how it is counted."""

    metric: str
    value: int
    unit: str
    definition: str


class UsageReport(Struct, frozen=True):
    """What a product counted of its own use between two instants."""

    id: str
    product_id: str
    installation: str
    counted_from: str
    counted_to: str
    figures: tuple[Figure, ...]


class Certification(Struct, frozen=True):
    """A certification as the feed shows it; `note` is what the vendor asks or says about it."""

    client_id: str
    request_id: str | None
    state: CertificationState
    received_at: str
    document_sha256: str
    changed_at: str
    countersigned_at: str | None = None
    countersigned_sha256: str | None = None
    note: str = ""
