"""What a table shows: cells as small frozen values, columns, and the painter of one row.

One painter does ground, line, icon and text (a style sheet on items would drop the selection's or
the model's colors). Widths of texts are remembered: measuring costs as much as drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec
from PySide6.QtCore import QAbstractItemModel, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTransform
from PySide6.QtWidgets import QWidget

from ui.kit.icons import Icon
from ui.kit.paint import baseline, fill_round, is_mirrored, line_across, shown
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 41

PAD = 8
EDGE = 16
AFTER_NUMBER = 14
ICON = 16
ICON_GAP = 6
PREFIX_GAP = 6
METER = 40
METER_GAP = 10
REMEMBERED = 2048


class Cell(msgspec.Struct, frozen=True):
    """One cell. `prefix` stands small before the text (a currency), `detail` small after it.

    `share` draws a small meter before it: used of permitted, hatched at its end when over 1.
    """

    text: str = ""
    icon: Icon | None = None
    tone: Token = Token.TEXT
    icon_tone: Token | None = None
    weight: int = 400
    prefix: str = ""
    detail: str = ""
    link: bool = False
    mono: bool = False
    share: float | None = None

    @property
    def spoken(self) -> str:
        """The cell in words, for screen readers, tooltips and copying."""
        return " ".join(part for part in (self.prefix, self.text, self.detail) if part)


class Column(NamedTuple):
    """A column. One column stretches; `end` aligns figures.

    `sample` is its longest usual value, or several in lines of their own: the widest counts.
    """

    key: str
    title: str
    sample: str = ""
    width: int = 0
    stretch: bool = False
    end: bool = False
    icon: bool = False
    sortable: bool = True
    narrow: bool = True
    least: int = 120


class CellSource(Protocol):
    """A model that hands out cells without an index; None where a row is not loaded yet."""

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at `row` and `column`."""


def cell_of(model: QAbstractItemModel, row: int, column: int) -> Cell | None:
    """The cell of any model: a `CellSource`, one that knows `CELL_ROLE`, or one of plain texts."""
    give = getattr(model, "cell", None)
    if give is not None:
        found = give(row, column)
        return found if isinstance(found, Cell) else None
    index = model.index(row, column)
    found = model.data(index, CELL_ROLE)
    if isinstance(found, Cell):
        return found
    text = model.data(index, Qt.ItemDataRole.DisplayRole)
    return None if text is None else Cell(str(text))


class Slot(NamedTuple):
    """A visible column on the screen: its place, its inner room and its definition."""

    logical: int
    left: int
    width: int
    text_left: int
    text_width: int
    column: Column


class RowState(NamedTuple):
    """What is special about a row right now."""

    selected: bool = False
    hovered: bool = False
    focused: bool = False


class Words(NamedTuple):
    """A text laid out once: drawing it again skips the shaping, the dear part."""

    drawn: QStaticText
    width: float


class Face(NamedTuple):
    """A font, and how far below the top of a row its texts begin."""

    font: QFont
    metrics: QFontMetricsF
    top: float


STYLES = {400: TextStyle.BODY, 500: TextStyle.BODY_MEDIUM, 600: TextStyle.BODY_STRONG}


class RowPainter:
    """Paints rows of one view."""

    def __init__(self, theme: Theme, view: QWidget, height: int) -> None:
        self._theme = theme
        self._view = view
        self._height = height
        self._mirrored = False
        self._ratio = 1.0
        self._faces: dict[str, Face] = {}
        self._texts: dict[tuple[str, str], Words] = {}

    def paint(
        self,
        painter: QPainter,
        rect: QRect,
        slots: Sequence[Slot],
        cells: Sequence[Cell | None],
        state: RowState,
    ) -> None:
        """Paint one row into `rect`."""
        color = self._theme.color
        self._mirrored = is_mirrored(self._view)
        self._ratio = painter.device().devicePixelRatioF()
        if state.selected:
            painter.fillRect(rect, color(Token.SELECT))
        elif state.hovered:
            painter.fillRect(rect, color(Token.HOVER))
        if not state.selected:
            line_across(painter, rect, Qt.Edge.BottomEdge, color(Token.HAIRLINE))
        for slot, cell in zip(slots, cells, strict=True):
            if cell is None:
                self._paint_pending(painter, rect, slot)
            else:
                self._paint_cell(painter, rect, slot, cell)
        if state.selected:
            left = rect.right() - 2 if self._mirrored else rect.left()
            painter.fillRect(QRect(left, rect.top(), 3, rect.height()), color(Token.ACCENT))
        if state.focused:
            focus = color(Token.FOCUS)
            for edge in (
                QRect(rect.left(), rect.top(), rect.width(), 2),
                QRect(rect.left(), rect.bottom() - 1, rect.width(), 2),
                QRect(rect.left(), rect.top(), 2, rect.height()),
                QRect(rect.right() - 1, rect.top(), 2, rect.height()),
            ):
                painter.fillRect(edge, focus)

    def room(self, slot: Slot, cell: Cell) -> tuple[float, float]:
        """The width that the cell's text needs and the width it has."""
        style = TextStyle.MONO if cell.mono else STYLES.get(cell.weight, TextStyle.BODY)
        need = self._words(style, cell.text).width
        have = float(slot.text_width) - (ICON + ICON_GAP if cell.icon else 0)
        have -= METER + METER_GAP if cell.share is not None else 0
        if cell.prefix:
            have -= self._words(TextStyle.META, cell.prefix).width + PREFIX_GAP
        if cell.detail:
            need += self._words(TextStyle.META, cell.detail).width + PREFIX_GAP
        return need, have

    def span(self, slot: Slot, cell: Cell) -> tuple[float, float]:
        """From where to where icon and text of a cell reach."""
        need, have = self.room(slot, cell)
        wide = slot.text_width - have + min(need, have)
        left = float(slot.text_left)
        if slot.column.end != is_mirrored(self._view):
            left += slot.text_width - wide
        return left, left + wide

    def _paint_cell(self, painter: QPainter, rect: QRect, slot: Slot, cell: Cell) -> None:
        mirrored = self._mirrored
        left, right = float(slot.text_left), float(slot.text_left + slot.text_width)
        if cell.icon is not None:
            tone = cell.icon_tone or (Token.TEXT2 if cell.tone is Token.TEXT else cell.tone)
            pixmap = self._theme.pixmap(cell.icon, tone, ICON, self._ratio, mirrored=mirrored)
            at = right - ICON if mirrored else left
            painter.drawPixmap(QPointF(at, rect.top() + (rect.height() - 1 - ICON) // 2), pixmap)
            if mirrored:
                right -= ICON + ICON_GAP
            else:
                left += ICON + ICON_GAP
        if cell.share is not None:
            at = right - METER if mirrored else left
            self._paint_meter(painter, rect, at, cell.share)
            if mirrored:
                right -= METER + METER_GAP
            else:
                left += METER + METER_GAP
        if not cell.text:
            return
        style = TextStyle.MONO if cell.mono else STYLES.get(cell.weight, TextStyle.BODY)
        tone = Token.ACCENT if cell.link else cell.tone
        at_end = slot.column.end != mirrored
        have = right - left
        if cell.prefix:
            have -= self._words(TextStyle.META, cell.prefix).width + PREFIX_GAP
        words = self._fit(style, cell.text, have)
        start = right - words.width if at_end else left
        if cell.prefix:
            small = self._words(TextStyle.META, cell.prefix)
            place = start - PREFIX_GAP - small.width if at_end else start
            self._draw(painter, rect, place, TextStyle.META, small, Token.TEXT2)
            if not at_end:
                start += small.width + PREFIX_GAP
        self._draw(painter, rect, start, style, words, tone)
        if cell.detail and not at_end:
            start += words.width + PREFIX_GAP
            small = self._fit(TextStyle.META, cell.detail, right - start)
            self._draw(painter, rect, start, TextStyle.META, small, Token.TEXT2)

    def _paint_meter(self, painter: QPainter, rect: QRect, left: float, share: float) -> None:
        """A meter of 6 px; what is over the permitted figure is set off by a tick and red."""
        color = self._theme.color
        top = rect.top() + (rect.height() - 1 - 6) // 2
        fill_round(painter, QRectF(left, top, METER, 6), 3, color(Token.TRACK))
        reach = METER * (min(share, 1.0) if share <= 1 else 1 / share)
        start = left + METER - reach if self._mirrored else left
        if share > 1:
            fill_round(painter, QRectF(left, top, METER, 6), 3, color(Token.DANGER_FILL))
        if reach:
            fill_round(painter, QRectF(start, top, max(reach, 4), 6), 3, color(Token.METER))
        if share > 1:
            tick = start if self._mirrored else start + reach
            painter.fillRect(QRectF(tick - 1, top - 1, 2, 8), color(Token.TEXT))

    def _paint_pending(self, painter: QPainter, rect: QRect, slot: Slot) -> None:
        width = min(slot.text_width, 72)
        left = slot.text_left
        if slot.column.end != self._mirrored:
            left += slot.text_width - width
        bar = QRectF(left, rect.center().y() - 4, width, 8)
        fill_round(painter, bar, 4, self._theme.color(Token.HAIRLINE))

    def _draw(
        self,
        painter: QPainter,
        rect: QRect,
        left: float,
        style: TextStyle,
        words: Words,
        tone: Token,
    ) -> None:
        face = self._face(style)
        painter.setFont(face.font)
        painter.setPen(self._theme.color(tone))
        painter.drawStaticText(QPointF(left, rect.top() + face.top), words.drawn)

    def _fit(self, style: TextStyle, text: str, room: float) -> Words:
        words = self._words(style, text)
        if words.width <= room + 0.5:
            return words
        face = self._face(style)
        cut = Qt.TextElideMode.ElideRight
        return self._words(
            style, face.metrics.elidedText(shown(face.font, text), cut, max(0, room))
        )

    def _words(self, style: TextStyle, text: str) -> Words:
        key = (style.name, text)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) >= REMEMBERED:
                self._texts.clear()
            face = self._face(style)
            text = shown(face.font, text)
            drawn = QStaticText(text)
            drawn.setTextFormat(Qt.TextFormat.PlainText)
            drawn.setPerformanceHint(QStaticText.PerformanceHint.ModerateCaching)
            drawn.prepare(QTransform(), face.font)
            found = Words(drawn, drawn.size().width())
            self._texts[key] = found
        return found

    def _face(self, style: TextStyle) -> Face:
        found = self._faces.get(style.name)
        if found is None:
            font = self._theme.font(style)
            metrics = QFontMetricsF(font)
            # Small texts stand on the line of the body text beside them.
            beside = self._theme.font(TextStyle.BODY if style is TextStyle.META else style)
            line = baseline(beside, 0, self._height - 1)
            found = Face(font, metrics, line - metrics.ascent())
            self._faces[style.name] = found
        return found
