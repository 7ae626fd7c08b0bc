"""The register of affiliates: each company, and whether its people count as authorized (§5)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.account.changing import AffiliateLine, ChangeKind, Counted, Register
from app.account.shown import Shown
from app.base.clock import Clock
from app.base.text import _
from ui.account.pending import PendingBox
from ui.kit.buttons import Button, LinkButton
from ui.kit.cells import Cell, Column
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, column, row
from ui.kit.rows import RowsModel
from ui.kit.states import EmptyState, StateStack
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class _Row:
    """A line with the key that the table needs: the company's name stands once."""

    def __init__(self, line: AffiliateLine) -> None:
        self.line = line
        self.id = line.affiliate.name


def affiliate_columns() -> tuple[Column, ...]:
    """What is said of a company."""
    counts = "\n".join((_("Authorized"), _("Not authorized"), _("Not stated")))
    return (
        Column("name", _("Company"), sample="Brennholt Energietechnik AG", sortable=False),
        Column("country", _("Country"), sample="DE", sortable=False),
        Column("share", _("Owned"), sample="100 %", end=True, sortable=False),
        Column("counts", _("Its people"), sample=counts, icon=True, sortable=False),
        Column("why", _("Why"), stretch=True, least=200, sortable=False),
    )


def affiliate_cells(one: _Row) -> tuple[Cell, ...]:
    """The cells of a company."""
    line, affiliate = one.line, one.line.affiliate
    match line.counted:
        case Counted.BELOW:
            counts = Cell(_("Not authorized"), Icon.PROHIBIT, tone=Token.WARN, icon_tone=Token.WARN,
                          weight=500)  # fmt: skip
        case Counted.NOT_STATED:
            counts = Cell(_("Not stated"), Icon.CIRCLE_DASHED, tone=Token.TEXT2)
        case _:
            counts = Cell(_("Authorized"), Icon.CHECK_CIRCLE, icon_tone=Token.OK, weight=500)
    return (
        Cell(affiliate.name, weight=500),
        Cell(affiliate.country),
        Cell(_("{n} %").format(n=affiliate.ownership_percent)),
        counts,
        Cell(line.words.partition(": ")[2].capitalize() or line.words, tone=Token.TEXT2),
    )


class AffiliatesTab(QWidget):
    """The whole register is one list: each change of it replaces the list before."""

    company_wanted = Signal(str)
    """The name of the company that is to be changed, "" for a new one."""
    remove_wanted = Signal(str)
    clause_wanted = Signal(str, str)
    """Version and clause that say what makes an affiliate."""

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._clock = theme, clock
        self._may_change = False
        self.register = Register()
        self.pending = PendingBox(theme)
        self._rule = Label(theme, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self.clause = LinkButton(theme, "§5", name=_("Read the clause on affiliates"))
        self.remove = Button(theme, _("Remove…"))
        self.edit = Button(theme, _("Change…"), icon=Icon.PENCIL)
        self.add = Button(theme, _("Add company…"), icon=Icon.PLUS)
        self.model: RowsModel[_Row] = RowsModel(affiliate_columns(), affiliate_cells, self)
        self.table = TableView(theme, affiliate_columns(), name=_("Affiliates"))
        self.table.setModel(self.model)
        self.stack = StateStack(theme, self.table)
        self._lay_out()
        self.table.row_activated.connect(self._activated)
        self.table.row_selected.connect(self._selected)
        self.edit.clicked.connect(lambda: self._activated(self.table.current_row))
        self.add.clicked.connect(lambda: self.company_wanted.emit(""))
        self.remove.clicked.connect(self._remove)
        self.clause.clicked.connect(self._read_clause)

    def _lay_out(self) -> None:
        bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        across = row(spacing=Space.S, margins=(Space.L, Space.S, Space.L, Space.S))
        across.addWidget(self._rule, 1)
        for button in (self.clause, self.remove, self.edit, self.add):
            across.addWidget(button)
        bar.setLayout(across)
        self._pending_room = QWidget()
        self._pending_room.setLayout(
            column(self.pending, margins=(Space.L, Space.M, Space.L, Space.M))
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._pending_room)
        layout.addWidget(self.stack, 1)

    def show_register(self, shown: Shown, *, may_change: bool) -> None:
        """Show the register as wanted."""
        self.register, self._may_change = shown.register, may_change
        rule = shown.register.rule
        self._rule.setText(shown.register.rule_words)
        self.clause.setText(f"§{rule.clause}")
        self.clause.setVisible(bool(rule.version_id))
        changes = [one for one in shown.changes if one.kind is ChangeKind.AFFILIATES]
        self.pending.show_changes(changes, self._clock.now())
        self._pending_room.setVisible(bool(changes))
        before = self.model.at(self.table.current_row)
        self.model.show_rows([_Row(line) for line in shown.register.lines])
        self.table.select_row(self.model.row_of(before.id) if before is not None else -1)
        for button in (self.remove, self.edit, self.add):
            button.setVisible(may_change)
        self._selected(self.table.current_row)
        self._show_state(may_change=may_change)

    def _show_state(self, *, may_change: bool) -> None:
        if self.register.lines:
            self.stack.show_content()
            return
        empty = EmptyState(
            self._theme,
            Icon.ACCOUNT,
            _("No affiliates"),
            _("List the companies whose people use the products: their employees count as"
              " authorized users where you control a company or own enough of it. The"
              " certification asks for this list."),
            secondary=_("Add company…") if may_change else "",
        )  # fmt: skip
        if empty.secondary is not None:
            empty.secondary.clicked.connect(lambda: self.company_wanted.emit(""))
        self.stack.show_state(empty)

    def _selected(self, at: int) -> None:
        self.edit.setEnabled(at >= 0)
        self.remove.setEnabled(at >= 0)

    def _activated(self, at: int) -> None:
        one = self.model.at(at)
        if one is not None and self._may_change:
            self.company_wanted.emit(one.id)

    def _remove(self) -> None:
        one = self.model.at(self.table.current_row)
        if one is not None:
            self.remove_wanted.emit(one.id)

    def _read_clause(self) -> None:
        rule = self.register.rule
        self.clause_wanted.emit(rule.version_id, rule.clause)
