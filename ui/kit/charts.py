"""Meters: how much of what is permitted is used, by tick, hatch, icon, words, not color alone."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.paint import is_mirrored
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

HEIGHT = 6
LEAST_OVER = 18.0


class Verdict(Enum):
    """How a use stands against its permitted figure."""

    FREE = "free"
    AT_LIMIT = "at limit"
    OVER = "over"


def verdict_of(used: float, permitted: float | None) -> Verdict:
    """The verdict; no permitted figure means unlimited."""
    if permitted is None or used < permitted:
        return Verdict.FREE
    return Verdict.AT_LIMIT if used == permitted else Verdict.OVER


class Meter(QWidget):
    """A bar of 6 px; what is over the permitted figure is hatched, at least 18 px wide."""

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._used = 0.0
        self._permitted: float | None = None
        self.setAccessibleName(name)
        self.setFixedHeight(HEIGHT + 2)
        self.setMinimumWidth(48)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_values(self, used: float, permitted: float | None) -> None:
        """Show `used` of `permitted`, in the same unit; None is unlimited."""
        self._used, self._permitted = used, permitted
        self.update()

    def sizeHint(self) -> QSize:
        """A usual width."""
        return QSize(160, HEIGHT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track, use, tick and hatch."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_mirrored(self):
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        width = float(self.width())
        pill = QPainterPath()
        pill.addRoundedRect(QRectF(0, 1, width, HEIGHT), HEIGHT / 2, HEIGHT / 2)
        color = self._theme.color
        painter.setClipPath(pill)
        painter.fillRect(QRectF(0, 1, width, HEIGHT), color(Token.TRACK))
        permitted = self._permitted
        if verdict_of(self._used, permitted) is not Verdict.OVER or permitted is None:
            share = min(1.0, self._used / permitted) if permitted else 0.0
            painter.fillRect(QRectF(0, 1, round(width * share), HEIGHT), color(Token.METER))
            return
        over = max(LEAST_OVER, width * (1 - permitted / self._used)) if self._used else LEAST_OVER
        tick = round(max(0.0, width - over))
        painter.fillRect(QRectF(0, 1, tick, HEIGHT), color(Token.METER))
        self._hatch(painter, QRectF(tick, 1, width - tick, HEIGHT))
        painter.setClipping(False)
        painter.fillRect(QRectF(tick - 1, 0, 2, HEIGHT + 2), color(Token.TEXT))

    def _hatch(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, self._theme.color(Token.SURFACE))
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(self._theme.color(Token.DANGER_FILL), 2))
        left = rect.left() - HEIGHT
        while left < rect.right():
            painter.drawLine(
                QPointF(left, rect.bottom() + 1), QPointF(left + HEIGHT + 2, rect.top() - 1)
            )
            left += 4.5


class MeterRow(QWidget):
    """A product's use: its name, the meter, the figures, and the verdict in words."""

    def __init__(
        self, theme: Theme, title: str, unit: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Label(theme, title, elide=False)
        self._unit = Label(theme, unit, TextStyle.META, Token.TEXT2, elide=True)
        self._used = Label(theme, "", TextStyle.BODY_STRONG)
        self._permitted = Label(theme, "", TextStyle.BODY, Token.TEXT2)
        self._meter = Meter(theme, name=f"{title}, {unit}")
        self._free = Label(theme, "", TextStyle.META, Token.TEXT2)
        self._verdict = StatusLabel(theme, Icon.WARNING, "", style=TextStyle.META_STRONG)
        names = row(self._title, spacing=8)
        names.addWidget(self._unit, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, 76)
        end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        grid.addLayout(names, 0, 0)
        grid.addLayout(row(None, self._used, self._permitted, spacing=5), 0, 1)
        grid.addWidget(self._meter, 1, 0)
        grid.addWidget(self._free, 1, 1, end)
        grid.addWidget(self._verdict, 1, 1, end)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_figures_width(self, width: int) -> None:
        """Give the figures at least `width` px, so that rows below each other line up."""
        grid = self.layout()
        if isinstance(grid, QGridLayout):
            grid.setColumnMinimumWidth(1, width)

    def set_values(
        self,
        used: float,
        permitted: float | None,
        used_text: str,
        permitted_text: str,
        verdict: str,
    ) -> None:
        """Show the figures; `verdict` says it in words ("32 free", "At limit", "12 over")."""
        self._used.setText(used_text)
        self._permitted.setText(permitted_text)
        self._meter.set_values(used, permitted)
        self._meter.setAccessibleDescription(f"{used_text} {permitted_text}, {verdict}")
        result = verdict_of(used, permitted)
        self._free.setText(verdict)
        self._free.setVisible(result is Verdict.FREE)
        self._verdict.setVisible(result is not Verdict.FREE)
        over = result is Verdict.OVER
        icon, tone = (Icon.OCTAGON, Token.DANGER) if over else (Icon.WARNING, Token.WARN)
        self._verdict.set_status(icon, verdict, tone)
