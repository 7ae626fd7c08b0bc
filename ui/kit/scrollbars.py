"""A slim scroll bar, painted: a rounded handle on the page's own ground, without arrows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSlider, QScrollBar, QWidget

from ui.kit.paint import fill_round
from ui.kit.theme import Theme
from ui.kit.tokens import Token

THICKNESS = 12
MARGIN = 3
SHORTEST = 32


class ScrollBar(QScrollBar):
    """Drag the handle, or press beside it to go a page that way."""

    def __init__(
        self,
        theme: Theme,
        orientation: Qt.Orientation = Qt.Orientation.Vertical,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(orientation, parent)
        self._theme = theme
        self._grip: float | None = None

    def sizeHint(self) -> QSize:
        """Slim across, any length along."""
        upright = self.orientation() is Qt.Orientation.Vertical
        return QSize(THICKNESS, 64) if upright else QSize(64, THICKNESS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the handle, where there is something to scroll."""
        if self.maximum() <= self.minimum():
            return
        lit = self._grip is not None or self.underMouse()
        color = self._theme.color(Token.BORDER if lit else Token.DIVIDER)
        handle = self.handle()
        fill_round(QPainter(self), handle, min(handle.width(), handle.height()) / 2, color)

    def handle(self) -> QRectF:
        """Where the handle lies."""
        length = self._length()
        size = self._handle_length()
        span = self.maximum() - self.minimum()
        share = (self.sliderPosition() - self.minimum()) / span if span else 0.0
        at = MARGIN + share * (length - size)
        if self.orientation() is Qt.Orientation.Vertical:
            return QRectF(MARGIN, at, self.width() - 2 * MARGIN, size)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            at = self.width() - at - size
        return QRectF(at, MARGIN, size, self.height() - 2 * MARGIN)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle, or go one page towards the pointer."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        at, start, size = self._along(event), *self._extent()
        if start <= at <= start + size:
            self._grip = at - start
            self.setSliderDown(True)
            self.update()
            return
        action = QAbstractSlider.SliderAction
        step = action.SliderPageStepSub if at < start else action.SliderPageStepAdd
        self.triggerAction(step)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._grip is None:
            return
        room = self._length() - self._handle_length()
        share = (self._along(event) - self._grip - MARGIN) / room if room > 0 else 0.0
        span = self.maximum() - self.minimum()
        self.setSliderPosition(self.minimum() + round(min(1.0, max(0.0, share)) * span))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the handle go."""
        self._grip = None
        self.setSliderDown(False)
        self.update()

    def _along(self, event: QMouseEvent) -> float:
        place = event.position()
        if self.orientation() is Qt.Orientation.Vertical:
            return place.y()
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return self.width() - place.x() if rtl else place.x()

    def _extent(self) -> tuple[float, float]:
        handle = self.handle()
        if self.orientation() is Qt.Orientation.Vertical:
            return handle.top(), handle.height()
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return (self.width() - handle.right() if rtl else handle.left()), handle.width()

    def _length(self) -> float:
        upright = self.orientation() is Qt.Orientation.Vertical
        return max(1, (self.height() if upright else self.width()) - 2 * MARGIN)

    def _handle_length(self) -> float:
        whole = self.maximum() - self.minimum() + self.pageStep()
        share = self.pageStep() / whole if whole else 1.0
        return min(self._length(), max(SHORTEST, share * self._length()))
