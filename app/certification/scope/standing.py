"""Which lines of which orders hold at an instant: begun, not over, not canceled, not replaced.

A renewal continues what it renews and never adds to it; an upgrade takes the place of the lines it
names for good; an expansion adds. Orders of other kinds than software and hosted services (support,
training) grant nothing that is counted here.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
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
    """Lines (order id, line id) whose place another order took, with the newest that did."""
    chains = _Chains(ordered)
    found: dict[tuple[str, str], Ordered] = {}
    for order in reversed(ordered):
        begun = [line for line in order.lines if _has_begun(line, as_of)]
        if order.cancelled or not begun:
            continue
        for line in begun:
            for owner in chains.owners.get(line.upgrades_line_id or "", ()):
                if owner.id != order.id:
                    found.setdefault((owner.id, line.upgrades_line_id or ""), order)
        for key in _carried_on(order, frozenset(line.product_id for line in begun), chains):
            found.setdefault(key, order)
    return found


class _Chains:
    """Where to find orders, and how far renewals were followed back already."""

    def __init__(self, ordered: Sequence[Ordered]) -> None:
        self.by_id = {order.id: order for order in ordered}
        self.owners: dict[str, list[Ordered]] = {}
        self._before: dict[str, Ordered] = {}
        """By order, the one before it in its chain by date."""
        self._seen: dict[tuple[str, bool], frozenset[str] | None] = {}
        last: dict[str, Ordered] = {}
        for order in ordered:
            for line in order.lines:
                self.owners.setdefault(line.id, []).append(order)
            if order.chain:
                if order.chain in last:
                    self._before[order.id] = last[order.chain]
                last[order.chain] = order

    def continued(self, order: Ordered, products: frozenset[str] | None) -> Iterator[Ordered]:
        """The orders that a renewal or upgrade continues: the one it names, those that this names.

        One that names none continues all earlier ones of its chain. `products`: of which (None:
        all). What was followed back for them already is left out; so a circle of names ends.
        """
        named = bool(order.previous)
        at = self._step(order, named=named)
        while at is not None and at.id != order.id and not self._knows(at, named, products):
            yield at
            if named and at.relation is Relation.NEW:
                return
            at = self._step(at, named=named)

    def _step(self, order: Ordered, *, named: bool) -> Ordered | None:
        return self.by_id.get(order.previous) if named else self._before.get(order.id)

    def _knows(self, order: Ordered, named: bool, products: frozenset[str] | None) -> bool:
        """Whether all of these were followed back from here before; from now on they were."""
        key = (order.id, named)
        if key not in self._seen:
            self._seen[key] = products
            return False
        seen = self._seen[key]
        if seen is None or (products is not None and products <= seen):
            return True
        self._seen[key] = None if products is None else seen | products
        return False


def _carried_on(
    order: Ordered, products: frozenset[str], chains: _Chains
) -> Iterator[tuple[str, str]]:
    """The lines that a whole order continues: a renewal its products, an upgrade all of it.

    An upgrade that names the lines it upgrades leaves the others as they are.
    """
    match order.relation:
        case Relation.RENEWAL:
            wanted: frozenset[str] | None = products
        case Relation.UPGRADE if not any(line.upgrades_line_id for line in order.lines):
            wanted = None
        case _:
            return
    for earlier in chains.continued(order, wanted):
        for line in earlier.lines:
            if wanted is None or line.product_id in wanted:
                yield earlier.id, line.id


def _has_begun(line: OrderLine, as_of: datetime) -> bool:
    return line.term.start is None or line.term.start <= as_of
