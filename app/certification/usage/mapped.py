"""A mapping applied: columns of cells become rows of usage, or what is wrong with them.

Works on columns, and looks each different cell up once: 100,000 rows cost little more than csv.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from types import NoneType
from typing import Any

from app.base.tasks import CancelToken
from app.certification.usage import metrics
from app.certification.usage.look import Reason
from app.certification.usage.meaning import DEFAULTS, Meaning, text_of
from app.certification.usage.model import Environment, LeftOut, Mapping, UsageRow
from app.certification.usage.numbers import Sized
from app.certification.usage.tables import Bad, Table
from app.certification.usage.vocabulary import TOTALS, plain_value
from app.certification.usage.words import MOST_SAID, Fault, fault_words, more_faults

LONGEST_NAME = 500
"""Characters; what is longer is no name of a host or a user."""

MEMBERS = tuple(DEFAULTS)
"""Members of UsageRow that a file can give, in the order in which rows are made."""

_MADE_ONCE = frozenset({"name", "fingerprint"})
"""Nearly every cell of these differs: they are not remembered."""


@functools.cache
def _total_names() -> frozenset[str]:
    """Words for a total as tables spell them: looked up for every row, so without any change."""
    return frozenset(
        spelled + end
        for word in TOTALS
        for spelled in (word, word.capitalize(), word.title(), word.upper())
        for end in ("", ":")
    )


class Tally:
    """What became of the rows of a file."""

    def __init__(self) -> None:
        self.read = 0
        self.counted = 0
        self._faults = 0
        self._left_out: dict[str, int] = {}
        self._said: list[str] = []

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """How many rows do not count, by reason."""
        return tuple(LeftOut(key, count) for key, count in sorted(self._left_out.items()))

    @property
    def problems(self) -> tuple[str, ...]:
        """What cannot be read, the first rows one by one."""
        more = self._faults - len(self._said)
        return (*self._said, more_faults(more)) if more else tuple(self._said)

    def leave_out(self, reason: str) -> None:
        """A row does not count."""
        self._left_out[reason] = self._left_out.get(reason, 0) + 1

    def refuse(self, bad: Bad) -> None:
        """A row cannot be read."""
        self._faults += 1
        if len(self._said) < MOST_SAID:
            self._said.append(fault_words(bad.fault, bad.row, bad.title, bad.cell))


def read_rows(
    table: Table,
    mapping: Mapping,
    tally: Tally,
    cancel: CancelToken | None = None,
    most: int | None = None,
    source_id: str = "",
) -> Iterator[list[UsageRow]]:
    """The rows of a table, a few thousand at a time; `tally` is filled on the way.

    Every column that the mapping names has to be there (`resolving.resolved` sees to it).
    """
    reader = _Reader(mapping, source_id)
    spread = {t for m, t in mapping.columns.items() if m not in {*_MADE_ONCE, "quantity"}}
    for batch in table.batches(reader.titles, cancel, spread=spread, most=most):
        for bad in batch.bad:
            tally.read += 1
            tally.refuse(bad)
        rows = reader.rows(batch.numbers, batch.columns, tally)
        yield rows


class _Memo(dict[object, object]):
    """Remembers what cells mean; most columns have few different ones.

    `odd`: whether any cell so far was a fault, or a figure that brings its unit.
    """

    def __init__(self, look_up: Callable[[object], object]) -> None:
        super().__init__()
        self._look_up = look_up
        self.odd = False

    def __missing__(self, cell: object) -> object:
        found = self._look_up(cell)
        if isinstance(found, Fault | Sized):
            self.odd = True
        if len(self) < 50_000:
            self[cell] = found
        return found


class _Reader:
    """Turns the columns of one file into rows."""

    def __init__(self, mapping: Mapping, source_id: str) -> None:
        self._meaning = meaning = Meaning(mapping)
        self._source_id = source_id
        self._stages: dict[str, _Memo] = {}
        self._titles = mapping.columns
        self._memos = {
            member: _Memo(meaning.reader(member))
            for member in mapping.columns
            if member not in _MADE_ONCE
        }
        self._conditions = [_Memo(meaning.condition(one)) for one in mapping.counts_if.values()]
        self._fixed = {member: meaning.fixed(member) for member in MEMBERS}
        self.titles = [*mapping.columns.values(), *mapping.counts_if]
        """The columns that are needed, in their order; a title may come twice."""

    def rows(
        self, numbers: Sequence[int], columns: Sequence[Sequence[object]], tally: Tally
    ) -> list[UsageRow]:
        """The rows of one batch. What cannot be read is said in `tally`."""
        cells = dict(zip(self._titles, columns, strict=False))
        values = [self._values(member, cells.get(member), len(numbers)) for member in MEMBERS]
        counts = self._counts(columns, len(numbers))
        tally.read += len(numbers)
        if self._is_clean(values):
            left_out = self._left_out(values, counts, cells.get("environment"))
            found = self._made(values, numbers, left_out)
        else:
            found = list(self._one_by_one(numbers, cells, values, counts, tally))
        left = [row.left_out for row in found if row.left_out]
        for reason in left:
            tally.leave_out(reason)
        tally.counted += len(found) - len(left)
        return found

    def _one_by_one(
        self,
        numbers: Sequence[int],
        cells: dict[str, Sequence[object]],
        values: list[list[Any]],
        counts: Sequence[object],
        tally: Tally,
    ) -> Iterator[UsageRow]:
        """A batch in which something is odd: row by row, each refused in words or taken."""
        for at, number in enumerate(numbers):
            one = [[column[at]] for column in values]
            if not self._is_clean(one):
                odd = self._odd(number, at, cells, bool(counts[at]), tally, one)
                if odd is None:
                    continue
                one[MEMBERS.index("quantity")] = [odd.quantity]
                one[MEMBERS.index("unit")] = [odd.unit]
            stage = cells["environment"][at : at + 1] if "environment" in cells else None
            left_out = self._left_out(one, [counts[at]], stage)
            yield from self._made(one, [number], left_out)

    def _made(
        self, values: list[list[Any]], numbers: Sequence[int], left_out: list[str]
    ) -> list[UsageRow]:
        columns = [values[place] for place in _places()]
        sources = [self._source_id] * len(left_out)
        return list(map(UsageRow, *columns, numbers, sources, left_out))

    def _is_clean(self, values: list[list[Any]]) -> bool:
        """Whether every cell of these rows is what it should be."""
        odd = (m for m, memo in self._memos.items() if memo.odd)
        return all(
            _RIGHT[member].issuperset(map(type, values[MEMBERS.index(member)]))
            for member in ("name", *odd)
        )

    def _left_out(
        self,
        values: list[list[Any]],
        counts: Sequence[object],
        stages: Sequence[object] | None,
    ) -> list[str]:
        """For each row why it does not count, or ""."""
        names, by = values[MEMBERS.index("name")], values[MEMBERS.index("metric")]
        if stages is not None:
            found = self._by_stage(by, stages)
        elif self._fixed["environment"]:
            found = self._by_stage(by, [self._fixed["environment"]] * len(by))
        else:
            found = [""] * len(names)
        totals = _total_names()
        if not totals.isdisjoint(names):
            for at, name in enumerate(names):
                if name in totals:
                    found[at] = Reason.TOTAL.value
        if not all(counts):
            for at, holds in enumerate(counts):
                if not holds:
                    found[at] = Reason.NOT_ACTIVE.value
        return found

    def _by_stage(self, by: Sequence[str], stages: Sequence[object]) -> list[str]:
        """Why an instance of this environment does not count by this metric, or ""."""
        for metric in dict.fromkeys(by):
            if metric not in self._stages:
                self._stages[metric] = _Memo(functools.partial(_left_out_at, self._meaning, metric))
        if len(self._stages) == 1:
            (memo,) = self._stages.values()
            return list(map(memo.__getitem__, stages))  # type: ignore[arg-type] # all of them texts
        return [str(self._stages[metric][stage]) for metric, stage in zip(by, stages, strict=True)]

    def _values(self, member: str, cells: Sequence[object] | None, count: int) -> list[Any]:
        if cells is None:
            return [self._fixed[member]] * count
        if member == "name":
            return _names(cells)
        if member in _MADE_ONCE:
            return list(map(text_of, cells))
        return list(map(self._memos[member].__getitem__, cells))

    def _counts(self, columns: Sequence[Sequence[object]], count: int) -> list[object]:
        """For each row whether all conditions hold."""
        if not self._conditions:
            return [True] * count
        asked = [
            list(map(memo.__getitem__, cells))
            for memo, cells in zip(self._conditions, columns[len(self._titles) :], strict=True)
        ]
        return asked[0] if len(asked) == 1 else list(map(all, zip(*asked, strict=True)))

    def _odd(
        self,
        number: int,
        at: int,
        cells: dict[str, Sequence[object]],
        counts: bool,
        tally: Tally,
        one: list[list[Any]],
    ) -> Sized | None:
        """A row with something odd: its figure with the unit it brings, or None where refused."""
        shown = {member: text_of(column[at]) for member, column in cells.items()}
        if not any(shown.values()):
            tally.read -= 1
            return None
        if any(plain_value(text).rstrip(":") in TOTALS for text in shown.values()):
            tally.leave_out(Reason.TOTAL.value)
            return None
        faults = {
            member: value
            for member, (value,) in zip(MEMBERS, one, strict=True)
            if isinstance(value, Fault)
        }
        if not counts and faults.keys() <= {"quantity", "counted_at"}:
            tally.leave_out(Reason.NOT_ACTIVE.value)
            return None
        for member, fault in faults.items():
            title = self._titles.get(member, member)
            tally.refuse(Bad(number, fault, title, shown.get(member, "")))
            return None
        quantity = one[MEMBERS.index("quantity")][0]
        if isinstance(quantity, Sized):
            return quantity
        raise AssertionError("an odd row without a fault")


_RIGHT: dict[str, frozenset[type]] = {
    "name": frozenset({str}),
    "product_id": frozenset({str}),
    "metric": frozenset({str}),
    "quantity": frozenset({Decimal}),
    "counted_at": frozenset({datetime, NoneType}),
}
"""What the cells of a member are when nothing is wrong with them."""


@functools.cache
def _places() -> tuple[int, ...]:
    """Where the columns of UsageRow's first members are; its row, source and reason follow them."""
    return tuple(MEMBERS.index(member) for member in UsageRow.__struct_fields__[: len(MEMBERS)])


def _left_out_at(meaning: Meaning, metric: str, cell: object) -> str:
    environment = meaning.environment(cell)
    if environment is Environment.UNKNOWN:
        return ""
    return metrics.left_out(metric, production=environment is Environment.PRODUCTION)


def _names(cells: Sequence[object]) -> list[str | Fault]:
    """Names of things; where one is empty, broken or endless, what is wrong with it."""
    some: Sequence[Any] = cells
    try:
        texts: list[Any] = [cell.strip() for cell in some]
    except AttributeError:
        texts = list(map(text_of, cells))
    if all(texts) and "\x00" not in "".join(texts) and max(map(len, texts)) <= LONGEST_NAME:
        return texts
    return [_checked(text) for text in texts]


def _checked(text: str) -> str | Fault:
    if not text:
        return Fault.NO_NAME
    if "\x00" in text:
        return Fault.NUL
    return Fault.LONG if len(text) > LONGEST_NAME else text
