"""A list with a filter, chips, a count below and what is chosen beside it; rows are in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.text import _
from ui.kit.buttons import IconButton
from ui.kit.cells import Cell, Column
from ui.kit.fields import SearchField
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.menus import open_below
from ui.kit.panels import Panel
from ui.kit.rows import Keyed, RowsModel
from ui.kit.side_pane import SidePane
from ui.kit.states import Skeleton, StateStack
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.licenses.pane import FactsPane
from ui.page import Memory

_FIELD = 216
_FOOT = 36

R = TypeVar("R", bound=Keyed)


class Listing(QWidget, Generic[R]):
    """Says what is chosen; who owns it shows that in `pane`."""

    chosen = Signal(object)
    """What was chosen by hand; None when that was taken back."""
    shown_changed = Signal()
    """The filter shows other rows now."""
    link_clicked = Signal(object, str)
    """A row's link, and its column's key."""

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[Column],
        cells_of: Callable[[R], tuple[Cell, ...]],
        pane: FactsPane,
        *,
        name: str,
        filter_name: str,
        said: Callable[[R], str],
        sort_key: Callable[[R, str], Any],
        width: int = Size.DETAIL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: tuple[R, ...] = ()
        self._said = said
        self._sort_key = sort_key
        self._sorting: tuple[str, bool] = ("", False)
        self._fits: Callable[[R], bool] = lambda _row: True
        self._words: Callable[[int, int], str] = lambda _shown, _all: ""
        self._memory: tuple[Memory, str] | None = None
        self._pending: list[QWidget] = []
        self.wanted = ""
        """The id of what is chosen."""
        self.pane = pane
        self.pane.hide()
        self.field = SearchField(theme, filter_name, name=filter_name)
        self.field.setMinimumWidth(140)
        self.field.setMaximumWidth(_FIELD)
        self.columns = IconButton(theme, Icon.COLUMNS, _("Choose columns"))
        self.model: RowsModel[R] = RowsModel(columns, cells_of, self)
        self.table = TableView(theme, columns, name=name)
        self.table.setModel(self.model)
        self.stack = StateStack(theme, self.table)
        self.foot = _Foot(theme)
        self._lay_out(width)
        self._connect()
        self.stack.show_state(Skeleton(theme, 10))

    def _lay_out(self, width: int) -> None:
        self.bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        self.bar.setFixedHeight(Size.TOOLBAR)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(Space.S)
        across = QHBoxLayout(self.bar)
        across.setContentsMargins(Space.L, 0, Space.S + 6, 1)
        across.setSpacing(Space.S)
        across.addWidget(self.field, 1)
        across.addLayout(self._chips)
        across.addStretch(1)
        across.addWidget(self.columns)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.bar)
        left.addWidget(self.stack, 1)
        left.addWidget(self.foot)
        self.split = SidePane(self._theme, main, self.pane, width=width)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)

    def _connect(self) -> None:
        self.field.textChanged.connect(self.fill)
        self.columns.clicked.connect(
            lambda: open_below(self.table.columns_menu(self.columns), self.columns)
        )
        self.table.row_selected.connect(self._selected)
        self.table.row_activated.connect(self._selected)
        self.table.link_clicked.connect(self._link)
        self.table.sort_requested.connect(self._sort)
        self.table.columns_changed.connect(self._remember)
        self.split.moved.connect(self._remember)

    def add_chip(self, chip: QWidget) -> None:
        """A filter in the bar."""
        self._chips.addWidget(chip)

    def filter_by(self, fits: Callable[[R], bool]) -> None:
        """Show only what `fits` says, beside the words that are typed; asked at each filling."""
        self._fits = fits

    def count_with(self, words: Callable[[int, int], str]) -> None:
        """Say below the list how many of how many are shown."""
        self._words = words

    def remember_in(self, memory: Memory, key: str) -> None:
        """Keep columns, sorting and the pane's width under this key, and bring them back."""
        self._memory = (memory, key)
        sort, _sep, way = memory.get(f"{key}.sort", "").partition(" ")
        if sort:
            self._sorting = (sort, way == "down")
            self.table.set_sort(*self._sorting)
        self.table.restore_columns(memory.get(f"{key}.columns", ""))
        self.split.restore(memory.get(f"{key}.pane", ""))

    @property
    def rows(self) -> tuple[R, ...]:
        """All there are, filtered or not."""
        return self._all

    @property
    def shown(self) -> int:
        """How many the list shows."""
        return self.model.rowCount()

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show what was read; what was chosen stays chosen."""
        self._all = tuple(rows)
        self.fill()

    def show_problem(self, state: QWidget) -> None:
        """Say in place of the list why it cannot be read; what was counted before is gone."""
        self.foot.say("")
        self.stack.show_state(state)

    def fill(self) -> None:
        """Show what fits the filter now."""
        words = self.field.text().casefold().split()
        fitting = [
            one
            for one in self._all
            if self._fits(one) and (not words or _all_in(words, self._said(one)))
        ]
        key, descending = self._sorting
        if key:
            fitting.sort(key=lambda one: self._sort_key(one, key), reverse=descending)
        self.table.blockSignals(True)
        self.model.show_rows(fitting)
        self.table.select_row(self.model.row_of(self.wanted) if self.wanted else -1)
        self.table.blockSignals(False)
        self.foot.say(self._words(len(fitting), len(self._all)))
        self.shown_changed.emit()

    def current(self) -> R | None:
        """What is chosen, as it was read last."""
        return next((one for one in self._all if one.id == self.wanted), None)

    def choose(self, key: str) -> bool:
        """Choose the row with this id, past the filter where that hides it."""
        if all(one.id != key for one in self._all):
            return False
        self.wanted = key
        if self.model.row_of(key) < 0 and self.field.text():
            self.field.clear()
        else:
            self.fill()
        self.chosen.emit(self.current())
        return True

    def let_go(self) -> None:
        """Choose nothing."""
        self.wanted = ""
        self.pane.hide()
        self.table.select_row(-1)
        self.table.setFocus()
        self.chosen.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow down leads from the field into the table."""
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus() and self.shown:
            if self.table.current_row < 0:
                self.table.select_row(0)
            self.table.setFocus()
            return
        super().keyPressEvent(event)

    def _selected(self, row: int) -> None:
        found = self.model.at(row)
        if found is not None:
            self.wanted = found.id
            self.chosen.emit(found)

    def _link(self, row: int, column: str) -> None:
        found = self.model.at(row)
        if found is not None:
            self.link_clicked.emit(found, column)

    def _sort(self, key: str, descending: bool) -> None:
        self._sorting = (key, descending)
        self.fill()
        self._remember()

    def _remember(self) -> None:
        if self._memory is None:
            return
        memory, key = self._memory
        sort, descending = self._sorting
        memory[f"{key}.sort"] = f"{sort} {'down' if descending else 'up'}" if sort else ""
        memory[f"{key}.columns"] = self.table.save_columns()
        memory[f"{key}.pane"] = self.split.save()


class _Foot(Panel):
    """How many are shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Token.SURFACE, edges="top")
        self.setFixedHeight(_FOOT)
        self._words = Label(theme, "", TextStyle.META, Token.TEXT2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, 1, Space.L, 0)
        layout.addWidget(self._words)
        layout.addStretch(1)
        self.hide()

    @property
    def words(self) -> str:
        """The count, as it is said."""
        return self._words.text()

    def say(self, words: str) -> None:
        """Say it; with nothing to say the line goes."""
        self._words.setText(words)
        self.setVisible(bool(words))


def _all_in(words: Sequence[str], said: str) -> bool:
    text = said.casefold()
    return all(word in text for word in words)
