"""The rules of orders, pure: where an order stands at an instant, its kind, its chain, its ends.

A standing holds until a stated instant, so the store needs to look again only at orders whose
instant has passed. Dates come from the order alone; what an order does not state stays None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from app.orders.model import ChainEntry, NextRenewal, OrderKind, OrderState, TermKind

SOON = timedelta(days=30)
"""How far ahead a date is called "due soon": a habit of this client, not a period of the terms."""


class TermLike(Protocol):
    """What the rules need to know of a line's term."""

    @property
    def kind(self) -> TermKind:
        """What kind of period it is."""

    @property
    def end(self) -> datetime | None:
        """When it ends, None where it has no end."""

    @property
    def auto_renews(self) -> bool:
        """Whether it renews by itself unless cancelled (terms §7.2)."""

    @property
    def cancel_by(self) -> datetime | None:
        """The last moment to cancel as the order states it, None where it states none."""


class Standing(msgspec.Struct, frozen=True):
    """Where an order stands. All three members hold from the instant asked about until `until`."""

    state: OrderState
    term_end: datetime | None
    """The next end of a term; the last one where all have ended; None without an end."""
    cancel_by: datetime | None
    """The next stated last moment to cancel."""
    until: datetime | None
    """When to ask again; None: time alone changes nothing any more."""


def standing(status: str, payment: str, terms: Sequence[TermLike], now: datetime) -> Standing:
    """The standing of an order with this status, payment and these terms at `now`.

    One pass over the terms: this runs once for every order of a first synchronization (P6).
    """
    term_end: datetime | None = None
    last_end: datetime | None = None
    cancel_by: datetime | None = None
    due: datetime | None = None
    until: datetime | None = None
    open_ended = trial = False
    for term in terms:
        kind, end = term.kind, term.end
        trial = trial or kind is TermKind.TRIAL
        if end is None:
            open_ended = open_ended or kind is not TermKind.NONE
        elif end > now:
            term_end = end if term_end is None or end < term_end else term_end
        elif last_end is None or end > last_end:
            last_end = end
        decide = end
        if term.auto_renews and term.cancel_by is not None:
            decide = term.cancel_by
            if decide > now and (cancel_by is None or decide < cancel_by):
                cancel_by = decide
        if decide is not None and decide > now:
            due = decide if due is None or decide < due else due
            turns = decide - SOON
            if turns > now:
                until = turns if until is None or turns < until else until
    for instant in (term_end, due):
        if instant is not None and (until is None or instant < until):
            until = instant
    if term_end is None and not open_ended:
        term_end = last_end
    facts = _Facts(
        ended=last_end is not None and term_end is last_end and not open_ended,
        trial=trial,
        due_soon=due is not None and due <= now + SOON,
    )
    return Standing(_state(status, payment, facts), term_end, cancel_by, until)


class _Facts(msgspec.Struct, frozen=True, gc=False):
    """What the terms say at one instant."""

    ended: bool
    trial: bool
    due_soon: bool


def state_of(status: str, payment: str, terms: Sequence[TermLike], now: datetime) -> OrderState:
    """The one state that is shown for an order at `now`, the most pressing first."""
    return standing(status, payment, terms, now).state


def _state(status: str, payment: str, facts: _Facts) -> OrderState:
    if status == "cancelled":
        return OrderState.CANCELLED
    if status == "suspended" and not facts.ended:
        return OrderState.SUSPENDED
    if payment == "overdue":
        return OrderState.UNPAID
    if facts.ended:
        return OrderState.ENDED
    if facts.trial:
        return OrderState.TRIAL
    if facts.due_soon:
        return OrderState.DUE_SOON
    return OrderState.DONE if status == "completed" else OrderState.ACTIVE


def due_at(term: TermLike) -> datetime | None:
    """When a person has to have decided: the stated last moment to cancel, else the end itself.

    Where a renewing term states no last moment, its end is the last moment that is certain.
    """
    if term.auto_renews and term.cancel_by is not None:
        return term.cancel_by
    return term.end


def ends_within(term_end: datetime | None, days: int, now: datetime) -> bool:
    """Whether an end lies ahead, at most `days` days from `now`."""
    return term_end is not None and now < term_end <= now + timedelta(days=days)


def kind_of(lines: Iterable[OrderKind]) -> OrderKind:
    """The kind of an order with lines of these kinds; support beside a product does not count.

    Raises ValueError without lines.
    """
    kinds = set(lines)
    if not kinds:
        raise ValueError("an order has at least one line")
    if len(kinds) > 1:
        kinds.discard(OrderKind.SUPPORT)
    return kinds.pop() if len(kinds) == 1 else OrderKind.MIXED


def products_of(names: Sequence[str]) -> str:
    """The products of an order in one short phrase: the first, and how many more there are."""
    if len(names) == 1:
        return names[0]
    different = tuple(dict.fromkeys(names))
    if len(different) <= 1:
        return different[0] if different else ""
    return f"{different[0]} +{len(different) - 1}"


def chain_in_order(
    entries: Iterable[ChainEntry], previous: dict[str, str | None]
) -> tuple[ChainEntry, ...]:
    """The orders of one entitlement from the first to the last.

    An order comes after the one it names as `previous`; orders that name none, or one that is
    not known, or that name each other in a circle, stand where their dates put them.
    """
    by_date = sorted(entries, key=_chain_key)
    known = {entry.order_id for entry in by_date}
    followers: dict[str | None, list[ChainEntry]] = {}
    for entry in by_date:
        before = previous.get(entry.order_id)
        followers.setdefault(before if before in known else None, []).append(entry)
    ordered: dict[str, ChainEntry] = {}
    waiting = list(reversed(followers.get(None, [])))
    left = list(reversed(by_date))
    while waiting or left:
        entry = waiting.pop() if waiting else left.pop()
        if entry.order_id in ordered:
            continue
        ordered[entry.order_id] = entry
        waiting.extend(reversed(followers.get(entry.order_id, [])))
    return tuple(ordered.values())


def next_renewal(terms: Iterable[TermLike], now: datetime) -> NextRenewal | None:
    """The next renewal that happens by itself, None where no term ahead renews."""
    ahead = [
        (term.end, term.cancel_by)
        for term in terms
        if term.auto_renews and term.end is not None and term.end > now
    ]
    if not ahead:
        return None
    at = min(end for end, _ in ahead)
    stated = [cancel for end, cancel in ahead if end == at and cancel is not None]
    return NextRenewal(at, min(stated, default=None))


def _chain_key(entry: ChainEntry) -> tuple[bool, datetime | None, str]:
    return (entry.placed_at is None, entry.placed_at, entry.order_id)
