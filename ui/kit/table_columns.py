"""How a table shares its width among its columns, and what of that is remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.base.text import _, pgettext
from ui.kit.cells import Column
from ui.kit.menus import menu
from ui.kit.table_header import TableHeader
from ui.kit.theme import Theme


class ColumnState(msgspec.Struct, frozen=True):
    """What is remembered: widths the person set, columns hidden, and their order, by key."""

    widths: dict[str, int] = {}
    hidden: list[str] = []
    order: list[str] = []


class ColumnLayout(QObject):
    """Measured widths, one column that stretches, and columns that step aside when it is narrow."""

    changed = Signal()

    def __init__(self, head: TableHeader, columns: Sequence[Column]) -> None:
        super().__init__(head)
        self._head = head
        self._columns = tuple(columns)
        self._widths: dict[str, int] = {}
        self._hidden: set[str] = set()
        self._order: list[str] = []
        self._room = 0
        self._busy = False
        head.sectionResized.connect(self._resized)
        head.sectionMoved.connect(self._moved)

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of the columns that the person has hidden."""
        return frozenset(self._hidden)

    def set_hidden(self, key: str, hidden: bool) -> None:
        """Hide or show a column; the last one stays."""
        if hidden and len(self._hidden) < len(self._columns) - 1:
            self._hidden.add(key)
        elif not hidden:
            self._hidden.discard(key)
        self.arrange(self._room)
        self.changed.emit()

    def arrange(self, room: int) -> None:
        """Give each column its width in a view of `room` px."""
        self._room = room
        if self._head.count() < len(self._columns) or room <= 0:
            return
        self._busy = True
        self._put_in_order()
        places = {column.key: self._head.visualIndex(at) for at, column in enumerate(self._columns)}
        shown = [column for column in self._columns if column.key not in self._hidden]
        shown.sort(key=lambda column: places[column.key])
        # Columns that may step aside do so one by one, the last first, until the rest fits.
        for aside in [column for column in reversed(shown) if not column.narrow]:
            if self._needed(shown) > room and len(shown) > 1:
                shown.remove(aside)
        widths = self._share(shown, room)
        for at, column in enumerate(self._columns):
            visible = column.key in widths
            self._head.setSectionHidden(at, not visible)
            if visible:
                self._head.resizeSection(at, widths[column.key])
        self._busy = False
        self._head.viewport().update()

    def save(self) -> str:
        """The remembered part as JSON."""
        order = self._order or [column.key for column in self._columns]
        state = ColumnState(dict(self._widths), sorted(self._hidden), order)
        return msgspec.json.encode(state).decode()

    def restore(self, text: str) -> None:
        """Take over a remembered state; a text that is none is ignored."""
        try:
            state = msgspec.json.decode(text, type=ColumnState)
        except msgspec.MsgspecError:
            return
        keys = {column.key for column in self._columns}
        self._widths = {
            key: max(40, min(width, 4000)) for key, width in state.widths.items() if key in keys
        }
        self._hidden = {key for key in state.hidden if key in keys}
        if self._hidden == keys:
            self._hidden = set()
        self._order = [key for key in dict.fromkeys(state.order) if key in keys]

    def make_menu(
        self,
        theme: Theme,
        parent: QWidget,
        sort: tuple[str, bool],
        ask_sort: Callable[[str, bool], None],
    ) -> QMenu:
        """Show and hide columns; sort by one."""
        made = menu(theme, parent)
        for column in self._columns:
            action = made.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.key not in self._hidden)
            action.toggled.connect(lambda on, key=column.key: self.set_hidden(key, not on))
        sortable = [column for column in self._columns if column.sortable]
        if sortable:
            made.addSeparator()
            below = menu(theme, made)
            below.setTitle(_("Sort by"))
            made.addMenu(below)
            group = QActionGroup(below)
            for column in sortable:
                action = below.addAction(column.title)
                action.setCheckable(True)
                action.setChecked(column.key == sort[0])
                group.addAction(action)
                action.triggered.connect(lambda _on, key=column.key: ask_sort(key, sort[1]))
            below.addSeparator()
            turn = below.addAction(pgettext("sort", "Descending"))
            turn.setCheckable(True)
            turn.setChecked(sort[1])
            turn.triggered.connect(lambda on: ask_sort(sort[0] or sortable[0].key, on))
        return made

    def _needed(self, shown: Sequence[Column]) -> int:
        return sum(
            column.least if column.stretch else self._width(column, shown) for column in shown
        )

    def _share(self, shown: Sequence[Column], room: int) -> dict[str, int]:
        widths = {column.key: self._width(column, shown) for column in shown if not column.stretch}
        rest = room - sum(widths.values())
        stretching = [column for column in shown if column.stretch]
        for column in stretching:
            widths[column.key] = max(column.least, rest // len(stretching))
        if not stretching and shown and rest > 0:
            widths[shown[-1].key] += rest
        return widths

    def _width(self, column: Column, shown: Sequence[Column]) -> int:
        own = self._widths.get(column.key)
        if own is not None:
            return own
        at = shown.index(column)
        place = "first" if at == 0 else "last" if at == len(shown) - 1 else "middle"
        return self._head.natural_width(column, place)

    def _put_in_order(self) -> None:
        keys = [column.key for column in self._columns]
        for place, key in enumerate(self._order):
            now = self._head.visualIndex(keys.index(key))
            if now != place:
                self._head.moveSection(now, place)

    def _resized(self, logical: int, _old: int, new: int) -> None:
        if self._busy or new <= 0 or logical >= len(self._columns):
            return
        column = self._columns[logical]
        if not column.stretch:
            self._widths[column.key] = new
        self.arrange(self._room)
        self.changed.emit()

    def _moved(self, _logical: int, _old: int, _new: int) -> None:
        if self._busy:
            return
        keys = [column.key for column in self._columns]
        self._order = [keys[self._head.logicalIndex(at)] for at in range(self._head.count())]
        self.arrange(self._room)
        self.changed.emit()
