"""The flow of a document: which block lies where. Heights are estimated until a block is shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from app.terms.model import Clause
from ui.terms.blocks import Block, Look, Role, blocks_of, lay_out, waiting
from ui.terms.type import Typography

BEFORE = 4
AFTER = 48


class Place(NamedTuple):
    """A point in the document that stays where it is when blocks change: clause, block, pixels."""

    clause: int
    ordinal: int = 0
    """Which block of the clause."""
    offset: int = 0


class Flow:
    """Keeps blocks and their heights. Texts come in windows; the rest is a place that waits."""

    def __init__(self, kind: Typography, looks: Callable[[Block], Sequence[Look]]) -> None:
        self.kind = kind
        self.looks = looks
        self.clauses: Sequence[Clause] = ()
        self.texts: dict[int, str] = {}
        self.blocks: list[Block] = []
        self._first: list[int] = []
        self._tops: list[int] | None = None

    def start(self, clauses: Sequence[Clause], texts: Mapping[int, str]) -> None:
        """Show another document, of which these texts are known."""
        self.clauses = clauses
        self.texts = dict(texts)
        self._rebuild()

    def set_kind(self, kind: Typography) -> None:
        """Set everything anew: another width, other fonts."""
        self.kind = kind
        self._rebuild()

    def put(self, first: int, texts: Sequence[str]) -> None:
        """Texts of the clauses from position `first` on have come."""
        self.texts.update(enumerate(texts, start=first))
        made: list[Block] = []
        for position in range(first, first + len(texts)):
            made += self._made(position)
        last = first + len(texts)
        end = self._first[last] if last < len(self._first) else len(self.blocks)
        self.blocks[self._first[first] : end] = made
        self._count()

    def _rebuild(self) -> None:
        self.blocks = [block for at in range(len(self.clauses)) for block in self._made(at)]
        self._count()

    def _made(self, position: int) -> list[Block]:
        clause = self.clauses[position]
        text = self.texts.get(position)
        if text is None:
            return [waiting(position, clause, self.kind)]
        return blocks_of(position, clause, text, self.kind)

    def _count(self) -> None:
        self._first = [0] * len(self.clauses)
        for at in range(len(self.blocks) - 1, -1, -1):
            self._first[self.blocks[at].clause] = at
        self._tops = None

    def _sums(self) -> list[int]:
        if self._tops is None:
            heights = (block.height for block in self.blocks)
            self._tops = list(accumulate(heights, initial=BEFORE))
        return self._tops

    @property
    def total(self) -> int:
        """The height of everything."""
        return self._sums()[-1] + AFTER

    def top(self, at: int) -> int:
        """Where a block begins."""
        return self._sums()[at]

    def block_at(self, y: float) -> int:
        """The block at this height; the first or the last beyond them."""
        return min(max(0, bisect_right(self._sums(), y) - 1), len(self.blocks) - 1)

    def first_block(self, clause: int) -> int:
        """The first block of a clause."""
        return self._first[clause]

    def is_first(self, at: int) -> bool:
        """Whether a block is the first of its clause."""
        return self._first[self.blocks[at].clause] == at

    def place(self, y: int) -> Place:
        """The point at this height."""
        if not self.blocks:
            return Place(0)
        at = self.block_at(y)
        clause = self.blocks[at].clause
        return Place(clause, at - self._first[clause], y - self.top(at))

    def height_of(self, place: Place) -> int:
        """Where this point lies now."""
        if not self.blocks:
            return 0
        at = self.index(place)
        return self.top(at) + min(place.offset, self.blocks[at].height)

    def index(self, place: Place) -> int:
        """The block of this point; the last of its clause where there are fewer now."""
        first = self._first[place.clause]
        last = place.clause + 1
        end = self._first[last] if last < len(self._first) else len(self.blocks)
        return min(first + place.ordinal, end - 1)

    def lay_out(self, at: int) -> Block:
        """Lay out a block and return it."""
        block = self.blocks[at]
        if not block.exact and block.role is not Role.WAITING:
            before = block.height
            looks = self.looks(block)
            lay_out(block, self.clauses[block.clause], self.kind, self.is_first(at), looks)
            if block.height != before:
                self._tops = None
        return block

    def missing(self, blocks: range, window: int) -> range:
        """The window of clauses to read next for these blocks; empty where all is here."""
        for at in blocks:
            block = self.blocks[at]
            if block.role is Role.WAITING:
                first = block.clause
                low = max(0, first - window // 2)
                while first > low and first - 1 not in self.texts:
                    first -= 1
                last = min(first + window, len(self.clauses))
                while last - 1 > block.clause and last - 1 in self.texts:
                    last -= 1
                return range(first, last)
        return range(0)

    def clause_position(self, anchor: str) -> int:
        """The position of the clause with this anchor, -1 where there is none."""
        return next((at for at, clause in enumerate(self.clauses) if clause.id == anchor), -1)
