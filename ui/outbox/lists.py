"""A list of items with the one that is chosen beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.exchange.outgoing import Line
from app.exchange.waiting import OutboxCard
from ui.kit.cells import Cell, Column
from ui.kit.rows import RowsModel
from ui.kit.side_pane import SidePane
from ui.kit.states import StateStack
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.outbox.pane import WIDTH, OutboxPane
from ui.page import Standing


class OutboxTab(QWidget):
    """What is open stays open while the list is read anew, until it is no longer in it."""

    chosen = Signal(str)
    moved = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        columns: Sequence[Column],
        cells: Callable[[OutboxCard], tuple[Cell, ...]],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._cards: tuple[OutboxCard, ...] = ()
        self._wanted = ""
        self.model: RowsModel[OutboxCard] = RowsModel(columns, cells, self)
        self.table = TableView(theme, columns, name=name)
        self.table.setModel(self.model)
        self.stack = StateStack(theme, self.table)
        self.pane = OutboxPane(theme)
        self.pane.hide()
        self.split = SidePane(theme, self.stack, self.pane, width=WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)
        self.table.row_selected.connect(self._selected)
        self.pane.closed.connect(self.close_pane)
        self.split.moved.connect(self.moved)

    def show_cards(
        self,
        cards: Sequence[OutboxCard],
        content: Mapping[str, Sequence[Line]],
        standing: Standing,
        now: datetime,
    ) -> None:
        """Show what was read, and the chosen one as it stands now."""
        self._cards = tuple(cards)
        self.table.blockSignals(True)
        self.model.show_rows(self._cards)
        at = self.model.row_of(self._wanted) if self._wanted else -1
        self.table.select_row(at)
        self.table.blockSignals(False)
        card = self.model.at(at)
        if card is not None:
            self.pane.show_card(card, content.get(card.id, ()), standing, now)
        else:
            self._wanted = ""
        self.pane.setVisible(card is not None)

    def open_card(self, key: str) -> bool:
        """Open the item with this id; False where it is not listed."""
        at = self.model.row_of(key)
        if at >= 0:
            self.table.select_row(at)
        return at >= 0

    def close_pane(self) -> None:
        """Close what is open."""
        self._wanted = ""
        self.pane.hide()
        self.table.select_row(-1)
        self.table.setFocus()

    def _selected(self, at: int) -> None:
        card = self.model.at(at)
        if card is not None and card.id != self._wanted:
            self._wanted = card.id
            self.chosen.emit(card.id)
