"""Marks drawn over a paragraph's own looks: places found, the selection, the spot in focus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QTextLayout

from ui.kit.theme import Theme
from ui.kit.tokens import Token
from ui.terms.blocks import Block, Role
from ui.terms.choice import Choice
from ui.terms.painting import format_range, ground_format
from ui.terms.spots import Spot

Found = Mapping[int, Sequence[tuple[bool, int, int]]]
"""Places found, by the position of their clause: in its heading?, start, length."""


class Marks:
    """What is marked in the document right now."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.choice = Choice()
        self.spots: Mapping[int, tuple[Spot, ...]] = {}
        self.found: Found = {}
        self.found_now: tuple[int, bool, int] | None = None
        """The place found that is looked at: clause, in its heading?, start."""
        self.spot_now: tuple[int, Spot] | None = None
        """The spot that has the keyboard."""

    def clear(self) -> None:
        """Another document: nothing is marked."""
        self.choice.clear()
        self.spots, self.found, self.found_now, self.spot_now = {}, {}, None, None

    def spots_in(self, clause: int) -> tuple[Spot, ...]:
        """The spots of a clause, in the order of its text."""
        return self.spots.get(clause, ())

    def flagged(self, block: Block) -> list[int]:
        """Where references that lead nowhere begin in a block."""
        end = block.start + len(block.text)
        return [
            spot.start - block.start
            for spot in self.spots_in(block.clause)
            if spot.flagged and block.role is Role.TEXT and block.start <= spot.start < end
        ]

    def of(self, block: Block) -> list[QTextLayout.FormatRange]:
        """The marks of a block, the selection last."""
        color, made = self._theme.color, []
        heading = block.role is Role.HEADING
        for in_heading, start, length in self.found.get(block.clause, ()):
            begin = start if heading else start - block.start
            if in_heading is heading and begin < len(block.text) and begin + length > 0:
                now = self.found_now == (block.clause, in_heading, start)
                ground = color(Token.WARN_LINE if now else Token.WARN_BG)
                span = min(length, length + begin)
                made.append(format_range(max(0, begin), span, ground_format(ground)))
        if self.spot_now is not None and self.spot_now[0] == block.clause and not heading:
            spot = self.spot_now[1]
            begin = spot.start - block.start
            if 0 <= begin < len(block.text):
                look = ground_format(color(Token.SELECT_HOVER))
                made.append(format_range(begin, spot.end - spot.start, look))
        chosen = self.choice.within(block)
        if chosen is not None:
            made.append(format_range(*chosen, ground_format(color(Token.SELECT_HOVER))))
        return made
