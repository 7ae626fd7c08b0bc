"""The 12 months ahead as one band: a mark for each deadline at its day, a month after the other.

A real view: the arrows go from month to month, each says how many deadlines it has, Enter or a
click goes to the first of them in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.base.dates import local, month_name
from app.base.text import _, ngettext
from app.deadlines.model import DeadlineEntry, DeadlineState
from ui.deadlines.marks import MARK, draw_diamond, draw_square, legend
from ui.kit.labels import Label
from ui.kit.paint import draw_text, fill_round, is_mirrored, ring
from ui.kit.panels import Panel, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Space, TextStyle, Token

DAYS = 366
_AXIS = 22
_LANES = 4
_LANE = 15
_LEAST = 2

Index = QModelIndex | QPersistentModelIndex


class Mark(NamedTuple):
    """A deadline on the band."""

    day: date
    acts: bool
    pressing: bool


class Month(NamedTuple):
    """A month, or what is left of it: its first and last day on the band, and what falls in it."""

    first: date
    last: date
    marks: tuple[Mark, ...]

    @property
    def spoken(self) -> str:
        """The month in words."""
        month = _("{month} {year}").format(month=month_name(self.first.month), year=self.first.year)
        count = len(self.marks)
        if not count:
            return _("{month}: no deadline").format(month=month)
        acting = sum(mark.acts for mark in self.marks)
        words = ngettext("{n} deadline", "{n} deadlines", count).format(n=count)
        if acting:
            words += _(", {n} to act on").format(n=acting)
        return _("{month}: {words}").format(month=month, words=words)


def months_of(entries: Sequence[DeadlineEntry], today: date) -> tuple[Month, ...]:
    """The months from `today` on with what falls into them; what is over stays out."""
    end = today + timedelta(days=DAYS)
    marks = sorted(
        Mark(day, entry.deadline.acts, entry.state is DeadlineState.DUE_SOON)
        for entry in entries
        if entry.state in (DeadlineState.DUE_SOON, DeadlineState.LATER)
        and today <= (day := local(entry.deadline.at).date()) < end
    )
    months: list[Month] = []
    first = today
    while first < end:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = min(following, end) - timedelta(days=1)
        inside = tuple(mark for mark in marks if first <= mark.day <= last)
        months.append(Month(first, last, inside))
        first = following
    return tuple(months)


def lanes_of(months: Sequence[Month]) -> int:
    """How many lanes the fullest days need: a mark is about as wide as five days."""
    days = [mark.day for month in months for mark in month.marks]
    fullest = max(
        (sum(day <= other < day + timedelta(days=5) for other in days) for day in days), default=0
    )
    return max(_LEAST, min(_LANES, fullest))


class YearView(QListView):
    """The band; `chosen` tells the first day of the month that was asked for."""

    chosen = Signal(object)
    """A date."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._months = _Months(self)
        self._hovered = -1
        self.setModel(self._months)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("Deadlines of the next 12 months"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(_AXIS + _LEAST * _LANE + 4)
        self.setMinimumWidth(480)
        self.setMouseTracking(True)
        self.setProperty("focusInside", True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)

    @property
    def months(self) -> tuple[Month, ...]:
        """What is shown."""
        return self._months.months

    def show_months(self, months: Sequence[Month]) -> None:
        """Show these months, from today on."""
        at = self.currentIndex().row()
        self._months.replace(tuple(months))
        self.setFixedHeight(_AXIS + lanes_of(months) * _LANE + 4)
        if 0 <= at < len(months):
            self.setCurrentIndex(self._months.index(at))

    def width_of(self, row: int) -> int:
        """Px of a month: its share of the days, without gaps or rests between months."""
        days = [(month.last - month.first).days + 1 for month in self.months]
        whole, room = sum(days) or 1, self.viewport().width()
        before = sum(days[:row])
        return room * (before + days[row]) // whole - room * before // whole

    def look(self, row: int) -> tuple[bool, bool]:
        """Whether a month is under the pointer, and whether it has the keyboard."""
        by_key = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        focused = self.hasFocus() and by_key and self.currentIndex().row() == row
        return row == self._hovered, focused

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose the current month."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self._choose(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self._choose(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the month under the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = index.row() if index.isValid() and self.months[index.row()].marks else -1
        self._hover(row)
        shape = Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def viewportEvent(self, event: QEvent) -> bool:
        """No light when the pointer leaves."""
        if event.type() is QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Arriving by key makes the first month current, so that the focus can be seen."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.months:
            self.setCurrentIndex(self._months.index(0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _choose(self, row: int) -> None:
        if self.months[row].marks:
            self.chosen.emit(self.months[row].first)


class YearBand(Panel):
    """The band with its title and legend."""

    chosen = Signal(object)
    """A date."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="bottom", parent=parent)
        self.view = YearView(theme)
        self.view.chosen.connect(self.chosen)
        title = Label(theme, _("Next 12 months"), TextStyle.META_STRONG, Token.TEXT2)
        head = row(title, None, legend(theme))
        edges = (Space.L, Space.S, Space.L, Space.XS)
        self.setLayout(column(head, Space.XS, self.view, spacing=0, margins=edges))
        self.hide()

    def show_months(self, months: Sequence[Month]) -> None:
        """Show these months, from today on; without any the band steps aside."""
        self.view.show_months(months)
        self.setVisible(any(month.marks for month in months))


class _Months(QAbstractListModel):
    """The months and what is read out of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.months: tuple[Month, ...] = ()

    def replace(self, months: tuple[Month, ...]) -> None:
        self.beginResetModel()
        self.months = months
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.months)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self.months[index.row()].spoken if index.isValid() and role in words else None


class _Delegate(QStyledItemDelegate):
    """Paints a month: its name, its first day as a line, its marks in lanes."""

    def __init__(self, view: YearView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(max(1, self._view.width_of(index.row())), self._view.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, rect = self._view, QRect(option.rect)
        month = view.months[index.row()]
        hovered, focused = view.look(index.row())
        color = view.theme.color
        painter.save()
        if hovered:
            ground = QRectF(rect).adjusted(1, 1, -1, -1)
            fill_round(painter, ground, Radius.KEY, color(Token.HOVER))
        self._paint_axis(painter, rect, month, today=index.row() == 0)
        self._paint_marks(painter, rect, month)
        painter.restore()
        if focused:
            ring(painter, QRectF(rect), Radius.KEY, 2, color(Token.FOCUS))

    def _paint_axis(self, painter: QPainter, rect: QRect, month: Month, *, today: bool) -> None:
        theme, mirrored = self._view.theme, is_mirrored(self._view)
        x = rect.right() if mirrored else rect.left()
        tone = Token.ACCENT if today else Token.HAIRLINE
        top = 0 if today else _AXIS - 2
        painter.fillRect(QRect(x, top, 1, rect.height() - top), theme.color(tone))
        name = _("Today") if today else month_name(month.first.month)
        if not today and month.first.month == 1:
            name = _("{month} {year}").format(month=name, year=month.first.year)
        style = TextStyle.META_STRONG if today else TextStyle.META_MEDIUM
        ink = Token.ACCENT if today else Token.TEXT2
        box = rect.adjusted(5, 0, -2, 0) if not mirrored else rect.adjusted(2, 0, -5, 0)
        box.setHeight(_AXIS - 2)
        if box.width() > 28:
            draw_text(painter, self._view, box, name, theme.font(style), theme.color(ink))

    def _paint_marks(self, painter: QPainter, rect: QRect, month: Month) -> None:
        theme, mirrored = self._view.theme, is_mirrored(self._view)
        days = (month.last - month.first).days + 1
        lanes = (rect.height() - _AXIS) // _LANE
        inner = max(1.0, rect.width() - MARK - 4.0)
        ends = [-1e9] * lanes
        hidden = 0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(Token.SURFACE), 1.5))
        for mark in month.marks:
            x = 2 + MARK / 2 + inner * ((mark.day - month.first).days + 0.5) / days
            lane = next((at for at in range(lanes) if x - ends[at] >= MARK + 1), None)
            if lane is None:
                hidden += 1
                continue
            ends[lane] = x
            place = rect.right() - x if mirrored else rect.left() + x
            center = QPointF(place, rect.height() - 10.5 - lane * _LANE)
            if mark.acts:
                painter.setBrush(theme.color(Token.WARN_FILL))
                draw_diamond(painter, center)
            else:
                painter.setBrush(theme.color(Token.TEXT2))
                draw_square(painter, center)
        if hidden:
            box = QRect(rect.left(), 0, rect.width() - 4, _AXIS - 2)
            words = _("+{n}").format(n=f"{hidden:,}")
            font = theme.font(TextStyle.META)
            draw_text(painter, self._view, box, words, font, theme.color(Token.TEXT2), end=True)
