"""How the words of a comparison are set: lines of one height, marks by tint and line together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

from app.terms.changes import Mark, Piece
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

LINE = 22
PARAGRAPH = 8
"""What an empty line between paragraphs takes."""
_BREAK = "\u2028"

Range = QTextLayout.FormatRange


class Lines(NamedTuple):
    """A text set in lines of a width."""

    text: str
    layout: QTextLayout
    height: int

    def spans(self, start: int, end: int) -> list[QRectF]:
        """The boxes of the characters from `start` to `end`, one a line."""
        found = []
        first, last = units(self.text[:start]), units(self.text[:end])
        for number in range(self.layout.lineCount()):
            line = self.layout.lineAt(number)
            low = max(first, line.textStart())
            high = min(last, line.textStart() + line.textLength())
            if low < high:
                left, right = _x(line, low), _x(line, high)
                top = line.position().y() + (line.height() - LINE) / 2
                found.append(QRectF(min(left, right), top, abs(right - left), LINE))
        return found

    def top_of(self, start: int) -> int:
        """The upper edge of the line in which a character stands."""
        line = self.layout.lineForTextPosition(units(self.text[:start]))
        return round(line.position().y() + (line.height() - LINE) / 2) if line.isValid() else 0


def _x(line: object, at: int) -> float:
    found = line.cursorToX(at)  # type: ignore[attr-defined]
    return float(found[0] if isinstance(found, tuple) else found)


def units(text: str) -> int:
    """How many characters Qt counts in `text` (UTF-16)."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def set_lines(theme: Theme, pieces: Sequence[Piece], width: int) -> Lines:
    """Set pieces in lines of `width` px. Line breaks of the text stay; nothing is interpreted."""
    text = "".join(piece.text for piece in pieces)
    layout = QTextLayout(text.replace("\n", _BREAK), theme.typing_font(TextStyle.BODY))
    option = QTextOption(Qt.AlignmentFlag.AlignLeading)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(theme, pieces))
    layout.beginLayout()
    y = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(40, width))
        empty = line.naturalTextWidth() < 1
        line.setPosition(QPointF(0, round(y + (LINE - line.height()) / 2)))
        y += PARAGRAPH if empty else LINE
    layout.endLayout()
    return Lines(text, layout, y)


def mark_format(theme: Theme, mark: Mark) -> QTextCharFormat:
    """Removed words are struck through, added ones underlined and stronger; both are tinted."""
    made = QTextCharFormat()
    color = theme.color
    if mark is Mark.REMOVED:
        made.setBackground(color(Token.CUT))
        made.setFontStrikeOut(True)
    elif mark is Mark.ADDED:
        made.setBackground(color(Token.ADD))
        made.setFont(
            theme.typing_font(TextStyle.BODY_MEDIUM),
            QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesAll,
        )
        made.setFontUnderline(True)
        made.setUnderlineColor(color(Token.TEXT))
    return made


def format_range(start: int, length: int, look: QTextCharFormat) -> Range:
    """`look` for some characters of a layout, counted as Qt counts them."""
    made = Range()
    made.start, made.length, made.format = start, length, look
    return made


def _formats(theme: Theme, pieces: Sequence[Piece]) -> list[Range]:
    looks = {mark: mark_format(theme, mark) for mark in (Mark.REMOVED, Mark.ADDED)}
    made = []
    at = 0
    for piece in pieces:
        length = units(piece.text)
        if piece.mark is not Mark.SAME:
            made.append(format_range(at, length, looks[piece.mark]))
        at += length
    return made


class Estimate:
    """How high a text will be, before it is set: good enough for a scroll bar."""

    def __init__(self, font: QFont, width: int) -> None:
        self._characters = max(8.0, width / QFontMetricsF(font).averageCharWidth())

    def height(self, characters: int) -> int:
        """The height of a text of so many characters in px."""
        return LINE * max(1, -(-characters // int(self._characters))) if characters else LINE


def mark_ground(theme: Theme, token: Token) -> QTextCharFormat:
    """A ground behind some words (places found)."""
    made = QTextCharFormat()
    made.setBackground(theme.color(token))
    return made
