"""Deadlines that letters of one's own answer: an order is not renewed once its notice arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, DeadlineQuery
from app.notices import own
from app.notices.model import NoticeDraft
from app.notices.service import NoticeService
from app.orders.detail import UnknownOrder
from app.terms.due import Engine
from app.terms.governance import Governance

_ANSWERED = frozenset({DeadlineKind.CANCEL_BY, DeadlineKind.POST_BY})


class Answered:
    """Of orders that sent letters name: what is done by them, and what is still missing.

    It comes before what else knows the deadlines of orders, so that its answers count.
    """

    def __init__(
        self,
        notices: NoticeService,
        state: Callable[[], Governance],
        calendar: Callable[[], BusinessCalendar],
    ) -> None:
        self._notices = notices
        self._state = state
        self._calendar = calendar

    def due(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        """The last moments to cancel and to post of these orders."""
        if query.kinds and not query.kinds & _ANSWERED:
            return
        by_order = _by_order(self._notices.letters())
        if query.order_id:
            by_order = {key: by_order[key] for key in {query.order_id} & set(by_order)}
        if not by_order:
            return
        state, calendar = self._state(), self._calendar()
        engine = Engine(tuple(state.versions.values()), state.rule_sets, state.zone, calendar)
        for order_id, letters in by_order.items():
            lookup = state.lookup(order_id, now)
            found = _of_order(state, engine, order_id)
            yield from own.settled(found, letters, lookup, calendar)


def _by_order(letters: tuple[NoticeDraft, ...]) -> Mapping[str, list[NoticeDraft]]:
    found: dict[str, list[NoticeDraft]] = {}
    for letter in letters:
        if letter.sent is not None and letter.renewals:
            for order_id in letter.order_ids:
                found.setdefault(order_id, []).append(letter)
    return found


def _of_order(state: Governance, engine: Engine, order_id: str) -> list[Deadline]:
    """The deadlines of an order that is here; none of one that is gone."""
    try:
        order = state.order(order_id)
    except UnknownOrder:
        return []
    if order.record is None:
        return []
    return engine.deadlines(
        order_id,
        order.record,
        continued=order.continued,
        attached=state.attached.get(order_id, ()),
    )
