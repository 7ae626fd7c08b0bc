"""The vendor's notices as they come: signed bytes, and what they say once they are verified."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from app.portal.wire import SignedRecord

Instant = Annotated[datetime, Meta(tz=True)]


class NoticeRecord(msgspec.Struct, frozen=True):
    """A notice by the vendor; `kind` is renewal, terms_change, suspension, breach, or newer."""

    id: str
    kind: str
    sent_at: Instant
    subject: str = ""
    text: str = ""
    order_id: str | None = None
    terms_document_id: str | None = None


class AuditRecord(msgspec.Struct, frozen=True):
    """The announcement of an audit."""

    id: str
    sent_at: Instant
    begins_at: Instant | None = None
    site: str = ""
    scope: str = ""
    auditor: str = ""


class CertificationRequestRecord(msgspec.Struct, frozen=True):
    """A request to certify the use of products; `orders` None means all."""

    id: str
    issued_at: Instant
    due_at: Instant | None = None
    period_start: Instant | None = None
    period_end: Instant | None = None
    orders: tuple[str, ...] | None = None
    reason: str = ""
    kind: str = "compliance"
    """compliance or deletion; a newer word counts as compliance."""
    withdrawn_at: Instant | None = None


NOTICE, AUDIT, CERTIFICATION_REQUEST = "notice", "audit", "certification_request"

NOTICE_KINDS: Mapping[str, type[msgspec.Struct]] = {
    NOTICE: SignedRecord,
    AUDIT: SignedRecord,
    CERTIFICATION_REQUEST: SignedRecord,
}
"""They are kept as they came: the signature is over exactly these bytes."""
