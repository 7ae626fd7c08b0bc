"""The outline of a document as a tree: a row a clause."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.terms.model import Clause
from ui.terms.blocks import outline_words

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class OutlineModel(QAbstractItemModel):
    """Only what has a heading or clauses below it is a row: paragraphs are no outline."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clauses: Sequence[Clause] = ()
        self._children: dict[int, list[int]] = {-1: []}
        self._row: dict[int, int] = {}
        self._parent: dict[int, int] = {}

    def show_clauses(self, clauses: Sequence[Clause]) -> None:
        """Another document."""
        self.beginResetModel()
        self._clauses = clauses
        with_children = {clause.parent for clause in clauses}
        self._children = {-1: []}
        self._row = {}
        self._parent = {}
        for at, clause in enumerate(clauses):
            if not clause.title and at not in with_children and clause.parent >= 0:
                continue
            self._parent[at] = clause.parent if clause.parent in self._row else -1
            rows = self._children.setdefault(self._parent[at], [])
            self._row[at] = len(rows)
            rows.append(at)
        self.endResetModel()

    def clause(self, index: Index) -> Clause | None:
        """The clause of a row."""
        return self._clauses[index.internalId()] if index.isValid() else None

    def position(self, index: Index) -> int:
        """The position of a row's clause in the document, -1 for none."""
        return index.internalId() if index.isValid() else -1

    def index_of(self, position: int) -> QModelIndex:
        """The row of a clause, or of the nearest one above it in the outline."""
        while position >= 0 and position not in self._row:
            position = self._clauses[position].parent
        if position < 0:
            return QModelIndex()
        return self.createIndex(self._row[position], 0, position)

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """The index of a row."""
        rows = self._children.get(self.position(parent), [])
        if column != 0 or not 0 <= row < len(rows):
            return QModelIndex()
        return self.createIndex(row, 0, rows[row])

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """The row above."""
        if not index.isValid():
            return QModelIndex()
        above = self._parent.get(index.internalId(), -1)
        return self.createIndex(self._row[above], 0, above) if above >= 0 else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many clauses lie right below."""
        if parent.isValid() and parent.column() != 0:
            return 0
        return len(self._children.get(self.position(parent), []))

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        """One."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Number and heading."""
        clause = self.clause(index)
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if clause is None or role not in words:
            return None
        return f"{clause.number} {outline_words(clause)}".strip()
