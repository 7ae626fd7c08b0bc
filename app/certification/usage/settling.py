"""One figure settled: each thing once, in one unit, with what is told of it more than once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain

import msgspec

from app.certification.usage.belongs import Belonging
from app.certification.usage.gathering import Gathered, Part
from app.certification.usage.model import Belongs, Duplicate, UsageRow
from app.certification.usage.units import bytes_of, converted

Told = tuple[str, UsageRow]
"""A row with the id of its source."""


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of one figure."""

    unit: str
    by_source: dict[str, list[UsageRow]]
    """What counts, once each, by the source that gives it, by row; each says whose it is."""
    keys: AbstractSet[str]
    """The names of these rows, by `key_of`."""
    plain: bool
    """Whether every row is of the customer itself."""
    duplicates: tuple[Duplicate, ...]
    passed_over: dict[str, int]
    """By source: rows that name what another row counts for."""
    disagreed: tuple[tuple[Told, ...], ...]
    """Rows that give one thing different quantities as of the same time."""
    foreign: dict[str, int]
    """Units that cannot become the unit of the figure, with the number of rows."""

    def rows(self) -> Iterator[UsageRow]:
        """All that counts."""
        return chain.from_iterable(self.by_source.values())


def settle(found: Gathered, belonging: Belonging) -> Settled:
    """Each thing once, with the highest quantity that any row gives it."""
    parts = [found.parts[key] for key in sorted(found.parts)]
    unit, foreign = _unify(found.unit, parts)
    contested = _contested(parts)
    by_source = {part.source.id: _classified(part, contested, belonging) for part in parts}
    duplicates: list[Duplicate] = []
    disagreed: list[tuple[Told, ...]] = []
    passed_over: dict[str, int] = {}
    for key in sorted(contested):
        told = sorted(contested[key], key=_place)
        kept = _kept(told)
        belongs = belonging.gravest([row for _source, row in told])
        for at, (source_id, row) in enumerate(told):
            if at in kept:
                by_source[source_id].append(_of(row, belongs))
            else:
                passed_over[source_id] = passed_over.get(source_id, 0) + 1
        if len(kept) < len(told):
            duplicates.append(_duplicate(told))
        if _disagree(told):
            disagreed.append(tuple(told))
    if contested:
        by_source = {key: sorted(some, key=_row) for key, some in by_source.items()}
    return Settled(
        unit=unit,
        by_source=by_source,
        keys=parts[0].things.keys() if len(parts) == 1 else set().union(*(p.things for p in parts)),
        plain=all(part.plain for part in parts),
        duplicates=tuple(duplicates),
        passed_over=passed_over,
        disagreed=tuple(disagreed),
        foreign=foreign,
    )


def _contested(parts: Sequence[Part]) -> dict[str, list[Told]]:
    """The rows of every name that more than one row gives, by name."""
    names: set[str] = set()
    seen: set[str] = set()
    for part in parts:
        names |= part.things.keys() & seen
        names.update(key for key, _row in part.again)
        if len(parts) > 1:
            seen |= part.things.keys()
    found: dict[str, list[Told]] = {name: [] for name in names}
    for part in parts:
        source_id = part.source.id
        for key in part.things.keys() & names:
            found[key].append((source_id, part.things[key]))
        for key, row in part.again:
            found[key].append((source_id, row))
    return found


def _classified(
    part: Part, contested: dict[str, list[Told]], belonging: Belonging
) -> list[UsageRow]:
    """The rows of names that nothing else gives, each with whose it is."""
    if contested:
        mine = [row for key, row in part.things.items() if key not in contested]
    else:
        mine = list(part.things.values())
    return mine if part.plain else [_of(row, belonging.of(row)) for row in mine]


def _of(row: UsageRow, belongs: Belongs) -> UsageRow:
    if row.belongs is belongs:
        return row
    return msgspec.structs.replace(row, belongs=belongs)


def _kept(told: Sequence[Told]) -> frozenset[int]:
    """Which of the rows count: the highest; one for each machine that is told apart."""
    machines = sorted({row.fingerprint for _source, row in told if row.fingerprint}) or [""]
    highest: dict[str, int] = {}
    for at, (_source, row) in enumerate(told):
        machine = row.fingerprint or machines[0]
        if machine not in highest or row.quantity > told[highest[machine]][1].quantity:
            highest[machine] = at
    return frozenset(highest.values())


def _disagree(told: Sequence[Told]) -> bool:
    """Whether rows about one machine and the same time give different quantities."""
    said: dict[tuple[str, object], set[object]] = {}
    for _source, row in told:
        said.setdefault((row.fingerprint, row.counted_at), set()).add(row.quantity)
    return any(len(quantities) > 1 for quantities in said.values())


def _duplicate(told: Sequence[Told]) -> Duplicate:
    return Duplicate(
        name=told[0][1].name,
        source_ids=tuple(source for source, _row in told),
        rows=tuple(row.row for _source, row in told),
    )


def _place(one: Told) -> tuple[str, int]:
    return one[0], one[1].row


def _row(row: UsageRow) -> int:
    return row.row


def _unify(stated: str, parts: Sequence[Part]) -> tuple[str, dict[str, int]]:
    """Bring all rows into one unit: the orders', else the largest that they use."""
    units = set().union(*(part.units for part in parts))
    unit = stated or _common(units)
    foreign: dict[str, int] = {}
    if units <= {unit}:
        return unit, foreign
    capacity = bytes_of(unit) is not None
    for part in parts:
        for key, row in part.things.items():
            part.things[key] = _in_unit(row, unit, foreign, capacity=capacity)
        part.again = [
            (key, _in_unit(row, unit, foreign, capacity=capacity)) for key, row in part.again
        ]
    return unit, foreign


def _common(units: set[str]) -> str:
    """Of units of capacity the largest; of other words the first; rows without one follow."""
    sized = sorted((bytes_of(one) or 0, one) for one in units if bytes_of(one))
    if sized:
        return sized[-1][1]
    return min((one for one in units if one), default="")


def _in_unit(row: UsageRow, unit: str, foreign: dict[str, int], *, capacity: bool) -> UsageRow:
    if row.unit == unit:
        return row
    quantity = converted(row.quantity, row.unit, unit)
    if quantity is None:
        # "users" and "seats" are words for the same; a figure of capacity has to be convertible.
        if row.unit and (capacity or bytes_of(row.unit) is not None):
            foreign[row.unit] = foreign.get(row.unit, 0) + 1
        quantity = row.quantity
    return msgspec.structs.replace(row, quantity=quantity, unit=unit)
