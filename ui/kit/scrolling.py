"""A pane that scrolls up and down; its bar lies in the right margin, so that text never reflows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.kit.paint import is_mirrored
from ui.kit.scrollbars import THICKNESS, ScrollBar
from ui.kit.theme import Theme
from ui.kit.tokens import Token


class ScrollPane(QScrollArea):
    """Shows `content` at the full width; give the content a margin of at least 12 px at its end."""

    def __init__(
        self,
        theme: Theme,
        content: QWidget,
        *,
        ground: Token = Token.SURFACE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._theme = theme
        self._ground = ground
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self._bar = ScrollBar(theme, parent=self)
        inner = self.verticalScrollBar()
        inner.setSingleStep(24)
        inner.rangeChanged.connect(self._bar_range)
        inner.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(inner.setValue)
        self._bar_range(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the viewport with the ground that the content lies on: its events come here."""
        QPainter(self.viewport()).fillRect(event.rect(), self._theme.color(self._ground))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar at the edge."""
        super().resizeEvent(event)
        left = 0 if is_mirrored(self) else self.width() - THICKNESS
        self._bar.setGeometry(left, 2, THICKNESS, self.height() - 4)
        self._bar.raise_()

    def _bar_range(self, low: int, high: int) -> None:
        self._bar.setRange(low, high)
        self._bar.setPageStep(self.verticalScrollBar().pageStep())
        self._bar.setSingleStep(self.verticalScrollBar().singleStep())
        self._bar.setVisible(high > low)
