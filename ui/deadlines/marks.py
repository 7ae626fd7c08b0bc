"""The two shapes of the band, and the legend that says what they mean."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

MARK = 12


def draw_diamond(painter: QPainter, center: QPointF) -> None:
    """Somebody has to act by then."""
    x, y, half = center.x(), center.y(), MARK / 2
    points = [
        QPointF(x, y - half),
        QPointF(x + half, y),
        QPointF(x, y + half),
        QPointF(x - half, y),
    ]
    painter.drawPolygon(QPolygonF(points))


def draw_square(painter: QPainter, center: QPointF) -> None:
    """A day that counts, with nothing to be done."""
    side = MARK - 4
    painter.drawRect(QRectF(center.x() - side / 2, center.y() - side / 2, side, side))


class LegendMark(QWidget):
    """A shape, to be explained."""

    def __init__(self, theme: Theme, *, acts: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._acts = acts
        self.setFixedSize(MARK + 2, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(Token.WARN_FILL if self._acts else Token.TEXT2))
        center = QPointF(self.width() / 2, self.height() / 2)
        (draw_diamond if self._acts else draw_square)(painter, center)


def legend(theme: Theme) -> QWidget:
    """What the shapes mean, in words."""
    made = QWidget()
    layout = row(spacing=5)
    for at, (acts, text) in enumerate(
        ((True, _("You act by then")), (False, _("A date that counts")))
    ):
        if at:
            layout.addSpacing(10)
        layout.addWidget(LegendMark(theme, acts=acts))
        layout.addWidget(Label(theme, text, TextStyle.META, Token.TEXT2))
    made.setLayout(layout)
    return made
