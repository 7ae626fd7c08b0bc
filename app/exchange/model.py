"""What leaves for the vendor, as values: an item of the outbox, its state, what was counted."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from app.base.errors import ProblemReport
from app.portal.wire import Receipt


class OutboxState(Enum):
    """Where an item is on its way. Only the sender's lock holder moves an item out of SENDING."""

    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    REFUSED = "refused"
    SENT = "sent"
    DISCARDED = "discarded"


class OutboxItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to be sent. `id` is also its Idempotency-Key; instants are aware UTC.

    `problem` says why it is waiting or was refused; `receipt` is the portal's, once sent.
    """

    id: str
    kind: str
    state: OutboxState
    subject: str
    created_at: datetime
    changed_at: datetime
    after: str | None = None
    attempts: int = 0
    next_at: datetime | None = None
    look_up: bool = False
    problem: ProblemReport | None = None
    receipt: Receipt | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an item becomes. `attempts` None leaves the number of tries as it is."""

    state: OutboxState
    problem: ProblemReport | None = None
    next_at: datetime | None = None
    receipt: Receipt | None = None
    attempts: int | None = None


class OutboxCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many items are in each state."""

    queued: int = 0
    sending: int = 0
    waiting: int = 0
    refused: int = 0
    sent: int = 0

    @property
    def unsent(self) -> int:
        """Items that still need the portal or the person."""
        return self.queued + self.sending + self.waiting + self.refused


class SendResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one round of sending did.

    `held_back`: items of another signed-in subject, which are never sent under this one.
    `blocked`: items that follow one that is not sent yet, or whose kind has no route.
    """

    sent: int = 0
    refused: int = 0
    waiting: int = 0
    held_back: int = 0
    blocked: int = 0
