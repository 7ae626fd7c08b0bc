"""Documents and their versions as a tree: a document a row, its versions below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.terms.answers import GovernCount
from app.terms.model import Version
from ui.terms.phrases import effective_words, governs_words, text_look, version_words

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class ShelfModel(QAbstractItemModel):
    """The versions in the order they were given, those of one document together."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: list[tuple[str, list[Version]]] = []
        self._counts: Mapping[str, GovernCount] = {}
        self._now: datetime | None = None
        self._zone = ""

    def show_versions(
        self,
        versions: Sequence[Version],
        counts: Mapping[str, GovernCount],
        now: datetime,
        zone: str = "",
        vendor: str = "",
    ) -> None:
        """Replace all rows. Dates are those of `zone`, the vendor's; its name is left out."""
        grouped: dict[str, list[Version]] = {}
        for version in versions:
            grouped.setdefault(version.document, []).append(version)
        self.beginResetModel()
        self._documents = [
            (short_title(group[0].title, vendor), group) for group in grouped.values()
        ]
        self._counts = counts
        self._now, self._zone = now, zone
        self.endResetModel()

    def title(self, index: Index) -> str:
        """The title of a document's row."""
        return self._documents[index.row()][0]

    def version(self, index: Index) -> Version | None:
        """The version of a row, None for the row of a document."""
        if not index.isValid() or not index.internalId():
            return None
        return self._documents[index.internalId() - 1][1][index.row()]

    def versions(self, index: Index) -> Sequence[Version]:
        """The versions of a document's row."""
        return self._documents[index.row()][1]

    def count(self, version: Version) -> GovernCount | None:
        """How many orders a version governs."""
        return self._counts.get(version.id)

    def since(self, version: Version) -> str:
        """Since when or from when on a version is in force, in words."""
        assert self._now is not None
        return effective_words(version, self._now, self._zone)

    def index_of(self, version_id: str) -> QModelIndex:
        """The row of a version, an invalid one where it is not there."""
        for at, (_title, versions) in enumerate(self._documents):
            for row, version in enumerate(versions):
                if version.id == version_id:
                    return self.createIndex(row, 0, at + 1)
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """The index of a row."""
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """The document of a version."""
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Documents, or the versions of one."""
        if not parent.isValid():
            return len(self._documents)
        if parent.internalId() or parent.column() != 0:
            return 0
        return len(self._documents[parent.row()][1])

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        """One."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """What is read out for a row."""
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in words:
            return None
        version = self.version(index)
        if version is None:
            return self.title(index)
        return ", ".join(
            (
                version_words(version),
                self.since(version),
                governs_words(self.count(version)),
                text_look(version.text_state).word,
            )
        )


def short_title(title: str, vendor: str) -> str:
    """A document's title without the vendor's name before it, which every one has."""
    rest = title.removeprefix(vendor).strip() if vendor else title
    return rest or title
