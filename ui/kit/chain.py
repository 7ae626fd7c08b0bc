"""The chain of renewals and upgrades an order stands in, oldest first, the next renewal last."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.kit.lists import Item, Look, PaintedList
from ui.kit.paint import draw_text, text_width
from ui.kit.tabs import visual_in
from ui.kit.theme import Theme
from ui.kit.tokens import Size, TextStyle, Token

START = 20
DOT = 7


class ChainState(Enum):
    """Where a step lies: before this order, this order, or after it."""

    PAST = "past"
    HERE = "here"
    NEXT = "next"


class ChainStep(NamedTuple):
    """A step: the order's number, what it brought, and its date in words."""

    key: str
    title: str
    text: str
    date_text: str
    state: ChainState


class RenewalChain(QWidget):
    """A list with a line through its marks. Past orders can be opened."""

    activated = Signal(str)

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: tuple[ChainStep, ...] = ()
        self._list = PaintedList(theme, self._paint_row, name=name, row_height=Size.PAIR)
        self._list.chosen.connect(self._chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._list)

    def set_steps(self, steps: Sequence[ChainStep]) -> None:
        """Show `steps`, oldest first."""
        self._steps = tuple(steps)
        self._list.set_items(
            [Item(step.key, f"{step.title}, {step.text}, {step.date_text}") for step in steps]
        )
        self.updateGeometry()

    def _chosen(self, key: str) -> None:
        if any(step.key == key and step.state is ChainState.PAST for step in self._steps):
            self.activated.emit(key)

    def _paint_row(self, painter: QPainter, rect: QRect, number: int, look: Look) -> None:
        step = self._steps[number]
        color = self._theme.color
        self._paint_mark(painter, rect, number)
        here, past = step.state is ChainState.HERE, step.state is ChainState.PAST
        font = self._theme.font(TextStyle.BODY_STRONG if here else TextStyle.BODY)
        if past and look.hovered:
            font.setUnderline(True)
        small = self._theme.font(TextStyle.META)
        strong = self._theme.font(TextStyle.BODY_STRONG)
        date_wide = text_width(small, step.date_text)
        title_wide = max(text_width(strong, each.title) for each in self._steps)
        title_wide = min(title_wide, rect.width() - START - date_wide - 24)
        place = visual_in(
            rect, QRect(rect.left() + START, rect.top(), title_wide, rect.height()), self
        )
        draw_text(
            painter, self, place, step.title, font, color(Token.ACCENT if past else Token.TEXT)
        )
        left = rect.left() + START + title_wide + 8
        room = rect.right() + 1 - date_wide - 8 - left
        if room > 16:
            place = visual_in(rect, QRect(left, rect.top() + 1, room, rect.height() - 1), self)
            draw_text(painter, self, place, step.text, small, color(Token.TEXT2))
        left = rect.right() + 1 - date_wide
        place = visual_in(rect, QRect(left, rect.top() + 1, date_wide, rect.height() - 1), self)
        draw_text(painter, self, place, step.date_text, small, color(Token.TEXT2))

    def _paint_mark(self, painter: QPainter, rect: QRect, number: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self._steps[number]
        color = self._theme.color
        center = visual_in(rect, QRect(rect.left(), rect.top(), DOT * 2 - 1, rect.height()), self)
        x, y = center.left() + center.width() / 2, rect.top() + rect.height() / 2
        last = number == len(self._steps) - 1
        if number:
            self._paint_line(painter, x, rect.top(), y - 6, step.state is ChainState.NEXT)
        if not last:
            after = self._steps[number + 1].state is ChainState.NEXT
            self._paint_line(painter, x, y + 6, rect.bottom() + 1, after)
        edge = Token.BORDER if step.state is ChainState.PAST else Token.ACCENT
        painter.setPen(QPen(color(edge), 1.6))
        here = step.state is ChainState.HERE
        painter.setBrush(color(Token.ACCENT) if here else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), 4, 4)

    def _paint_line(
        self, painter: QPainter, x: float, top: float, bottom: float, dashed: bool
    ) -> None:
        pen = QPen(self._theme.color(Token.DIVIDER), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dashed:
            pen.setDashPattern([1.5, 1.5])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
