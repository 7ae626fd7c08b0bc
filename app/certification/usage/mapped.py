"""A mapping applied: columns of cells become rows of usage, or what is wrong with them.

Works on columns, and looks each different cell up once: 100,000 rows cost little more than csv.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import repeat
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

_TOTAL_NAMES = frozenset(
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
) -> Iterator[list[UsageRow]]:
    """The rows of a table, a few thousand at a time; `tally` is filled on the way.

    Every column that the mapping names has to be there (`resolving.resolved` sees to it).
    """
    reader = _Reader(mapping)
    spread = {t for m, t in mapping.columns.items() if m not in {*_MADE_ONCE, "quantity"}}
    for batch in table.batches(reader.titles, cancel, spread=spread, most=most):
        for bad in batch.bad:
            tally.read += 1
            tally.refuse(bad)
        rows = reader.rows(batch.numbers, batch.columns, tally)
        yield rows


class _Memo(dict[object, object]):
    """Remembers what cells mean; most columns have few different ones."""

    def __init__(self, look_up: Callable[[object], object]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, cell: object) -> object:
        found = self._look_up(cell)
        if len(self) < 50_000:
            self[cell] = found
        return found


class _Reader:
    """Turns the columns of one file into rows."""

    def __init__(self, mapping: Mapping) -> None:
        meaning = Meaning(mapping)
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
        values = [self._values(member, cells.get(member)) for member in MEMBERS]
        found: list[UsageRow] = []
        keep, left = found.append, 0
        tally.read += len(numbers)
        at = -1
        # Cells are looked at one class at a time: whatever is odd goes another, slower way.
        for (
            number, counts, name, product, metric, quantity, unit, environment, belongs, company,
            place, fingerprint, counted_at,
        ) in zip(numbers, self._counts(columns), *values, strict=False):  # fmt: skip
            at += 1
            if (
                quantity.__class__ is not Decimal
                or name.__class__ is not str
                or product.__class__ is not str
                or metric.__class__ is not str
                or counted_at.__class__ is Fault
            ):
                odd = self._odd(number, at, cells, bool(counts), tally, name, product, metric,
                                quantity, counted_at)  # fmt: skip
                if odd is None:
                    continue
                quantity, unit = odd.quantity, odd.unit
            left_out = ""
            if not counts:
                left_out = Reason.NOT_ACTIVE.value
            elif name in _TOTAL_NAMES:
                left_out = Reason.TOTAL.value
            elif environment is not Environment.UNKNOWN:
                production = environment is Environment.PRODUCTION
                left_out = metrics.left_out(metric, production=production)
            if left_out:
                tally.leave_out(left_out)
                left += 1
            keep(
                UsageRow(
                    product_id=product,
                    metric=metric,
                    name=name,
                    quantity=quantity,
                    unit=unit,
                    environment=environment,
                    belongs=belongs,
                    company=company,
                    place=place,
                    fingerprint=fingerprint,
                    counted_at=counted_at,
                    row=number,
                    left_out=left_out,
                )
            )
        tally.counted += len(found) - left
        return found

    def _values(self, member: str, cells: Sequence[object] | None) -> Iterable[Any]:
        if cells is None:
            return repeat(self._fixed[member])
        if member == "name":
            return _names(cells) if cells else ()
        if member in _MADE_ONCE:
            return map(text_of, cells)
        return map(self._memos[member].__getitem__, cells)

    def _counts(self, columns: Sequence[Sequence[object]]) -> Iterable[object]:
        """For each row whether all conditions hold."""
        if not self._conditions:
            return repeat(True)
        asked = [
            list(map(memo.__getitem__, cells))
            for memo, cells in zip(self._conditions, columns[len(self._titles) :], strict=True)
        ]
        return asked[0] if len(asked) == 1 else map(all, zip(*asked, strict=True))

    def _odd(
        self,
        number: int,
        at: int,
        cells: dict[str, Sequence[object]],
        counts: bool,
        tally: Tally,
        *values: object,
    ) -> Sized | None:
        """A row with something odd: its figure with the unit it brings, or None where refused."""
        shown = {member: text_of(column[at]) for member, column in cells.items()}
        if not any(shown.values()):
            tally.read -= 1
            return None
        if any(plain_value(text).rstrip(":") in TOTALS for text in shown.values()):
            tally.leave_out(Reason.TOTAL.value)
            return None
        faults = [
            (member, value)
            for member, value in zip(_CHECKED, values, strict=True)
            if isinstance(value, Fault)
        ]
        if not counts and all(member in ("quantity", "counted_at") for member, _fault in faults):
            tally.leave_out(Reason.NOT_ACTIVE.value)
            return None
        if faults:
            member, fault = faults[0]
            tally.refuse(
                Bad(number, fault, self._titles.get(member, member), shown.get(member, ""))
            )
            return None
        quantity = values[_CHECKED.index("quantity")]
        if isinstance(quantity, Sized):
            return quantity
        raise AssertionError("an odd row without a fault")


_CHECKED = ("name", "product_id", "metric", "quantity", "counted_at")


def _names(cells: Sequence[object]) -> list[str | Fault]:
    """Names of things; where one is empty, broken or endless, what is wrong with it."""
    texts = [cell.strip() if isinstance(cell, str) else text_of(cell) for cell in cells]
    if all(texts) and "\x00" not in "".join(texts) and max(map(len, texts)) <= LONGEST_NAME:
        return texts  # type: ignore[return-value] # a list of str is not changed by who reads it
    return [_checked(text) for text in texts]


def _checked(text: str) -> str | Fault:
    if not text:
        return Fault.NO_NAME
    if "\x00" in text:
        return Fault.NUL
    return Fault.LONG if len(text) > LONGEST_NAME else text
