"""A page and a pane at its end, with a hairline between them that can be dragged."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from ui.kit.theme import Theme
from ui.kit.tokens import Token


class SidePane(QSplitter):
    """Only the page grows with the window; the pane keeps the width it was given."""

    moved = Signal()

    def __init__(self, theme: Theme, main: QWidget, side: QWidget, *, width: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._width = width
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(main)
        self.addWidget(side)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setSizes([10_000, width])
        self.splitterMoved.connect(self._was_moved)

    def createHandle(self) -> QSplitterHandle:
        """A hairline."""
        return _Handle(self._theme, self)

    def save(self) -> str:
        """The pane's width, to be remembered."""
        return str(self._width)

    def restore(self, text: str) -> None:
        """Bring back what `save` gave; anything else is ignored."""
        if text.isascii() and text.isdigit() and 200 <= int(text) <= 1200:
            self._width = int(text)
            self.setSizes([10_000, self._width])

    def _was_moved(self) -> None:
        sizes = self.sizes()
        if sizes[1]:
            self._width = sizes[1]
            self.moved.emit()


class _Handle(QSplitterHandle):
    def __init__(self, theme: Theme, parent: QSplitter) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        QPainter(self).fillRect(event.rect(), self._theme.color(Token.HAIRLINE))
