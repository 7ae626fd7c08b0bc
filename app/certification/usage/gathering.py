"""Rows sorted into figures: by product and metric, by source, by the name of what is counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from app.certification.usage.look import SAYS_ZERO, Reason
from app.certification.usage.model import Belongs, Source, UsageRow
from app.certification.usage.rules import CountRules


class Part:
    """What one source says about one figure."""

    __slots__ = ("again", "marked", "others", "plain", "source", "things", "units")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.things: dict[str, UsageRow] = {}
        """The first row of each name, by `key_of`."""
        self.again: list[tuple[str, UsageRow]] = []
        """Further rows of these names."""
        self.others: list[UsageRow] = []
        """Rows that do not count."""
        self.plain = True
        """Whether every row is of the customer itself, by its own word."""
        self.marked = False
        """Whether any row has a fingerprint."""
        self.units: set[str] = set()

    @property
    def says_something(self) -> bool:
        """Whether a figure rests on it, be it 0."""
        return bool(self.things) or any(row.left_out in SAYS_ZERO for row in self.others)


class Gathered:
    """All that sources say about one figure."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        """The unit that orders state; "" where none does."""
        self.parts: dict[str, Part] = {}


Groups = dict[tuple[str, str], Gathered]


def gather(pairs: Iterable[tuple[Source, Iterable[UsageRow]]], rules: CountRules) -> Groups:
    """Go through all rows once."""
    groups: Groups = {}
    seen: set[str] = set()
    for source, rows in pairs:
        if source.id not in seen:
            seen.add(source.id)
            _take(source, rows, groups, rules)
    return {
        key: group
        for key, group in groups.items()
        if any(part.says_something for part in group.parts.values())
    }


def key_of(row: UsageRow, sha256: str) -> str:
    """Under which name a thing is found again; one without a name is itself, in any copy of it."""
    name = row.name
    if not name:
        return f"\x00{sha256}:{row.row:09d}"
    return name.casefold() if name.isascii() else folded(name)


def folded(name: str) -> str:
    """A name as names are compared: one form of accents and widths, no case."""
    return unicodedata.normalize("NFKC", name).casefold()


def _take(source: Source, rows: Iterable[UsageRow], groups: Groups, rules: CountRules) -> None:
    # 100,000 rows pass here in less time than csv takes to read them (P17): few calls a row.
    sha256, outside, own = source.sha256 or source.id, _outside(rules), Belongs.OWN
    product = metric = unit = None
    known: dict[tuple[str, str], Part] = {}
    part = Part(source)
    keep = part.things.setdefault
    for row in rows:
        if row.product_id is not product or row.metric is not metric:
            product, metric, unit = row.product_id, row.metric, None
            found = known.get((product, metric))
            if found is None:
                found = known[product, metric] = _part(groups, product, metric, source, rules)
            part = found
            keep = part.things.setdefault
        if row.left_out:
            part.others.append(row)
            continue
        if outside is not None and row.counted_at is not None and outside(row.counted_at):
            part.others.append(msgspec.structs.replace(row, left_out=Reason.OUTSIDE_PERIOD.value))
            continue
        if row.company or row.belongs is not own:
            part.plain = False
        if row.unit is not unit:
            unit = row.unit
            part.units.add(unit)
        if row.fingerprint:
            part.marked = True
        name = row.name
        key = name.casefold() if name and name.isascii() else key_of(row, sha256)
        if keep(key, row) is not row:
            part.again.append((key, row))


def _part(groups: Groups, product: str, metric: str, source: Source, rules: CountRules) -> Part:
    group = groups.get((product, metric))
    if group is None:
        group = groups[product, metric] = Gathered(rules.units.get((product, metric), ""))
    part = group.parts.get(source.id)
    if part is None:
        part = group.parts[source.id] = Part(source)
    return part


def _outside(rules: CountRules) -> Callable[[datetime], bool] | None:
    start, end = rules.period_start, rules.period_end
    if start is None and end is None:
        return None
    return lambda at: (start is not None and at < start) or (end is not None and at >= end)
