"""Puts together everything about one order: record, chain, what was delivered and billed."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import msgspec

from app.base.errors import Problem
from app.base.text import _
from app.orders import records, rules
from app.orders.columns import STATES
from app.orders.model import (
    ChainEntry,
    Delivery,
    HostedService,
    Invoice,
    OrderDetail,
    OrderKind,
)
from app.orders.records import (
    DeliveryRecord,
    InvoiceRecord,
    LineRecord,
    OrderRecord,
    ServiceRecord,
)
from app.orders.store import OrdersStore
from app.orders.words import scope_words

CHAIN_LIMIT = 200
"""So many orders of one entitlement are shown, the newest; a longer chain is a fault of data."""

T = TypeVar("T")


class UnknownOrder(Problem):
    """There is no order with this number, or it is gone."""

    code = "CP-5101"


class UnreadableOrder(Problem):
    """The order's record does not follow the contract in a part that the table does not need."""

    code = "CP-5102"


def read_detail(store: OrdersStore, row: int, now: datetime) -> OrderDetail:
    """Everything about the order in this row at `now`.

    Raises UnknownOrder for a row that is gone, UnreadableOrder for a record that cannot be read.
    """
    found = store.body(row)
    if found is None:
        raise unknown_order(str(row))
    key, state, chain, body = found
    try:
        record = msgspec.json.decode(body, type=OrderRecord)
    except msgspec.MsgspecError as error:
        raise _unreadable(str(error)) from error
    terms = [line.term for line in record.lines]
    standing = rules.standing(record.status, record.payment, terms, now)
    starts = [term.start for term in terms if term.start is not None]
    return OrderDetail(
        row=row,
        id=key,
        number=record.number,
        placed_at=record.placed_at,
        state=STATES[state],
        kind=rules.kind_of(OrderKind(line.kind) for line in record.lines),
        status=record.status,
        payment=record.payment,
        seller=records.seller_of(record),
        reseller=records.reseller_of(record),
        amount=records.charge(record.amount, record.currency),
        currency=record.currency,
        bill_to=record.bill_to,
        terms_document_id=record.terms_document_id,
        entitlement_id=chain,
        relation=record.chain.relation,
        lines=tuple(records.line_of(line, record.currency) for line in record.lines),
        support=records.support_of(record),
        chain=_chain(store, chain, key),
        next_renewal=rules.next_renewal(terms, now),
        term_start=min(starts, default=None),
        term_end=standing.term_end,
        cancel_by=standing.cancel_by,
        deliveries=_deliveries(store, key),
        invoices=_invoices(store, key),
        services=_services(store, key),
    )


def unknown_order(number: str) -> UnknownOrder:
    """No order is kept under this number."""
    return UnknownOrder(
        _("There is no such order"),
        _("No order with the number {number} is stored on this computer.").format(number=number),
        _("Check the number, or synchronize to fetch new orders."),
    )


def _chain(store: OrdersStore, chain: str, current: str) -> tuple[ChainEntry, ...]:
    entries: list[ChainEntry] = []
    previous: dict[str, str | None] = {}
    for key, row, state, body in store.entitlement(chain, CHAIN_LIMIT):
        record = _readable(body, OrderRecord)
        if record is None:
            continue
        starts = [line.term.start for line in record.lines if line.term.start is not None]
        previous[key] = record.chain.previous
        entries.append(
            ChainEntry(
                order_id=key,
                row=row,
                number=record.number,
                relation=record.chain.relation,
                placed_at=record.placed_at,
                starts_at=min(starts, default=None),
                scope_words=_first_scope(record.lines),
                state=STATES[state],
                current=key == current,
            )
        )
    return rules.chain_in_order(entries, previous)


def _first_scope(lines: list[LineRecord]) -> str:
    """What a chain shows of an order's scope: the first measure that any line states."""
    for line in lines:
        scope = records.scope_of(line)
        if scope:
            return scope_words(scope[:1])
    return ""


def _deliveries(store: OrdersStore, key: str) -> tuple[Delivery, ...]:
    found = [
        records.delivery_of(part, record)
        for part, body in store.parts("delivery", key)
        if (record := _readable(body, DeliveryRecord)) is not None
    ]
    return tuple(sorted(found, key=lambda d: (d.delivered_at is None, d.delivered_at, d.id)))


def _invoices(store: OrdersStore, key: str) -> tuple[Invoice, ...]:
    found = [
        records.invoice_of(part, record)
        for part, body in store.parts("invoice", key)
        if (record := _readable(body, InvoiceRecord)) is not None
    ]
    return tuple(sorted(found, key=lambda i: (i.due_at, i.id)))


def _services(store: OrdersStore, key: str) -> tuple[HostedService, ...]:
    return tuple(
        records.service_of(part, record)
        for part, body in store.parts("service", key)
        if (record := _readable(body, ServiceRecord)) is not None
    )


def _readable(body: bytes, kind: type[T]) -> T | None:
    """The record, or None: one broken neighbor does not keep an order from being shown."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        return None


def _unreadable(detail: str) -> UnreadableOrder:
    return UnreadableOrder(
        _("This order cannot be shown in full"),
        _("The vendor's record of this order does not follow the agreed form."),
        _("Synchronize later; if it stays so, tell the vendor."),
        kept=_("The record is kept as it came."),
        detail=detail,
    )
