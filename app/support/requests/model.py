"""Support requests as a person sees them. Instants are aware UTC; all text is plain text."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from app.base.errors import ProblemReport
from app.exchange.attachments import KeptFile

FIRST_SCREEN = 25
"""So many messages, the newest, are read first: more than a tall screen shows (P15)."""


class Severity(enum.StrEnum):
    """How bad it is; what each means is said by `words.severity_meaning`."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class RequestState(enum.StrEnum):
    """Where a request stands at the vendor's; UNSENT: the portal has not taken it in yet."""

    UNSENT = "unsent"
    OPEN = "open"
    WAITING = "waiting_for_customer"
    ANSWERED = "answered"
    CLOSED = "closed"


class Side(enum.StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    PARTNER = "partner"


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """Where something that was sent is on its way. `state` is the outbox's word for it."""

    item: str
    state: str
    attempts: int = 0
    next_at: datetime | None = None
    problem: ProblemReport | None = None
    done: int = 0
    """Bytes of its files that are safe at the portal, of `total`."""
    total: int = 0


class Partner(msgspec.Struct, frozen=True):
    """Who answers where support came through a partner (terms §8)."""

    name: str
    email: str = ""
    phone: str = ""


class Entitlement(msgspec.Struct, frozen=True, kw_only=True):
    """The support that an order grants, in values and in words with the clause they rest on."""

    order_id: str
    order_number: str
    level: str = ""
    """ "" where the order grants none."""
    hours: str = ""
    first_response: str | None = None
    """ISO 8601; None: not stated."""
    ends_at: datetime | None = None
    lapsed: bool = False
    partner: Partner | None = None
    words: str = ""
    """ "Premium, 24 × 7, first answer within 4 hours"."""
    lapsed_words: str = ""
    """Since when it has lapsed and what renews it; "" while it holds."""
    clause: str = ""
    """The clause as cited, "" where none is known."""
    clause_ref: str = ""
    """What `page_wanted("terms", clause_ref)` opens."""


class Choice(msgspec.Struct, frozen=True):
    """Something to choose in a form."""

    id: str
    name: str


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product that a request can be about, with what is known of it here."""

    id: str
    name: str
    versions: tuple[str, ...] = ()
    hosted: bool = False
    """§7.7.2 binds hosted services; for software the check of content is our own caution."""
    orders: tuple[Entitlement, ...] = ()
    licenses: tuple[Choice, ...] = ()
    machines: tuple[Choice, ...] = ()


class RequestCard(msgspec.Struct, frozen=True, kw_only=True):
    """One request in the list. `id` is the portal's, else the client id while it is unsent."""

    id: str
    client_id: str = ""
    number: str = ""
    subject: str
    product_id: str = ""
    product_name: str = ""
    order_id: str = ""
    order_number: str = ""
    severity: Severity
    state: RequestState
    opened_at: datetime
    opened_by: str = ""
    changed_at: datetime
    """When something last happened in it."""
    respond_by: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    rating: int | None = None
    messages: int = 0
    unsent: int = 0
    """Replies and changes of it that have not left yet."""
    overdue: bool = False
    """The target has passed without an answer."""
    clock_words: str = ""
    """ "Answer due in 3 h (Premium)", "Answered 1 h before its target", "No target stated"."""
    fate: Fate | None = None
    """Of an unsent one."""
    found: str = ""
    """Where a search found it: a piece of the text around the words."""
    unread: bool = False
    """Somebody else wrote in it since it was last looked at."""


class MessageFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a message. `kept` while its content is here."""

    id: str
    name: str
    size: int
    sha256: str
    kept: bool = False
    fate: Fate | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a thread, or a change (closed, reopened, rated) that has its place in it."""

    id: str
    side: Side
    author: str
    text: str
    sent_at: datetime
    files: tuple[MessageFile, ...] = ()
    change: str = ""
    """close, reopen or rate; "" for a message."""
    change_words: str = ""
    """What the change is, for a person."""
    fate: Fate | None = None
    """Of one that has not been delivered yet."""


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A request with its newest messages, the oldest of them first."""

    card: RequestCard
    entitlement: Entitlement | None = None
    business_impact: str = ""
    product_version: str = ""
    license_name: str = ""
    machine_name: str = ""
    modified: bool = False
    messages: tuple[Message, ...] = ()
    earlier: int = 0
    """How many messages there are before these."""
    may_reply: bool = True


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is being written: a request, or a reply where `request_id` names one."""

    id: str
    request_id: str = ""
    subject: str = ""
    text: str = ""
    severity: Severity = Severity.NORMAL
    business_impact: str = ""
    product_id: str = ""
    product_version: str = ""
    order_id: str = ""
    license_id: str = ""
    machine_id: str = ""
    modified: bool = False
    files: tuple[KeptFile, ...] = ()
    decided: dict[str, str] = {}
    """Findings that are to leave all the same, by id, each with the reason that was given."""
    corrects: str = ""
    """The refused item that this is sent in place of."""
    changed_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written or attached yet."""
        return not (self.subject.strip() or self.text.strip() or self.files)
