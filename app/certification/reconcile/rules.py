"""The comparison: what is permitted, what is used, and what wants an answer. Pure.

Nothing is made up: what no evidence says is missing and not zero; use that no order grants stands
in the comparison as over scope. A line is within scope only where a figure with evidence is at most
what is permitted. The order of entitlements, counts and sources does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from app.certification.model import Answered
from app.certification.reconcile import findings as finding_rules
from app.certification.reconcile.model import (
    Entitlement,
    Finding,
    Line,
    Reconciliation,
    Resolution,
    Result,
)
from app.certification.reconcile.options import Rooms
from app.certification.reconcile.stated import decimal_of
from app.certification.scope.entitled import NO_CHARGE
from app.certification.scope.facts import TermsFacts
from app.certification.scope.units import comparable, converted, normalized, total
from app.certification.scope.units import difference as less
from app.certification.statement import StatedLine, Statement
from app.certification.usage.model import Count, Source, Usage


class Matched(msgspec.Struct, frozen=True):
    """An entitlement with the counts of what is used of it."""

    entitlement: Entitlement
    counts: tuple[Count, ...]
    strange: tuple[Count, ...] = ()
    """Counts in a unit that cannot be compared."""
    granted: bool = True
    """False: no order names the product at all."""


def reconcile(
    entitlements: Sequence[Entitlement],
    usage: Usage,
    *,
    answered: Sequence[Answered] = (),
    before: Statement | None = None,
    product_names: Mapping[str, str] = {},
    sources: Sequence[Source] = (),
    excluded: Collection[str] = (),
    beyond: Sequence[Entitlement] = (),
    facts: TermsFacts | None = None,
) -> Reconciliation:
    """Compare `usage` with `entitlements`.

    `answered`: what persons did about findings, the last answer to each counts. `before`: the last
    certificate, for its figures. `sources`: what the usage comes from, for rows that could not be
    read. `excluded`: ids of entitlements that are left out, with their use. `beyond`: what orders
    permit that this certification is not about; its use is left aside. `facts`: the terms, to cite
    what follows from excess.
    """
    asked = {one.id for one in entitlements}
    about = {one.product_id for one in entitlements}
    aside = {one.id for one in beyond} - asked | set(excluded)
    elsewhere = {one.product_id for one in beyond} - about
    everything = [*entitlements, *(one for one in beyond if one.id not in asked)]
    matched = [
        one
        for one in match_counts(everything, usage.counts, product_names)
        if one.entitlement.id not in aside and one.entitlement.product_id not in elsewhere
    ]
    earlier = _earlier(before)
    lines = [_line(one, earlier) for one in matched]
    found: list[Finding] = []
    rooms = Rooms(lines)
    for one, line in zip(matched, lines, strict=True):
        found += finding_rules.of_line(one, line, rooms, facts)
    found += finding_rules.unread(sources)
    found.sort(key=lambda one: (not one.blocks, one.entitlement_id, one.kind, one.id))
    ordered = sorted(lines, key=_line_order)
    return Reconciliation(tuple(ordered), _answered(found, answered))


def match_counts(
    entitlements: Iterable[Entitlement], counts: Iterable[Count], names: Mapping[str, str] = {}
) -> list[Matched]:
    """Each entitlement with its counts, then what is used without one, each thing once.

    Of a product that was granted without charge only, use counts whether or not it says so.
    """
    known = sorted(entitlements, key=lambda one: one.id)
    places = _places(known)
    products = {one.product_id: one for one in sorted(known, key=_speaks_last)}
    taken: dict[str, list[Count]] = {one.id: [] for one in known}
    loose: dict[tuple[str, str, str], list[Count]] = {}
    for count in sorted(counts, key=_count_order):
        metric = normalized(count.metric)
        candidates = places.get((count.product_id, metric), [])
        fitting = [one for one in candidates if comparable(count.unit, one.unit)]
        if candidates:
            taken[(fitting or candidates)[0].id].append(count)
        else:
            loose.setdefault((count.product_id, metric, normalized(count.unit)), []).append(count)
    found = [_matched(one, taken[one.id]) for one in known]
    for (product_id, _metric, _unit), group in sorted(loose.items()):
        granted = products.get(product_id)
        entitlement = _ungranted(group[0], granted, names)
        found.append(Matched(entitlement, tuple(group), granted=granted is not None))
    return found


def used_of(one: Matched) -> Decimal | None:
    """What is used, in the entitlement's unit: the sum of its counts; None without evidence."""
    if not one.counts:
        return None
    unit = one.entitlement.unit
    return total(converted(each.quantity, each.unit, unit) for each in one.counts)


def result_of(entitlement: Entitlement, used: Decimal | None) -> Result:
    """How use stands against what is permitted; within only by a figure that has evidence."""
    if not entitlement.stated:
        return Result.NOT_STATED
    if entitlement.permitted is None:
        return Result.UNLIMITED
    if used is None:
        return Result.MISSING
    return Result.WITHIN if used <= entitlement.permitted else Result.OVER


def _places(known: Sequence[Entitlement]) -> dict[tuple[str, str], list[Entitlement]]:
    """By product and metric, which entitlements a count may belong to."""
    places: dict[tuple[str, str], list[Entitlement]] = {}
    for one in known:
        places.setdefault((one.product_id, normalized(one.metric)), []).append(one)
    for one in known:
        metric = normalized(one.metric)
        if metric.endswith(NO_CHARGE):
            places.setdefault((one.product_id, metric.removesuffix(NO_CHARGE)), [one])
    return places


def _matched(entitlement: Entitlement, counts: Sequence[Count]) -> Matched:
    fitting = tuple(one for one in counts if comparable(one.unit, entitlement.unit))
    strange = tuple(one for one in counts if not comparable(one.unit, entitlement.unit))
    return Matched(entitlement, fitting, strange)


def _ungranted(count: Count, product: Entitlement | None, names: Mapping[str, str]) -> Entitlement:
    """What stands for use that no order grants.

    Of a product that was ordered, a measure that no order states is not stated; of one that was
    not, or whose orders have ended, nothing is permitted.
    """
    metric = " ".join(count.metric.split())
    name = product.product_name if product is not None else names.get(count.product_id, "")
    ended = product is not None and product.ended
    silent = product is not None and not ended
    unit = f" in {count.unit}" if count.unit else ""
    return Entitlement(
        id=f"{count.product_id}/{normalized(metric)}{unit}",
        product_id=count.product_id,
        product_name=name or count.product_id,
        metric=metric,
        unit=count.unit,
        software=product.software if product is not None else False,
        permitted=None if silent else Decimal(0),
        stated=not silent,
        version_ids=product.version_ids if product is not None else (),
        clause=product.clause if product is not None else None,
        ended=ended,
    )


def _line(one: Matched, earlier: Mapping[tuple[str, str], StatedLine]) -> Line:
    used = used_of(one)
    permitted = one.entitlement.permitted
    difference = None
    if used is not None and permitted is not None and one.entitlement.stated:
        difference = less(used, permitted)
    if one.strange and (difference is None or difference <= 0):
        used = difference = None
    last = earlier.get((one.entitlement.product_id, normalized(one.entitlement.metric)))
    sources = {each.source_id for count in one.counts for each in count.contributions}
    return Line(
        entitlement=one.entitlement,
        used=used,
        difference=difference,
        result=result_of(one.entitlement, used),
        source_ids=tuple(sorted(sources)),
        before=decimal_of(last.used) if last is not None else None,
        before_permitted=decimal_of(last.permitted) if last is not None else None,
    )


def _earlier(before: Statement | None) -> dict[tuple[str, str], StatedLine]:
    if before is None:
        return {}
    return {(one.product_id, normalized(one.metric)): one for one in before.lines}


def _answered(found: Sequence[Finding], answers: Iterable[Answered]) -> tuple[Finding, ...]:
    """The findings with what was done about each.

    One that is said to be corrected and is still found stays open.
    """
    last = {one.finding_id: one for one in sorted(answers, key=lambda one: one.at)}
    done: list[Finding] = []
    for one in found:
        answer = last.get(one.id)
        if answer is None or answer.resolution is Resolution.OPEN:
            done.append(one)
            continue
        still = answer.resolution is Resolution.CORRECTED
        done.append(
            msgspec.structs.replace(
                one,
                resolution=Resolution.OPEN if still else answer.resolution,
                answer=answer.text,
                answered_by=answer.by,
            )
        )
    return tuple(done)


def _speaks_last(entitlement: Entitlement) -> tuple[bool, bool, str]:
    """Of a product's entitlements the one that says whether it goes on comes last."""
    paid = not entitlement.metric.endswith(NO_CHARGE)
    return not entitlement.ended, paid, entitlement.id


def _line_order(line: Line) -> tuple[str, str]:
    return line.entitlement.product_name.casefold(), line.entitlement.id


def _count_order(count: Count) -> tuple[str, str, str, Decimal, tuple[str, ...]]:
    sources = tuple(sorted(one.source_id for one in count.contributions))
    return count.product_id, normalized(count.metric), count.unit, count.quantity, sources
