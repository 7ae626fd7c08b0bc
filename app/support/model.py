"""Feedback as a person writes it and as it travels: never confidential, free to be used (§15)."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from app.base.errors import ProblemReport


class FeedbackTopic(enum.StrEnum):
    """What a piece of feedback is about."""

    PRODUCT = "product"
    SERVICE = "service"
    CLIENT = "client"
    SUPPORT = "support"
    OTHER = "other"


class FeedbackDraft(msgspec.Struct, frozen=True, kw_only=True):
    """Feedback being written. `statement` is the exact text shown beside the acknowledgement."""

    topic: FeedbackTopic = FeedbackTopic.PRODUCT
    text: str = ""
    product_id: str | None = None
    page: str | None = None
    answer_of: str = ""
    """The message of a support request that it is about; "" for none."""
    statement: str = ""
    acknowledged: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet."""
        return not self.text.strip()


class FeedbackState(enum.StrEnum):
    """Where a piece of feedback is on its way; the outbox decides."""

    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    REFUSED = "refused"
    SENT = "sent"
    DISCARDED = "discarded"


class FeedbackItem(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of feedback that was handed to the outbox, with its state until it is delivered."""

    id: str
    topic: FeedbackTopic
    text: str
    product_id: str | None
    product_name: str
    page: str | None
    answer_of: str = ""
    statement: str
    acknowledged_at: datetime
    created_at: datetime
    state: FeedbackState
    attempts: int = 0
    next_at: datetime | None = None
    problem: ProblemReport | None = None
    receipt_id: str = ""
    received_at: datetime | None = None


class ProductChoice(msgspec.Struct, frozen=True):
    """A product that feedback can be about."""

    id: str
    name: str
