"""The focus ring: one overlay a window, drawn round the widget that has the focus.

A ring inside each widget would be cut by tight parents, and a style sheet's border shifts layouts.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from ui.kit.paint import ring
from ui.kit.theme import Theme
from ui.kit.tokens import Token

WIDTH = 2
OUTSIDE = 3

_WATCHED = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.EnabledChange,
    }
)


class FocusRing(QWidget):
    """Lies over `window`, lets the mouse through, follows the focus and everything that moves it.

    Widgets say how they want it: `focusRadius` (int property, needed to get a ring at all),
    `focusInside` (they draw their own) and `focusAlways` (also after a click: fields to type into).
    """

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        self._clip = QRect()
        self._pinned = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QGuiApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def pin(self, widget: QWidget) -> None:
        """Show the ring round `widget` whatever has the focus (specimens)."""
        self._pinned = True
        self._go(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring, cut where a scroll area cuts the widget."""
        if self._around is None:
            return
        painter = QPainter(self)
        painter.setClipRect(self._clip)
        radius = float(self._around.property("focusRadius") or 0) + OUTSIDE
        ring(painter, QRectF(self.rect()), radius, WIDTH, self._theme.color(Token.FOCUS))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget and its parents."""
        if event.type() in _WATCHED:
            self._place()
        return False

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._pinned:
            return
        if now is None or now.window() is not self.window() or not self._wanted(now):
            self._go(None)
            return
        self._go(now)

    def _wanted(self, widget: QWidget) -> bool:
        if widget.property("focusRadius") is None or widget.property("focusInside"):
            return False
        by_key = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        return bool(by_key or widget.property("focusAlways"))

    def _go(self, widget: QWidget | None) -> None:
        for old in self._watched:
            old.removeEventFilter(self)
        if self._around is not None:
            self._around.destroyed.disconnect(self._gone)
        self._watched = []
        self._around = widget
        at = widget
        while at is not None and at is not self.parentWidget():
            at.installEventFilter(self)
            self._watched.append(at)
            at = at.parentWidget()
        if widget is not None:
            widget.destroyed.connect(self._gone)
        self._place()

    def _gone(self) -> None:
        self._around = None
        self._watched = []
        self.hide()

    def _place(self) -> None:
        window, widget = self._window, self._around
        if widget is None or not widget.isVisibleTo(window):
            self.hide()
            return
        rect = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        rect = rect.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)
        clip = QRect(rect)
        for parent in self._watched:
            area = parent.parentWidget()
            if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
                seen = QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
                clip &= seen.adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)
        self._clip = clip.translated(-rect.topLeft())
        self.setGeometry(rect)
        self.raise_()
        self.show()
        self.update()
