"""A small chart of what was used and permitted over time: a line with dots, a dashed one above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.paint import draw_text, is_mirrored
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

HEIGHT = 96
_TOP, _BOTTOM, _SIDE = 8, 20, 8
_DOT = 3.0
_HEADROOM = 1.12


class TrendPoint(NamedTuple):
    """What was used and permitted on a day; None where it is not known, or unlimited."""

    day: date
    used: float | None
    permitted: float | None


class TrendChart(QWidget):
    """Starts at 0. Days stand as far apart as they were; what is over is a ring, not a dot."""

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points: tuple[TrendPoint, ...] = ()
        self._days: tuple[str, str] = ("", "")
        self.setAccessibleName(name)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_points(self, points: Sequence[TrendPoint], first: str, last: str, spoken: str) -> None:
        """Show these, the oldest first, with the ends named in words; `spoken` says it all."""
        self._points = tuple(points)
        self._days = (first, last)
        self.setAccessibleDescription(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """A usual width."""
        return QSize(280, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Room for both days."""
        return QSize(160, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground line, permitted, used, and the days at the ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(_SIDE, _TOP, self.width() - 2 * _SIDE, self.height() - _TOP - _BOTTOM)
        color = self._theme.color
        painter.setPen(QPen(color(Token.DIVIDER), 1))
        painter.drawLine(
            QPointF(area.left(), area.bottom() + 0.5), QPointF(area.right(), area.bottom() + 0.5)
        )
        if self._points:
            self._paint_permitted(painter, area)
            self._paint_used(painter, area)
        self._paint_days(painter)

    def _place(self, at: int, value: float, area: QRectF) -> QPointF:
        days = [point.day.toordinal() for point in self._points]
        span = days[-1] - days[0]
        share = (days[at] - days[0]) / span if span else 0.5
        if is_mirrored(self):
            share = 1 - share
        values = [v for p in self._points for v in (p.used, p.permitted) if v is not None]
        top = max(values, default=1.0) * _HEADROOM or 1.0
        return QPointF(
            area.left() + share * area.width(), area.bottom() - area.height() * value / top
        )

    def _paint_permitted(self, painter: QPainter, area: QRectF) -> None:
        """A dashed line of steps: a figure holds until the next certificate."""
        pen = QPen(self._theme.color(Token.TEXT2), 1.4, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        before: QPointF | None = None
        for at, point in enumerate(self._points):
            if point.permitted is None:
                before = None
                continue
            here = self._place(at, point.permitted, area)
            if before is None:
                painter.drawLine(here - QPointF(6, 0), here + QPointF(6, 0))
            else:
                corner = QPointF(here.x(), before.y())
                painter.drawLine(before, corner)
                painter.drawLine(corner, here)
            before = here

    def _paint_used(self, painter: QPainter, area: QRectF) -> None:
        color = self._theme.color
        path, drawn = QPainterPath(), False
        marks: list[tuple[QPointF, bool]] = []
        for at, point in enumerate(self._points):
            if point.used is None:
                drawn = False
                continue
            here = self._place(at, point.used, area)
            if drawn:
                path.lineTo(here)
            else:
                path.moveTo(here)
            drawn = True
            over = point.permitted is not None and point.used > point.permitted
            marks.append((here, over))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color(Token.METER), 2))
        painter.drawPath(path)
        for here, over in marks:
            tone = Token.DANGER_FILL if over else Token.METER
            painter.setPen(QPen(color(tone), 2))
            painter.setBrush(color(Token.SURFACE) if over else color(tone))
            size = _DOT + 1.5 if over else _DOT
            painter.drawEllipse(here, size, size)

    def _paint_days(self, painter: QPainter) -> None:
        font, ink = self._theme.font(TextStyle.META), self._theme.color(Token.TEXT2)
        box = self.rect().adjusted(_SIDE, self.height() - _BOTTOM + 2, -_SIDE, 0)
        first, last = self._days
        if first == last or len(self._points) == 1:
            draw_text(painter, self, box, last or first, font, ink, center=True)
            return
        draw_text(painter, self, box, first, font, ink)
        draw_text(painter, self, box, last, font, ink, end=True)
