"""The orders that a letter concerns: those that were chosen, and a dialog to find others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.orders.model import OrderQuery, OrderRow
from ui.jobs import Jobs
from ui.kit.buttons import Button, ButtonKind, IconButton
from ui.kit.cells import Cell, Column
from ui.kit.dialogs import Dialog
from ui.kit.fields import SearchField
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.rows import RowsModel
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_FOUND = 60
"""So many orders are offered for a search; more words find the others."""
_ROWS_HEIGHT = 280


class Found(NamedTuple):
    """An order that can be chosen; its number is its id."""

    id: str
    products: str


class OrdersField(QWidget):
    """A line for each order, and a button that finds one."""

    changed = Signal()

    def __init__(self, theme: Theme, jobs: Jobs, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs = jobs
        self._chosen: dict[str, str] = {}
        self.dialog: OrderDialog | None = None
        """The dialog that is open, for tests and screens."""
        self.add = Button(theme, _("Add an order…"), icon=Icon.PLUS, small=True)
        self.setFocusProxy(self.add)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(Space.XS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addLayout(self.lines)
        layout.addLayout(row(self.add, None))
        self.add.clicked.connect(self.ask)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the orders that were chosen."""
        return tuple(self._chosen)

    def show_orders(self, orders: Iterable[Found]) -> None:
        """Show these as chosen."""
        self._chosen = {one.id: one.products for one in orders}
        self._fill()

    def choose(self, order: Found) -> None:
        """Add an order."""
        if order.id not in self._chosen:
            self._chosen[order.id] = order.products
            self._fill()
            self.changed.emit()

    def ask(self) -> None:
        """Find an order."""
        self.dialog = dialog = OrderDialog(self._theme, self._jobs, parent=self.window())
        dialog.chosen.connect(self.choose)
        dialog.finished.connect(self._over)
        dialog.open()

    def _over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _remove(self, number: str) -> None:
        self._chosen.pop(number, None)
        self._fill()
        self.add.setFocus()
        self.changed.emit()

    def _fill(self) -> None:
        while (item := self.lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, products in self._chosen.items():
            box = QWidget()
            remove = IconButton(
                self._theme, Icon.CLOSE, _("Remove order {number}").format(number=number),
                small=True,
            )  # fmt: skip
            remove.clicked.connect(partial(self._remove, number))
            line = row(Label(self._theme, number, TextStyle.BODY_MEDIUM), spacing=Space.S)
            words = Label(self._theme, products, TextStyle.BODY, Token.TEXT2, elide=True)
            line.addWidget(words, 1)
            line.addWidget(remove)
            box.setLayout(line)
            self.lines.addWidget(box)


class OrderDialog(Dialog):
    """Finds orders by number, product or partner; a double click or Enter chooses one."""

    chosen = Signal(object)
    """A Found."""

    def __init__(self, theme: Theme, jobs: Jobs, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Add an order"), parent=parent, width=560)
        self._jobs = jobs
        self.field = SearchField(theme, _("Number, product, partner"), name=_("Find an order"))
        columns = (
            Column("number", _("Order"), sample="KB-100353", sortable=False),
            Column("products", _("Products"), stretch=True, sortable=False),
        )
        self.model: RowsModel[Found] = RowsModel(columns, _cells, self)
        self.table = TableView(theme, columns, name=_("Orders"))
        self.table.setModel(self.model)
        self.table.setFixedHeight(_ROWS_HEIGHT)
        self.body.addWidget(self.field)
        self.body.addWidget(self.table)
        self.add_cancel()
        self.go = self.add_action(_("Add"), ButtonKind.PRIMARY, default=True)
        self.go.setEnabled(False)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(80)
        self._rest.timeout.connect(self._find)
        self.field.textChanged.connect(lambda _text: self._rest.start())
        self.table.row_selected.connect(lambda at: self.go.setEnabled(at >= 0))
        self.table.row_activated.connect(self._choose)
        self.go.clicked.connect(lambda: self._choose(self.table.current_row))
        self.field.setFocus()
        self.fit()
        self._find()

    def _find(self) -> None:
        query = OrderQuery(text=self.field.text())
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.orders.first_rows(query, _FOUND),
            group="letter-orders",
        ).on_success(self._show).run()  # fmt: skip

    def _show(self, rows: Sequence[OrderRow]) -> None:
        self.model.show_rows([Found(one.number, one.products) for one in rows])
        self.table.select_row(0 if rows else -1)
        self.go.setEnabled(bool(rows))

    def _choose(self, at: int) -> None:
        found = self.model.at(at)
        if found is not None:
            self.chosen.emit(found)
            self.accept()


def _cells(one: Found) -> tuple[Cell, ...]:
    return Cell(one.id, weight=500), Cell(one.products)
