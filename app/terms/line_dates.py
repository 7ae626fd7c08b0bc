"""The single deadlines of an order line, with title, source and working, from values in hand."""

from __future__ import annotations

from datetime import datetime

from app.base import durations
from app.base.text import _
from app.deadlines.model import Deadline, DeadlineKind, Origin, Source
from app.deadlines.periods import period_end
from app.deadlines.words import when_words
from app.orders.model import TermKind
from app.terms.choice import LineFacts
from app.terms.words import duration_words

END_KINDS = {
    TermKind.LICENSE: DeadlineKind.LICENSE_END,
    TermKind.SUBSCRIPTION: DeadlineKind.SUBSCRIPTION_END,
    TermKind.SUPPORT: DeadlineKind.SUPPORT_END,
    TermKind.TRIAL: DeadlineKind.TRIAL_END,
}


class DatedLine:
    """A line whose term has an end, with what all its deadlines say."""

    __slots__ = ("end", "end_words", "key", "line", "number", "product", "zone")

    def __init__(self, line: LineFacts, end: datetime, zone: str) -> None:
        self.line, self.end, self.zone = line, end, zone
        self.key = f"{line.order_id}:{line.line_id}"
        self.number, self.product = line.order_number, line.product_name
        self.end_words = when_words(end, zone)


def term_end(case: DatedLine, status: str) -> Deadline:
    """The end of a term, or the moment it renews by itself."""
    line = case.line
    renews = line.term.auto_renews and not line.stopped
    if renews:
        title = _("{product} renews").format(product=case.product)
        text = _("Order {order}: renews by itself unless canceled").format(order=case.number)
    elif line.term.kind is TermKind.TRIAL:
        title = _("Trial of {product} ends").format(product=case.product)
        text = _("Order {order}, no charge").format(order=case.number)
    else:
        title = _("{product} ends").format(product=case.product)
        text = _("Order {order}").format(order=case.number)
    return Deadline(
        uid=f"{END_KINDS[line.term.kind].value}:{case.key}",
        kind=END_KINDS[line.term.kind],
        at=case.end,
        zone=case.zone,
        title=title,
        text=text,
        source=order_source(case.end, case.end_words),
        working=(_("The order line states its end: {when}").format(when=case.end_words),),
        acts=False,
        order_id=line.order_id,
        order_number=case.number,
        line_id=line.line_id,
        done=line.stopped or status == "cancelled",
    )


def cancel_as_ordered(case: DatedLine, stated: datetime, form: Source, change: str) -> Deadline:
    """The last moment to cancel as the order line states it."""
    when = when_words(stated, case.zone)
    working = (
        _("The order line states the last moment to cancel: {when}").format(when=when),
        _("The term ends {when}").format(when=case.end_words),
    )
    return cancel_deadline(case, stated, order_source(stated, when), working, form, change)


def cancel_not_stated(case: DatedLine, notice: Source, form: Source, change: str) -> Deadline:
    """The last safe moment to cancel where nothing states a notice period: the term's end."""
    working = (
        _("Neither the order line nor the terms state a notice period"),
        _("The last safe moment is the end of the term: {when}").format(when=case.end_words),
    )
    return cancel_deadline(case, case.end, notice, working, form, change, stated=False)


def cancel_deadline(
    case: DatedLine,
    at: datetime,
    source: Source,
    working: tuple[str, ...],
    form: Source,
    change: str,
    *,
    stated: bool = True,
) -> Deadline:
    """The last moment to cancel, at `at`; `form` is how, `change` what the next renewal alters."""
    line = case.line
    if form.value:
        working = (*working, _("How to cancel: {form}").format(form=form.words))
    text = _("Order {order} renews {when}").format(order=case.number, when=case.end_words)
    return Deadline(
        uid=f"cancel_by:{case.key}",
        kind=DeadlineKind.CANCEL_BY,
        at=at,
        zone=case.zone,
        stated=stated,
        title=_("Last moment to cancel {product}").format(product=case.product),
        text=text,
        source=source,
        working=working,
        order_id=line.order_id,
        order_number=case.number,
        line_id=line.line_id,
        changed_by=change,
    )


def order_source(at: datetime, when: str) -> Source:
    """That the order line states an instant."""
    return Source(
        origin=Origin.ORDER_LINE,
        value=at.isoformat(),
        words=_("The order line states it: {when}").format(when=when),
    )


def with_words(source: Source, words: str) -> Source:
    """A source whose value is said in other words."""
    return Source(
        origin=source.origin,
        value=source.value,
        unit=source.unit,
        words=words,
        version_id=source.version_id,
        version_label=source.version_label,
        clause=source.clause,
    )


def deletion(case: DatedLine, period: Source) -> Deadline:
    """When the data of a hosted line is deleted; its end where nothing says how long it stays."""
    ends = _("The term ends {when}").format(when=case.end_words)
    at, source = case.end, period
    stated = durations.is_duration(period.value)
    if stated:
        at = period_end(case.end, period.value, case.zone)
        length = duration_words(period.value, period.unit)
        source = with_words(period, _("{period} after the term ends").format(period=length))
        step = _("{period} after that: {when}").format(
            period=length, when=when_words(at, case.zone)
        )
        text = _("Order {order}: export your data before the vendor deletes it")
    else:
        step = _("How long data stays after that is not stated; the end is the last safe moment")
        text = _("Order {order}: how long your data stays is not stated; export it before")
    return Deadline(
        uid=f"{DeadlineKind.DATA_DELETION.value}:{case.key}",
        kind=DeadlineKind.DATA_DELETION,
        at=at,
        zone=case.zone,
        stated=stated,
        title=_("Data of {product} is deleted").format(product=case.product),
        text=text.format(order=case.number),
        source=source,
        working=(ends, step),
        order_id=case.line.order_id,
        order_number=case.number,
        line_id=case.line.line_id,
    )
