"""How the overview is made from facts, pure: which needs come first, what a renewal says.

No period is invented: a date is shown because an order, an invoice or the account states it. No
clause is named before the terms themselves are read (they come with the documents of the feed).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.base.dates import day_words, deadline_words, left_words, local, short_day
from app.base.text import _
from app.orders.model import OrderKind, TermKind
from app.orders.records import InvoiceRecord, LineRecord, OrderRecord, ServiceRecord
from app.orders.words import bytes_words, term_words
from app.overview.model import Need, NeedKind, Renewal, ScopeUse, Urgency

NEAR = timedelta(days=60)
"""How far ahead the ends and last moments lie that count as needs: a habit, not a clause."""
PRESSING = timedelta(days=14)
YEAR = timedelta(days=365)

_ORDER = tuple(NeedKind)


def ranked(needs: Iterable[Need]) -> tuple[Need, ...]:
    """What is overdue first, then by date; what has no date stands after what is pressing."""
    return tuple(sorted(needs, key=_rank))


def _rank(need: Need) -> tuple[int, bool, float, int, str]:
    return (
        (Urgency.OVERDUE, Urgency.SOON, Urgency.LATER).index(need.urgency),
        need.at is None,
        need.at.timestamp() if need.at else 0.0,
        _ORDER.index(need.kind),
        need.title,
    )


def urgency(at: datetime, now: datetime) -> Urgency:
    """How pressing a date is."""
    if at <= now:
        return Urgency.OVERDUE
    return Urgency.SOON if at - now <= PRESSING else Urgency.LATER


def overdue(invoice: InvoiceRecord, now: datetime) -> bool:
    """Whether an invoice is unpaid after its due date, or the vendor says so."""
    if invoice.paid_at is not None or invoice.state == "paid":
        return False
    return invoice.state == "overdue" or invoice.due_at <= now


def invoice_need(row: int, order: OrderRecord, invoice: InvoiceRecord, now: datetime) -> Need:
    """An invoice that is overdue."""
    through = order.reseller.name if order.reseller else order.seller.name
    return Need(
        kind=NeedKind.INVOICE_OVERDUE,
        urgency=Urgency.OVERDUE,
        title=_("Invoice {number} is overdue").format(number=invoice.number),
        text=_("Order {order}, payable to {name}").format(order=order.number, name=through),
        at=invoice.due_at,
        left=left_words(invoice.due_at, now),
        action=_("Open order"),
        order_row=row,
        order_number=order.number,
    )


def unpaid_need(row: int, order: OrderRecord) -> Need:
    """An order whose payment is overdue although no invoice is known here."""
    return Need(
        kind=NeedKind.INVOICE_OVERDUE,
        urgency=Urgency.OVERDUE,
        title=_("Order {number} is unpaid").format(number=order.number),
        text=_("The vendor reports its payment as overdue"),
        left=_("No due date stated"),
        action=_("Open order"),
        order_row=row,
        order_number=order.number,
    )


def suspended_need(
    row: int | None, number: str, name: str, service: ServiceRecord | None, now: datetime
) -> Need:
    """A hosted service, or an order, that is suspended."""
    held = service.suspension if service is not None else None
    text = held.cause if held else _("The vendor reports this order as suspended")
    if held and held.cure:
        text = _("{cause}: {cure}").format(cause=held.cause, cure=held.cure)
    return Need(
        kind=NeedKind.SUSPENDED,
        urgency=Urgency.OVERDUE,
        title=_("{name} is suspended").format(name=name),
        text=text,
        at=None,
        left=_("Since {day}").format(day=day_words(local(held.since).date())) if held else "",
        action=_("Open order"),
        order_row=row,
        order_number=number,
    )


def cancel_need(row: int, order: OrderRecord, line: LineRecord, now: datetime) -> Need | None:
    """A renewal that can still be cancelled, by the moment that the order states."""
    by, end = line.term.cancel_by, line.term.end
    if by is None:
        return None
    renews = deadline_words(end) if end else _("at the end of its term")
    return Need(
        kind=NeedKind.CANCEL_BY,
        urgency=urgency(by, now),
        title=_("{product} renews unless you cancel").format(product=line.product_name),
        text=_("Order {order}, renews {when}").format(order=order.number, when=renews),
        at=by,
        left=left_words(by, now),
        action=_("Decide…"),
        order_row=row,
        order_number=order.number,
    )


def end_need(row: int, order: OrderRecord, line: LineRecord, now: datetime) -> Need | None:
    """A term that comes to its end; a renewing one only where no last moment is stated."""
    term = line.term
    if term.end is None or (term.auto_renews and term.cancel_by is not None):
        return None
    if term.auto_renews:
        title = _("{product} renews by itself").format(product=line.product_name)
        text = _("Order {order}; the last day to cancel is not stated").format(order=order.number)
    elif term.kind is TermKind.TRIAL:
        title = _("The trial of {product} ends").format(product=line.product_name)
        text = _("Order {order}, no charge").format(order=order.number)
    else:
        title = _("{term} of {product} ends").format(
            term=term_words(term.kind), product=line.product_name
        )
        text = _("Order {order}").format(order=order.number)
    return Need(
        kind=NeedKind.TRIAL_END if term.kind is TermKind.TRIAL else NeedKind.TERM_END,
        urgency=urgency(term.end, now),
        title=title,
        text=text,
        at=term.end,
        left=left_words(term.end, now),
        action=_("Open order"),
        order_row=row,
        order_number=order.number,
    )


def next_line(order: OrderRecord, now: datetime) -> LineRecord | None:
    """The line whose term ends next."""
    ahead = [line for line in order.lines if line.term.end is not None and line.term.end > now]
    return min(ahead, key=_line_end, default=None)


def renewal_of(row: int, order: OrderRecord, now: datetime) -> Renewal | None:
    """The bar of an order on the time line, None where no term of it ends ahead."""
    line = next_line(order, now)
    if line is None or line.term.end is None:
        return None
    term, end = line.term, line.term.end
    cancel_by = term.cancel_by if term.cancel_by and term.cancel_by > now else None
    day = short_day(local(end).date())
    if not term.auto_renews:
        words = _("{term} ends {day}").format(term=term_words(term.kind), day=day)
    elif cancel_by is not None:
        by = short_day(local(cancel_by).date())
        words = _("Renews {day}, cancel by {by}").format(day=day, by=by)
    elif term.cancel_by is not None:
        words = _("Renews {day}").format(day=day)
    else:
        words = _("Renews {day}, last day to cancel not stated").format(day=day)
    return Renewal(
        order_row=row,
        order_number=order.number,
        product=line.product_name,
        kind=OrderKind(line.kind),
        term_kind=term.kind,
        end=end,
        auto_renews=term.auto_renews,
        cancel_by=cancel_by,
        words=words,
    )


def storage_use(service: ServiceRecord, row: int | None, number: str) -> ScopeUse:
    """Storage used against its limit, as the portal reports it (terms §7.6)."""
    used, limit = service.storage_used, service.storage_limit
    over, at_limit = limit is not None and used > limit, limit is not None and used == limit
    if limit is None:
        state = _("limit not stated")
    elif over:
        state = _("{size} over").format(size=bytes_words(used - limit))
    elif at_limit:
        state = _("At limit")
    else:
        state = _("{size} free").format(size=bytes_words(limit - used))
    return ScopeUse(
        name=service.name,
        metric=_("stored"),
        used=used,
        limit=limit,
        order_row=row,
        order_number=number,
        used_words=bytes_words(used),
        limit_words=_("of {limit}").format(limit=bytes_words(limit)) if limit is not None else "",
        state_words=state,
        over=over,
        at_limit=at_limit,
    )


def tightest(uses: Sequence[ScopeUse], count: int) -> tuple[ScopeUse, ...]:
    """The uses nearest to or over their limit first, then the largest."""
    return tuple(sorted(uses, key=_tightness)[:count])


def _tightness(use: ScopeUse) -> tuple[float, int, str]:
    share = use.used / use.limit if use.limit else (float("inf") if use.over else 0.0)
    return (-share, -use.used, use.name)


def _line_end(line: LineRecord) -> float:
    return line.term.end.timestamp() if line.term.end is not None else float("inf")
