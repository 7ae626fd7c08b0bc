"""The middle of a batch: what is to be done, the table of hosts, and the panel of the step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.licenses.batches.model import HELD_BACK, Batch, BatchHost
from ui.kit.chips import Chip
from ui.kit.fields import SearchField
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.rows import RowsModel
from ui.kit.states import EmptyState, StateStack
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.activate.carry_words import Heading
from ui.licenses.activate.looks import next_of
from ui.licenses.activate.rows import arranged, cells_at, columns

_MANY = 12
"""From so many hosts on, there is something to filter."""


class HostsPane(Panel):
    """One table serves all steps, so that selection, filter and place are kept between them."""

    host_chosen = Signal(str)
    step_wanted = Signal(object, str)
    """The host, and the key of what is to be done."""

    def __init__(
        self, theme: Theme, now: Callable[[], datetime], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self._hosts: tuple[BatchHost, ...] = ()
        self._chosen = ""
        self._sort = ("", False)
        self.title = Label(theme, "", TextStyle.SECTION, elide=True)
        self.words = Label(theme, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self.field = SearchField(theme, _("Filter hosts"), name=_("Filter hosts"))
        self.field.setFixedWidth(200)
        self.held = Chip(theme, _("Need you"))
        self.model: RowsModel[BatchHost] = RowsModel(columns(), cells_at(now), self)
        self.table = TableView(theme, columns(), name=_("Hosts of this batch"))
        self.table.setModel(self.model)
        self.stack = StateStack(theme, self.table)
        self._panels: list[QWidget] = []
        self._tools = QWidget()
        self._tools.setLayout(row(self.field, self.held, None))
        self._lay_out()
        self.field.textChanged.connect(self._fill)
        self.held.toggled.connect(self._fill)
        self.table.sort_requested.connect(self._sorted)
        self.table.row_selected.connect(self._selected)
        self.table.row_activated.connect(self._activated)
        self.table.link_clicked.connect(lambda at, _key: self._activated(at))

    def _lay_out(self) -> None:
        head = column(self.title, 2, self.words, spacing=0)
        head.addSpacing(Space.S)
        head.addWidget(self._tools)
        head.setContentsMargins(Space.L, Space.M, Space.L, 6)
        top = Panel(self._theme_, Token.SURFACE, edges="bottom")
        top.setLayout(head)
        layout = self._stacked = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self.stack, 1)

    @property
    def chosen(self) -> BatchHost | None:
        """The host that is selected."""
        return next((one for one in self._hosts if one.id == self._chosen), None)

    def show_heading(self, heading: Heading) -> None:
        """Say what is to be done at this step."""
        self.title.setText(heading.title)
        self.words.setText(heading.words)

    def show_batch(self, batch: Batch) -> None:
        """Show its hosts; the selected one stays selected."""
        self._hosts = batch.hosts
        self._tools.setVisible(len(batch.hosts) >= _MANY)
        held = batch.count(*HELD_BACK)
        self.held.setText(_("{count} need you").format(count=held))
        self.held.updateGeometry()
        self.held.setVisible(bool(held) or self.held.isChecked())
        self._fill()

    def show_panel(self, panel: QWidget) -> None:
        """Show what belongs to the step, below the table."""
        if panel not in self._panels:
            self._panels.append(panel)
            self._stacked.addWidget(panel)
        for one in self._panels:
            one.setVisible(one is panel)

    def _sorted(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self._fill()

    def _fill(self) -> None:
        held_only = self.held.isChecked()
        fitting = arranged(self._hosts, self.field.text(), held_only=held_only, sort=self._sort)
        self.table.blockSignals(True)
        self.model.show_rows(fitting)
        self.table.select_row(self.model.row_of(self._chosen) if self._chosen else -1)
        self.table.blockSignals(False)
        if fitting:
            self.stack.show_content()
        elif self._hosts:
            state = EmptyState(
                self._theme_, Icon.SEARCH, _("No host fits"), _("No host holds these words."),
                secondary=_("Show all"),
            )  # fmt: skip
            if state.secondary:
                state.secondary.clicked.connect(self._show_all)
            self.stack.show_state(state)
        else:
            self.stack.show_state(
                EmptyState(
                    self._theme_, Icon.DEVICE, _("No hosts yet"),
                    _("Each host writes a request file with “counterpart-host request”. Bring the"
                      " files here, by stick or as pictures of QR codes."),
                )
            )  # fmt: skip

    def _show_all(self) -> None:
        self.held.setChecked(False)
        self.field.clear()

    def _selected(self, at: int) -> None:
        host = self.model.at(at)
        if host is not None and host.id != self._chosen:
            self._chosen = host.id
            self.host_chosen.emit(host.id)

    def _activated(self, at: int) -> None:
        host = self.model.at(at)
        if host is None:
            return
        key = next_of(host).key
        if key:
            self.step_wanted.emit(host, key)
