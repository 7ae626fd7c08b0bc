"""How the overview is made from facts, pure: which needs come first, what a renewal says.

No date is reckoned here: a date is shown because a deadline, with all it rests on, has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from app.base.dates import left_words, local, near_day, plain_day, short_day
from app.base.text import _
from app.deadlines.model import Deadline, DeadlineEntry, DeadlineKind, DeadlineState
from app.orders.model import OrderKind
from app.orders.records import LineRecord, OrderRecord, ServiceRecord
from app.orders.words import bytes_words, term_words
from app.overview.model import Need, NeedKind, Renewal, ScopeUse, Urgency
from app.terms.answers import AcceptanceNeed

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


def unpaid_need(row: int, order: OrderRecord) -> Need:
    """An order whose payment is overdue although no invoice is known here."""
    return Need(
        kind=NeedKind.PAYMENT,
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
        left=_("Since {day}").format(day=plain_day(local(held.since).date())) if held else "",
        action=_("Open order"),
        order_row=row,
        order_number=number,
    )


_ENDS = frozenset(
    {
        DeadlineKind.LICENSE_END,
        DeadlineKind.SUBSCRIPTION_END,
        DeadlineKind.SUPPORT_END,
        DeadlineKind.TRIAL_END,
    }
)
_BY_NOTICE = frozenset(
    {
        DeadlineKind.AUDIT_EARLIEST,
        DeadlineKind.CERTIFICATION_DUE,
        DeadlineKind.CURE_END,
        DeadlineKind.CONSULTATION_END,
        DeadlineKind.PUBLICITY_OPT_OUT,
    }
)
LOOKED_AT = frozenset(DeadlineKind) - {DeadlineKind.NOTICE_GIVEN, DeadlineKind.ACCEPTANCE_DUE}
"""What may become a need; what is to be accepted is asked of the terms themselves."""
_SHADOWS = {
    DeadlineKind.CANCEL_BY: _ENDS | {DeadlineKind.POST_BY, DeadlineKind.DATA_DELETION},
    DeadlineKind.TRIAL_END: frozenset({DeadlineKind.DATA_DELETION}),
    DeadlineKind.SUBSCRIPTION_END: frozenset({DeadlineKind.DATA_DELETION}),
}
"""One line, one need: what the first says makes the others say nothing more."""


def deadline_needs(entries: Sequence[DeadlineEntry], now: datetime) -> Iterator[Need]:
    """The deadlines that want somebody: to act, or to know that a term ends."""
    shadows: dict[tuple[str, str], set[DeadlineKind]] = {}
    ahead = [entry for entry in entries if entry.state in _OPEN]
    for entry in ahead:
        one = entry.deadline
        shadows.setdefault((one.order_id, one.line_id), set()).update(_SHADOWS.get(one.kind, ()))
    for entry in ahead:
        one = entry.deadline
        lies_under = one.line_id and one.kind in shadows[one.order_id, one.line_id]
        soon = entry.state is not DeadlineState.LATER
        if lies_under or (one.kind is DeadlineKind.PAYMENT_DUE and not soon):
            continue
        if one.acts or one.kind in _ENDS or (one.kind in _BY_NOTICE and soon):
            yield deadline_need(entry, now)


_OPEN = (DeadlineState.OVERDUE, DeadlineState.DUE_SOON, DeadlineState.LATER)
_URGENCIES = {
    DeadlineState.OVERDUE: Urgency.OVERDUE,
    DeadlineState.DUE_SOON: Urgency.SOON,
}


def deadline_need(entry: DeadlineEntry, now: datetime) -> Need:
    """A deadline as a need: what it rests on is one click away."""
    one = entry.deadline
    kind, action = _kind_and_action(one)
    # A request without a date is due promptly; nothing says that it is late.
    undated = one.kind is DeadlineKind.CERTIFICATION_DUE and not one.stated
    text = one.text
    if not one.stated and not undated:
        text = _("{text}; no period is stated").format(text=text) if text else _("Not stated")
    return Need(
        kind=kind,
        urgency=Urgency.SOON if undated else _URGENCIES.get(entry.state, Urgency.LATER),
        title=one.title,
        text=text,
        clause=one.source.clause,
        version_id=one.source.version_id,
        at=None if undated else one.at,
        left=_("No date stated") if undated else left_words(one.at, now),
        action=action,
        order_number=one.order_number,
        deadline_uid=one.uid,
        notice_id=one.notice_id,
        license_part=one.license_part,
        certification_part=one.certification_part,
    )


def _kind_and_action(one: Deadline) -> tuple[NeedKind, str]:
    match one.kind:
        case DeadlineKind.PAYMENT_DUE:
            return NeedKind.PAYMENT, _("Open order")
        case DeadlineKind.LICENSE_FILE_END:
            return NeedKind.LICENSE, _("Renew files")
        case DeadlineKind.LICENSE_END if one.license_part:
            return NeedKind.LICENSE, _("Show license")
        case DeadlineKind.CANCEL_BY:
            return NeedKind.CANCEL_BY, _("Decide…")
        case DeadlineKind.TRIAL_END:
            return NeedKind.TRIAL_END, _("Open order")
        case DeadlineKind.CERTIFICATION_DUE if one.certification_part:
            return NeedKind.NOTICE, _("Certify")
        case kind if kind in _ENDS:
            return NeedKind.TERM_END, _("Open order")
        case kind if kind in _BY_NOTICE:
            return NeedKind.NOTICE, _("Open notice") if one.notice_id else _("Show")
        case _:
            return NeedKind.OTHER, _("Show")


def acceptance_need(need: AcceptanceNeed, now: datetime) -> Need:
    """A version that has to be accepted to go on with no-charge products (terms §11, §26)."""
    products = list(dict.fromkeys(order.product for order in need.orders))
    title = _("Accept new terms to keep {product}").format(product=products[0] if products else "")
    if len(products) > 1 or not products:
        title = _("Accept {document}, version {version}").format(
            document=need.title, version=need.label
        )
    return Need(
        kind=NeedKind.ACCEPT,
        urgency=urgency(need.due, now) if need.due else Urgency.SOON,
        title=title,
        text=need.reason
        or _("{document}, version {version}").format(document=need.title, version=need.label),
        clause=need.clause,
        version_id=need.version_id,
        at=need.due,
        left=left_words(need.due, now) if need.due else _("No date stated"),
        action=_("Read terms"),
        order_number=need.orders[0].number if need.orders else "",
    )


def next_line(order: OrderRecord, now: datetime) -> LineRecord | None:
    """The line whose term ends next."""
    ahead = [line for line in order.lines if line.term.end is not None and line.term.end > now]
    return min(ahead, key=_line_end, default=None)


def renewal_of(
    row: int, order: OrderRecord, now: datetime, by_terms: Mapping[str, datetime]
) -> Renewal | None:
    """The bar of an order on the time line, None where no term of it ends ahead.

    `by_terms` has the last moments to cancel that the terms give, by line.
    """
    line = next_line(order, now)
    if line is None or line.term.end is None:
        return None
    term, end = line.term, line.term.end
    last = term.cancel_by or by_terms.get(line.id)
    cancel_by = last if last and last > now else None
    day = short_day(local(end).date())
    if not term.auto_renews:
        words = _("{term} ends {day}").format(term=term_words(term.kind), day=day)
    elif cancel_by is not None:
        in_words = near_day if cancel_by - now < PRESSING else short_day
        by = in_words(local(cancel_by).date())
        words = _("Renews {day}, cancel by {by}").format(day=day, by=by)
    elif last is not None:
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
