"""The values of an order as a person sees them: a row of the table, and everything of the detail.

An order states the scope of use (terms §4.1); renewals and upgrades are orders too. Every instant
is aware UTC, every amount carries its currency.
"""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from app.base.money import Money


class OrderKind(enum.StrEnum):
    """What an order, or one of its lines, is about (terms §2, §8, §9, §11)."""

    SOFTWARE = "software"
    HOSTED = "hosted"
    SUPPORT = "support"
    TRAINING = "training"
    NO_CHARGE = "no_charge"
    MIXED = "mixed"


class OrderState(enum.StrEnum):
    """Where an order stands at an instant; `rules.state_of` decides."""

    ACTIVE = "active"
    DUE_SOON = "due_soon"
    UNPAID = "unpaid"
    SUSPENDED = "suspended"
    TRIAL = "trial"
    DONE = "done"
    ENDED = "ended"
    CANCELLED = "cancelled"


class TermKind(enum.StrEnum):
    """What kind of period a line has; PERPETUAL and NONE have no end."""

    LICENSE = "license"
    SUBSCRIPTION = "subscription"
    SUPPORT = "support"
    TRIAL = "trial"
    PERPETUAL = "perpetual"
    NONE = "none"


class Relation(enum.StrEnum):
    """How an order continues an entitlement."""

    NEW = "new"
    RENEWAL = "renewal"
    UPGRADE = "upgrade"
    EXPANSION = "expansion"


class OrderColumn(enum.StrEnum):
    """The columns of the orders table, in their order on the screen."""

    NUMBER = "number"
    PLACED = "placed"
    PRODUCTS = "products"
    KIND = "kind"
    BOUGHT_FROM = "bought_from"
    TERM_END = "term_end"
    STATUS = "status"
    AMOUNT = "amount"


class OrderRow(msgspec.Struct, frozen=True):
    """One row of the table. `row` is the key in the store, `amount` None is no charge."""

    row: int
    number: str
    placed_at: datetime
    products: str
    kind: OrderKind
    bought_from: str
    """The reseller's name; "" where it was bought from the vendor itself."""
    term_end: datetime | None
    state: OrderState
    amount: Money | None


class OrderQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the table shows. Equal queries give the same rows in the same order."""

    text: str = ""
    kinds: frozenset[OrderKind] = frozenset()
    states: frozenset[OrderState] = frozenset()
    ends_within_days: int | None = None
    sort: OrderColumn = OrderColumn.PLACED
    descending: bool = True

    @property
    def is_filtered(self) -> bool:
        """Whether fewer rows than all may be meant."""
        return bool(
            self.text.strip() or self.kinds or self.states or self.ends_within_days is not None
        )


class Scope(msgspec.Struct, frozen=True):
    """One measure of the scope of use. `quantity` None means unlimited."""

    metric: str
    quantity: int | None
    unit: str
    kind: str = "other"


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """The period of a line. `cancel_by` None means that the order states none (terms §7.2)."""

    kind: TermKind
    start: datetime | None = None
    end: datetime | None = None
    auto_renews: bool = False
    cancel_by: datetime | None = None
    billing: str = "once"


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order. `amount` None is no charge or not priced by line."""

    id: str
    product_id: str
    product_name: str
    kind: OrderKind
    scope: tuple[Scope, ...] = ()
    term: Term
    beta: bool = False
    amount: Money | None = None
    production_instances: int | None = None
    upgrades_line_id: str | None = None


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The seller, or the reseller an order came through (terms §4.2)."""

    name: str
    id: str = ""
    legal_entity: str = ""
    country: str = ""


class Partner(msgspec.Struct, frozen=True):
    """Who answers support for an order bought with a partner's support (terms §8)."""

    name: str
    email: str = ""
    phone: str = ""


class SupportGrant(msgspec.Struct, frozen=True, kw_only=True):
    """The support an order grants. `first_response` is an ISO 8601 duration, None = not stated."""

    level: str
    hours: str = ""
    first_response: str | None = None
    end: datetime | None = None
    partner: Partner | None = None


class ChainEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One order of an entitlement's chain. `row` None: named by another order, not in the store."""

    order_id: str
    row: int | None
    number: str
    relation: Relation
    placed_at: datetime | None
    starts_at: datetime | None
    scope_words: str
    state: OrderState | None
    current: bool


class NextRenewal(msgspec.Struct, frozen=True):
    """What comes after the chain: when it renews by itself, and the last moment to cancel."""

    at: datetime
    cancel_by: datetime | None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Something delivered for an order (terms §10.1). The license key never shows in a repr."""

    id: str
    name: str
    kind: str
    state: str
    delivered_at: datetime | None = None
    to: tuple[str, ...] = ()
    license_key: str | None = None
    file_name: str | None = None
    size: int | None = None
    sha256: str | None = None

    def __repr__(self) -> str:
        """Show the delivery without its key."""
        return f"Delivery(id={self.id!r}, name={self.name!r}, kind={self.kind!r})"


class Invoice(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice of an order; `state` is "paid", "open" or "overdue" as the vendor says."""

    id: str
    number: str
    amount: Money
    due_at: datetime
    paid_at: datetime | None
    state: str


class Suspension(msgspec.Struct, frozen=True):
    """Why hosted access is suspended, since when, and what ends it (terms §7.8)."""

    cause: str
    since: datetime
    cure: str = ""


class HostedService(msgspec.Struct, frozen=True, kw_only=True):
    """A hosted service of an order. Storage is in bytes; `storage_limit` None = not stated."""

    id: str
    name: str
    state: str
    suspension: Suspension | None = None
    storage_used: int = 0
    storage_limit: int | None = None


class OrderDetail(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is known about one order."""

    row: int
    id: str
    number: str
    placed_at: datetime
    state: OrderState
    kind: OrderKind
    status: str
    payment: str
    seller: Party
    reseller: Party | None
    amount: Money | None
    currency: str
    bill_to: str
    terms_document_id: str
    entitlement_id: str
    relation: Relation
    lines: tuple[OrderLine, ...]
    support: SupportGrant | None
    chain: tuple[ChainEntry, ...] = ()
    next_renewal: NextRenewal | None = None
    term_start: datetime | None = None
    term_end: datetime | None = None
    cancel_by: datetime | None = None
    deliveries: tuple[Delivery, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    services: tuple[HostedService, ...] = ()


class Facets(msgspec.Struct, frozen=True):
    """How many orders there are of each kind and state, for the chips."""

    kinds: dict[OrderKind, int]
    states: dict[OrderState, int]
