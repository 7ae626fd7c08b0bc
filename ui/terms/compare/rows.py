"""The rows of a comparison: clauses, and runs of unchanged ones that are folded to one row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from app.terms.changes import ChangeKind, ClauseChange
from app.terms.compare.phrases import runs
from ui.terms.compare.setting import Estimate, Lines

HEAD = 37
"""The head of a clause and a folded run, each with the hairline below it."""
ABOVE, BELOW = 8, 18
"""Around the words of a clause."""


class Row:
    """A clause with its words, or a run of unchanged clauses."""

    __slots__ = ("exact", "first", "fold", "height", "last", "lines", "open")

    def __init__(self, first: int, last: int, *, fold: bool, opened: bool) -> None:
        self.first = first
        self.last = last
        """Positions in the comparison, the last one included."""
        self.fold = fold
        self.open = opened
        """The words are shown; of a run, its clauses are."""
        self.height = HEAD
        self.exact = fold
        self.lines: tuple[Lines | None, ...] = ()
        """The old and the new words, or both in one run of text."""

    @property
    def holds_up_to(self) -> int:
        """The last change that is seen in this row; the clauses of an open run have their own."""
        return self.first - 1 if self.fold and self.open else self.last


def build(changes: Sequence[ClauseChange], opened: set[int], *, only_changes: bool) -> list[Row]:
    """The rows in order. `opened`: positions that a person unfolded."""
    made: list[Row] = []
    for run in runs(changes):
        if run.same and only_changes:
            shown = run.first in opened
            made.append(Row(run.first, run.last, fold=True, opened=shown))
            if not shown:
                continue
        for at in range(run.first, run.last + 1):
            folds = only_changes and changes[at].kind is ChangeKind.MOVED
            made.append(Row(at, at, fold=False, opened=not folds or at in opened))
    return made


def has_words(change: ClauseChange) -> bool:
    """Whether there is anything below the head of a clause."""
    return bool(change.old or change.new)


class Stack:
    """The rows one below the other; heights are estimates until a row is laid out."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._tops: list[int] = [0]

    def start(
        self, rows: list[Row], changes: Sequence[ClauseChange], estimate: Estimate, inline: bool
    ) -> None:
        """Other rows, or the same ones in another width."""
        self.rows = rows
        for row in rows:
            if not row.fold:
                row.exact, row.lines = False, ()
                row.height = HEAD + _guess(changes[row.first], row, estimate, inline)
        self.measure()

    def measure(self) -> None:
        """Add the heights up again."""
        self._tops = [0, *accumulate(row.height for row in self.rows)]

    @property
    def total(self) -> int:
        """The height of all rows in px."""
        return self._tops[-1]

    def top(self, at: int) -> int:
        """The upper edge of a row in px."""
        return self._tops[at]

    def at(self, y: int) -> int:
        """The row at a height, the last one below the end; -1 where there is none."""
        return min(len(self.rows), bisect_right(self._tops, max(0, y))) - 1

    def find(self, change: int) -> int:
        """The row that shows a change or the run it is folded in, -1 for none."""
        low, high = 0, len(self.rows)
        while low < high:
            middle = (low + high) // 2
            if self.rows[middle].holds_up_to < change:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.rows) else -1


def _guess(change: ClauseChange, row: Row, estimate: Estimate, inline: bool) -> int:
    if not row.open or not has_words(change):
        return 0
    mine = sum(len(piece.text) for piece in change.old)
    theirs = sum(len(piece.text) for piece in change.new)
    longest = max(mine, theirs)
    return ABOVE + estimate.height(longest + (longest // 8 if inline else 0)) + BELOW
