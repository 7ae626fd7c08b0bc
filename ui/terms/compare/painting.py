"""Paints the rows of a comparison: heads with what became of a clause, words in two columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.terms.changes import ChangeKind, ClauseChange
from app.terms.compare.phrases import Run as SameRun
from app.terms.compare.phrases import kind_words, name_of, number_of, same_words, title_of
from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, draw_text, fill_round, line_across, ring, text_width, visual
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Space, TextStyle, Token
from ui.terms.compare.rows import ABOVE, HEAD, Row
from ui.terms.compare.setting import Lines, format_range, mark_ground, units

EDGE = Space.L
_ICON = 14
BAR = 3

Found = Mapping[int, Sequence[tuple[int, int, int]]]
"""Places found by the position of their change: side (0 old, 1 new), start, end."""


class Look(NamedTuple):
    """How a kind of change is shown beside its words."""

    icon: Icon
    tone: Token
    strong: bool


LOOKS = {
    ChangeKind.CHANGED: Look(Icon.PENCIL, Token.TEXT2, False),
    ChangeKind.ADDED: Look(Icon.PLUS_CIRCLE, Token.OK, True),
    ChangeKind.REMOVED: Look(Icon.MINUS_CIRCLE_FILL, Token.DANGER, True),
    ChangeKind.MOVED: Look(Icon.CARET_UP_DOWN, Token.TEXT2, False),
    ChangeKind.SAME: Look(Icon.EQUALS, Token.TEXT2, False),
}


class Here(NamedTuple):
    """Where a person is: the change, the place in it (box edges), and what was found."""

    change: int
    focused: bool
    place: tuple[tuple[int, int], tuple[int, int]] | None
    found: Found
    found_now: tuple[int, int, int, int] | None


class RowPainter:
    """Draws rows into a viewport. `inline`: both versions in one column."""

    def __init__(self, theme: Theme, widget: QWidget) -> None:
        self._theme = theme
        self._widget = widget
        self.inline = False

    def columns(self) -> list[QRect]:
        """The columns that words are set in, for left-to-right, without their height."""
        width = self._widget.width()
        if self.inline:
            return [QRect(EDGE, 0, width - 2 * EDGE, 0)]
        middle = width // 2
        return [
            QRect(EDGE, 0, middle - 2 * EDGE, 0),
            QRect(middle + 1 + EDGE, 0, width - middle - 1 - 2 * EDGE, 0),
        ]

    def link_rect(self, top: int, words: str) -> QRect:
        """Where "Show" stands in a head whose upper edge is at `top`."""
        width = text_width(self._theme.font(TextStyle.BODY_MEDIUM), words)
        place = QRect(self._widget.width() - EDGE - width - 2, top, width + 2, HEAD - 1)
        return visual(self._widget, place)

    def paint(
        self,
        painter: QPainter,
        row: Row,
        changes: Sequence[ClauseChange],
        top: int,
        here: Here,
    ) -> None:
        """Draw one row whose upper edge is at `top`."""
        whole = QRect(0, top, self._widget.width(), row.height)
        if row.fold:
            self._fold(painter, row, changes, whole)
        else:
            self._clause(painter, row, changes[row.first], whole, here)
        if not row.fold or not row.open:
            current = row.first <= here.change <= row.last
            if current:
                bar = visual(self._widget, QRect(0, top, BAR, row.height - 1))
                painter.fillRect(bar, self._theme.color(Token.FILL))
            if current and here.focused:
                ground = QRectF(whole.adjusted(0, 0, 0, -1))
                ring(painter, ground, Radius.KEY, 2, self._theme.color(Token.FOCUS))

    def _fold(
        self, painter: QPainter, row: Row, changes: Sequence[ClauseChange], whole: QRect
    ) -> None:
        line = whole.adjusted(0, 0, 0, -1)
        self._icon(painter, QRect(EDGE, line.top(), 16, line.height()), Icon.EQUALS, Token.TEXT2)
        link = self._link(painter, whole.top(), _("Hide") if row.open else _("Show"))
        words = same_words(changes, SameRun(row.first, row.last, True))
        place = QRect(40, line.top(), self._widget.width() - 40 - link - EDGE, line.height())
        self._text(painter, place, words, TextStyle.BODY, Token.TEXT2)
        line_across(painter, whole, Qt.Edge.BottomEdge, self._theme.color(Token.HAIRLINE))

    def _link(self, painter: QPainter, top: int, words: str) -> int:
        place = self.link_rect(top, words)
        font, ink = self._theme.font(TextStyle.BODY_MEDIUM), self._theme.color(Token.ACCENT)
        draw_text(painter, self._widget, place, words, font, ink, end=True)
        return place.width() + EDGE

    def _clause(
        self, painter: QPainter, row: Row, change: ClauseChange, whole: QRect, here: Here
    ) -> None:
        head = QRect(0, whole.top(), whole.width(), HEAD)
        painter.fillRect(head, self._theme.color(Token.BG))
        line = self._theme.color(Token.HAIRLINE)
        line_across(painter, head, Qt.Edge.BottomEdge, line)
        end = self._standing(painter, row, change, head)
        self._title(painter, change, head, end)
        if row.height > HEAD:
            line_across(painter, whole, Qt.Edge.BottomEdge, line)
            self._words(painter, row, change, whole, here)

    def _standing(self, painter: QPainter, row: Row, change: ClauseChange, head: QRect) -> int:
        """What became of the clause, at the end of its head; how much room that takes."""
        end = int(EDGE)
        if not row.open and (change.old or change.new):
            end += self._link(painter, head.top(), _("Show"))
        look = LOOKS[change.kind]
        style = TextStyle.META_STRONG if look.strong else TextStyle.META_MEDIUM
        words = kind_words(change)
        width = text_width(self._theme.font(style), words) + 1
        left = head.width() - end - width
        place = QRect(left, head.top(), width, HEAD - 1)
        self._text(painter, place, words, style, look.tone)
        place = QRect(left - _ICON - 8, head.top(), _ICON, HEAD - 1)
        self._icon(painter, place, look.icon, look.tone)
        return end + width + _ICON + 8 + Space.M

    def _title(self, painter: QPainter, change: ClauseChange, head: QRect, end: int) -> None:
        number, left = number_of(change), int(EDGE)
        line = QRect(0, head.top(), 0, HEAD - 1)
        if number:
            width = text_width(self._theme.font(TextStyle.BODY_STRONG), number) + 1
            place = QRect(left, line.top(), width, line.height())
            self._text(painter, place, number, TextStyle.BODY_STRONG, Token.TEXT2)
            left += width + 8
        titles = [title_of(change) or ("" if number else name_of(change))]
        renamed = change.old_id and change.new_id and change.old_title != change.new_title
        if renamed:
            titles = [change.old_title, change.new_title]
        for at, title in enumerate(titles):
            room = head.width() - end - left
            if not title or room < 24:
                continue
            font = self._theme.font(TextStyle.BODY_STRONG)
            width = min(room, text_width(font, title) + 1)
            place = QRect(left, line.top(), width, line.height())
            if renamed:
                self._renamed(painter, place, title, gone=at == 0)
            else:
                self._text(painter, place, title, TextStyle.BODY_STRONG, Token.TEXT)
            left += width + 8

    def _renamed(self, painter: QPainter, place: QRect, title: str, *, gone: bool) -> None:
        ground = visual(self._widget, place).adjusted(-2, 9, 2, -9)
        painter.fillRect(ground, self._theme.color(Token.CUT if gone else Token.ADD))
        self._text(painter, place, title, TextStyle.BODY_STRONG, Token.TEXT)
        middle = ground.center().y()
        y = middle if gone else ground.bottom() - 1
        painter.fillRect(QRect(ground.left(), y, ground.width(), 1), self._theme.color(Token.TEXT))

    def _words(
        self, painter: QPainter, row: Row, change: ClauseChange, whole: QRect, here: Here
    ) -> None:
        top = whole.top() + HEAD + ABOVE
        columns = self.columns()
        if len(columns) == 2:
            middle = QRect(columns[1].left() - EDGE - 1, whole.top() + HEAD, 1, row.height - HEAD)
            painter.fillRect(visual(self._widget, middle), self._theme.color(Token.HAIRLINE))
        for side, (column, lines) in enumerate(zip(columns, row.lines, strict=False)):
            place = QRect(column.left(), top, column.width(), whole.bottom() - top)
            if lines is None:
                place.setHeight(22)
                self._text(painter, place, _("Not in this version"), TextStyle.BODY, Token.TEXT2)
                continue
            spot = QPointF(visual(self._widget, place).left(), top)
            self._found(painter, row, side, lines, spot, here)
            if here.place and row.first == here.change and not self.inline:
                for box in lines.spans(*here.place[side]):
                    around = box.translated(spot).adjusted(-2, 1, 2, -1)
                    color = self._theme.color(Token.ACCENT)
                    fill_round(painter, around, Radius.KEY, None, color)

    def _found(
        self, painter: QPainter, row: Row, side: int, lines: Lines, spot: QPointF, here: Here
    ) -> None:
        marks = []
        for where, start, end in here.found.get(row.first, ()) if not self.inline else ():
            if where == side:
                now = here.found_now == (row.first, where, start, end)
                look = mark_ground(self._theme, Token.WARN_LINE if now else Token.WARN_BG)
                first = units(lines.text[:start])
                marks.append(format_range(first, units(lines.text[start:end]), look))
        painter.setPen(self._theme.color(Token.TEXT))
        lines.layout.draw(painter, spot, marks)

    def _text(
        self, painter: QPainter, place: QRect, words: str, style: TextStyle, tone: Token
    ) -> None:
        font, ink = self._theme.font(style), self._theme.color(tone)
        draw_text(painter, self._widget, visual(self._widget, place), words, font, ink)

    def _icon(self, painter: QPainter, place: QRect, icon: Icon, tone: Token) -> None:
        side = place.width()
        box = QRect(place.left(), place.top() + (place.height() - side) // 2, side, side)
        draw_icon(painter, self._theme, self._widget, visual(self._widget, box), icon, tone)
