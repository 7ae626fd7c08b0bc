"""The deadlines that follow from an order: last moments to cancel, ends of terms, data deletion.

They depend on the order, the versions and the rule sets alone, not on now and not on what was
accepted, so that they can be stored. What the order line states goes first; a period comes from
the version that governs the line while its term runs; where none states it, the end of the term
is the last safe moment and the deadline says "not stated".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from app.base import durations
from app.base.text import _
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, Origin, Source
from app.deadlines.periods import subtract_period
from app.deadlines.rules import Posting, latest_posting
from app.deadlines.words import when_words
from app.orders.model import OrderKind, TermKind
from app.orders.records import OrderRecord
from app.terms.choice import Choice, LineFacts
from app.terms.governor import Governor
from app.terms.in_force import usable
from app.terms.line_dates import (
    END_KINDS,
    DatedLine,
    cancel_as_ordered,
    cancel_deadline,
    cancel_not_stated,
    deletion,
    term_end,
    with_words,
)
from app.terms.model import RuleSet, Version
from app.terms.renewals import sound
from app.terms.rules import line_facts, resolve_in
from app.terms.words import duration_words, value_words

ENGINE = 1
"""Grows when these rules change, so that stored deadlines are reckoned anew."""

_SECOND = timedelta(seconds=1)
_Sets = tuple[str, ...]
"""Ids of versions in the order of precedence: what a line's values are looked up in."""


class _Values(msgspec.Struct, frozen=True):
    """What the terms say about a line while its term runs."""

    notice: Source
    form: Source
    data_deletion: Source
    change: str
    """What the next renewal alters about canceling."""


class Engine:
    """Reckons the deadlines of orders; one for many, since it keeps what is the same for all.

    `zone` is the IANA zone of the vendor's place and `calendar` its business days.
    """

    def __init__(
        self,
        versions: Sequence[Version],
        rule_sets: Mapping[str, RuleSet],
        zone: str,
        calendar: BusinessCalendar,
    ) -> None:
        self.zone = zone
        self.calendar = calendar
        self._governor = Governor(versions, rule_sets, zone)
        self._sets = {
            version.id: (version.id, version.label, found)
            for version in versions
            if (found := usable(version, rule_sets)) is not None
        }
        self._sources: dict[tuple[str, _Sets], Source] = {}
        self._values: dict[Hashable, _Values] = {}
        self._postings: dict[datetime, Posting] = {}

    def deadlines(
        self,
        order_id: str,
        order: OrderRecord,
        *,
        continued: bool = False,
        attached: tuple[str, ...] = (),
    ) -> list[Deadline]:
        """All deadlines of one order. `continued`: another order renewed it.

        `attached` are the customer's own documents that govern it.
        """
        found: list[Deadline] = []
        for record in order.lines:
            line = line_facts(order_id, order, record, attached=attached, continued=continued)
            found.extend(self._of_line(line, order))
        support = self._support_end(order_id, order)
        if support is not None:
            found.append(support)
        return found

    def _of_line(self, line: LineFacts, order: OrderRecord) -> Iterator[Deadline]:
        end = sound(line.term.end)
        if end is None:
            return
        case = DatedLine(line, end, self.zone)
        values = self._values_of(line, end)
        if line.term.auto_renews and not line.stopped:
            yield from self._cancel(case, values)
        if line.term.kind in END_KINDS:
            yield term_end(case, order.status)
        if line.kind is OrderKind.HOSTED and _comes_to_an_end(line, order):
            yield deletion(case, values.data_deletion)

    def _values_of(self, line: LineFacts, end: datetime) -> _Values:
        """What the terms say for a line while its term runs.

        Only few lines differ in what that rests on: instants count by which versions had taken
        effect or were published, so that all lines of one epoch share their values.
        """
        epoch = self._governor.epoch
        key = (
            line.kind,
            line.product_id,
            line.named_version_id,
            line.has_support,
            line.upgrades_line_id is not None,
            line.relation,
            line.attached,
            line.stopped,
            line.term.kind,
            epoch(sound(line.placed_at)),
            epoch(end - _SECOND),
            epoch(end),
        )
        found = self._values.get(key)
        if found is None:
            choices = self._governor.choices(line, end - _SECOND)
            now = self._ids(choices)
            found = self._values[key] = _Values(
                notice=self._source("cancel-notice", now),
                form=self._source("cancel-form", now),
                data_deletion=self._source("data-deletion", now),
                change=self._change(choices, now),
            )
        return found

    def _cancel(self, case: DatedLine, values: _Values) -> Iterator[Deadline]:
        stated = sound(case.line.term.cancel_by)
        notice, form, change = values.notice, values.form, values.change
        if stated is not None:
            by = cancel_as_ordered(case, stated, form, change)
        elif durations.is_duration(notice.value):
            by = self._cancel_by_terms(case, notice, form, change)
        else:
            by = cancel_not_stated(case, notice, form, change)
        yield by
        if form.value == "in-writing":
            yield self._post_by(case, by, form)

    def _cancel_by_terms(
        self, case: DatedLine, notice: Source, form: Source, change: str
    ) -> Deadline:
        if notice.unit == "business-days":
            at = self.calendar.end_after_business_days(
                case.end, -durations.parse(notice.value).days
            )
        else:
            at = subtract_period(case.end, notice.value, self.zone)
        period = duration_words(notice.value, notice.unit)
        source = with_words(notice, _("{period} before the term ends").format(period=period))
        working = (
            _("The term ends {when}").format(when=case.end_words),
            _("{period} before that: {when}").format(period=period, when=when_words(at, self.zone)),
        )
        return cancel_deadline(case, at, source, working, form, change)

    def _post_by(self, case: DatedLine, by: Deadline, form: Source) -> Deadline:
        posting = self._postings.get(by.at)
        if posting is None:
            posting = self._postings[by.at] = latest_posting(by.at, self.calendar)
        return Deadline(
            uid=f"post_by:cancel:{case.key}",
            kind=DeadlineKind.POST_BY,
            at=posting.at,
            zone=self.zone,
            stated=by.stated,
            title=_("Post the cancellation of {product}").format(product=case.product),
            text=_("Order {order}: latest safe day to post it").format(order=case.number),
            source=form,
            working=posting.working,
            order_id=case.line.order_id,
            order_number=case.number,
            line_id=case.line.line_id,
        )

    def _support_end(self, order_id: str, order: OrderRecord) -> Deadline | None:
        """The end of the support that an order grants beside its lines."""
        end = sound(order.support.end) if order.support is not None else None
        if end is None or order.support is None:
            return None
        if any(line.term.kind is TermKind.SUPPORT and line.term.end == end for line in order.lines):
            return None
        when = when_words(end, self.zone)
        return Deadline(
            uid=f"support_end:{order_id}",
            kind=DeadlineKind.SUPPORT_END,
            at=end,
            zone=self.zone,
            title=_("Support of {order} ends").format(order=order.number),
            text=_("Support level {level}").format(level=order.support.level),
            source=Source(
                origin=Origin.ORDER_LINE,
                value=end.isoformat(),
                words=_("The order states it: {when}").format(when=when),
            ),
            working=(_("The order grants support until {when}").format(when=when),),
            acts=False,
            order_id=order_id,
            order_number=order.number,
            done=order.status == "cancelled",
        )

    def _source(self, name: str, versions: _Sets) -> Source:
        """What the rule sets of these versions say about `name`."""
        key = (name, versions)
        found = self._sources.get(key)
        if found is None:
            found = self._sources[key] = resolve_in(name, [self._sets[one] for one in versions])
        return found

    def _ids(self, choices: Sequence[Choice]) -> _Sets:
        return tuple(
            choice.version.id
            for choice in choices
            if choice.version is not None and choice.version.id in self._sets
        )

    def _change(self, choices: Sequence[Choice], now: _Sets) -> str:
        """What the next renewal's versions say otherwise about canceling: "2026-09: 60 days"."""
        then = tuple(
            version.id
            for choice in choices
            if (version := choice.next_version or choice.version) is not None
            and version.id in self._sets
        )
        if then == now:
            return ""
        parts = []
        label = ""
        for name in ("cancel-notice", "cancel-form"):
            old, new = self._source(name, now), self._source(name, then)
            if (old.value, old.unit) != (new.value, new.unit):
                label = label or new.version_label
                parts.append(value_words(name, new.value or None, new.unit))
        if not parts:
            return ""
        return _("{label}: {values}").format(label=label, values=", ".join(parts))


def _comes_to_an_end(line: LineFacts, order: OrderRecord) -> bool:
    """Whether the term ends for good: it renews not by itself, and no other order goes on."""
    if line.stopped:
        return order.status == "cancelled"
    return not line.term.auto_renews


def line_deadlines(
    order_id: str,
    order: OrderRecord,
    versions: Sequence[Version],
    rule_sets: Mapping[str, RuleSet],
    zone: str,
    calendar: BusinessCalendar,
) -> list[Deadline]:
    """The deadlines of one order's lines. For many orders make one `Engine`."""
    return Engine(versions, rule_sets, zone, calendar).deadlines(order_id, order)
