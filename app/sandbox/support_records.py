"""Support as the feed shows it: requests, their messages, and the files of these."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Severity = Literal["low", "normal", "high", "urgent"]
RequestState = Literal["open", "waiting_for_customer", "answered", "closed"]
Side = Literal["customer", "vendor", "partner"]
Change = Literal["close", "reopen", "rate"]


class Attachment(Struct, frozen=True):
    """A file of a message; `size` in bytes."""

    id: str
    name: str
    size: int
    sha256: str


class SupportRequest(Struct, frozen=True, kw_only=True):
    """A request for support; its text is its first message.

    `client_id` is None where no client opened it.
    """

    client_id: str | None
    number: str
    subject: str
    product_id: str | None
    order_id: str | None
    severity: Severity
    state: RequestState
    opened_at: str
    opened_by: str
    respond_by: str | None
    answered_at: str | None = None
    closed_at: str | None = None
    rating: int | None = None
    business_impact: str = ""
    product_version: str | None = None
    license_id: str | None = None
    machine_id: str | None = None
    modified: bool = False


class Message(Struct, frozen=True, kw_only=True):
    """A message of a request, or with `change` the place where it was closed, reopened or rated."""

    client_id: str | None
    request_id: str
    author: str
    author_side: Side
    text: str
    sent_at: str
    attachments: tuple[Attachment, ...] = ()
    change: Change | None = None


class NoticeReceipt(Struct, frozen=True):
    """That the vendor got a notice of the customer's, or word that one of its own was read."""

    client_id: str
    kind: Literal["formal_notice", "notice_read"]
    received_at: str
    notice_id: str | None = None
    notice_kind: str | None = None
