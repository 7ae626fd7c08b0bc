"""The list of requests: two or three lines each, painted, with the keyboard of an item view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.base.clock import Clock
from app.base.dates import moment_words
from app.base.text import _
from app.support.requests.model import RequestCard
from ui.kit.scrollbars import ScrollBar
from ui.kit.theme import Theme
from ui.kit.tokens import Token
from ui.support.looks import clock_line, number_words, severity_look, state_look
from ui.support.requests.row_painter import NARROW_BELOW, Row, RowPainter

Index = QModelIndex | QPersistentModelIndex


class RequestRows(QListView):
    """Shows cards in the order they come."""

    chosen = Signal(str)
    """The id of the request that is chosen now; "" none."""
    opened = Signal(str)
    """Enter or a double click: into the thread."""

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_ = theme
        self._clock = clock
        self._hovered = -1
        self._model = _Cards(clock, self)
        self.painter_of_rows = RowPainter(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("Requests"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setProperty("focusInside", True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBar(ScrollBar(theme))
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    @property
    def cards(self) -> tuple[RequestCard, ...]:
        """What is shown."""
        return self._model.cards

    @property
    def hovered(self) -> int:
        """The row under the pointer, -1 without one."""
        return self._hovered

    @property
    def current(self) -> str:
        """The id of what is chosen; "" without one."""
        return self._model.key(self.currentIndex().row())

    def show_cards(self, cards: Sequence[RequestCard], chosen: str) -> None:
        """Show these; `chosen` stays chosen where it is among them, and nothing is told."""
        place = self.verticalScrollBar().value()
        self.blockSignals(True)
        self._model.replace(cards)
        self._select(chosen)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(place)
        self.viewport().update()

    def select(self, key: str) -> None:
        """Choose the request with this id, telling nobody; "" chooses none."""
        self.blockSignals(True)
        self._select(key)
        self.blockSignals(False)
        self.viewport().update()

    def choose_first(self) -> None:
        """Choose the first row."""
        if self._model.rowCount():
            self.setCurrentIndex(self._model.index(0))

    def row(self, row: int) -> Row:
        """How a row stands right now."""
        card = self._model.cards[row]
        by_key = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        current = self.currentIndex().row() == row
        return Row(card, current, row == self._hovered, current and self.hasFocus() and by_key)

    def now(self) -> datetime:
        """The instant that ages are counted from."""
        return self._clock.now()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell what is chosen now."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        if selected.count():
            self.chosen.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into the thread."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit(self.current)
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click goes into the thread."""
        super().mouseDoubleClickEvent(event)
        if self.current:
            self.opened.emit(self.current)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground, then the rows."""
        QPainter(self.viewport()).fillRect(event.rect(), self._theme_.color(Token.SURFACE))
        super().paintEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """No light when the pointer leaves."""
        if event.type() is QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three lines where it is narrow, two where it is wide."""
        old, new = event.oldSize().width(), event.size().width()
        super().resizeEvent(event)
        if (old < NARROW_BELOW) != (new < NARROW_BELOW):
            self.scheduleDelayedItemsLayout()

    def _select(self, key: str) -> None:
        at = self._model.row_of(key) if key else -1
        if at < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        self.setCurrentIndex(self._model.index(at))

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()


class _Cards(QAbstractListModel):
    """The cards, and what is read out of each."""

    def __init__(self, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock
        self.cards: tuple[RequestCard, ...] = ()

    def replace(self, cards: Sequence[RequestCard]) -> None:
        self.beginResetModel()
        self.cards = tuple(cards)
        self.endResetModel()

    def key(self, row: int) -> str:
        return self.cards[row].id if 0 <= row < len(self.cards) else ""

    def row_of(self, key: str) -> int:
        found = (at for at, card in enumerate(self.cards) if key in (card.id, card.client_id))
        return next(found, -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in words:
            return None
        return spoken(self.cards[index.row()], self._clock.now())


def spoken(card: RequestCard, now: datetime) -> str:
    """A request as it is read out."""
    severity = _("severity {word}").format(word=severity_look(card.severity).word)
    parts = (
        card.subject, number_words(card), card.product_name, severity, state_look(card).word,
        clock_line(card, now), moment_words(card.changed_at, now), card.found,
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: RequestRows) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(64, self._view.painter_of_rows.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        painter.save()
        self._view.painter_of_rows.paint(painter, rect, self._view.row(index.row()))
        painter.restore()
