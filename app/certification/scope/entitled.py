"""What may be used under the orders that hold at an instant: per product and metric, with working.

Pure. The figures of lines that hold add up; each figure can be traced, for the working's quantities
add up to what is permitted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from app.certification.reconcile.model import ClauseRef, Entitlement, Working
from app.certification.scope import words
from app.certification.scope.facts import TermsFacts
from app.certification.scope.measures import RULE, Measure, is_software, measures_of
from app.certification.scope.model import Ordered, Period
from app.certification.scope.standing import Standing, State, standings
from app.certification.scope.topics import Topic
from app.certification.scope.units import converted, is_size, normalized, total
from app.orders.model import OrderKind

NO_CHARGE = " (no charge)"
"""Ends the metric and the id of what was granted without charge; no word of a language."""


_Key = tuple[str, str, bool, bool]
"""Product, normalized metric, whether without charge, whether measured as a size."""


class _Part(msgspec.Struct, frozen=True):
    """What one line gives to an entitlement."""

    standing: Standing
    measure: Measure
    software: bool


def entitlements(
    orders: Sequence[Ordered],
    facts: TermsFacts,
    as_of: datetime,
    period: Period | None = None,
    *,
    only: Collection[str] = (),
    product_names: Mapping[str, str] = {},
    zone: str = "UTC",
) -> tuple[Entitlement, ...]:
    """What `orders` (all there are) permit at `as_of`, by product and metric.

    One whose orders have all ended is there where the end lies in `period`, or `only` (numbers of
    orders) names one, also a canceled one; it permits nothing. With `only`, an entitlement is
    there where one of its orders is named, then with all its orders: use cannot be told apart by
    order. `zone` is the IANA zone of the dates in the working. The order of `orders` does not
    matter.
    """
    found = standings(orders, as_of)
    known = {
        one.line.product_id: one.line.kind is OrderKind.SOFTWARE
        for one in found
        if one.line.kind is not OrderKind.NO_CHARGE
    }
    groups: dict[_Key, list[_Part]] = {}
    for one in found:
        software = is_software(one.line, known)
        rule = facts.stated(one.order.id, one.line.id, RULE)
        for measure in measures_of(one.line, rule, software=software, no_charge=one.no_charge):
            metric = normalized(measure.metric)
            key = (one.line.product_id, metric, one.no_charge, is_size(measure.unit))
            groups.setdefault(key, []).append(_Part(one, measure, software))
    view = _View(
        facts, period or Period(), only, product_names, zone, _holding(found), _mixed(groups)
    )
    made = [
        _entitlement(key, parts, view)
        for key, parts in groups.items()
        if _is_in_view(key, parts, view)
    ]
    return tuple(sorted(made, key=lambda one: (one.product_name.casefold(), one.id)))


class _View(msgspec.Struct, frozen=True):
    """What is looked at, and what is known for all entitlements."""

    facts: TermsFacts
    period: Period
    only: Collection[str]
    names: Mapping[str, str]
    zone: str
    holding: frozenset[tuple[str, bool]]
    """Products (and whether without charge) of which some line holds."""
    mixed: frozenset[tuple[str, str, bool]]
    """Measures that orders state both as a size and as a count: they cannot be added up."""


def _holding(found: Sequence[Standing]) -> frozenset[tuple[str, bool]]:
    return frozenset(
        (one.line.product_id, one.no_charge) for one in found if one.state is State.HOLDS
    )


def _mixed(groups: Collection[_Key]) -> frozenset[tuple[str, str, bool]]:
    counted = Counter(key[:3] for key in groups)
    return frozenset(key for key, times in counted.items() if times > 1)


def _is_in_view(key: _Key, parts: Sequence[_Part], view: _View) -> bool:
    """Whether an entitlement is shown.

    Of a product that goes on, a measure that no order states any more has not ended: it is silent.
    """
    if view.only and not any(part.standing.order.number in view.only for part in parts):
        return False
    states = {part.standing.state for part in parts}
    if State.HOLDS in states:
        return True
    if (key[0], key[2]) in view.holding:
        return False
    return State.REPLACED in states or any(
        _is_shown(part.standing, view.period, view.only) for part in parts
    )


def _is_shown(one: Standing, period: Period, only: Collection[str]) -> bool:
    """Whether a line that grants nothing now is shown in the working all the same.

    Who asks about an order by its number is answered, canceled or not: the duty outlives it (§14).
    """
    if one.order.number in only:
        return True
    end = one.line.term.end
    if one.state is State.ENDED:
        return period.start is not None and end is not None and period.holds(end)
    return False


def _entitlement(key: _Key, parts: Sequence[_Part], view: _View) -> Entitlement:
    product_id, metric, no_charge, _size = key
    facts = view.facts
    holding = [part for part in parts if part.standing.state is State.HOLDS]
    shown = [
        part
        for part in parts
        if part in holding
        or part.standing.state in (State.REPLACED, State.NOT_BEGUN)
        or _is_shown(part.standing, view.period, view.only)
    ]
    first = (holding or shown)[0]
    unit = first.measure.unit
    working = tuple(_working(part, unit, facts, view.zone) for part in shown)
    behind = holding or shown
    end = NO_CHARGE if no_charge else ""
    product = view.names.get(product_id) or _name(parts)
    stated = all(part.measure.stated for part in holding)
    return Entitlement(
        id=f"{product_id}/{metric}{f' in {unit}' if key[:3] in view.mixed else ''}{end}",
        product_id=product_id,
        product_name=product,
        metric=" ".join(first.measure.metric.split()) + end,
        unit=unit,
        software=first.software,
        permitted=_permitted(holding, working),
        stated=stated,
        orders=tuple(dict.fromkeys(part.standing.order.number for part in behind)),
        version_ids=_versions(behind, facts),
        clause=_clause(behind, facts),
        working=working,
        ended=not holding and any(part.standing.state is not State.NOT_BEGUN for part in parts),
    )


def _permitted(holding: Sequence[_Part], working: Sequence[Working]) -> Decimal | None:
    """The sum of the working; None where one line is unlimited, or gives no figure."""
    if any(part.measure.quantity is None for part in holding):
        return None
    return total(step.quantity or Decimal(0) for step in working)


def _working(part: _Part, unit: str, facts: TermsFacts, zone: str) -> Working:
    one, measure = part.standing, part.measure
    order, line = one.order, one.line
    quantity: Decimal | None = Decimal(0)
    clause = measure.by_terms.clause if measure.by_terms is not None else None
    if one.state is State.HOLDS:
        figure = measure.quantity
        quantity = None if figure is None else converted(figure, measure.unit or unit, unit)
    if clause is None and order.reseller:
        clause = facts.clause(order.id, line.id, Topic.RESELLERS)
    return Working(words.of_line(one, measure, zone), quantity, order.number, clause)


def _clause(behind: Sequence[_Part], facts: TermsFacts) -> ClauseRef | None:
    """The clause that makes the figure count: of instances per license, else of scope of use."""
    part = behind[-1]
    by_terms = next((one.measure.by_terms for one in behind if one.measure.by_terms), None)
    if by_terms is not None:
        return by_terms.clause
    one = part.standing
    if one.no_charge:
        found = facts.clause(one.order.id, one.line.id, Topic.NO_CHARGE)
        if found is not None:
            return found
    if not part.measure.stated:
        found = facts.clause(one.order.id, one.line.id, Topic.INSTANCES) if part.software else None
        if found is not None:
            return found
    return facts.clause(one.order.id, one.line.id, Topic.SCOPE_OF_USE)


def _versions(behind: Sequence[_Part], facts: TermsFacts) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in behind:
        for version in facts.versions(part.standing.order.id, part.standing.line.id):
            found[version] = None
    return tuple(found)


def _name(parts: Sequence[_Part]) -> str:
    """Orders name a product with additions ("…, Dayton"); the shortest name is the product's."""
    names = {part.standing.line.product_name for part in parts}
    return min(names, key=lambda name: (len(name), name))
