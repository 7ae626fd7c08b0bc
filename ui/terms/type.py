"""How the text of a document is set: fonts, line boxes, the measure, gutter and indents."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QFont, QFontMetricsF

from app.terms.model import Clause
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle

CHARACTERS = 76
"""The longest line that is comfortable to read."""
LINE = 22
_SAMPLE = "the customer may cancel a renewal by written notice before the term of an Order ends, "
EDGE = Space.L
GUTTER = 48
STEP = 44
DEEPEST = 6
BAR = 3
"""Width of the mark beside the clause that is being read."""
AFTER = 8
"""Below a paragraph."""
MARGIN = 44
"""At the end: the clause's menu, marks of references, the scroll bar."""


class Setting(NamedTuple):
    """How one kind of block is set."""

    font: QFont
    line: int
    above: int
    below: int


class Typography:
    """Measures what does not depend on the text. Made anew when the width changes."""

    def __init__(self, theme: Theme, width: int, *, mirrored: bool = False) -> None:
        self.mirrored = mirrored
        """Texts stand at the side where the window begins, whatever their own direction."""
        self.text = Setting(theme.typing_font(TextStyle.BODY), LINE, 0, AFTER)
        self.heading = Setting(theme.typing_font(TextStyle.BODY_STRONG), LINE, 12, 2)
        self.top = Setting(theme.typing_font(TextStyle.SECTION), 24, 24, 4)
        metrics = QFontMetricsF(self.text.font)
        # The font's own average counts every sign alike and is far wider than running text.
        self.character = metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE)
        self.measure = round(self.character * CHARACTERS)
        self.width = width

    def left(self, clause: Clause) -> int:
        """Where the text of a clause begins."""
        return EDGE + GUTTER + max(0, min(clause.level, DEEPEST) - 2) * STEP

    def number_width(self, clause: Clause) -> int:
        """Room for its number before the text."""
        return GUTTER if clause.level <= 2 else STEP

    def room(self, clause: Clause) -> int:
        """Width of its lines: what the window leaves, and never more than the measure."""
        return max(120, min(self.measure, self.width - self.left(clause) - MARGIN))

    def heading_of(self, clause: Clause) -> Setting:
        """How its heading is set."""
        return self.top if clause.level == 1 else self.heading

    def estimate(self, characters: int, clause: Clause) -> int:
        """The height of a text of so many characters, before it is laid out."""
        lines = max(1, -(-characters * self.character // self.room(clause)))
        return int(lines) * self.text.line + self.text.below


def number_words(clause: Clause) -> str:
    """The number as it stands beside the text: deep ones by their last part, "(a)"."""
    number = clause.number
    at = number.rfind("(")
    if clause.level > 2 and at > 0:
        return number[at:]
    return number
