"""A list whose rows are painted by its owner: a real item view, with keyboard and spoken rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.kit.paint import ring
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Token

Index = QModelIndex | QPersistentModelIndex


class Item(NamedTuple):
    """A row: its key, what is read out, and whether it can be chosen."""

    key: str
    spoken: str
    enabled: bool = True


class Look(NamedTuple):
    """What is special about a row right now."""

    hovered: bool
    focused: bool


Paint = Callable[[QPainter, QRect, int, Look], None]


class PaintedList(QListView):
    """Rows of one height; `paint` is called for each with its number. `chosen` tells the key."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        paint: Paint,
        *,
        name: str,
        row_height: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._height = row_height
        self._items = _Items(self)
        self._hovered = -1
        self.setModel(self._items)
        self.setItemDelegate(_Delegate(self, paint))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setProperty("focusInside", True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)

    @property
    def row_height(self) -> int:
        """Height of a row in px."""
        return self._height

    def set_items(self, items: Sequence[Item]) -> None:
        """Replace the rows; the list becomes as high as they are."""
        self._items.replace(items)
        self.setFixedHeight(max(1, len(items) * self._height))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(160, self._items.rowCount() * self._height)

    def look(self, row: int) -> Look:
        """How row `row` stands right now."""
        by_key = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        focused = self.hasFocus() and by_key and self.currentIndex().row() == row
        return Look(row == self._hovered, focused)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose the current row."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self._choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row() if index.isValid() else -1)
        can = index.isValid() and bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        shape = Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def viewportEvent(self, event: QEvent) -> bool:
        """No light when the pointer leaves."""
        if event.type() is QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Arriving by key makes the first row current, so that the focus can be seen."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._items.rowCount():
            self.setCurrentIndex(self._items.index(0))

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.chosen.emit(self._items.key(index.row()))


class _Items(QAbstractListModel):
    """The keys and spoken texts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[Item, ...] = ()

    def replace(self, items: Sequence[Item]) -> None:
        self.beginResetModel()
        self._rows = tuple(items)
        self.endResetModel()

    def key(self, row: int) -> str:
        return self._rows[row].key

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self._rows[index.row()].spoken if index.isValid() and role in words else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if not self._rows[index.row()].enabled:
            return Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Delegate(QStyledItemDelegate):
    """Hands each row to its painter and draws the focus ring over it."""

    def __init__(self, view: PaintedList, paint: Paint) -> None:
        super().__init__(view)
        self._view = view
        self._paint = paint

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(64, self._view.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        look = self._view.look(index.row())
        painter.save()
        self._paint(painter, rect, index.row(), look)
        painter.restore()
        if look.focused:
            ring(painter, rect.toRectF(), Radius.KEY, 2, self._view.theme.color(Token.FOCUS))
