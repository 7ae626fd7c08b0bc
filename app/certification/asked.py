"""What the vendor asks of a customer: requests to certify, and announced audits.

Instants are aware UTC; periods are half open.
"""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from app.certification.reconcile.model import ClauseRef
from app.exchange.attachments import KeptFile


class Kind(enum.StrEnum):
    """What is certified."""

    COMPLIANCE = "compliance"
    """That products are used within the terms and the scope of use (terms §14)."""
    DELETION = "deletion"
    """That everything was deleted after the end of an agreement (terms §17)."""


class Origin(enum.StrEnum):
    """Who wants it."""

    PORTAL = "portal"
    """A signed request that came with the feed."""
    BY_HAND = "by_hand"
    """A request on paper or by e-mail, typed in here."""
    REHEARSAL = "rehearsal"
    """Nobody: a dress rehearsal; its document says so on every page and is never submitted."""
    OWN = "own"
    """Nobody asked; it is given all the same (a deletion, a yearly habit)."""


class RequestState(enum.StrEnum):
    """Where a request stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    """A certification for it was submitted, or proven to have left."""
    WITHDRAWN = "withdrawn"
    NOT_GENUINE = "not_genuine"
    """The vendor's signature does not hold: it counts for nothing."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request to certify, as the vendor sent it or as a person typed it in."""

    id: str
    kind: Kind = Kind.COMPLIANCE
    origin: Origin
    state: RequestState
    reason: str
    issued_at: datetime
    given_at: datetime | None = None
    """When it counts as given (terms, general provisions)."""
    given_words: str = ""
    due_at: datetime | None = None
    due_words: str
    """When it is due and what says so: "not stated" where neither request nor terms do."""
    due_clause: ClauseRef | None = None
    period_start: datetime | None = None
    period_end: datetime | None = None
    orders: tuple[str, ...] = ()
    """Numbers of the orders it is about; empty: all."""
    after_end: bool = False
    """It came after the agreement ended: the duty to certify survives (terms §17)."""
    genuine: bool = True
    fault: str = ""
    version: int = 0
    """Of the record in the feed: higher than what a draft began with, the request was changed."""
    drafts: tuple[str, ...] = ()
    paper: KeptFile | None = None
    """The letter or e-mail it came in, where it was typed in."""


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """An announced audit, and whether it was announced early enough."""

    id: str
    origin: Origin
    sent_at: datetime
    given_at: datetime | None
    given_words: str
    begins_at: datetime
    earliest_at: datetime | None
    """The earliest moment at which the terms let it begin; None: not stated."""
    short_notice: bool
    words: str
    """The earliest date with its working, or what is wrong with the announced one."""
    clause: ClauseRef | None = None
    hours_words: str = ""
    site: str = ""
    scope: str = ""
    auditor: str = ""
    genuine: bool = True
    fault: str = ""
    reply: str = ""
    """Id of the letter (rooms.notices) that was drafted in reply; "" for none."""
    paper: KeptFile | None = None
    """The letter or e-mail it came in, where it was typed in."""
