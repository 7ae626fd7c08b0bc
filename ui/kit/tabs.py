"""Tabs of a page: words in a row, the chosen one with a bar below it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from ui.kit.paint import draw_text, line_across, text_width
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

HEIGHT = 40
APART = 24
BEFORE_COUNT = 7


class Tabs(QTabBar):
    """A real tab bar (arrow keys, read out as tabs), addressed by keys."""

    changed = Signal(str)

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: dict[str, str] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFont(theme.font(TextStyle.BODY))
        self.setAccessibleName(name)
        self.setProperty("focusRadius", 4)
        self.setProperty("focusInside", True)
        self.currentChanged.connect(lambda _index: self.changed.emit(self.current_key))

    @property
    def current_key(self) -> str:
        """The key of the chosen tab."""
        return str(self.tabData(self.currentIndex()) or "")

    def add_tab(self, key: str, text: str, count: str = "") -> None:
        """Add a tab at the end, with a quiet number after its word."""
        self._counts[key] = count
        self.blockSignals(True)
        at = self.addTab(text)
        self.setTabData(at, key)
        self.setAccessibleTabName(at, f"{text} {count}".strip())
        self.blockSignals(False)
        self.updateGeometry()

    def set_count(self, key: str, count: str) -> None:
        """Change the number after a tab's word."""
        self._counts[key] = count
        for at in range(self.count()):
            if self.tabData(at) == key:
                self.setAccessibleTabName(at, f"{self.tabText(at)} {count}".strip())
                self.setTabText(at, self.tabText(at))
        self.updateGeometry()
        self.update()

    def set_current(self, key: str) -> None:
        """Choose a tab by its key."""
        for at in range(self.count()):
            if self.tabData(at) == key:
                self.setCurrentIndex(at)

    def tabSizeHint(self, index: int) -> QSize:
        """Word and number, measured in the heaviest weight, and the distance to the next tab."""
        return QSize(self._word(index) + self._figure(index) + APART, HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """A tab is never narrower than its word."""
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words, numbers and the bar."""
        painter = QPainter(self)
        color = self._theme.color
        line_across(painter, self.rect(), Qt.Edge.BottomEdge, color(Token.HAIRLINE))
        for at in range(self.count()):
            box = self.tabRect(at)
            on = at == self.currentIndex()
            font = self._theme.font(TextStyle.BODY_STRONG if on else TextStyle.BODY)
            ink = color(Token.TEXT if on or self._hovered(at) else Token.TEXT2)
            word = text_width(font, self.tabText(at))
            left = visual_in(box, QRect(box.left(), box.top(), word + 1, HEIGHT), self)
            draw_text(painter, self, left, self.tabText(at), font, ink)
            figure = self._counts.get(str(self.tabData(at)), "")
            start = box.left() + word + BEFORE_COUNT
            place = visual_in(
                box, QRect(start, box.top(), text_width(font, figure) + 1, HEIGHT), self
            )
            draw_text(painter, self, place, figure, font, ink)
            if on:
                wide = word + (BEFORE_COUNT + text_width(font, figure) if figure else 0)
                bar = visual_in(box, QRect(box.left(), box.bottom() - 1, wide, 2), self)
                painter.fillRect(bar, color(Token.FILL))

    def _hovered(self, index: int) -> bool:
        return self.underMouse() and self.tabAt(self.mapFromGlobal(self.cursor().pos())) == index

    def _word(self, index: int) -> int:
        return text_width(self._theme.font(TextStyle.BODY_STRONG), self.tabText(index))

    def _figure(self, index: int) -> int:
        figure = self._counts.get(str(self.tabData(index)), "")
        font = self._theme.font(TextStyle.BODY_STRONG)
        return text_width(font, figure) + BEFORE_COUNT if figure else 0


def visual_in(box: QRect, rect: QRect, widget: QWidget) -> QRect:
    """`rect` mirrored inside `box` for right-to-left."""
    if widget.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        return QRect(
            box.left() + box.right() - rect.right(), rect.top(), rect.width(), rect.height()
        )
    return rect
