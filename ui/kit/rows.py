"""A table's rows that are all in memory: few or a few thousand, as cells made when first asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.kit.cells import CELL_ROLE, Cell, Column

Index = QModelIndex | QPersistentModelIndex


class Keyed(Protocol):
    """Something with an id."""

    @property
    def id(self) -> str:
        """Its id."""


R = TypeVar("R", bound=Keyed)


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows that are all in memory, as cells."""

    def __init__(
        self,
        columns: Sequence[Column],
        cells_of: Callable[[R], tuple[Cell, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._cells_of = cells_of
        self._rows: tuple[R, ...] = ()
        self._cells: dict[int, tuple[Cell, ...]] = {}

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these, in this order."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._cells.clear()
        self.endResetModel()

    def at(self, row: int) -> R | None:
        """What stands in a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, key: str) -> int:
        """Where the one with this id stands, -1 where it is not shown."""
        return next((at for at, one in enumerate(self._rows) if one.id == key), -1)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place."""
        cells = self._cells.get(row)
        if cells is None:
            cells = self._cells[row] = self._cells_of(self._rows[row])
        return cells[column]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """All rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """All columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Cell | str | None:
        """The cell, or its words."""
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL_ROLE:
            return cell
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return cell.spoken if role in words else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        """The title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        return None
