"""What a claim by a third party rests on: what was paid, and what each line would be refunded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import msgspec

from app.base import durations
from app.base.money import Money, totals
from app.deadlines.model import Source
from app.deadlines.periods import end_of_day, local_day, subtract_period
from app.notices.refund import Eligibility, Payments, Purchase, Refund, eligibility, refund
from app.orders.records import DeliveryRecord, InvoiceRecord, charge
from app.orders.store import OrdersStore
from app.storage.database import Database
from app.terms.chains import ChainedOrder
from app.terms.governance import Governance

MINIMUM, FEES_PERIOD, DEPRECIATION = (
    "indemnity-minimum",
    "indemnity-fees-period",
    "indemnity-depreciation",
)
"""The rule values that the indemnity rests on."""


class ClaimFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the indemnity is available, and what each line of the orders would be refunded."""

    eligibility: Eligibility
    refunds: tuple[Refund, ...] = ()


def figures(
    state: Governance,
    orders: Sequence[ChainedOrder],
    claimed_on: date | None = None,
    price: Money | None = None,
) -> ClaimFigures:
    """The figures of a claim that was received on a day (None: today), at the vendor's place.

    `price` is what was paid where the order does not price its only line.
    """
    on = claimed_on or local_day(state.now, state.zone)
    first = state.lookup(orders[0].id if orders else "", state.now)
    period = first(FEES_PERIOD)
    found = eligibility(_payments(state, on, period), first(MINIMUM), period)
    refunds = []
    for order in orders:
        depreciation = state.lookup(order.id, state.now)(DEPRECIATION)
        refunds += [refund(one, on, depreciation) for one in _purchases(state, order, price)]
    return ClaimFigures(eligibility=found, refunds=tuple(refunds))


def _payments(state: Governance, on: date, period: Source) -> Payments:
    """What was paid to the vendor within the period before the end of a day."""
    last = end_of_day(on, state.zone)
    first = datetime.min.replace(tzinfo=UTC)
    if durations.is_duration(period.value):
        try:
            first = subtract_period(last, period.value, state.zone)
        except ValueError:
            first = datetime.min.replace(tzinfo=UTC)
    mirror = state.library.mirror
    paid: list[Money] = []
    known = False
    for one in _invoices(mirror):
        known = True
        if one.state == "paid" and one.paid_at is not None and first < one.paid_at <= last:
            paid.append(Money(one.amount, one.currency))
    return Payments(
        paid=totals(paid), known=known, through_resellers=_resellers(mirror, first, last)
    )


def _invoices(mirror: Database) -> Iterator[InvoiceRecord]:
    """The invoices of orders that were placed with the vendor itself."""
    decoder = msgspec.json.Decoder(InvoiceRecord)
    for (body,) in mirror.read(
        "SELECT i.body FROM invoice i JOIN orders o ON o.id = i.order_id WHERE o.bought_from = ''"
    ):
        try:
            yield decoder.decode(body)
        except msgspec.MsgspecError:
            continue


def _resellers(mirror: Database, first: datetime, last: datetime) -> tuple[str, ...]:
    rows = mirror.read(
        "SELECT DISTINCT bought_from FROM orders"
        " WHERE bought_from <> '' AND placed_at > ? AND placed_at <= ? ORDER BY bought_from",
        (int(first.timestamp()), int(last.timestamp())),
    )
    return tuple(str(row[0]) for row in rows)


def _purchases(state: Governance, order: ChainedOrder, price: Money | None) -> Iterator[Purchase]:
    record = order.record
    if record is None:
        return
    delivered = _delivered(state.library.mirror, order.id)
    alone = len(record.lines) == 1
    for line in record.lines:
        stated = charge(line.amount, record.currency)
        if stated is None and alone:
            stated = price or charge(record.amount, record.currency)
        begins = line.term.start or delivered
        yield Purchase(
            order_number=record.number,
            product=line.product_name,
            kind=line.kind,
            price=stated,
            begins=local_day(begins, state.zone) if begins is not None else None,
            ends=local_day(line.term.end, state.zone) if line.term.end is not None else None,
            reseller=record.reseller.name if record.reseller is not None else "",
        )


def _delivered(mirror: Database, order_id: str) -> datetime | None:
    """When something of an order was first delivered."""
    found = []
    for _key, body in OrdersStore(mirror).parts("delivery", order_id):
        try:
            at = msgspec.json.decode(body, type=DeliveryRecord).delivered_at
        except msgspec.MsgspecError:
            continue
        if at is not None:
            found.append(at)
    return min(found, default=None)
