"""The 12 months ahead: what renews or ends when, and the last day to cancel it, one row a thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QLocale, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.base.text import _
from ui.kit.labels import Label
from ui.kit.lists import Item, Look, PaintedList
from ui.kit.paint import draw_text, fill_round, is_mirrored, text_width
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, TextStyle, Token

ROW = 28
AXIS = 24
NAMES = 140
MOST_NAMES = 220
MONTHS = 12


class EndKind(Enum):
    """What happens at the end of a term."""

    RENEWS = "renews"
    ENDS = "ends"


class TimelineEntry(NamedTuple):
    """A row: `cancel_by` is the last day to cancel, or None; `text` says it all in words."""

    key: str
    title: str
    end: date
    end_kind: EndKind
    cancel_by: date | None
    text: str


class Scale(NamedTuple):
    """Days to pixels, from today to the same day next year."""

    today: date
    left: float
    width: float

    def x(self, day: date) -> float:
        """The place of `day`, kept inside the scale."""
        return self.left + self.width * min(1.0, max(0.0, (day - self.today).days / 366))

    def months(self) -> list[date]:
        """The first days of the months on the scale."""
        first = self.today.year * 12 + self.today.month
        days = [date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(MONTHS)]
        return [day for day in days if day <= self.today + timedelta(days=366)]


class Timeline(QWidget):
    """The axis of months and a list of rows with keyboard focus."""

    activated = Signal(str)

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[TimelineEntry, ...] = ()
        self._today = date.min
        self._names = NAMES
        self._list = PaintedList(theme, self._paint_row, name=name, row_height=ROW)
        self._list.chosen.connect(self.activated)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, AXIS, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._list)
        self.setMinimumWidth(480)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._list)

    def set_entries(self, entries: Sequence[TimelineEntry], today: date) -> None:
        """Show `entries`, in the order given, from `today` on."""
        self._entries = tuple(entries)
        self._today = today
        font = self._theme.font(TextStyle.BODY)
        longest = max((text_width(font, entry.title) for entry in entries), default=0)
        self._names = min(MOST_NAMES, max(NAMES, longest + 14))
        self._list.set_items([Item(entry.key, f"{entry.title}: {entry.text}") for entry in entries])
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the months, their lines and today."""
        if self._today == date.min:
            return
        painter = QPainter(self)
        color, scale = self._theme.color, self._scale()
        font = self._theme.font(TextStyle.META_MEDIUM)
        locale = QLocale()
        shown_year = self._today.year
        free_from = scale.left + 4
        for month in scale.months():
            x = scale.x(month)
            self._bar(painter, QRectF(x, AXIS - 2, 1, self.height() - AXIS), Token.HAIRLINE)
            name = locale.standaloneMonthName(month.month, QLocale.FormatType.ShortFormat)
            if month.year != shown_year:
                shown_year = month.year
                name = f"{name} {month.year}"
            wide = text_width(font, name)
            left = x - wide / 2
            if left >= free_from and left + wide <= self.width():
                self._words(painter, QRect(int(left), 0, wide + 1, 20), name, Token.TEXT2)
                free_from = left + wide + 6
        now = _("Today")
        wide = text_width(self._theme.font(TextStyle.META_STRONG), now)
        box = QRect(int(scale.left) - 5 - wide, 0, wide + 1, 20)
        place = self._mirror(box)
        strong = self._theme.font(TextStyle.META_STRONG)
        draw_text(painter, self, place, now, strong, color(Token.ACCENT))
        self._bar(painter, QRectF(scale.left, 0, 1, self.height()), Token.ACCENT)

    def _paint_row(self, painter: QPainter, rect: QRect, number: int, look: Look) -> None:
        entry = self._entries[number]
        color = self._theme.color
        if look.hovered:
            ground = QRectF(rect).adjusted(-6, 1, 6, -1)
            painter.setOpacity(0.6)
            fill_round(painter, ground, Radius.KEY, color(Token.HOVER))
            painter.setOpacity(1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, middle = self._scale(), rect.top() + ROW / 2
        body = self._theme.font(TextStyle.BODY)
        names = self._mirror(QRect(0, rect.top(), self._names - 12, ROW))
        draw_text(painter, self, names, entry.title, body, color(Token.TEXT))
        end = scale.x(entry.end)
        self._bar(painter, QRectF(scale.left + 1, middle - 2, end - scale.left - 1, 4), Token.TRACK)
        after = self._caption(painter, rect, end, entry)
        if entry.end_kind is EndKind.RENEWS:
            self._dashes(painter, after, scale.left + scale.width, middle)
            self._mark(painter, end, middle, True)
        else:
            self._mark(painter, end, middle, False)
        cancel = self._last_day(entry)
        if cancel:
            self._diamond(painter, scale.x(cancel), middle)

    def _last_day(self, entry: TimelineEntry) -> date | None:
        """The last day to cancel, unless it is past."""
        day = entry.cancel_by
        return day if day is not None and day >= self._today else None

    def _caption(self, painter: QPainter, rect: QRect, end: float, entry: TimelineEntry) -> float:
        """Write the words beside the mark, before it where there is no room after it."""
        font = self._theme.font(TextStyle.META)
        wide = text_width(font, entry.text) + 1
        left = end + 14
        if left + wide > self.width():
            # Before the first mark: the last day to cancel must never lie under words.
            cancel = self._last_day(entry)
            first = self._scale().x(cancel) if cancel else end
            left = max(float(self._names + 8), min(first, end) - 16 - wide)
        box = QRect(round(left), rect.top(), wide, ROW)
        ground = box.adjusted(-4, 5, 4, -5)
        painter.fillRect(self._mirror(ground), self._theme.color(Token.SURFACE))
        place = self._mirror(box)
        draw_text(painter, self, place, entry.text, font, self._theme.color(Token.TEXT2))
        return max(end + 8, left + wide + 5)

    def _mark(self, painter: QPainter, x: float, y: float, round_one: bool) -> None:
        x = self._mirror_x(x)
        painter.setPen(QPen(self._theme.color(Token.SURFACE), 2))
        painter.setBrush(self._theme.color(Token.METER if round_one else Token.TEXT2))
        if round_one:
            painter.drawEllipse(QPointF(x, y), 6, 6)
        else:
            painter.drawRect(QRectF(x - 5, y - 5, 10, 10))

    def _diamond(self, painter: QPainter, x: float, y: float) -> None:
        x = self._mirror_x(x)
        painter.setPen(QPen(self._theme.color(Token.SURFACE), 2))
        painter.setBrush(self._theme.color(Token.WARN_FILL))
        points = [QPointF(x, y - 7), QPointF(x + 7, y), QPointF(x, y + 7), QPointF(x - 7, y)]
        painter.drawPolygon(QPolygonF(points))

    def _dashes(self, painter: QPainter, start: float, end: float, y: float) -> None:
        if end <= start:
            return
        pen = QPen(self._theme.color(Token.DIVIDER), 1)
        pen.setDashPattern([4, 2])
        painter.setPen(pen)
        ends = [QPointF(self._mirror_x(at), round(y) + 0.5) for at in (start, end)]
        painter.drawLine(ends[0], ends[1])

    def _bar(self, painter: QPainter, rect: QRectF, token: Token) -> None:
        if is_mirrored(self):
            rect.moveLeft(self.width() - rect.right())
        painter.fillRect(rect, self._theme.color(token))

    def _words(self, painter: QPainter, rect: QRect, text: str, tone: Token) -> None:
        font = self._theme.font(TextStyle.META_MEDIUM)
        draw_text(painter, self, self._mirror(rect), text, font, self._theme.color(tone))

    def _mirror(self, rect: QRect) -> QRect:
        if is_mirrored(self):
            return QRect(QPoint(self.width() - rect.right() - 1, rect.top()), rect.size())
        return rect

    def _mirror_x(self, x: float) -> float:
        return self.width() - x if is_mirrored(self) else x

    def _scale(self) -> Scale:
        return Scale(self._today, float(self._names), float(self.width() - self._names - 2))


class LegendMark(QWidget):
    """A mark of the time line, to be explained."""

    def __init__(self, theme: Theme, shape: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shape = shape
        self.setFixedSize(12, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        match self._shape:
            case "diamond":
                painter.setBrush(self._theme.color(Token.WARN_FILL))
                points = [QPointF(6, 3), QPointF(11, 8), QPointF(6, 13), QPointF(1, 8)]
                painter.drawPolygon(QPolygonF(points))
            case "disc":
                painter.setBrush(self._theme.color(Token.METER))
                painter.drawEllipse(QPointF(6, 8), 5, 5)
            case _:
                painter.setBrush(self._theme.color(Token.TEXT2))
                painter.drawRect(QRectF(2, 4, 8, 8))


def timeline_legend(theme: Theme) -> QWidget:
    """What the marks mean, in words."""
    made = QWidget()
    layout = row(spacing=5)
    words = (
        ("diamond", _("Last day to cancel")),
        ("disc", _("Renews by itself")),
        ("square", _("Ends")),
    )
    for at, (shape, text) in enumerate(words):
        if at:
            layout.addSpacing(10)
        layout.addWidget(LegendMark(theme, shape))
        layout.addWidget(Label(theme, text, TextStyle.META, Token.TEXT2))
    made.setLayout(layout)
    return made
