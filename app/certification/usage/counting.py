"""Counting, pure: rows of any number of sources become figures, each the sum of rows to be opened.

One thing counts once, however many rows name it, with the highest of their quantities; so no order
of sources matters and a further source never lowers a figure. Decimals are summed exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext

from app.certification.usage.belongs import Belonging
from app.certification.usage.conflicts import conflicts
from app.certification.usage.gathering import Gathered, gather
from app.certification.usage.model import Belongs, Contribution, Count, Source, Usage, UsageRow
from app.certification.usage.rules import CountRules
from app.certification.usage.settling import Settled, settle
from app.certification.usage.units import EXACT, plain

__all__ = ["CountRules", "count"]


def count(pairs: Iterable[tuple[Source, Iterable[UsageRow]]], rules: CountRules) -> Usage:
    """Every figure of these sources with the rows behind it, by product and metric.

    Rows that are left out make no figure, but a product all of whose rows are deactivated is
    counted as 0. A product and metric without any row has no figure: it is missing, not 0.
    """
    belonging = Belonging(rules)
    counts: list[Count] = []
    rows: list[UsageRow] = []
    with localcontext(EXACT):
        for (product_id, metric), found in sorted(gather(pairs, rules).items()):
            settled = settle(found, belonging)
            counts.append(_count(product_id, metric, found, settled, rules))
            rows += settled.rows()
    return Usage(tuple(counts), tuple(rows))


def _count(
    product_id: str, metric: str, found: Gathered, settled: Settled, rules: CountRules
) -> Count:
    contributions = tuple(
        Contribution(
            source_id,
            _sum(some),
            len(some),
            settled.passed_over.get(source_id, 0),
        )
        for source_id, some in sorted(settled.by_source.items())
    )
    total = plain(sum((one.quantity for one in contributions), Decimal(0)))
    return Count(
        product_id=product_id,
        metric=metric,
        quantity=total,
        unit=settled.unit,
        contributions=contributions,
        duplicates=settled.duplicates,
        by_belonging=_by_belonging(settled, total),
        conflicts=conflicts(found, settled, rules),
        definition=_definition(found),
    )


def _sum(rows: Iterable[UsageRow]) -> Decimal:
    return plain(sum([row.quantity for row in rows], Decimal(0)))


def _by_belonging(settled: Settled, total: Decimal) -> dict[Belongs, Decimal]:
    others: dict[Belongs, Decimal] = {}
    for row in () if settled.plain else settled.rows():
        if row.belongs is not Belongs.OWN:
            others[row.belongs] = others.get(row.belongs, Decimal(0)) + row.quantity
    own = plain(total - sum(others.values(), Decimal(0)))
    found = {Belongs.OWN: own, **others} if own else others
    return {key: plain(found[key]) for key in sorted(found)}


def _definition(found: Gathered) -> str:
    """How the metric is counted, as the sources say; each sentence once."""
    said = {part.source.definition for part in found.parts.values() if part.source.definition}
    return "\n".join(sorted(said))
