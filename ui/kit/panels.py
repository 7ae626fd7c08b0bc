"""Grounds and rows: panels that paint a token as their ground, hairlines, and terse box layouts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.kit.paint import is_mirrored, line_across
from ui.kit.theme import Theme
from ui.kit.tokens import Token

Item = QWidget | QLayout | int | None
Margins = tuple[int, int, int, int]
NONE: Margins = (0, 0, 0, 0)


class Panel(QWidget):
    """A widget that paints one ground and hairlines on the edges named in `edges`."""

    def __init__(
        self,
        theme: Theme,
        ground: Token = Token.SURFACE,
        *,
        edges: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = ground
        self._edges = frozenset(edges.split())

    def set_ground(self, ground: Token) -> None:
        """Change the ground."""
        self._ground = ground
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground and draw the lines."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color(self._ground))
        line = self._theme.color(Token.HAIRLINE)
        start, end = Qt.Edge.LeftEdge, Qt.Edge.RightEdge
        if is_mirrored(self):
            start, end = end, start
        edges = {"top": Qt.Edge.TopEdge, "bottom": Qt.Edge.BottomEdge, "left": start, "right": end}
        for name in self._edges:
            line_across(painter, self.rect(), edges[name], line)


class Hairline(QWidget):
    """A horizontal hairline, `inset` px from the leading edge."""

    def __init__(self, theme: Theme, *, inset: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inset = inset
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One px high."""
        return QSize(8, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        start, end = (0, self._inset) if is_mirrored(self) else (self._inset, 0)
        rect = QRect(self.rect()).adjusted(start, 0, -end, 0)
        line_across(QPainter(self), rect, Qt.Edge.TopEdge, self._theme.color(Token.HAIRLINE))


class VLine(QWidget):
    """A vertical hairline."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        line_across(
            QPainter(self), self.rect(), Qt.Edge.LeftEdge, self._theme.color(Token.HAIRLINE)
        )


class _Margins(QObject):
    """Puts a layout's start margin on the side where reading starts."""

    def __init__(self, owner: QWidget, layout: QLayout, margins: Margins) -> None:
        super().__init__(owner)
        self._owner = owner
        self._layout = layout
        self._margins = margins
        owner.installEventFilter(self)
        self.apply()

    def apply(self) -> None:
        start, top, end, bottom = self._margins
        left, right = (end, start) if is_mirrored(self._owner) else (start, end)
        self._layout.setContentsMargins(left, top, right, bottom)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.apply()
        return False


def keep_margins(owner: QWidget, layout: QLayout, margins: Margins) -> None:
    """Margins (start, top, end, bottom) of a layout in `owner` that swap sides in RTL."""
    _Margins(owner, layout, margins)


def row(*items: Item, spacing: int = 8, margins: Margins = NONE) -> QHBoxLayout:
    """A horizontal layout; an int is a fixed distance, None takes the room that is left."""
    layout = QHBoxLayout()
    fill(layout, items, spacing, margins)
    return layout


def column(*items: Item, spacing: int = 8, margins: Margins = NONE) -> QVBoxLayout:
    """A vertical layout; an int is a fixed distance, None takes the room that is left."""
    layout = QVBoxLayout()
    fill(layout, items, spacing, margins)
    return layout


def fill(layout: QBoxLayout, items: tuple[Item, ...], spacing: int, margins: Margins) -> None:
    """Put `items` into a box layout."""
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for item in items:
        match item:
            case QWidget():
                layout.addWidget(item)
            case QLayout():
                layout.addLayout(item)
            case int():
                layout.addSpacing(item)
            case None:
                layout.addStretch(1)
