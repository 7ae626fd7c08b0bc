"""Paints the blocks of a document: number, heading, text with its marks. Plain text throughout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QWidget

from app.terms.model import Clause
from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, draw_text, fill_round, visual
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token
from ui.terms.blocks import Block, Role, above, heading_words, setting_of
from ui.terms.spots import Spot, SpotKind
from ui.terms.type import BAR, EDGE, Typography, number_words

Range = QTextLayout.FormatRange
_SKELETON = (0.96, 0.88, 0.93, 0.62)


def spot_format(theme: Theme, spot: Spot) -> QTextCharFormat:
    """How a spot looks: links in the accent color, terms dotted, flagged references waved."""
    made = QTextCharFormat()
    if spot.kind is SpotKind.TERM:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        made.setUnderlineColor(theme.color(Token.BORDER))
        return made
    if spot.flagged:
        made.setForeground(theme.color(Token.WARN))
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        made.setUnderlineColor(theme.color(Token.WARN))
    elif spot.answers:
        made.setForeground(theme.color(Token.ACCENT))
        if spot.kind is SpotKind.LINK:
            made.setFontUnderline(True)
    else:
        made.setForeground(theme.color(Token.TEXT2))
    return made


def ground_format(ground: QColor, ink: QColor | None = None) -> QTextCharFormat:
    """A mark behind some words."""
    made = QTextCharFormat()
    made.setBackground(ground)
    if ink is not None:
        made.setForeground(ink)
    return made


def format_range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    """`look` for some characters of a layout."""
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, look
    return made


def looks_of(block: Block, spots: Iterable[Spot], theme: Theme) -> list[QTextLayout.FormatRange]:
    """The looks of the spots in a paragraph."""
    made: list[QTextLayout.FormatRange] = []
    if block.role is not Role.TEXT:
        return made
    for spot in spots:
        start, end = max(0, spot.start - block.start), spot.end - block.start
        if end > 0 and start < len(block.text):
            made.append(format_range(start, end - start, spot_format(theme, spot)))
    return made


class Painter:
    """Draws blocks of a flow into the reader's viewport."""

    def __init__(self, theme: Theme, widget: QWidget) -> None:
        self._theme = theme
        self._widget = widget

    def paint(
        self,
        painter: QPainter,
        block: Block,
        clause: Clause,
        kind: Typography,
        top: int,
        *,
        first: bool,
        current: bool,
        marks: Sequence[QTextLayout.FormatRange] = (),
        flagged: Sequence[int] = (),
    ) -> None:
        """Draw one block whose upper edge is at `top`. `flagged`: offsets of bad references."""
        color = self._theme.color
        body = top + above(block, clause, kind, first)
        if current:
            bar = QRect(0, body - (0 if first else body - top), BAR, block.height - (body - top))
            painter.fillRect(visual(self._widget, bar), color(Token.FILL))
        setting = setting_of(block, clause, kind)
        if first and clause.number:
            line = kind.heading_of(clause).line if block.role is Role.WAITING else setting.line
            self._number(painter, clause, kind, body, line)
        if block.role is Role.WAITING:
            self._wait(painter, block, clause, kind, body)
            return
        if block.layout is None:
            return
        ink = Token.TEXT3 if block.role is Role.HEADING and clause.implied else Token.TEXT
        painter.setPen(color(ink))
        block.layout.draw(painter, QPointF(self.left(clause, kind), body), list(marks))
        for offset in flagged:
            self._flag(painter, block, clause, kind, body, offset)

    def left(self, clause: Clause, kind: Typography) -> int:
        """Where the text of a clause begins, seen from the left whatever the direction."""
        return self.text_rect(clause, kind, 0, 1).left()

    def text_rect(self, clause: Clause, kind: Typography, top: int, height: int) -> QRect:
        """The column of a clause's text."""
        return visual(self._widget, QRect(kind.left(clause), top, kind.room(clause), height))

    def _number(
        self, painter: QPainter, clause: Clause, kind: Typography, top: int, line: int
    ) -> None:
        titled = bool(heading_words(clause))
        strong = clause.level == 1 and titled
        style = TextStyle.SECTION if strong else TextStyle.BODY_MEDIUM if titled else TextStyle.BODY
        width = kind.number_width(clause)
        left = kind.left(clause) - width
        if clause.level <= 2:
            left, width = EDGE, kind.left(clause) - EDGE
        place = visual(self._widget, QRect(left, top, width - 4, line))
        ink = self._theme.color(Token.TEXT if strong else Token.TEXT2)
        font = self._theme.font(style)
        draw_text(painter, self._widget, place, number_words(clause), font, ink)

    def _wait(
        self, painter: QPainter, block: Block, clause: Clause, kind: Typography, top: int
    ) -> None:
        title = heading_words(clause)
        if title:
            setting = kind.heading_of(clause)
            top += setting.above
            place = self.text_rect(clause, kind, top, setting.line)
            ink = self._theme.color(Token.TEXT)
            draw_text(painter, self._widget, place, title, setting.font, ink)
            top += setting.line + setting.below
        ground = self._theme.color(Token.HAIRLINE)
        for number, share in enumerate(_SKELETON):
            at = top + number * kind.text.line + 6
            if at + 10 > top + block.height - kind.text.below and number:
                return
            place = self.text_rect(clause, kind, at, 10)
            wide = round(place.width() * share)
            rtl = self._widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
            left = place.right() - wide if rtl else place.left()
            fill_round(painter, QRectF(left, at, wide, 10), 5, ground)

    def _flag(
        self,
        painter: QPainter,
        block: Block,
        clause: Clause,
        kind: Typography,
        top: int,
        offset: int,
    ) -> None:
        """A warning in the margin, on the line of a reference that leads nowhere."""
        assert block.layout is not None
        line = block.layout.lineForTextPosition(offset)
        number = line.lineNumber() if line.isValid() else 0
        at = top + number * kind.text.line + (kind.text.line - 14) // 2
        place = QRect(kind.left(clause) + kind.room(clause) + 6, at, 14, 14)
        place = visual(self._widget, place)
        draw_icon(painter, self._theme, self._widget, place, Icon.WARNING, Token.WARN)
