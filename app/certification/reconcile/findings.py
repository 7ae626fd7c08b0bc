"""What wants an answer in a comparison: over scope, no evidence, duplicates, contradictions.

A finding's id names what was found: so many over, these duplicates. An answer to 12 over does not
silence 50 over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from app.base.text import _, ngettext
from app.certification.reconcile import options
from app.certification.reconcile.model import (
    ClauseRef,
    Finding,
    FindingKind,
    Line,
    Result,
)
from app.certification.reconcile.words import figure, measured, named
from app.certification.scope.entitled import NO_CHARGE
from app.certification.scope.facts import TermsFacts
from app.certification.scope.topics import Topic
from app.certification.usage.model import Belongs, Count, Duplicate, Source

if TYPE_CHECKING:
    from app.certification.reconcile.rules import Matched

_SHOWN = 3
"""So many examples stand in a sentence; the rest is counted."""


def of_line(
    one: Matched, line: Line, rooms: options.Rooms, facts: TermsFacts | None
) -> list[Finding]:
    """The findings about one line. `rooms` knows where there is room elsewhere."""
    found: list[Finding] = []
    if not one.granted:
        found.append(_unknown_product(line))
    else:
        match line.result:
            case Result.OVER:
                found.append(_over(line, rooms, facts))
            case Result.MISSING:
                found.append(_missing(line))
            case Result.NOT_STATED:
                found.append(_not_stated(line))
            case Result.WITHIN | Result.UNLIMITED:
                pass
    found += [_other_unit(line, count) for count in one.strange]
    for count in one.counts:
        found += _of_count(line, count, facts)
    return found


def unread(sources: Iterable[Source]) -> list[Finding]:
    """A finding for each source with rows that could not be read; what is in them is not known."""
    return [_unread(source) for source in sources if source.problems]


def _over(line: Line, rooms: options.Rooms, facts: TermsFacts | None) -> Finding:
    entitlement, over = line.entitlement, line.difference or Decimal(0)
    if entitlement.ended:
        title = _("{measure} in use after the end of the order").format(
            measure=measured(line.used or over, entitlement)
        )
        text = _("{product}: every order of it has ended, so nothing of it may be used.")
    else:
        title = _("{measure} more than permitted").format(measure=measured(over, entitlement))
        text = _("{product}: {used} used, {permitted} permitted.")
    text = text.format(
        product=entitlement.product_name,
        used=figure(line.used),
        permitted=figure(entitlement.permitted),
    )
    excess = facts.common(Topic.EXCESS) if facts is not None else None
    if excess is not None:
        text = _("{text} {clause} says what follows from excess use.").format(
            text=text, clause=named(excess)
        )
    return Finding(
        id=_id(FindingKind.OVER, entitlement.id, figure(over, plain=True)),
        kind=FindingKind.OVER,
        entitlement_id=entitlement.id,
        title=title,
        text=text,
        clause=entitlement.clause,
        options=options.of_over(line, rooms),
    )


def _unknown_product(line: Line) -> Finding:
    entitlement, used = line.entitlement, line.used or Decimal(0)
    return Finding(
        id=_id(FindingKind.UNKNOWN_PRODUCT, entitlement.id, figure(used, plain=True)),
        kind=FindingKind.UNKNOWN_PRODUCT,
        entitlement_id=entitlement.id,
        title=_("{measure} that no order grants").format(measure=measured(used, entitlement)),
        text=_(
            "{product}: it was never ordered, its orders are over, or the usage calls another"
            " product by this name."
        ).format(product=entitlement.product_name),
        clause=entitlement.clause,
        blocks=False,
        options=options.of_unknown(line),
    )


def _missing(line: Line) -> Finding:
    entitlement = line.entitlement
    text = _("{product}: {permitted} permitted. Nothing says how much is used; that is not zero.")
    if entitlement.metric.endswith(NO_CHARGE):
        text = _(
            "{product}: {permitted} permitted without charge, which is counted apart. Say how much"
            " of it is used, be it nothing."
        )
    if entitlement.ended:
        text = _("{product}: its orders have ended. Bring evidence that nothing of it is used.")
    return Finding(
        id=_id(FindingKind.MISSING, entitlement.id),
        kind=FindingKind.MISSING,
        entitlement_id=entitlement.id,
        title=_("No evidence for {metric}").format(metric=entitlement.metric),
        text=text.format(product=entitlement.product_name, permitted=figure(entitlement.permitted)),
        clause=entitlement.clause,
        blocks=True,
        options=options.of_missing(line),
    )


def _not_stated(line: Line) -> Finding:
    entitlement = line.entitlement
    return Finding(
        id=_id(FindingKind.NOT_STATED, entitlement.id),
        kind=FindingKind.NOT_STATED,
        entitlement_id=entitlement.id,
        title=_("How much of {metric} is permitted is not stated").format(
            metric=entitlement.metric
        ),
        text=_(
            "{product}: neither an order nor the terms give a figure. The use is stated; whether it"
            " is within scope is not certified."
        ).format(product=entitlement.product_name),
        clause=entitlement.clause,
        options=options.of_not_stated(line),
    )


def _other_unit(line: Line, count: Count) -> Finding:
    entitlement = line.entitlement
    given = _("{quantity} {unit}").format(quantity=figure(count.quantity), unit=count.unit)
    return Finding(
        id=_id(FindingKind.CONFLICT, entitlement.id, "unit", count.unit, str(count.quantity)),
        kind=FindingKind.CONFLICT,
        entitlement_id=entitlement.id,
        title=_("The figure is in another unit"),
        text=_(
            "{product}: the usage says {given}, the orders count {unit}. It cannot be compared and"
            " is not counted."
        ).format(product=entitlement.product_name, given=given, unit=entitlement.unit),
        clause=entitlement.clause,
        blocks=True,
        options=options.of_correctable(line),
    )


def _of_count(line: Line, count: Count, facts: TermsFacts | None) -> list[Finding]:
    found = [_conflict(line, words) for words in count.conflicts]
    if count.duplicates:
        found.append(_duplicates(line, count.duplicates))
    outside = count.by_belonging.get(Belongs.OUTSIDE, Decimal(0))
    if outside > 0:
        clause = facts.common(Topic.AFFILIATES) if facts is not None else None
        found.append(_outside(line, outside, clause))
    return found


def _conflict(line: Line, words: str) -> Finding:
    entitlement = line.entitlement
    return Finding(
        id=_id(FindingKind.CONFLICT, entitlement.id, words),
        kind=FindingKind.CONFLICT,
        entitlement_id=entitlement.id,
        title=_("Sources contradict each other"),
        text=_("{product}: {words}").format(product=entitlement.product_name, words=words),
        options=options.of_correctable(line),
    )


def _duplicates(line: Line, duplicates: Sequence[Duplicate]) -> Finding:
    entitlement = line.entitlement
    names = sorted(one.name for one in duplicates)
    n = len(names)
    title = ngettext(
        "{n} name stands in more than one row and counts once",
        "{n} names stand in more than one row and count once",
        n,
    ).format(n=n)
    return Finding(
        id=_id(FindingKind.DUPLICATE, entitlement.id, *names),
        kind=FindingKind.DUPLICATE,
        entitlement_id=entitlement.id,
        title=title,
        text=_("{product}: {names}").format(product=entitlement.product_name, names=_some(names)),
        options=options.of_duplicates(line, n),
    )


def _outside(line: Line, quantity: Decimal, clause: ClauseRef | None) -> Finding:
    entitlement = line.entitlement
    return Finding(
        id=_id(FindingKind.OUTSIDE, entitlement.id, figure(quantity, plain=True)),
        kind=FindingKind.OUTSIDE,
        entitlement_id=entitlement.id,
        title=_("{measure} for somebody outside the terms").format(
            measure=measured(quantity, entitlement)
        ),
        text=_(
            "{product}: it is used by a company that is no affiliate as the terms define one, or by"
            " others whom they do not let use it. It is counted, and named in the certificate."
        ).format(product=entitlement.product_name),
        clause=clause or entitlement.clause,
        options=options.of_outside(line, quantity),
    )


def _unread(source: Source) -> Finding:
    n = len(source.problems)
    return Finding(
        id=_id(FindingKind.UNREAD, source.id, *source.problems),
        kind=FindingKind.UNREAD,
        entitlement_id="",
        title=ngettext(
            "{n} place in {source} could not be read", "{n} places in {source} could not be read", n
        ).format(n=n, source=source.title),
        text=_some(source.problems),
        blocks=True,
        options=options.of_unread(source),
    )


def _some(names: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    shown = ", ".join(names[:_SHOWN])
    more = len(names) - _SHOWN
    if more <= 0:
        return shown
    return ngettext("{shown} and {n} more", "{shown} and {n} more", more).format(
        shown=shown, n=more
    )


def _id(kind: FindingKind, about: str, *what: str) -> str:
    """Stable for the same thing; what was found is folded into a few letters."""
    if not what:
        return f"{kind.value}:{about}"
    digest = hashlib.sha256("\0".join(what).encode("utf-8", "replace")).hexdigest()[:12]
    return f"{kind.value}:{about}:{digest}"
