"""The values of the overview: needs in their order, renewals of a year, use against scope."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from app.orders.model import OrderKind, TermKind


class NeedKind(enum.StrEnum):
    """What may need a person, most pressing first where nothing else decides."""

    SIGN_IN = "sign_in"
    PAYMENT = "payment"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    CANCEL_BY = "cancel_by"
    ACCEPT = "accept"
    LICENSE = "license"
    """A license over its scope or ending, or files on isolated hosts that end."""
    NOTICE = "notice"
    """A clock that a notice or request of the vendor started."""
    CERTIFICATION = "certification"
    """A certification that the vendor questions or has countersigned."""
    SUPPORT = "support"
    """A request for support that waits for an answer."""
    TRIAL_END = "trial_end"
    TERM_END = "term_end"
    OTHER = "other"
    """Any other deadline that wants somebody to act."""
    REVIEW_ACCOUNT = "review_account"
    SET_ASIDE = "set_aside"


class Urgency(enum.StrEnum):
    """How a need is marked: beside the color there is always a word."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of "What needs you": what, by when, why (with its clause), and its button."""

    kind: NeedKind
    urgency: Urgency
    title: str
    text: str
    clause: str = ""
    """The section of the terms it rests on ("7.2"), "" where none does."""
    version_id: str = ""
    """The version of the terms that has the clause, or that is to be read."""
    deadline_uid: str = ""
    """The deadline it is made from, "" where it is made from none."""
    notice_id: str = ""
    request_id: str = ""
    license_part: str = ""
    """The part of the licenses page where it is dealt with."""
    certification_part: str = ""
    """The part of the certification page where it is dealt with."""
    at: datetime | None = None
    left: str = ""
    """The time left or overdue, in words."""
    action: str = ""
    order_row: int | None = None
    order_number: str = ""
    outbox_id: str = ""


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """One bar of the time line. `cancel_by` None: the order states none."""

    order_row: int
    order_number: str
    product: str
    kind: OrderKind
    term_kind: TermKind
    end: datetime
    auto_renews: bool
    cancel_by: datetime | None
    words: str


class ScopeUse(msgspec.Struct, frozen=True, kw_only=True):
    """Use against what is permitted, from the portal's own figures. `limit` None = not stated."""

    name: str
    metric: str
    used: int
    limit: int | None
    order_row: int | None
    order_number: str
    used_words: str
    limit_words: str
    state_words: str
    over: bool = False
    at_limit: bool = False


class UnsentItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that has not arrived at the vendor yet."""

    id: str
    kind: str
    state: str
    title: str
    text: str
    at: datetime


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Figures beside the navigation."""

    orders: int = 0
    products: int = 0
    unsent: int = 0
    refused: int = 0
    set_aside: int = 0


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """The whole page, taken at one instant."""

    at: datetime
    needs: tuple[Need, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    scope_use: tuple[ScopeUse, ...] = ()
    unsent: tuple[UnsentItem, ...] = ()
    counts: Counts = Counts()
