"""The vendor's notices: a list, and beside it the one that is open with what it starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _
from app.deadlines.model import DeadlineEntry
from app.notices.model import NoticeKind, VendorNotice
from ui.kit.rows import RowsModel
from ui.kit.side_pane import SidePane
from ui.kit.states import StateStack
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.notices.notice_pane import WIDTH, NoticePane
from ui.notices.rows import inbox_cells, inbox_columns
from ui.notices.words import kind_words

OPEN = "to acknowledge"
"""In place of a kind: what nobody has acknowledged."""


class ReceivedTab(QWidget):
    """Opening a notice tells so, once each time another one is opened."""

    opened = Signal(str)
    order_wanted = Signal(str)
    moved = Signal()
    widened = Signal()
    """The filter was given up, because what was asked for is not within it."""

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: tuple[VendorNotice, ...] = ()
        self._starts: Mapping[str, Sequence[DeadlineEntry]] = {}
        self._filter = ""
        self._kind = ""
        self._wanted = ""
        self.model: RowsModel[VendorNotice] = RowsModel(inbox_columns(), inbox_cells, self)
        self.table = TableView(theme, inbox_columns(), name=_("Notices by the vendor"))
        self.table.setModel(self.model)
        self.stack = StateStack(theme, self.table)
        self.pane = NoticePane(theme, clock)
        self.pane.hide()
        self.split = SidePane(theme, self.stack, self.pane, width=WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)
        self.table.row_selected.connect(self._selected)
        self.table.link_clicked.connect(self._link)
        self.pane.closed.connect(self.close_pane)
        self.pane.order_wanted.connect(self.order_wanted)
        self.split.moved.connect(self.moved)

    @property
    def shown(self) -> int:
        """How many the list shows."""
        return self.model.rowCount()

    def show_notices(
        self, notices: Sequence[VendorNotice], starts: Mapping[str, Sequence[DeadlineEntry]]
    ) -> None:
        """Show what was read; the notice that is open stays open."""
        self._notices, self._starts = tuple(notices), starts
        self._fill()

    def filter_by(self, text: str) -> None:
        """Show only what holds these words."""
        self._filter = text
        self._fill()

    def only_kind(self, kind: str) -> None:
        """Show only notices of this kind ("": all), or those that are not acknowledged."""
        self._kind = kind
        self._fill()

    def kinds(self) -> tuple[NoticeKind, ...]:
        """The kinds that there are, in their order."""
        there = {one.kind for one in self._notices}
        return tuple(kind for kind in NoticeKind if kind in there)

    @property
    def is_narrowed(self) -> bool:
        """Whether something may be hidden by the filter."""
        return bool(self._filter.strip() or self._kind)

    def open_notice(self, key: str) -> bool:
        """Open the notice with this id; False where there is none."""
        if all(notice.id != key for notice in self._notices):
            return False
        if self.model.row_of(key) < 0:
            self._filter = self._kind = ""
            self._fill()
            self.widened.emit()
        self.table.select_row(self.model.row_of(key))
        return True

    def close_pane(self) -> None:
        """Close what is open."""
        self._wanted = ""
        self.pane.hide()
        self.table.select_row(-1)
        self.table.setFocus()

    def _fill(self) -> None:
        words = self._filter.casefold().split()
        fitting = [one for one in self._notices if self._fits(one, words)]
        self.table.blockSignals(True)
        self.model.show_rows(fitting)
        self.table.select_row(self.model.row_of(self._wanted) if self._wanted else -1)
        self.table.blockSignals(False)
        self._show_wanted()

    def _fits(self, one: VendorNotice, words: Sequence[str]) -> bool:
        kind = self._kind
        if kind == OPEN:
            if one.acknowledged_at is not None or not one.genuine:
                return False
        elif kind and one.kind.value != kind:
            return False
        return all(word in _said(one) for word in words)

    def _selected(self, row: int) -> None:
        notice = self.model.at(row)
        if notice is not None and notice.id != self._wanted:
            self._wanted = notice.id
            self._show_wanted()
            self.opened.emit(notice.id)

    def _show_wanted(self) -> None:
        notice = next((one for one in self._notices if one.id == self._wanted), None)
        if notice is not None:
            self.pane.show_notice(notice, self._starts.get(notice.id, ()))
        self.pane.setVisible(notice is not None)

    def _link(self, row: int, _column: str) -> None:
        notice = self.model.at(row)
        if notice is not None:
            self.order_wanted.emit(notice.order_number)


def _said(notice: VendorNotice) -> str:
    words = (notice.subject, notice.text, notice.order_number, kind_words(notice.kind))
    return " ".join(words).casefold()
