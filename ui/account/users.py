"""Named users in a table, and beside it what the orders grant (terms §4.1, §5, §7.3)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.account.changing import ChangeKind, Seats, UserLine
from app.account.shown import Shown
from app.base.clock import Clock
from app.base.text import _, ngettext
from ui.account.pending import PendingBox
from ui.account.words import change_look, role_words
from ui.kit.buttons import Button, LinkButton
from ui.kit.cells import Cell, Column
from ui.kit.charts import MeterRow
from ui.kit.fields import SearchField
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.rows import RowsModel
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState, StateStack
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

_PANE = 320
_ORDERS = 4


class _Row:
    """A line with the key that the table needs."""

    def __init__(self, line: UserLine) -> None:
        self.line = line
        self.id = line.user.id or (line.change.item if line.change else "")


def user_columns() -> tuple[Column, ...]:
    """What is said of a named user."""
    return (
        Column("name", _("Name"), stretch=True, least=150, sortable=False),
        Column("email", _("E-mail"), sample="nora.friedrichsen@brennholt.example",
               sortable=False, narrow=False),
        Column("role", _("Role"), sample=_("Administrator"), sortable=False),
        Column("state", _("State"), sample=_("Being sent"), icon=True, sortable=False),
    )  # fmt: skip


def user_cells(one: _Row) -> tuple[Cell, ...]:
    """The cells of a named user."""
    user, change = one.line.user, one.line.change
    tone = Token.TEXT if user.active else Token.TEXT2
    state = Cell(_("Active"), Icon.CHECK_CIRCLE, icon_tone=Token.OK)
    if not user.active:
        state = Cell(_("Inactive"), Icon.MINUS_CIRCLE, tone=Token.TEXT2, icon_tone=Token.TEXT2)
    if change is not None:
        look = change_look(change)
        state = Cell(look.word, look.icon, tone=look.tone, icon_tone=look.icon_tone, weight=500)
    return (
        Cell(user.name, tone=tone, weight=500),
        Cell(user.email, tone=Token.TEXT2),
        Cell(role_words(user.role), tone=tone),
        state,
    )


class UsersTab(QWidget):
    """The table can be filtered; Enter or a double click changes a user."""

    user_wanted = Signal(str)
    """The key of the user that is to be changed, "" for a new one."""
    order_wanted = Signal(str)

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._clock = theme, clock
        self._lines: tuple[UserLine, ...] = ()
        self._may_change = False
        self.pending = PendingBox(theme)
        self.field = SearchField(theme, _("Filter users"), name=_("Filter users"))
        self.field.setFixedWidth(216)
        self.edit = Button(theme, _("Change…"), icon=Icon.PENCIL)
        self.add = Button(theme, _("Add user…"), icon=Icon.PLUS)
        self.model: RowsModel[_Row] = RowsModel(user_columns(), user_cells, self)
        self.table = TableView(theme, user_columns(), name=_("Named users"))
        self.table.setModel(self.model)
        self.stack = StateStack(theme, self.table)
        self.seats = SeatsPane(theme)
        self.seats.setFixedWidth(_PANE)
        self.seats.order_wanted.connect(self.order_wanted)
        self._lay_out()
        self.field.textChanged.connect(lambda _text: self._fill())
        self.table.row_activated.connect(self._activated)
        self.table.row_selected.connect(lambda at: self.edit.setEnabled(at >= 0))
        self.edit.clicked.connect(lambda: self._activated(self.table.current_row))
        self.add.clicked.connect(lambda: self.user_wanted.emit(""))

    def _lay_out(self) -> None:
        bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        bar.setFixedHeight(Size.TOOLBAR)
        across = row(self.field, None, self.edit, self.add, spacing=Space.S,
                     margins=(Space.L, 0, Space.L, 0))  # fmt: skip
        bar.setLayout(across)
        waiting = QWidget()
        self._pending_room = waiting
        waiting.setLayout(column(self.pending, margins=(Space.L, Space.M, Space.L, Space.M)))
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(bar)
        main.addWidget(waiting)
        main.addWidget(self.stack, 1)
        layout = row(spacing=0)
        layout.addLayout(main, 1)
        layout.addWidget(self.seats)
        self.setLayout(layout)

    def show_users(self, shown: Shown, *, may_change: bool) -> None:
        """Show the users as wanted, active ones first."""
        self._lines, self._may_change = shown.users, may_change
        self.add.setVisible(may_change)
        self.edit.setVisible(may_change)
        changes = [one for one in shown.changes if one.kind is ChangeKind.USER]
        self.pending.show_changes(changes, self._clock.now())
        self._pending_room.setVisible(bool(changes))
        self.seats.show_active(shown.active_users)
        self._fill()

    def _fill(self) -> None:
        words = self.field.text().casefold().split()
        fitting = [line for line in self._lines if all(word in _said(line) for word in words)]
        before = self.model.at(self.table.current_row)
        self.model.show_rows([_Row(line) for line in fitting])
        self.table.select_row(self.model.row_of(before.id) if before is not None else -1)
        self.edit.setEnabled(self.table.current_row >= 0)
        if fitting:
            self.stack.show_content()
            return
        title = _("No user fits") if words else _("Nobody is named yet")
        text = (
            _("No user holds these words.")
            if words
            else _("Named users may sign in at the portal and use what your orders grant.")
        )
        self.stack.show_state(EmptyState(self._theme, Icon.USER_CIRCLE, title, text))

    def _activated(self, at: int) -> None:
        one = self.model.at(at)
        if one is not None and self._may_change:
            self.user_wanted.emit(one.id)


class SeatsPane(Panel):
    """Active named users against what the orders in force grant, product by product."""

    order_wanted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="left", parent=parent)
        self._theme_ = theme
        self._active = 0
        self._seats: tuple[Seats, ...] | None = None
        self._body: QWidget = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 0, 0, 0)
        self._layout.addWidget(self._body)

    def show_active(self, active: int) -> None:
        """Show how many named users are active."""
        self._active = active
        self._show()

    def show_seats(self, seats: Sequence[Seats]) -> None:
        """Show what the orders grant."""
        self._seats = tuple(seats)
        self._show()

    def _show(self) -> None:
        theme = self._theme_
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        layout.setSpacing(Space.S)
        layout.addWidget(Label(theme, _("Users against your orders"), TextStyle.SECTION))
        words = ngettext(
            "{n} active named user. A product may count its own users besides.",
            "{n} active named users. A product may count its own users besides.",
            self._active,
        ).format(n=f"{self._active:n}")
        layout.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True))
        for one in self._seats or ():
            layout.addSpacing(Space.XS)
            layout.addWidget(Hairline(theme))
            layout.addWidget(self._meter(one))
            layout.addLayout(self._orders(one))
        if self._seats is not None and not self._seats:
            none = _("No order in force counts users.")
            layout.addWidget(Label(theme, none, tone=Token.TEXT2, wrap=True))
        layout.addStretch(1)
        old, self._body = self._body, ScrollPane(theme, content)
        self._layout.replaceWidget(old, self._body)
        old.hide()
        old.deleteLater()

    def _meter(self, one: Seats) -> QWidget:
        meter = MeterRow(self._theme_, one.product_name, one.metric)
        granted = (
            _("unlimited") if one.granted is None else _("of {n}").format(n=f"{one.granted:n}")
        )
        if one.granted is None:
            verdict = ""
        elif one.over:
            verdict = _("{n} over").format(n=f"{one.over:n}")
        elif one.granted == one.used:
            verdict = _("At limit")
        else:
            verdict = _("{n} free").format(n=f"{one.granted - one.used:n}")
        meter.set_values(one.used, one.granted, f"{one.used:n}", granted, verdict)
        return meter

    def _orders(self, one: Seats) -> QVBoxLayout:
        """Where the figure comes from: each order, a click away."""
        theme = self._theme_
        lines = column(spacing=0)
        for order in one.orders[:_ORDERS]:
            link = LinkButton(theme, order.number, style=TextStyle.META_MEDIUM)
            link.clicked.connect(
                lambda _on=False, number=order.number: self.order_wanted.emit(number)
            )
            quantity = _("unlimited") if order.quantity is None else f"{order.quantity:n}"
            count = Label(theme, quantity, TextStyle.META, Token.TEXT2,
                          align=Qt.AlignmentFlag.AlignTrailing)  # fmt: skip
            lines.addLayout(row(link, None, count))
        more = len(one.orders) - _ORDERS
        if more > 0:
            words = ngettext("{n} more order", "{n} more orders", more).format(n=more)
            lines.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2))
        return lines


def _said(line: UserLine) -> str:
    user = line.user
    return " ".join((user.name, user.email, user.role, role_words(user.role))).casefold()
