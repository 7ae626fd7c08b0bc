"""The step that says what is certified: orders, entitlements, period, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.dates import deadline_words
from app.base.errors import ProblemReport
from app.base.text import _
from app.certification.asked import Kind
from app.certification.model import Draft, Excluded, Step, StepState
from app.certification.reconcile.model import Entitlement
from ui.certification.looks import orders_words, period_words
from ui.certification.scope.dialogs import ReasonDialog, ScopeDialog
from ui.certification.scope.pane import ScopePane
from ui.certification.scope.table import CLAUSE, ORDER, ScopeRow, cells, columns, scope_rows
from ui.certification.step import Primary, StepView, clause_part
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.icons import Icon
from ui.kit.panels import Hairline, VLine, row
from ui.kit.rows import RowsModel
from ui.kit.states import EmptyState, Skeleton, StateStack, problem_state
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size
from ui.link import WorkerLink
from ui.page import Memory

if TYPE_CHECKING:
    from app.base.tasks import CancelToken
    from app.services import Rooms

_NARROW = 860


class ScopeStep(StepView):
    """Confirming pins the terms that govern each order at that moment."""

    step = Step.SCOPE

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        memory: Memory,
        link: WorkerLink | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, jobs, clock, profile, memory, link, parent=parent)
        self.entitlements: tuple[Entitlement, ...] | None = None
        self.dialog: Dialog | None = None
        self._read_of: object = None
        self._front = False
        self.change = Button(theme, _("Change…"), icon=Icon.PENCIL, small=True,
                             name=_("Change period and orders…"))  # fmt: skip
        self.change.clicked.connect(self.ask_scope)
        self.head.aside.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        self.model: RowsModel[ScopeRow] = RowsModel(columns(), cells, self)
        self.table = TableView(theme, columns(), name=_("Entitlements"),
                               row_height=Size.ROW_LINKS)  # fmt: skip
        self.table.setModel(self.model)
        self.pane = ScopePane(theme)
        content = QWidget()
        self._across = row(spacing=0)
        self._across.addWidget(self.table, 1)
        self._line, self._upright = Hairline(theme), VLine(theme)
        self._across.addWidget(self._line)
        self._across.addWidget(self._upright)
        self._across.addWidget(self.pane)
        content.setLayout(self._across)
        self.stack = StateStack(theme, content)
        self.body.addWidget(self.stack, 1)
        self._connect()

    def _connect(self) -> None:
        self.table.row_selected.connect(lambda _at: self._show_chosen())
        self.table.link_clicked.connect(self._linked)
        self.pane.leave_wanted.connect(self.ask_leave_out)
        self.pane.take_wanted.connect(self._take_in)
        self.pane.order_wanted.connect(self.order_wanted)
        self.pane.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Show what it covers; entitlements are read when the step is in front."""
        super().show_draft(draft, states)
        parts = [_("Figures as of {when}.").format(when=deadline_words(draft.as_of))]
        period = period_words(draft.period_start, draft.period_end)
        if period:
            parts.append(_("Period {period}.").format(period=period))
        parts.append(_("About {orders}.").format(orders=orders_words(draft.orders)))
        self.head.show_title(_("What you certify, and under which terms"), " ".join(parts))
        self.change.setVisible(self.editable)
        self._show_rows()
        if self._front:
            self._read()

    def enter(self) -> None:
        """Read what the orders permit."""
        self._front = True
        self._read()

    def first_focus(self) -> QWidget | None:
        """The table."""
        return self.table

    def primary(self) -> Primary | None:
        """Confirm first, then go on."""
        draft = self.draft
        if draft is None:
            return Primary("", can=False)
        if draft.scope_confirmed_at is None and self.editable:
            # What a deletion is about has ended: nothing is permitted by it any more.
            can = bool(self.entitlements) or draft.kind is Kind.DELETION
            note = _("Pins the terms that govern each order now.") if can else ""
            return Primary(_("Confirm and continue"), can=can, note=note)
        return Primary("")

    def go_on(self) -> None:
        """Confirm where that was not done yet."""
        draft = self.draft
        if draft is None:
            return
        if draft.scope_confirmed_at is not None or not self.editable:
            self.next_wanted.emit()
            return
        self.act(
            lambda rooms: rooms.certification.confirm_scope(draft.id),
            lambda _draft: self.next_wanted.emit(),
        )

    def _read(self) -> None:
        draft = self.draft
        key = draft and (
            draft.id, draft.orders, draft.as_of, draft.period_start, draft.period_end,
            draft.scope_confirmed_at,
        )  # fmt: skip
        if draft is None or key == self._read_of:
            return
        self._read_of = key
        if self.entitlements is None:
            self.stack.show_state(Skeleton(self.theme, 8))

        def read(rooms: Rooms, _cancel: CancelToken, _report: object) -> tuple[Entitlement, ...]:
            return rooms.certification.entitlements(draft.id)

        self.jobs.job(self, read, group="certification-scope").on_success(
            self.show_entitlements
        ).on_failure(self._failed).run()

    def show_entitlements(self, entitlements: tuple[Entitlement, ...]) -> None:
        """Show what may be used."""
        self.entitlements = entitlements
        if entitlements:
            self.stack.show_content()
        else:
            self.stack.show_state(self._nothing_holds())
        self._show_rows()
        self.primary_changed.emit()

    def _nothing_holds(self) -> EmptyState:
        draft = self.draft
        if draft is not None and draft.kind is Kind.DELETION:
            return EmptyState(
                self.theme, Icon.TRASH, _("These orders have ended"),
                _("Nothing may be used under {orders} any more. Confirm it, then list what was"
                  " deleted.").format(orders=orders_words(draft.orders)),
            )  # fmt: skip
        return EmptyState(
            self.theme, Icon.ORDERS, _("No order holds at that time"),
            _("Choose another day, other orders, or synchronize first."),
        )  # fmt: skip

    def _show_rows(self) -> None:
        draft = self.draft
        if draft is None or self.entitlements is None:
            return
        before = self.model.at(self.table.current_row)
        rows = scope_rows(self.entitlements, draft.excluded, draft.terms)
        self.model.show_rows(rows)
        at = self.model.row_of(before.id) if before is not None else -1
        self.table.select_row(at if at >= 0 else (0 if rows else -1))
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.pane.show_row(self.model.at(self.table.current_row), editable=self.editable)

    def _failed(self, report: ProblemReport) -> None:
        self._read_of = None
        state = problem_state(self.theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self._read)
        self.stack.show_state(state)

    def _linked(self, at: int, column: str) -> None:
        found = self.model.at(at)
        if found is None:
            return
        if column == ORDER:
            self.order_wanted.emit(found.entitlement.orders[0])
        elif column == CLAUSE:
            self.page_wanted.emit("terms", clause_part(found.entitlement.clause))

    def ask_scope(self) -> None:
        """Ask as of when, for which period and orders."""
        draft = self.draft
        if draft is None:
            return
        dialog = ScopeDialog(self.theme, self.jobs, draft, self._products_of, parent=self.window())
        dialog.accepted.connect(lambda: self._set_scope(dialog))
        self._open(dialog)

    def _products_of(self, number: str) -> str:
        found = [one.product_name for one in self.entitlements or () if number in one.orders]
        return _(", ").join(dict.fromkeys(found))

    def _set_scope(self, dialog: ScopeDialog) -> None:
        draft, answer = self.draft, dialog.answer
        if draft is None or answer is None:
            return
        self.act(
            lambda rooms: rooms.certification.set_scope(
                draft.id, orders=answer.orders, period_start=answer.start,
                period_end=answer.end, as_of=answer.as_of, exact_period=True,
            )
        )  # fmt: skip

    def ask_leave_out(self, found: ScopeRow) -> None:
        """Ask why, then leave it out."""
        one = found.entitlement
        dialog = ReasonDialog(
            self.theme,
            _("Leave {product} out?").format(product=one.product_name),
            _("Nothing is certified about it; the certificate says so, with your reason."),
            parent=self.window(),
        )
        dialog.accepted.connect(lambda: self._leave_out(one.id, dialog.text))
        self._open(dialog)

    def _leave_out(self, entitlement_id: str, reason: str) -> None:
        draft = self.draft
        if draft is not None:
            kept = tuple(one for one in draft.excluded if one.entitlement_id != entitlement_id)
            self._set_excluded((*kept, Excluded(entitlement_id, reason)))

    def _take_in(self, found: ScopeRow) -> None:
        draft = self.draft
        if draft is not None:
            self._set_excluded(
                tuple(one for one in draft.excluded if one.entitlement_id != found.id)
            )

    def _set_excluded(self, excluded: tuple[Excluded, ...]) -> None:
        draft = self.draft
        if draft is not None:
            self.act(lambda rooms: rooms.certification.set_scope(draft.id, excluded=excluded))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the pane is below the table."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        way = QBoxLayout.Direction
        self._across.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._line.setVisible(narrow)
        self._upright.setVisible(not narrow)
        self.pane.set_below(below=narrow)
