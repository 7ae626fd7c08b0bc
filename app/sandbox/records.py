"""The records of the feed as the sandbox writes them; the contract's schemas describe the same.

Instants are RFC 3339 strings in UTC and amounts are decimal strings, ready for the wire.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Raw, Struct

LineKind = Literal["software", "hosted", "support", "training", "no_charge"]
TermKind = Literal["license", "subscription", "support", "trial", "perpetual", "none"]
Billing = Literal["annual", "monthly", "once"]
Payment = Literal["paid", "due", "overdue", "through_reseller", "none"]
OrderStatus = Literal["active", "suspended", "completed", "cancelled"]
ScopeKind = Literal["users", "instances", "capacity", "other"]
Relation = Literal["new", "renewal", "upgrade", "expansion"]
DocumentKind = Literal["end_customer", "support_policy", "privacy_policy", "training", "product"]


class Scope(Struct, frozen=True):
    """One measure of the scope of use; `quantity` None means unlimited."""

    metric: str
    quantity: int | None
    unit: str
    kind: ScopeKind


class Term(Struct, frozen=True):
    """The term of one line; `cancel_by` is the last instant to cancel an automatic renewal."""

    kind: TermKind
    start: str | None
    end: str | None
    auto_renews: bool = False
    cancel_by: str | None = None
    billing: Billing = "annual"


class Line(Struct, frozen=True):
    """One line of an order."""

    id: str
    product_id: str
    product_name: str
    kind: LineKind
    scope: tuple[Scope, ...]
    term: Term
    beta: bool = False
    amount: str | None = None
    production_instances: int | None = None
    upgrades_line_id: str | None = None


class Seller(Struct, frozen=True):
    """The contracting company."""

    name: str
    legal_entity: str
    country: str


class Reseller(Struct, frozen=True):
    """Through whom the order came."""

    id: str
    name: str


class Chain(Struct, frozen=True):
    """Where the order stands among the orders of one entitlement."""

    entitlement_id: str
    relation: Relation = "new"
    previous: str | None = None


class Partner(Struct, frozen=True):
    """Who answers support requests where the vendor does not."""

    name: str
    email: str
    phone: str


class Support(Struct, frozen=True):
    """The support an order grants; `first_response` is an ISO 8601 duration."""

    level: str
    hours: str
    first_response: str | None
    end: str | None
    partner: Partner | None = None


class Order(Struct, frozen=True):
    """An order with its lines."""

    number: str
    placed_at: str
    status: OrderStatus
    payment: Payment
    seller: Seller
    reseller: Reseller | None
    currency: str
    amount: str
    bill_to: str
    terms_document_id: str
    chain: Chain
    support: Support | None
    lines: tuple[Line, ...]


class Delivery(Struct, frozen=True):
    """What was handed over for an order; sizes in bytes."""

    order_id: str
    name: str
    kind: Literal["download", "license_key", "access"]
    delivered_at: str | None
    to: tuple[str, ...]
    license_key: str | None = None
    file_name: str | None = None
    size: int | None = None
    sha256: str | None = None
    state: Literal["delivered", "pending"] = "delivered"


class Invoice(Struct, frozen=True):
    """An invoice for an order, or for a part of it."""

    order_id: str
    number: str
    amount: str
    currency: str
    due_at: str
    paid_at: str | None
    state: Literal["paid", "open", "overdue"]


class Suspension(Struct, frozen=True):
    """Why a service is suspended, since when, and what ends it."""

    cause: str
    since: str
    cure: str


class Service(Struct, frozen=True):
    """A hosted service as it runs now; storage in bytes, no limit where None."""

    order_id: str
    name: str
    state: Literal["running", "suspended"]
    suspension: Suspension | None
    storage_used: int
    storage_limit: int | None


class Product(Struct, frozen=True):
    """A product of the vendor's list."""

    name: str
    kind: LineKind
    family: str
    version: str
    metric: str
    ended: bool = False


class Organization(Struct, frozen=True):
    """The customer's registration data."""

    street: str
    city: str
    postal_code: str
    country: str
    tax_id: str


class Affiliate(Struct, frozen=True):
    """A company of the customer's group."""

    name: str
    country: str
    ownership_percent: int
    control: bool = False


class TaxExemption(Struct, frozen=True):
    """What is known of a tax exemption; `valid_until` is a day, `files` are names of uploads."""

    region: str
    number: str
    valid_until: str | None
    state: Literal["received", "accepted", "refused"]
    received_at: str
    files: tuple[str, ...] = ()


class LastChange(Struct, frozen=True):
    """Which change of a client the account shows last."""

    client_id: str
    received_at: str


class Account(Struct, frozen=True):
    """The customer's account; `permissions` are those of whoever reads it."""

    name: str
    legal_name: str
    customer_number: str
    review_by: str
    time_zone: str
    country: str
    permissions: tuple[str, ...]
    organization: Organization
    affiliates: tuple[Affiliate, ...] = ()
    tax_exemption: TaxExemption | None = None
    last_change: LastChange | None = None


class User(Struct, frozen=True):
    """A named user of the account."""

    name: str
    email: str
    role: str
    active: bool = True


class Contact(Struct, frozen=True):
    """A person of the customer whom the vendor writes to."""

    name: str
    role: str
    email: str
    phone: str


class TermsText(Struct, frozen=True):
    """The text of a terms document as published; `size` in bytes."""

    sha256: str
    size: int
    media_type: str


class TermsDocument(Struct, frozen=True):
    """One version of one document of the vendor's terms; `text` is None while unpublished here.

    `product_ids` names the products it is for; empty for all.
    """

    document: str
    title: str
    kind: DocumentKind
    version: str
    language: str
    published_at: str
    effective_from: str
    replaces: str | None
    applies_to: tuple[LineKind, ...]
    precedence: int
    text: TermsText | None = None
    product_ids: tuple[str, ...] = ()


class TermsAcceptance(Struct, frozen=True):
    """That somebody of the customer accepted a version, by the hash of its text."""

    client_id: str
    terms_document_id: str
    text_sha256: str
    accepted_at: str
    accepted_by: str
    order_ids: tuple[str, ...] = ()


class Signed(Struct, frozen=True):
    """A record that travels signed: the facts are inside `payload`."""

    payload: str
    jws: str


class Entry(Struct, frozen=True):
    """One entry of the feed before it is written into the state."""

    kind: str
    id: str
    version: int
    deleted: bool
    data: Struct | Raw | None
