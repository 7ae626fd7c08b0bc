"""Which lines of which orders hold at an instant: begun, not over, not canceled, not replaced.

A renewal continues what it renews and never adds to it; an upgrade takes the place of the lines it
names for good; an expansion adds. Orders of other kinds than software and hosted services (support,
training) grant nothing that is counted here.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.certification.scope.model import Ordered
from app.orders.model import OrderKind, OrderLine, Relation, TermKind

_COUNTED = frozenset({OrderKind.SOFTWARE, OrderKind.HOSTED, OrderKind.NO_CHARGE})


class State(enum.Enum):
    """Where a line stands."""

    HOLDS = "holds"
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    """Its own term runs, but an upgrade or a renewal that has begun took its place."""


class Standing(msgspec.Struct, frozen=True):
    """One line of one order, and where it stands."""

    order: Ordered
    line: OrderLine
    place: int
    """Its number within the order, from 1."""
    state: State
    by: str = ""
    """Number of the order that replaced it."""
    by_relation: Relation = Relation.NEW

    @property
    def no_charge(self) -> bool:
        """A trial, a demonstration or a beta: shown apart from what was paid for (terms §11)."""
        line = self.line
        return line.kind is OrderKind.NO_CHARGE or line.term.kind is TermKind.TRIAL or line.beta


def standings(orders: Sequence[Ordered], as_of: datetime) -> tuple[Standing, ...]:
    """Every counted line of every order, the oldest order first, whatever order they come in."""
    ordered = sorted(orders, key=lambda one: (one.placed_at, one.number, one.id))
    replaced = _replaced(ordered, as_of)
    return tuple(
        _standing(order, line, place, as_of, replaced)
        for order in ordered
        for place, line in enumerate(order.lines, 1)
        if line.kind in _COUNTED
    )


def _standing(
    order: Ordered,
    line: OrderLine,
    place: int,
    as_of: datetime,
    replaced: dict[tuple[str, str], Ordered],
) -> Standing:
    by = replaced.get((order.id, line.id))
    start, end = line.term.start, line.term.end
    if order.cancelled:
        return Standing(order, line, place, State.CANCELLED)
    if start is not None and start > as_of:
        return Standing(order, line, place, State.NOT_BEGUN)
    if end is not None and end <= as_of:
        return Standing(order, line, place, State.ENDED)
    if by is not None:
        return Standing(order, line, place, State.REPLACED, by.number, by.relation)
    return Standing(order, line, place, State.HOLDS)


def _replaced(ordered: Sequence[Ordered], as_of: datetime) -> dict[tuple[str, str], Ordered]:
    """Lines (order id, line id) whose place another order took, with that order."""
    known = _Known(ordered)
    found: dict[tuple[str, str], Ordered] = {}
    for order in ordered:
        begun = [line for line in order.lines if _has_begun(line, as_of)]
        if order.cancelled or not begun:
            continue
        for line in begun:
            for owner in known.owners.get(line.upgrades_line_id or "", ()):
                if owner.id != order.id:
                    found[owner.id, line.upgrades_line_id or ""] = order
        for key in _carried_on(order, {line.product_id for line in begun}, known):
            found[key] = order
    return found


class _Known:
    """Where to find orders: by id, by chain, by the lines that they have."""

    def __init__(self, ordered: Sequence[Ordered]) -> None:
        self.by_id = {order.id: order for order in ordered}
        self.owners: dict[str, list[Ordered]] = {}
        self.chains: dict[str, list[Ordered]] = {}
        for order in ordered:
            for line in order.lines:
                self.owners.setdefault(line.id, []).append(order)
            if order.chain:
                self.chains.setdefault(order.chain, []).append(order)


def _carried_on(order: Ordered, products: set[str], known: _Known) -> list[tuple[str, str]]:
    """The lines that a whole order continues: a renewal its products, an upgrade all of it.

    An upgrade that names the lines it upgrades leaves the others as they are.
    """
    match order.relation:
        case Relation.RENEWAL:
            whole = False
        case Relation.UPGRADE if not any(line.upgrades_line_id for line in order.lines):
            whole = True
        case _:
            return []
    return [
        (earlier.id, line.id)
        for earlier in _continued(order, known)
        for line in earlier.lines
        if whole or line.product_id in products
    ]


def _continued(order: Ordered, known: _Known) -> list[Ordered]:
    """The orders that a renewal or upgrade continues: those it names, and those they name.

    One that names none continues all earlier ones of its chain. A circle of names ends.
    """
    if not order.previous:
        return [
            one
            for one in known.chains.get(order.chain, ())
            if (one.placed_at, one.id) < (order.placed_at, order.id)
        ]
    found: dict[str, Ordered] = {}
    at = known.by_id.get(order.previous)
    while at is not None and at.id not in found and at.id != order.id:
        found[at.id] = at
        if at.relation is Relation.NEW:
            break
        at = known.by_id.get(at.previous)
    return list(found.values())


def _has_begun(line: OrderLine, as_of: datetime) -> bool:
    return line.term.start is None or line.term.start <= as_of
