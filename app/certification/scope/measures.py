"""What one order line permits, measure by measure: the line says it first, then the terms.

A software line that is silent about instances allows what the terms allow for each license (terms
§6.2); where neither says a figure, the measure is "not stated".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from app.certification.scope.facts import Stated
from app.orders.model import OrderKind, OrderLine, Scope

RULE = "instances-per-license"
"""The rule value: production instances a license allows where the order states none."""
PRODUCTION = "production instances"
OTHER = "non-production instances"
USE = "use"
"""The measure of a line that states none."""

_LICENSES = frozenset({"copies", "copy", "licenses", "license", "licences", "licence"})
_OTHER = re.compile(r"\b(?:non[- ]?production|test\w*|staging|development|standby|backup)\b", re.I)
_PRODUCTION = re.compile(r"\bproduction\b", re.I)


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One measure of what a line permits."""

    metric: str
    unit: str
    quantity: Decimal | None
    """None: unlimited, or not stated."""
    stated: bool = True
    by_terms: Stated | None = None
    """The rule value that gives it, where the line is silent."""
    licenses: Decimal = Decimal(1)
    """How many licenses the rule value was taken for."""


def is_other(metric: str) -> bool:
    """Whether a measure counts instances that carry no productive work."""
    return bool(_OTHER.search(metric))


def measures_of(
    line: OrderLine, rule: Stated | None, *, software: bool, no_charge: bool
) -> tuple[Measure, ...]:
    """The measures of a line. `rule` is what its terms say about instances per license."""
    instances = [one for one in line.scope if one.kind == "instances"]
    found = [_of_scope(one) for one in line.scope if one.kind != "instances"]
    found += _of_instances(line, instances)
    if instances or line.production_instances is not None:
        return tuple(found)
    if software and not no_charge:
        found.append(_by_terms(line, rule))
    elif not found:
        found.append(Measure(metric=USE, unit="", quantity=None, stated=False))
    return tuple(found)


def is_software(line: OrderLine, known: dict[str, bool]) -> bool:
    """Whether a line is software (terms §6); of a no-charge line what its product is else sold as.

    `known` says of products whether they are software.
    """
    if line.kind is not OrderKind.NO_CHARGE:
        return line.kind is OrderKind.SOFTWARE
    counted = any(one.kind == "instances" for one in line.scope)
    return known.get(line.product_id, counted or line.production_instances is not None)


def _of_scope(one: Scope) -> Measure:
    return Measure(metric=one.metric or one.unit or USE, unit=one.unit, quantity=_figure(one))


def _of_instances(line: OrderLine, instances: list[Scope]) -> list[Measure]:
    """The measures of instances that a line states; its own production figure goes first."""
    production = line.production_instances
    productive = [one for one in instances if _is_productive(one)]
    rest = [one for one in instances if not _is_productive(one)]
    found = [_of_scope(one) for one in rest]
    stated = [_of_scope(one) for one in productive]
    if production is None:
        return stated + found
    unit = productive[0].unit if productive else "instances"
    figure = Decimal(production)
    found.insert(0, Measure(metric=PRODUCTION, unit=unit, quantity=figure))
    total = _sum(one.quantity for one in stated)
    if stated and total is None:
        found.insert(1, Measure(metric=OTHER, unit=unit, quantity=None))
    elif total is not None and total > figure:
        found.insert(1, Measure(metric=OTHER, unit=unit, quantity=total - figure))
    return found


def _is_productive(one: Scope) -> bool:
    return bool(_PRODUCTION.search(one.metric)) and not is_other(one.metric)


def _by_terms(line: OrderLine, rule: Stated | None) -> Measure:
    """Production instances of a line that states none: so many a license, by the terms."""
    copies = [one for one in line.scope if _counts_licenses(one)]
    licenses = _sum(_figure(one) for one in copies) if copies else Decimal(1)
    if rule is None or not rule.value.isascii() or not rule.value.isdigit():
        return Measure(metric=PRODUCTION, unit="instances", quantity=None, stated=False)
    each = Decimal(rule.value)
    return Measure(
        metric=PRODUCTION,
        unit="instances",
        quantity=None if licenses is None else licenses * each,
        by_terms=rule,
        licenses=Decimal(1) if licenses is None else licenses,
    )


def _counts_licenses(one: Scope) -> bool:
    return one.metric.casefold() in _LICENSES or one.unit.casefold() in _LICENSES


def _figure(one: Scope) -> Decimal | None:
    return None if one.quantity is None else Decimal(one.quantity)


def _sum(figures: Iterable[Decimal | None]) -> Decimal | None:
    """All together; None where one of them is unlimited."""
    total = Decimal(0)
    for one in figures:
        if one is None:
            return None
        total += one
    return total
