"""Letters of one's own: a list of drafts and sent ones, and the editor beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _
from app.deadlines.model import DeadlineEntry
from app.notices.model import NoticeDraft
from ui.jobs import Jobs
from ui.kit.rows import RowsModel
from ui.kit.side_pane import SidePane
from ui.kit.states import StateStack
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.notices.letter_pane import WIDTH, LetterPane
from ui.notices.rows import draft_cells, draft_columns
from ui.notices.words import draft_kind_words


class DraftsTab(QWidget):
    """Choosing another draft keeps what was typed into the last one."""

    moved = Signal()

    def __init__(
        self, theme: Theme, clock: Clock, jobs: Jobs, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._drafts: tuple[NoticeDraft, ...] = ()
        self._starts: Mapping[str, Sequence[DeadlineEntry]] = {}
        self._filter = ""
        self._wanted = ""
        self.model: RowsModel[NoticeDraft] = RowsModel(draft_columns(), draft_cells, self)
        self.table = TableView(theme, draft_columns(), name=_("Letters"))
        self.table.setModel(self.model)
        self.stack = StateStack(theme, self.table)
        self.pane = LetterPane(theme, clock, jobs)
        self.pane.hide()
        self.split = SidePane(theme, self.stack, self.pane, width=WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)
        self.table.row_selected.connect(self._selected)
        self.pane.closed.connect(self.close_pane)
        self.split.moved.connect(self.moved)

    @property
    def shown(self) -> int:
        """How many the list shows."""
        return self.model.rowCount()

    def show_drafts(
        self, drafts: Sequence[NoticeDraft], starts: Mapping[str, Sequence[DeadlineEntry]]
    ) -> None:
        """Show what was read, and what sent ones started; the letter that is open stays open."""
        self._drafts, self._starts = tuple(drafts), starts
        self._fill()

    def filter_by(self, text: str) -> None:
        """Show only what holds these words."""
        self._filter = text
        self._fill()

    def open_draft(self, key: str) -> bool:
        """Open the draft with this id; False where there is none."""
        if all(draft.id != key for draft in self._drafts):
            return False
        if self.model.row_of(key) < 0:
            self.filter_by("")
        self.table.select_row(self.model.row_of(key))
        return True

    def close_pane(self) -> None:
        """Keep what was typed and close the editor."""
        self.pane.keep()
        self._wanted = ""
        self.pane.hide()
        self.table.select_row(-1)
        self.table.setFocus()

    def _fill(self) -> None:
        words = self._filter.casefold().split()
        fitting = [one for one in self._drafts if all(word in _said(one) for word in words)]
        self.table.blockSignals(True)
        self.model.show_rows(fitting)
        self.table.select_row(self.model.row_of(self._wanted) if self._wanted else -1)
        self.table.blockSignals(False)
        self._show_wanted()

    def _selected(self, row: int) -> None:
        draft = self.model.at(row)
        if draft is not None and draft.id != self._wanted:
            self._wanted = draft.id
            self._show_wanted()

    def _show_wanted(self) -> None:
        draft = next((one for one in self._drafts if one.id == self._wanted), None)
        if draft is not None:
            self.pane.show_draft(draft, self._starts.get(draft.id, ()))
        elif self.pane.draft is not None and self._wanted:
            self.pane.forget()
            self._wanted = ""
        self.pane.setVisible(draft is not None)


def _said(draft: NoticeDraft) -> str:
    words = (draft.title, draft.letter, *draft.order_numbers, draft_kind_words(draft.kind))
    return " ".join(words).casefold()
