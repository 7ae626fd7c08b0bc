"""The rows of both tables: the vendor's notices, and letters of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.base.dates import day_words, local
from app.base.text import _
from app.notices.model import NoticeDraft, VendorNotice
from ui.kit.cells import CELL_ROLE, Cell, Column
from ui.kit.tokens import Token
from ui.notices.words import (
    draft_kind_words,
    kind_icon,
    kind_words,
    letter_look,
    post_words,
    state_look,
)

NOTHING = "—"

Index = QModelIndex | QPersistentModelIndex


class Keyed(Protocol):
    """Something with an id."""

    @property
    def id(self) -> str:
        """Its id."""


R = TypeVar("R", bound=Keyed)


class RowsModel(QAbstractTableModel, Generic[R]):
    """Few rows, all in memory, as cells."""

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


def inbox_columns() -> tuple[Column, ...]:
    """What is said of a notice by the vendor; its subject takes the rest."""
    longest = "\n".join((_("Changed terms"), _("Certification")))
    return (
        Column("subject", _("Subject"), stretch=True, least=260, sortable=False),
        Column("sent", _("Sent"), sample="28 Nov 2026", sortable=False, narrow=False),
        Column("given", _("Counts as given"), sample="28 Nov 2026", sortable=False),
        Column("kind", _("Kind"), sample=longest, icon=True, sortable=False, narrow=False),
        Column("order", _("Concerns"), sample="KB-100353", sortable=False),
        Column("state", _("State"), sample=_("Not genuine"), icon=True, sortable=False),
    )


def inbox_cells(notice: VendorNotice) -> tuple[Cell, ...]:
    """The cells of a notice; one that nobody opened stands out by its weight and its word."""
    look = state_look(notice)
    fresh = not notice.read
    given = day_words(local(notice.given_at)) if notice.given_at else NOTHING
    return (
        Cell(notice.subject, weight=600 if fresh else 400),
        Cell(day_words(local(notice.sent_at))),
        Cell(given),
        Cell(kind_words(notice.kind), kind_icon(notice.kind), icon_tone=Token.TEXT2),
        Cell(
            notice.order_number or NOTHING,
            tone=Token.ACCENT if notice.order_number else Token.TEXT,
            link=bool(notice.order_number),
        ),
        Cell(
            look.word,
            look.icon,
            tone=look.tone,
            icon_tone=look.icon_tone,
            weight=500 if fresh or not notice.genuine else 400,
        ),
    )


def draft_columns() -> tuple[Column, ...]:
    """What is said of a letter of one's own."""
    return (
        Column("title", _("Letter"), stretch=True, least=150, sortable=False),
        Column("orders", _("Concerns"), sample="KB-100353", sortable=False, narrow=False),
        Column("post", _("Post by"), sample="Wed 30 Nov 2026", sortable=False),
        Column("changed", _("Changed"), sample="28 Nov 2026", sortable=False, narrow=False),
        Column("state", _("State"), sample=_("Sent, received"), icon=True, sortable=False),
    )


def draft_cells(draft: NoticeDraft) -> tuple[Cell, ...]:
    """The cells of a letter of one's own."""
    numbers = draft.order_numbers
    concerns = numbers[0] if numbers else NOTHING
    if len(numbers) > 1:
        concerns = _("{order} +{n}").format(order=concerns, n=len(numbers) - 1)
    look = letter_look(draft)
    return (
        Cell(draft.title or draft_kind_words(draft.kind), weight=500),
        Cell(concerns),
        Cell(post_words(draft) or NOTHING),
        Cell(day_words(local(draft.changed_at))),
        Cell(look.word, look.icon, tone=look.tone, icon_tone=look.icon_tone),
    )
