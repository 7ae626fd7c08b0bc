"""The parts of a set as small squares: which are here, which are still to come."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.activation.qr.frames import Gathering, missing_words
from app.base.text import _
from ui.kit.paint import draw_text, fill_round, visual
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Space, TextStyle, Token

_WIDE, _HIGH, _GAP = 27, 24, Space.XS


class PartsSeen(QWidget):
    """A square a part with its number; read out as a sentence."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._gathering = Gathering()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_set(self, gathering: Gathering) -> None:
        """Show how far a set is."""
        self._gathering = gathering
        words = _("{have} of {total} parts.").format(have=gathering.have, total=gathering.total)
        self.setAccessibleName(f"{words} {missing_words(gathering)}".rstrip())
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Squares flow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many rows as the squares need."""
        rows = -(-self._gathering.total // self._columns(width))
        return max(1, rows) * (_HIGH + _GAP) - _GAP

    def sizeHint(self) -> QSize:
        """At the present width."""
        return QSize(_WIDE * 4, self.heightForWidth(max(self.width(), _WIDE * 4)))

    def minimumSizeHint(self) -> QSize:
        """One square wide."""
        return QSize(_WIDE, self.heightForWidth(max(self.width(), _WIDE)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need other rows."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the squares."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self._columns(self.width())
        missing = set(self._gathering.missing)
        for number in range(1, self._gathering.total + 1):
            across, down = (number - 1) % columns, (number - 1) // columns
            corner = QPoint(across * (_WIDE + _GAP), down * (_HIGH + _GAP))
            place = visual(self, QRect(corner, QSize(_WIDE, _HIGH)))
            self._square(painter, place, number, here=number not in missing)

    def _square(self, painter: QPainter, place: QRect, number: int, *, here: bool) -> None:
        color = self._theme.color
        fill, line = (Token.OK_BG, Token.OK_LINE) if here else (Token.SURFACE, Token.DIVIDER)
        fill_round(painter, QRectF(place), Radius.KEY, color(fill), color(line))
        style = TextStyle.META_STRONG if here else TextStyle.META
        ink = color(Token.OK if here else Token.TEXT2)
        font = self._theme.font(style)
        draw_text(painter, self, place, str(number), font, ink, center=True)

    def _columns(self, width: int) -> int:
        return max(1, (width + _GAP) // (_WIDE + _GAP))
