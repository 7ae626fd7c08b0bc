"""The feed's requests and messages as typed values, and how they become what a person sees.

A state or severity that this client does not know is taken for the plainest one, so that a vendor
may add some; what does not fit otherwise is refused by msgspec and set aside by the feed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from app.orders.records import Instant
from app.support.requests.model import RequestState, Severity, Side

REQUEST = "support_request"
MESSAGE = "message"
"""Kinds of the feed; also of what leaves by the outbox."""
CHANGE = "support_change"
UNAUTHORIZED = "unauthorized_use"
"""Further kinds of what leaves."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class RequestRecord(msgspec.Struct, frozen=True, gc=False):
    """A request as it comes."""

    number: str
    subject: str
    severity: str
    state: str
    opened_at: Instant
    opened_by: str = ""
    client_id: str | None = None
    product_id: str | None = None
    order_id: str | None = None
    respond_by: Instant | None = None
    answered_at: Instant | None = None
    closed_at: Instant | None = None
    rating: Annotated[int, Meta(ge=1, le=5)] | None = None
    business_impact: str | None = None
    product_version: str | None = None
    license_id: str | None = None
    machine_id: str | None = None
    modified: bool | None = None


class AttachmentRecord(msgspec.Struct, frozen=True, gc=False):
    """A file of a message as it comes; size in bytes."""

    id: str
    name: str
    size: Annotated[int, Meta(ge=0)]
    sha256: str


class MessageRecord(msgspec.Struct, frozen=True):
    """A message as it comes. Its text is plain text, whatever it looks like."""

    request_id: str
    author: str
    author_side: str
    text: str
    sent_at: Instant
    client_id: str | None = None
    change: str | None = None
    """close, reopen or rate; None for a message."""
    rating: int | None = None
    attachments: tuple[AttachmentRecord, ...] = ()


def state_of(record: RequestRecord) -> RequestState:
    """Where the request stands; an unknown word counts as open."""
    try:
        return RequestState(record.state)
    except ValueError:
        return RequestState.OPEN


def severity_of(word: str) -> Severity:
    """How bad it is; an unknown word counts as normal."""
    try:
        return Severity(word)
    except ValueError:
        return Severity.NORMAL


def side_of(word: str) -> Side:
    """Who wrote it; an unknown word is the vendor's affair."""
    try:
        return Side(word)
    except ValueError:
        return Side.VENDOR


def micros(instant: datetime) -> int:
    """An instant as the tables keep it: microseconds since 1970 UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The instant that the tables keep so."""
    return _EPOCH + value * _MICROSECOND
