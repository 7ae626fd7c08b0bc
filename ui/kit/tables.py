"""The table: a QTableView over any table model, painted row by row, made for 1,000,000 rows.

Only the visible rows are asked for. Keyboard, selection and accessibility are Qt's own; the look,
the widths of the columns and their memory are here.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QTableView, QToolTip, QWidget

from ui.kit.cells import Cell, Column, RowPainter, RowState, Slot, cell_of
from ui.kit.scrollbars import ScrollBar
from ui.kit.table_columns import ColumnLayout
from ui.kit.table_header import TableHeader
from ui.kit.theme import Theme
from ui.kit.tips import plain_tip
from ui.kit.tokens import Size, Token


class TableView(QTableView):
    """Rows of cells. Column `i` of the model is `columns[i]`; the model sorts, not the view."""

    row_activated = Signal(int)
    row_selected = Signal(int)
    sort_requested = Signal(str, bool)
    link_clicked = Signal(int, str)
    columns_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[Column],
        *,
        name: str,
        row_height: int = Size.ROW,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.columns = tuple(columns)
        self._rows = RowPainter(theme, self, row_height)
        self._hovered = -1
        self._sort: tuple[str, bool] = ("", False)
        self.setAccessibleName(name)
        self.setProperty("focusInside", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBar(ScrollBar(theme, Qt.Orientation.Vertical))
        self.setHorizontalScrollBar(ScrollBar(theme, Qt.Orientation.Horizontal))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        head = TableHeader(theme, self.columns, self)
        self.setHorizontalHeader(head)
        self._head = head
        self.layout_of_columns = ColumnLayout(head, self.columns)
        self.layout_of_columns.changed.connect(self.columns_changed)
        self.layout_of_columns.changed.connect(self.viewport().update)
        head.sectionClicked.connect(self._head_clicked)
        upright = self.verticalHeader()
        upright.hide()
        upright.setMinimumSectionSize(row_height)
        upright.setDefaultSectionSize(row_height)
        upright.setSectionResizeMode(upright.ResizeMode.Fixed)
        self.verticalScrollBar().setSingleStep(row_height)

    @property
    def current_row(self) -> int:
        """The selected row, -1 without one."""
        index = self.currentIndex()
        return index.row() if index.isValid() else -1

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show `model`; widths stay as they were."""
        super().setModel(model)
        self.layout_of_columns.arrange(self.viewport().width())
        self.verticalScrollBar().setSingleStep(self.verticalHeader().defaultSectionSize())

    def set_sort(self, key: str, descending: bool) -> None:
        """Show by which column the model is sorted; asks for nothing."""
        self._sort = (key, descending)
        keys = [column.key for column in self.columns]
        self._head.set_sort(keys.index(key) if key in keys else -1, descending)

    def select_row(self, row: int) -> None:
        """Select `row` and scroll to it; -1 selects nothing."""
        model = self._shown()
        if model is None or not 0 <= row < model.rowCount():
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()
            return
        index = model.index(row, max(0, self.currentIndex().column()))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A menu to show and hide columns, and to sort by one without a mouse."""
        return self.layout_of_columns.make_menu(self._theme, parent, self._sort, self.ask_sort)

    def save_columns(self) -> str:
        """Widths, order and hidden columns as JSON, to be remembered."""
        return self.layout_of_columns.save()

    def restore_columns(self, state: str) -> None:
        """Bring back what `save_columns` gave; anything unknown in it is ignored."""
        self.layout_of_columns.restore(state)
        self.layout_of_columns.arrange(self.viewport().width())

    def ask_sort(self, key: str, descending: bool) -> None:
        """Show the caret and ask the page to sort."""
        self.set_sort(key, descending)
        self.sort_requested.emit(key, descending)

    def cell_at(self, row: int, column: int) -> Cell | None:
        """The model's cell; None where the row is not loaded."""
        return cell_of(self.model(), row, column)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that the event touches."""
        painter = QPainter(self.viewport())
        area = event.rect()
        painter.fillRect(area, self._theme.color(Token.SURFACE))
        model = self._shown()
        count = model.rowCount() if model is not None else 0
        if not count:
            return
        slots = self._head.slots()
        upright = self.verticalHeader()
        height = upright.defaultSectionSize()
        first = self.rowAt(max(0, area.top()))
        top = upright.sectionViewportPosition(first) if first >= 0 else 0
        selected = self._chosen_rows()
        current = self.currentIndex().row()
        ring = self.hasFocus() and self.window().testAttribute(
            Qt.WidgetAttribute.WA_KeyboardFocusChange
        )
        rect = self.viewport().rect()
        row = first
        while 0 <= row < count and top <= area.bottom():
            rect.setTop(top)
            rect.setHeight(height)
            state = RowState(
                row in selected,
                row == self._hovered,
                ring and row == current,
            )
            cells = [self.cell_at(row, slot.logical) for slot in slots]
            self._rows.paint(painter, rect, slots, cells, state)
            row += 1
            top += height

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell the page, and repaint whole rows."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        self.row_selected.emit(next(iter(self._chosen_rows()), -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row; Home and End go to the first and last row."""
        row = self.current_row
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if row >= 0:
                self.row_activated.emit(row)
            case Qt.Key.Key_Home if not event.modifiers():
                self.select_row(0)
            case Qt.Key.Key_End if not event.modifiers():
                self.select_row(self.model().rowCount() - 1)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Arriving by Tab selects the first row, so that there is something to see and move."""
        super().focusInEvent(event)
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_key and self.current_row < 0:
            self.select_row(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer; a hand over links."""
        super().mouseMoveEvent(event)
        place = event.position().toPoint()
        self._hover(self.rowAt(place.y()))
        hand = self._link_at(place) is not None
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a link says so."""
        super().mouseReleaseEvent(event)
        slot = self._link_at(event.position().toPoint())
        if slot is not None and event.button() is Qt.MouseButton.LeftButton:
            self.link_clicked.emit(self.rowAt(int(event.position().y())), slot.column.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens the row."""
        super().mouseDoubleClickEvent(event)
        row = self.rowAt(int(event.position().y()))
        if row >= 0:
            self.row_activated.emit(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width anew."""
        super().resizeEvent(event)
        self.layout_of_columns.arrange(self.viewport().width())

    def viewportEvent(self, event: QEvent) -> bool:
        """Whole text of an elided cell as a tooltip; no light when the pointer leaves."""
        if isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        if event.type() is QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _shown(self) -> QAbstractItemModel | None:
        return self.model()

    def _chosen_rows(self) -> tuple[int, ...]:
        chosen = self._selection()
        return tuple(index.row() for index in chosen.selectedRows()) if chosen is not None else ()

    def _selection(self) -> QItemSelectionModel | None:
        # Qt gives none while a view has no model yet.
        return self.selectionModel()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _slot_at(self, x: int) -> Slot | None:
        for slot in self._head.slots():
            if slot.left <= x < slot.left + slot.width:
                return slot
        return None

    def _link_at(self, place: QPoint) -> Slot | None:
        slot, row = self._slot_at(place.x()), self.rowAt(place.y())
        if slot is None or row < 0:
            return None
        cell = self.cell_at(row, slot.logical)
        if cell is None or not cell.link:
            return None
        left, right = self._rows.span(slot, cell)
        return slot if left <= place.x() <= right else None

    def _show_tip(self, event: QHelpEvent) -> None:
        slot, row = self._slot_at(event.pos().x()), self.rowAt(event.pos().y())
        cell = self.cell_at(row, slot.logical) if slot is not None and row >= 0 else None
        if slot is None or cell is None:
            QToolTip.hideText()
            return
        need, have = self._rows.room(slot, cell)
        QToolTip.showText(event.globalPos(), plain_tip(cell.spoken) if need > have else "", self)

    def _head_clicked(self, logical: int) -> None:
        column = self.columns[logical]
        if column.sortable:
            again = self._sort[0] == column.key
            self.ask_sort(column.key, not self._sort[1] if again else column.end)
