"""What changed while a draft lay open: its request, or the terms that govern its orders. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.base.text import _
from app.certification.asked import Request, RequestState
from app.certification.model import Draft, PinnedTerms
from app.deadlines.words import not_stated, when_words

_NAMED = 5


def request_changes(draft: Draft, now: Request | None, zone: str) -> tuple[str, ...]:
    """How the request differs from what the draft was begun with, a sentence each."""
    was = draft.asked
    if now is None or now.state is RequestState.WITHDRAWN:
        return (_("The vendor has withdrawn the request"),)
    if not now.genuine:
        return (_("The request is not genuine any more. {fault}").format(fault=now.fault),)
    if was is None or now.version == draft.request_version:
        return ()
    found = []
    if now.due_at != was.due_at:
        found.append(_("The request is due {when} now").format(when=_when(now.due_at, zone)))
    if (now.period_start, now.period_end) != (was.period_start, was.period_end):
        found.append(
            _("The request asks for the period from {start} to {end} now").format(
                start=_when(now.period_start, zone), end=_when(now.period_end, zone)
            )
        )
    if now.orders != was.orders:
        named = ", ".join(now.orders) or _("all orders")
        found.append(_("The request is about {orders} now").format(orders=named))
    if now.reason != was.reason:
        found.append(_("The request gives another reason now: {reason}").format(reason=now.reason))
    return tuple(found) or (_("The vendor sent the request anew, with the same content"),)


def stands(request: Request) -> bool:
    """Whether somebody still waits for an answer to it."""
    return request.genuine and request.state is not RequestState.WITHDRAWN


def terms_changes(was: Sequence[PinnedTerms], now: Sequence[PinnedTerms]) -> tuple[str, ...]:
    """How the terms of the orders differ from those pinned to a draft, a sentence each.

    An order may be governed by several documents at once: all of them are compared.
    """
    before, after = _by_order(was), _by_order(now)
    new = [order for order in after if order not in before]
    gone = [order for order in before if order not in after]
    found = []
    if new:
        words = _("Orders came in that the scope does not know: {orders}")
        found.append(words.format(orders=_some(new)))
    if gone:
        found.append(_("Orders hold no longer: {orders}").format(orders=_some(gone)))
    names = {one.version_id: one.label for one in now}
    moved: dict[tuple[str, ...], list[str]] = {}
    for order, versions in after.items():
        if order in before and versions != before[order]:
            labels = tuple(sorted(names[key] for key, _hash in versions - before[order]))
            moved.setdefault(labels, []).append(order)
    for labels, orders in moved.items():
        words = _("{orders}: other terms govern now ({labels})")
        if not labels:
            words = _("{orders}: some of the terms govern no longer")
        found.append(words.format(orders=_some(orders), labels=", ".join(labels)))
    return tuple(found)


def _by_order(pinned: Sequence[PinnedTerms]) -> dict[str, frozenset[tuple[str, str]]]:
    """By order the ids and hashes of the versions that govern it."""
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for one in pinned:
        for order in one.orders:
            known = found.get(order, frozenset())
            found[order] = known | {(one.version_id, one.sha256)}
    return found


def _some(orders: Sequence[str]) -> str:
    """Numbers of orders; of many the first ones and how many more."""
    if len(orders) <= _NAMED:
        return ", ".join(orders)
    named = ", ".join(orders[:_NAMED])
    return _("{orders} and {count} more").format(orders=named, count=len(orders) - _NAMED)


def _when(instant: datetime | None, zone: str) -> str:
    return when_words(instant, zone) if instant is not None else not_stated()
