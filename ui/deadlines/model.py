"""The table's model: deadlines under headings by state, or in one list when sorted otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.deadlines.model import DeadlineEntry, DeadlineState
from ui.deadlines.cells import DeadlineColumn, columns, row_cells
from ui.deadlines.words import concern, source_words, state_words
from ui.kit.cells import CELL_ROLE, Cell
from ui.kit.tokens import Token

_GROUPS = (
    DeadlineState.OVERDUE,
    DeadlineState.DUE_SOON,
    DeadlineState.LATER,
    DeadlineState.PAST,
)
_EMPTY = Cell()

Index = QModelIndex | QPersistentModelIndex
SortKey = Callable[[DeadlineEntry], tuple[object, ...]]


class DeadlineTableModel(QAbstractTableModel):
    """Rows are deadlines and, sorted by date, headings that cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = [column.title for column in columns()]
        self._entries: tuple[DeadlineEntry, ...] = ()
        self._rows: list[DeadlineEntry | tuple[DeadlineState, int]] = []
        self._cells: dict[int, tuple[Cell, ...]] = {}
        self._now: datetime | None = None
        self._sort: tuple[str, bool] = (DeadlineColumn.BY, False)

    def show_entries(self, entries: Sequence[DeadlineEntry], now: datetime) -> None:
        """Show these deadlines as they stand now."""
        self._entries, self._now = tuple(entries), now
        self._arrange()

    def sort_by(self, key: str, *, descending: bool) -> None:
        """Arrange by a column; by date the deadlines stand under their headings."""
        self._sort = (key, descending)
        self._arrange()

    def entry(self, row: int) -> DeadlineEntry | None:
        """The deadline of a row, None for a heading."""
        if not 0 <= row < len(self._rows):
            return None
        found = self._rows[row]
        return found if isinstance(found, DeadlineEntry) else None

    def row_of(self, uid: str) -> int:
        """Where the deadline with this uid stands, -1 where it is not shown."""
        for at in range(len(self._rows)):
            entry = self.entry(at)
            if entry is not None and entry.deadline.uid == uid:
                return at
        return -1

    def first_from(self, instant: datetime) -> int:
        """The row of the first deadline at or after `instant`, -1 without one."""
        ahead = [
            (entry.deadline.at, at)
            for at in range(len(self._rows))
            if (entry := self.entry(at)) is not None and entry.deadline.at >= instant
        ]
        return min(ahead)[1] if ahead else -1

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a place."""
        found = self._rows[row]
        if not isinstance(found, DeadlineEntry):
            return _heading(*found) if column == 0 else _EMPTY
        cells = self._cells.get(row)
        if cells is None and self._now is not None:
            cells = self._cells[row] = row_cells(found, self._now)
        return cells[column] if cells else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Deadlines and headings."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """All columns."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Cell | str | None:
        """The cell, or its words."""
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL_ROLE:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.spoken if cell else None
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        """The title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading can be neither selected nor reached by the arrows."""
        if index.isValid() and self.entry(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def _arrange(self) -> None:
        self.beginResetModel()
        self._cells.clear()
        key, descending = self._sort
        if key == DeadlineColumn.BY and not descending:
            self._rows = _grouped(self._entries)
        else:
            found = sorted(self._entries, key=_sort_key(key), reverse=descending)
            self._rows = list(found)
        self.endResetModel()


def _grouped(
    entries: Sequence[DeadlineEntry],
) -> list[DeadlineEntry | tuple[DeadlineState, int]]:
    rows: list[DeadlineEntry | tuple[DeadlineState, int]] = []
    for state in _GROUPS:
        over = state is DeadlineState.PAST
        kinds = {state, DeadlineState.DONE} if over else {state}
        found = sorted(
            (entry for entry in entries if entry.state in kinds),
            key=lambda entry: (entry.deadline.at, entry.deadline.title),
            reverse=over,
        )
        if found:
            rows += [(state, len(found)), *found]
    return rows


def _heading(state: DeadlineState, count: int) -> Cell:
    return Cell(state_words(state), tone=Token.TEXT2, weight=600, detail=f"{count:,}")


def _sort_key(column: str) -> SortKey:
    def key(entry: DeadlineEntry) -> tuple[object, ...]:
        deadline = entry.deadline
        by: object = deadline.at
        match column:
            case DeadlineColumn.WHAT:
                by = deadline.title.casefold()
            case DeadlineColumn.CONCERNS:
                by = concern(deadline)
            case DeadlineColumn.SOURCE:
                by = (deadline.source.clause, source_words(deadline))
            case DeadlineColumn.STATE:
                by = list(DeadlineState).index(entry.state)
        return (by, deadline.at, deadline.uid)

    return key
