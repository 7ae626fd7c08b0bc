"""Where in a document something stands: its clause, its sentence, the headings above it.

References, definitions and facts are found in the running text; this tells them what surrounds
an offset, each in logarithmic time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from app.terms.model import Clause, Document

_BREAK = re.compile(
    r"\n[^\S\n]{0,40}\n\s{0,40}"
    r"|(?<=[.?!])[\"”’)\]]{0,2}\s{1,40}(?=[A-ZÀ-Þ(“\"„§\d])"
    r"|\n(?=[^\S\n]{0,40}(?:[-•*–·]\s|[A-Z][A-Z ]{3,}\n))"
    # "(a)" on a new line begins an item, "thirty" and "(30)" on the next one do not.
    r"|(?:(?<=[.;:,])|(?<=\band)|(?<=\bor))\n(?=[^\S\n]{0,40}\(\w{1,5}\)\s)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Abs|Art|approx|Cal|Cl|Co|Corp|No|Nos|Nr|Inc|Ltd|Mr|Ms|Dr|Sec|Sect|St|Ziff|cf|eg|etc"
    r"|e\.g|i\.e|para|paras|resp|vgl|vs|z\.B|U\.S|p\.a|[A-Z])\.)$"
)


class Segment(NamedTuple):
    """A stretch of text that belongs to one clause. `heading`: its number and title."""

    start: int
    end: int
    at: int
    """The position of its clause in the document, -1 where it stands in none."""
    heading: bool


class Places:
    """The clauses of one document, looked up by offset."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._starts = [clause.start for clause in document.clauses]

    def position(self, offset: int) -> int:
        """The position of the innermost clause that holds `offset`, -1 where none does."""
        at = bisect_right(self._starts, offset) - 1
        clauses = self.document.clauses
        while at >= 0 and clauses[at].end <= offset:
            at = self._above(at)
        return at

    def clause(self, offset: int) -> Clause | None:
        """The innermost clause that holds `offset`."""
        at = self.position(offset)
        return self.document.clauses[at] if at >= 0 else None

    def chain(self, at: int) -> Iterator[Clause]:
        """The clause at position `at` and those above it, innermost first."""
        for position in self.upward(at):
            yield self.document.clauses[position]

    def upward(self, at: int) -> Iterator[int]:
        """The position `at` and those of the clauses above it, innermost first."""
        while at >= 0:
            yield at
            at = self._above(at)

    def titles(self, at: int) -> str:
        """The headings of a clause and of those above it, in one line."""
        return " / ".join(clause.title for clause in self.chain(at) if clause.title)

    def segments(self) -> Iterator[Segment]:
        """The whole text in order, cut where a clause, or its own text, begins."""
        text = self.document.text
        edges = {0, len(text)}
        heads: dict[int, int] = {}
        for clause in self.document.clauses:
            if 0 <= clause.start <= clause.body <= len(text):
                edges |= {clause.start, clause.body, min(clause.end, len(text))}
                if clause.start < clause.body and not clause.implied:
                    heads[clause.start] = clause.body
        cuts = sorted(edges)
        for start, end in pairwise(cuts):
            yield Segment(start, end, self.position(start), start in heads)

    def _above(self, at: int) -> int:
        parent = self.document.clauses[at].parent
        return parent if parent < at else -1


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of `text` between two offsets, without white space around."""
    begun = start
    for found in _BREAK.finditer(text, start, end):
        tail = text[max(begun, found.start() - 8) : found.start()]
        if "\n" not in found.group() and _ABBREVIATION.search(tail):
            continue
        yield from _trimmed(text, begun, found.end())
        begun = found.end()
    yield from _trimmed(text, begun, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    body = piece.strip()
    if body:
        begin = start + len(piece) - len(piece.lstrip())
        yield begin, begin + len(body)


def squeezed(text: str) -> str:
    """`text` on one line, each run of white space a single space."""
    return " ".join(text.split())
