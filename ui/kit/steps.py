"""The rail of a guided task: where one is, what is done, what comes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.base.text import _
from ui.kit.icons import Icon
from ui.kit.lists import Item, Look, PaintedList
from ui.kit.paint import draw_icon, draw_text, fill_round
from ui.kit.tabs import visual_in
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Size, TextStyle, Token


class StepState(Enum):
    """Whether a step is to do, is where the person is, or is done."""

    AHEAD = "ahead"
    HERE = "here"
    DONE = "done"


class Step(NamedTuple):
    """A step: its title, and its state in words below."""

    key: str
    title: str
    text: str
    state: StepState


class StepRail(QWidget):
    """A list of numbered steps; done ones can be gone back to."""

    activated = Signal(str)

    def __init__(self, theme: Theme, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: tuple[Step, ...] = ()
        self._list = PaintedList(theme, self._paint_row, name=name, row_height=Size.STEP)
        self._list.chosen.connect(self.activated)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._list)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show `steps`."""
        self._steps = tuple(steps)
        words = {
            StepState.AHEAD: _("to do"),
            StepState.HERE: _("you are here"),
            StepState.DONE: _("done"),
        }
        self._list.set_items(
            [
                Item(step.key, f"{number}. {step.title}, {step.text}, {words[step.state]}")
                for number, step in enumerate(steps, 1)
            ]
        )
        self.updateGeometry()

    def _paint_row(self, painter: QPainter, rect: QRect, number: int, look: Look) -> None:
        step = self._steps[number]
        color = self._theme.color
        here = step.state is StepState.HERE
        if here or look.hovered:
            ground = QRectF(rect).adjusted(0, 2, 0, -2)
            fill_round(
                painter, ground, Radius.CONTROL, color(Token.SELECT if here else Token.HOVER)
            )
        x = visual_in(rect, QRect(rect.left() + 12, rect.top(), 22, rect.height()), self)
        center = QPointF(x.left() + 11, rect.top() + rect.height() / 2)
        for top, bottom, shown in (
            (rect.top(), center.y() - 14, number > 0),
            (center.y() + 14, rect.bottom() + 1, number < len(self._steps) - 1),
        ):
            if shown:
                painter.fillRect(QRectF(center.x() - 1, top, 2, bottom - top), color(Token.TRACK))
        self._paint_mark(painter, center, number)
        if here:
            bar = visual_in(rect, QRect(rect.left(), rect.center().y() - 9, 3, 20), self)
            fill_round(painter, QRectF(bar), 1, color(Token.ACCENT))
        room = rect.width() - 44 - 8
        place = visual_in(rect, QRect(rect.left() + 44, rect.top() + 5, room, 20), self)
        style = TextStyle.BODY_STRONG if here else TextStyle.BODY
        ink = Token.TEXT2 if step.state is StepState.AHEAD else Token.TEXT
        draw_text(painter, self, place, step.title, self._theme.font(style), color(ink))
        place.translate(0, 19)
        place.setHeight(16)
        draw_text(
            painter, self, place, step.text, self._theme.font(TextStyle.META), color(Token.TEXT2)
        )

    def _paint_mark(self, painter: QPainter, center: QPointF, number: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = self._steps[number].state
        color = self._theme.color
        box = QRect(round(center.x()) - 11, round(center.y()) - 11, 22, 22)
        if state is StepState.DONE:
            draw_icon(painter, self._theme, self, box, Icon.CHECK_CIRCLE, Token.OK)
            return
        here = state is StepState.HERE
        painter.setPen(QPen(color(Token.ACCENT if here else Token.BORDER), 1.3))
        painter.setBrush(color(Token.ACCENT if here else Token.SURFACE))
        painter.drawEllipse(center, 9.6, 9.6)
        ink = color(Token.SURFACE if here else Token.TEXT2)
        font = self._theme.font(TextStyle.META_STRONG)
        draw_text(painter, self, box, str(number + 1), font, ink, center=True)
