"""A tree in house style: real rows with keys and spoken words, painted by their owner."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from ui.kit.icons import Icon
from ui.kit.paint import draw_icon, fill_round, is_mirrored, ring
from ui.kit.theme import Theme
from ui.kit.tokens import Radius, Token
from ui.terms.slim import SlimBar

Index = QModelIndex | QPersistentModelIndex
INSET = 8
CARET = 24


class Look:
    """How a row stands right now."""

    __slots__ = ("chosen", "focused", "hovered", "open", "parent")

    def __init__(
        self, *, hovered: bool, chosen: bool, focused: bool, parent: bool, opened: bool
    ) -> None:
        self.hovered = hovered
        self.chosen = chosen
        """It is the one that is open in the reader."""
        self.focused = focused
        self.parent = parent
        """It has rows below it."""
        self.open = opened


Paint = Callable[[QPainter, QRect, Index, Look], None]
Height = Callable[[Index], int]


class Tree(QTreeView):
    """Arrows walk and fold, Enter and a click choose, a press on the caret folds."""

    chosen = Signal(object)
    """The QModelIndex that was chosen."""

    def __init__(self, theme: Theme, paint: Paint, height: Height, *, name: str) -> None:
        super().__init__()
        self.theme = theme
        self._hovered = QPersistentModelIndex()
        self._marked = QPersistentModelIndex()
        self.setAccessibleName(name)
        self.setItemDelegate(_Delegate(self, paint, height))
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setProperty("focusInside", True)
        self.viewport().setAutoFillBackground(False)
        self._bar = SlimBar(theme, self, step=28)

    def mark(self, index: QModelIndex) -> None:
        """Show which row is the open one, opening its parents, without choosing it."""
        if QPersistentModelIndex(index) == self._marked:
            return
        self._marked = QPersistentModelIndex(index)
        parent = index.parent()
        while parent.isValid():
            self.expand(parent)
            parent = parent.parent()
        if index.isValid():
            self.setCurrentIndex(index)
            seen = self.visualRect(index)
            if not self.viewport().rect().contains(seen):
                self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.viewport().update()

    def look(self, index: Index) -> Look:
        """How a row stands right now."""
        here = QPersistentModelIndex(index)
        by_key = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        plain = self.model().index(index.row(), 0, index.parent())
        return Look(
            hovered=here == self._hovered,
            chosen=here == self._marked,
            focused=self.hasFocus() and by_key and self.currentIndex() == plain,
            parent=self.model().hasChildren(plain),
            opened=self.isExpanded(plain),
        )

    def caret_rect(self, row: QRect) -> QRect:
        """Where the caret of a row lies."""
        left = row.left() + INSET if is_mirrored(self) else row.right() - INSET - CARET
        return QRect(left, row.top(), CARET, row.height())

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """No branches: carets say it."""

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Nothing is painted below the delegate."""
        self.itemDelegate().paint(painter, option, index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose the current row."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the caret folds; anywhere else it chooses on release."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        if self._on_caret(index, place):
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        super().mouseReleaseEvent(event)
        left = event.button() is Qt.MouseButton.LeftButton
        if index.isValid() and left and not self._on_caret(index, place):
            self.chosen.emit(index)

    def _on_caret(self, index: QModelIndex, place: QPoint) -> bool:
        if not index.isValid() or not self.model().hasChildren(index):
            return False
        return self.caret_rect(self.visualRect(index)).contains(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hovered = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        """No light when the pointer leaves."""
        self._hovered = QPersistentModelIndex()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar at the edge."""
        super().resizeEvent(event)
        self._bar.place()

    def sizeHint(self) -> QSize:
        """As wide as the column."""
        return QSize(216, 160)

    def paint_ground(self, painter: QPainter, rect: QRect, look: Look) -> None:
        """The ground of a row: chosen with its bar, or lit."""
        box = rect.adjusted(INSET, 0, -INSET, 0).toRectF()
        color = self.theme.color
        if look.chosen:
            fill_round(painter, box, Radius.CONTROL, color(Token.SELECT))
            edge = rect.right() - INSET - 2 if is_mirrored(self) else rect.left() + INSET
            middle = rect.center().y() - 7
            fill_round(painter, QRect(edge, middle, 3, 16).toRectF(), 1.5, color(Token.FILL))
        elif look.hovered:
            fill_round(painter, box, Radius.CONTROL, color(Token.HOVER))
        if look.focused:
            ring(painter, box, Radius.CONTROL, 2, color(Token.FOCUS))

    def paint_caret(self, painter: QPainter, rect: QRect, look: Look) -> None:
        """The caret of a row with rows below it."""
        if not look.parent:
            return
        place = QRect(0, 0, 12, 12)
        place.moveCenter(self.caret_rect(rect).center())
        icon = Icon.CARET_DOWN if look.open else Icon.CARET_RIGHT
        draw_icon(painter, self.theme, self, place, icon, Token.TEXT2)


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: Tree, paint: Paint, height: Height) -> None:
        super().__init__(view)
        self._view = view
        self._paint = paint
        self._height = height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One height a kind of row."""
        return QSize(64, self._height(index))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Hand the row to its painter."""
        rect: QRect = option.rect
        painter.save()
        self._paint(painter, rect, index, self._view.look(index))
        painter.restore()


def within(widget: QWidget, row: QRect, start: int, width: int) -> QRect:
    """A part of a row, `start` px from where reading begins."""
    if is_mirrored(widget):
        return QRect(row.right() + 1 - start - width, row.top(), width, row.height())
    return QRect(row.left() + start, row.top(), width, row.height())
