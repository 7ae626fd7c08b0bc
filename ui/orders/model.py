"""The table's model: as many rows as there are keys, each read only when it comes into view."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.orders.model import OrderColumn, OrderRow
from app.orders.words import column_words
from ui.kit.cells import CELL_ROLE, Cell
from ui.orders.cells import row_cells
from ui.orders.windows import RowWindows

COLUMNS = tuple(OrderColumn)
_EMPTY = Cell()
_CELLS_KEPT = 512

Index = QModelIndex | QPersistentModelIndex
ReadRows = Callable[[Sequence[int]], Sequence[OrderRow]]


class OrderTableModel(QAbstractTableModel):
    """Orders in the order of their keys. `read` is called on this thread, one window at a time."""

    def __init__(self, read: ReadRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows: RowWindows[OrderRow] = RowWindows(read, lambda row: row.row)
        self._cells: dict[int, tuple[Cell, ...]] = {}
        self._count = 0

    def show_first(self, rows: Sequence[OrderRow]) -> None:
        """Show `rows` at once, before it is known how many there are."""
        self.show_keys(array("I", (row.row for row in rows)), rows)

    def show_keys(self, keys: array[int], first: Sequence[OrderRow] = ()) -> None:
        """Show the rows of `keys`; `first` are the rows of their beginning that are known.

        Keys that only continue those shown are appended, so that the view keeps its place.
        """
        shown = self._count
        if keys == self._windows.keys:
            self._take(keys, first)
            if shown:
                self._repaint(0, shown - 1)
            return
        grows = 0 < shown <= len(keys) and all(
            self._windows.key(at) == keys[at] for at in range(min(shown, 4096))
        )
        if grows and shown <= 4096:
            if len(keys) > shown:
                self.beginInsertRows(QModelIndex(), shown, len(keys) - 1)
            self._take(keys, first)
            if len(keys) > shown:
                self.endInsertRows()
            self._repaint(0, shown - 1)
            return
        self.beginResetModel()
        self._take(keys, first)
        self.endResetModel()

    def _take(self, keys: array[int], first: Sequence[OrderRow]) -> None:
        self._windows.show(keys, first)
        self._cells.clear()
        self._count = len(keys)

    def _repaint(self, top: int, bottom: int) -> None:
        self.dataChanged.emit(self.index(top, 0), self.index(bottom, len(COLUMNS) - 1))

    def clear(self) -> None:
        """Show nothing."""
        self.show_keys(array("I"))

    def order(self, position: int) -> OrderRow | None:
        """The order at `position`; None where it is gone from the store."""
        if not 0 <= position < self._count:
            return None
        return self._windows.row(position)

    def key(self, position: int) -> int | None:
        """The store's key of the row at `position`."""
        return self._windows.key(position) if 0 <= position < self._count else None

    def position(self, key: int) -> int:
        """Where the row with `key` stands, or -1."""
        return self._windows.position(key)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many orders are shown."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at `row` and `column`, for the view's painter; None where there is no row."""
        return self._row(row)[column] if 0 <= row < self._count else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cell for the delegate; its words for assistive tools and tests."""
        if not index.isValid():
            return None
        if role == CELL_ROLE:
            return self._row(index.row())[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._row(index.row())[index.column()].spoken
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The title of a column; the number of a row."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return column_words(COLUMNS[section]) if 0 <= section < len(COLUMNS) else None
        return section + 1

    def _row(self, position: int) -> tuple[Cell, ...]:
        cells = self._cells.get(position)
        if cells is None:
            row = self._windows.row(position)
            cells = (_EMPTY,) * len(COLUMNS) if row is None else row_cells(row)
            if len(self._cells) >= _CELLS_KEPT:
                self._cells.clear()
            self._cells[position] = cells
        return cells
