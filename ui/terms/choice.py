"""What is selected in a document: from one point of a clause to another, also beyond the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.terms.model import Clause
from ui.terms.blocks import Block, Role, heading_words

HEADING = -1


class Point(NamedTuple):
    """A place in the text: the clause's position, and the offset in its own text.

    The heading comes before the text: there `part` is -1, else 0.
    """

    clause: int
    part: int
    offset: int


def point_of(block: Block, offset: int) -> Point:
    """The point at an offset of a block."""
    if block.role is Role.HEADING:
        return Point(block.clause, HEADING, offset)
    return Point(block.clause, 0, block.start + offset)


class Choice:
    """Where a selection began and where it ends now."""

    def __init__(self) -> None:
        self.anchor: Point | None = None
        self.point: Point | None = None

    def begin(self, at: Point) -> None:
        """Begin here."""
        self.anchor = self.point = at

    def extend(self, to: Point) -> None:
        """Up to here now."""
        if self.anchor is None:
            self.anchor = to
        self.point = to

    def clear(self) -> None:
        """Nothing is selected."""
        self.anchor = self.point = None

    def everything(self, clauses: int) -> None:
        """From the first word to the last."""
        self.anchor, self.point = Point(0, HEADING, 0), Point(clauses, HEADING, 0)

    @property
    def range(self) -> tuple[Point, Point] | None:
        """From where to where, None where nothing is selected."""
        if self.anchor is None or self.point is None or self.anchor == self.point:
            return None
        first, last = sorted((self.anchor, self.point))
        return first, last

    def within(self, block: Block) -> tuple[int, int] | None:
        """The selected characters of a block: start and length."""
        chosen = self.range
        if chosen is None:
            return None
        first, last = chosen
        begin, end = point_of(block, 0), point_of(block, len(block.text))
        if last <= begin or first >= end:
            return None
        part = begin.part
        start = first.offset - begin.offset if first[:2] == (block.clause, part) else 0
        stop = last.offset - begin.offset if last[:2] == (block.clause, part) else len(block.text)
        start, stop = max(0, start), min(len(block.text), stop)
        return (start, stop - start) if stop > start else None


def clauses_of(chosen: tuple[Point, Point], count: int) -> range:
    """The clauses that a selection touches."""
    first, last = chosen
    return range(first.clause, min(last.clause + 1, count))


def text_between(
    chosen: tuple[Point, Point], clauses: Sequence[Clause], texts: Sequence[str]
) -> str:
    """The words of a selection; `texts` are those of the clauses it touches, in order."""
    first, last = chosen
    lines: list[str] = []
    for position, text in zip(clauses_of(chosen, len(clauses)), texts, strict=True):
        clause = clauses[position]
        head = heading_words(clause) if not clause.implied else clause.title
        for part, words in ((HEADING, head), (0, text)):
            start, stop = 0, len(words)
            here = (position, part)
            if here < first[:2] or here > last[:2]:
                continue
            if first[:2] == here:
                start = first.offset
            if last[:2] == here:
                stop = last.offset
            piece = words[start:stop]
            whole_head = start == 0 and (part == HEADING or not head)
            if piece and whole_head and clause.number:
                piece = f"{clause.number} {piece}"
            if piece.strip():
                lines.append(piece)
    return "\n".join(lines)
