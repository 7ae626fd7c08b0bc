"""A code on the screen: dark on white in both themes, its modules of whole device pixels."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.activation.qr.drawing import QUIET, Modules
from app.base.text import _
from ui.kit.paint import fill_round, is_mirrored
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Size, Token
from ui.licenses.qr.deck import Deck

SIDE = 220
_DARK, _LIGHT = "black", "white"
_DOT, _STEP = 7, 14


def picture(rows: Modules, unit: int) -> QImage:
    """A code with its quiet zone, `unit` pixels a module."""
    side = len(rows) + 2 * QUIET
    image = QImage(side, side, QImage.Format.Format_Grayscale8)
    image.fill(255)
    black = QColor(_DARK)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixelColor(x + QUIET, y + QUIET, black)
    return image.scaled(side * unit, side * unit)


def paint_code(painter: QPainter, area: QRect, rows: Modules) -> None:
    """Draw a code in the middle of `area`, as large as whole device pixels allow."""
    ratio = painter.device().devicePixelRatioF()
    room = math.floor(min(area.width(), area.height()) * ratio)
    unit = max(1, room // (len(rows) + 2 * QUIET))
    side = unit * len(rows)
    left = round((area.x() + area.width() / 2) * ratio) - side // 2
    top = round((area.y() + area.height() / 2) * ratio) - side // 2
    ink = QColor(_DARK)
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(left + x * unit, top + y * unit, unit, unit, ink)
    painter.restore()


class QrCode(QWidget):
    """The part that a deck shows, on a white card. Arrows leaf, Space plays and holds."""

    wanted_full = Signal()

    def __init__(self, theme: Theme, deck: Deck, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._deck = deck
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", int(Radius.CARD))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(SIDE, SIDE)
        deck.changed.connect(self._tell)
        theme.changed.connect(self.update)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and the code."""
        painter = QPainter(self)
        line = self._theme.color(Token.HAIRLINE)
        fill_round(painter, QRectF(self.rect()), Radius.CARD, QColor(_LIGHT), line)
        if self._deck.texts:
            paint_code(painter, self.rect(), self._deck.modules)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaf, play and hold."""
        if not leaf_by_key(self._deck, event, mirrored=is_mirrored(self)):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click asks for the whole screen."""
        self.wanted_full.emit()

    def _tell(self) -> None:
        words = self._deck.part_words() if self._deck.texts else ""
        self.setAccessibleName(_("QR code, {part}").format(part=words) if words else _("QR code"))
        self.update()


def leaf_by_key(deck: Deck, event: QKeyEvent, *, mirrored: bool) -> bool:
    """Do what a key means for a deck; False where it means nothing."""
    forth, back = Qt.Key.Key_Right, Qt.Key.Key_Left
    if mirrored:
        forth, back = back, forth
    match event.key():
        case key if key in (forth, Qt.Key.Key_PageDown):
            deck.forth()
        case key if key in (back, Qt.Key.Key_PageUp):
            deck.back()
        case Qt.Key.Key_Home:
            deck.go(0)
        case Qt.Key.Key_End:
            deck.go(deck.count - 1)
        case Qt.Key.Key_Space:
            deck.play(not deck.playing)
        case _:
            return False
    return True


class Dots(QWidget):
    """A dot a part: filled where it was shown, larger where it is; a bar where there are many."""

    def __init__(self, theme: Theme, deck: Deck, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._deck = deck
        self.setFixedHeight(Size.CONTROL_SMALL // 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        deck.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(SIDE, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint dots, or segments where dots have no room."""
        count = self._deck.count
        if count < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = min(SIDE, self.width())
        step = min(_STEP, room / count)
        left = (self.width() - step * count) / 2
        for number in range(count):
            at = count - 1 - number if is_mirrored(self) else number
            middle = left + step * (at + 0.5)
            if step < _STEP - 3:
                self._segment(painter, number, middle, step)
            else:
                self._dot(painter, number, middle)

    def _dot(self, painter: QPainter, number: int, middle: float) -> None:
        here = number == self._deck.at
        side = _DOT + 2 if here else _DOT
        place = QRectF(middle - side / 2, (self.height() - side) / 2, side, side)
        fill, edge = self._theme.color(Token.FILL), self._theme.color(Token.ACCENT)
        if number in self._deck.shown:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawEllipse(place)
        else:
            painter.setPen(edge)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place.adjusted(0.5, 0.5, -0.5, -0.5))

    def _segment(self, painter: QPainter, number: int, middle: float, step: float) -> None:
        here = number == self._deck.at
        tone = Token.FILL if number in self._deck.shown else Token.TRACK
        high = 10 if here else 4
        place = QRectF(middle - step / 2, (self.height() - high) / 2, max(step - 0.5, 1), high)
        painter.fillRect(place, self._theme.color(Token.TEXT if here else tone))
