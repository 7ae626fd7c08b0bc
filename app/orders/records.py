"""The feed's records about orders as typed values, and how they become what a person sees.

Instants must name their zone and amounts are decimal strings (contract); what does not fit is
refused by msgspec and set aside by the feed.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.base.money import Money
from app.orders.model import (
    Delivery,
    HostedService,
    Invoice,
    OrderKind,
    OrderLine,
    Partner,
    Party,
    Relation,
    Scope,
    SupportGrant,
    Suspension,
    Term,
    TermKind,
)

Instant = Annotated[datetime, Meta(tz=True)]
Count = Annotated[int, Meta(ge=0)]


class ScopeRecord(msgspec.Struct, frozen=True, gc=False):
    """One measure of the scope of use as it comes."""

    metric: str
    quantity: Count | None
    unit: str
    kind: str = "other"


class TermRecord(msgspec.Struct, frozen=True, gc=False):
    """A line's term as it comes."""

    kind: TermKind
    start: Instant | None = None
    end: Instant | None = None
    auto_renews: bool = False
    cancel_by: Instant | None = None
    billing: str = "once"


class LineRecord(msgspec.Struct, frozen=True, gc=False):
    """A line of an order as it comes."""

    id: str
    product_id: str
    product_name: str
    kind: Literal["software", "hosted", "support", "training", "no_charge"]
    term: TermRecord
    scope: list[ScopeRecord] = []
    beta: bool = False
    amount: Decimal | None = None
    production_instances: Count | None = None
    upgrades_line_id: str | None = None


class SellerRecord(msgspec.Struct, frozen=True, gc=False):
    """The contracting company as it comes."""

    name: str
    legal_entity: str = ""
    country: str = ""


class ResellerRecord(msgspec.Struct, frozen=True, gc=False):
    """The reseller as it comes."""

    id: str
    name: str


class ChainRecord(msgspec.Struct, frozen=True, gc=False):
    """Where an order stands in its entitlement's chain."""

    entitlement_id: str
    relation: Relation = Relation.NEW
    previous: str | None = None


class PartnerRecord(msgspec.Struct, frozen=True, gc=False):
    """The supporting partner as it comes."""

    name: str
    email: str = ""
    phone: str = ""


class SupportRecord(msgspec.Struct, frozen=True, gc=False):
    """The support an order grants, as it comes."""

    level: str
    hours: str = ""
    first_response: str | None = None
    end: Instant | None = None
    partner: PartnerRecord | None = None


class OrderRecord(msgspec.Struct, frozen=True, gc=False):
    """An order as it comes."""

    number: str
    placed_at: Instant
    status: Literal["active", "suspended", "completed", "cancelled"]
    payment: Literal["paid", "due", "overdue", "through_reseller", "none"]
    seller: SellerRecord
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    amount: Decimal
    chain: ChainRecord
    lines: Annotated[list[LineRecord], Meta(min_length=1)]
    reseller: ResellerRecord | None = None
    bill_to: str = ""
    terms_document_id: str = ""
    support: SupportRecord | None = None


class DeliveryRecord(msgspec.Struct, frozen=True):
    """A delivery as it comes."""

    order_id: str
    name: str
    kind: str
    state: str = "delivered"
    delivered_at: Instant | None = None
    to: tuple[str, ...] = ()
    license_key: str | None = None
    file_name: str | None = None
    size: Count | None = None
    sha256: str | None = None

    def __repr__(self) -> str:
        return f"DeliveryRecord(order_id={self.order_id!r}, name={self.name!r})"


class InvoiceRecord(msgspec.Struct, frozen=True):
    """An invoice as it comes."""

    order_id: str
    number: str
    amount: Decimal
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    due_at: Instant
    state: Literal["paid", "open", "overdue"]
    paid_at: Instant | None = None


class SuspensionRecord(msgspec.Struct, frozen=True):
    """A suspension as it comes."""

    cause: str
    since: Instant
    cure: str = ""


class ServiceRecord(msgspec.Struct, frozen=True):
    """A hosted service as it comes; storage in bytes."""

    order_id: str
    name: str
    state: Literal["running", "suspended"]
    suspension: SuspensionRecord | None = None
    storage_used: Count = 0
    storage_limit: Count | None = None


class ProductRecord(msgspec.Struct, frozen=True):
    """A product of the vendor's list as it comes."""

    name: str
    kind: str
    family: str = ""
    version: str = ""
    metric: str = ""
    ended: bool = False


def line_of(record: LineRecord, currency: str) -> OrderLine:
    """The line as a person sees it."""
    term = record.term
    return OrderLine(
        id=record.id,
        product_id=record.product_id,
        product_name=record.product_name,
        kind=OrderKind(record.kind),
        scope=scope_of(record),
        term=Term(
            kind=term.kind,
            start=term.start,
            end=term.end,
            auto_renews=term.auto_renews,
            cancel_by=term.cancel_by,
            billing=term.billing,
        ),
        beta=record.beta,
        amount=charge(record.amount, currency),
        production_instances=record.production_instances,
        upgrades_line_id=record.upgrades_line_id,
    )


def scope_of(record: LineRecord) -> tuple[Scope, ...]:
    """The scope of use that a line states."""
    return tuple(Scope(s.metric, s.quantity, s.unit, s.kind) for s in record.scope)


def charge(amount: Decimal | None, currency: str) -> Money | None:
    """The money of an amount; None for nothing and for zero, which is no charge."""
    return Money(amount, currency) if amount else None


def seller_of(record: OrderRecord) -> Party:
    """The contracting company as a person sees it."""
    seller = record.seller
    return Party(name=seller.name, legal_entity=seller.legal_entity, country=seller.country)


def reseller_of(record: OrderRecord) -> Party | None:
    """The reseller as a person sees it, None for a direct order."""
    reseller = record.reseller
    return Party(name=reseller.name, id=reseller.id) if reseller else None


def support_of(record: OrderRecord) -> SupportGrant | None:
    """The support granted, None where the order grants none."""
    support = record.support
    if support is None:
        return None
    partner = support.partner
    return SupportGrant(
        level=support.level,
        hours=support.hours,
        first_response=support.first_response,
        end=support.end,
        partner=Partner(partner.name, partner.email, partner.phone) if partner else None,
    )


def delivery_of(key: str, record: DeliveryRecord) -> Delivery:
    """The delivery as a person sees it."""
    return Delivery(
        id=key,
        name=record.name,
        kind=record.kind,
        state=record.state,
        delivered_at=record.delivered_at,
        to=record.to,
        license_key=record.license_key,
        file_name=record.file_name,
        size=record.size,
        sha256=record.sha256,
    )


def invoice_of(key: str, record: InvoiceRecord) -> Invoice:
    """The invoice as a person sees it."""
    return Invoice(
        id=key,
        number=record.number,
        amount=Money(record.amount, record.currency),
        due_at=record.due_at,
        paid_at=record.paid_at,
        state=record.state,
    )


def service_of(key: str, record: ServiceRecord) -> HostedService:
    """The hosted service as a person sees it."""
    held = record.suspension
    return HostedService(
        id=key,
        name=record.name,
        state=record.state,
        suspension=Suspension(held.cause, held.since, held.cure) if held else None,
        storage_used=record.storage_used,
        storage_limit=record.storage_limit,
    )
