"""The inventory of a deletion: proposed from the vendor's records, filled in by whoever did it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.text import _, ngettext
from app.certification.model import Deletion, Draft, Step, StepState
from ui.certification.deletion.dialog import NEW, DeletionDialog
from ui.certification.deletion.rows import cells, columns, is_settled
from ui.certification.step import Primary, StepView
from ui.kit.buttons import Button
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Panel, row
from ui.kit.rows import RowsModel
from ui.kit.states import EmptyState, StateStack
from ui.kit.tables import TableView
from ui.kit.tokens import Size, Space, TextStyle, Token

if TYPE_CHECKING:
    from app.services import Rooms


class DeletionStep(StepView):
    """Nothing counts as deleted before a person says when, how and by whom."""

    step = Step.USAGE

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        theme = self.theme
        self._proposals: tuple[Deletion, ...] = ()
        self.dialog: DeletionDialog | None = None
        self._figures = StatusLabel(theme, Icon.CIRCLE_DASHED, "", tone=Token.TEXT2)
        self.head.aside.addWidget(self._figures)
        self.head.show_title(
            _("List what was deleted, where and how"),
            _("Machines, keys, copies and hosted data of the orders that ended, each with who"
              " deleted it. What you must keep is listed with its reason."),
        )  # fmt: skip
        self.propose = Button(theme, _("Take over what the records know"), icon=Icon.DOWNLOAD)
        self.add = Button(theme, _("Add an entry…"), icon=Icon.PLUS)
        self.fill = Button(theme, _("Fill in all open…"), icon=Icon.PENCIL)
        self.hint = Label(
            theme, _("Enter or a double click opens a row."), TextStyle.META, Token.TEXT2,
            elide=True,
        )  # fmt: skip
        self._model = RowsModel(columns(), cells, self)
        self.table = TableView(theme, columns(), name=_("What was deleted"))
        self.table.setModel(self._model)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar())
        layout.addWidget(self.table, 1)
        self._stack = StateStack(theme, content)
        self.body.addWidget(self._stack, 1)
        self.propose.clicked.connect(self._take_over)
        self.add.clicked.connect(lambda: self._ask(NEW))
        self.fill.clicked.connect(self._ask_several)
        self.table.row_activated.connect(self._open)

    def _bar(self) -> QWidget:
        bar = Panel(self.theme, Token.SURFACE, edges="bottom")
        bar.setFixedHeight(Size.TOOLBAR)
        line = row(spacing=Space.S, margins=(Space.L, 0, Space.L, 0))
        for button in (self.add, self.propose, self.fill):
            line.addWidget(button)
        line.addWidget(self.hint, 1, Qt.AlignmentFlag.AlignVCenter)
        bar.setLayout(line)
        return bar

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Show the inventory of this draft."""
        before = self.draft
        super().show_draft(draft, states)
        if before is None or before.id != draft.id:
            self._proposals = ()
        row_now = self.table.current_row
        self._model.show_rows(draft.deletions)
        if 0 <= row_now < len(draft.deletions):
            self.table.select_row(row_now)
        self._show_state()
        if before is not None and before.id == draft.id and before.deletions != draft.deletions:
            self.enter()

    def enter(self) -> None:
        """Read what the vendor's records know of the orders."""
        draft = self.draft
        if draft is None:
            return
        draft_id = draft.id
        self.jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.certification.deletion_proposals(draft_id),
            group="certificate-proposals",
        ).on_success(partial(self._read, draft_id)).on_failure(self._fail).run()

    def first_focus(self) -> QWidget | None:
        """The table, or what fills it."""
        return self.table if self._entries else self.add

    def primary(self) -> Primary | None:
        """On; what is open is named in the review."""
        left = self._left
        note = ngettext("{n} entry is open.", "{n} entries are open.", left).format(n=left)
        return Primary("", note=note if left and self.editable else "")

    @property
    def _entries(self) -> tuple[Deletion, ...]:
        return self.draft.deletions if self.draft is not None else ()

    @property
    def _left(self) -> int:
        return sum(1 for one in self._entries if not is_settled(one))

    def _read(self, draft_id: str, proposals: Sequence[Deletion]) -> None:
        if self.draft is not None and self.draft.id == draft_id:
            self._proposals = tuple(proposals)
            self._show_state()

    def _fail(self, report: ProblemReport) -> None:
        self.problem_met.emit(report)
        self._show_state()

    def _show_state(self) -> None:
        entries, left, more = self._entries, self._left, len(self._proposals)
        editable = self.editable
        words = _("{n} of {count} filled in").format(n=len(entries) - left, count=len(entries))
        icon, tone = (Icon.CIRCLE_DASHED, Token.TEXT2) if left else (Icon.CHECK_CIRCLE, Token.OK)
        self._figures.set_status(icon, words, Token.TEXT, tone)
        self._figures.setVisible(bool(entries))
        self.propose.setVisible(editable and bool(more))
        self.propose.set_text(
            ngettext("Take over {n} more", "Take over {n} more", more).format(n=more)
        )
        self.add.setEnabled(editable)
        self.fill.setVisible(editable and left > 1)
        self.primary_changed.emit()
        if entries:
            self._stack.show_content()
        else:
            self._stack.show_state(self._empty(more))

    def _empty(self, more: int) -> EmptyState:
        primary = _("Take over what the records know") if more and self.editable else ""
        words = _("The vendor's records name nothing under these orders. Add what you deleted.")
        if more:
            words = ngettext(
                "The vendor's records name {n} thing under these orders. You fill in how it was"
                " deleted.",
                "The vendor's records name {n} things under these orders. You fill in how they"
                " were deleted.",
                more,
            ).format(n=more)
        state = EmptyState(
            self.theme, Icon.TRASH, _("Nothing is listed yet"), words,
            primary=primary, secondary=_("Add an entry…") if self.editable else "",
        )  # fmt: skip
        if state.primary:
            state.primary.clicked.connect(self._take_over)
        if state.secondary:
            state.secondary.clicked.connect(lambda: self._ask(NEW))
        return state

    def _take_over(self) -> None:
        draft, proposals = self.draft, self._proposals
        if draft is None or not proposals:
            return
        draft_id = draft.id
        self._proposals = ()
        self.act(lambda rooms: rooms.certification.put_deletions(draft_id, proposals))

    def _open(self, at: int) -> None:
        entry = self._model.at(at)
        if entry is not None and self.editable:
            self._ask(entry)

    def _ask(self, entry: Deletion) -> None:
        known = {one.product_name: one.product_id for one in (*self._entries, *self._proposals)}
        products = [(key, name) for name, key in known.items() if name]
        dialog = DeletionDialog(
            self.theme, entry, self.clock.now(), products=products, parent=self.window()
        )
        self._run(dialog, partial(self._answered, dialog, entry))

    def _ask_several(self) -> None:
        open_ones = tuple(one for one in self._entries if not is_settled(one))
        if not open_ones:
            return
        last = next((one for one in reversed(self._entries) if one.by), NEW)
        dialog = DeletionDialog(
            self.theme, last, self.clock.now(), several=len(open_ones), parent=self.window()
        )
        self._run(dialog, partial(self._filled, dialog, open_ones))

    def _run(self, dialog: DeletionDialog, then: Any) -> None:
        self.dialog = dialog
        dialog.accepted.connect(then)
        dialog.finished.connect(self._over)
        dialog.open()

    def _answered(self, dialog: DeletionDialog, entry: Deletion) -> None:
        draft = self.draft
        if draft is None:
            return
        draft_id, removed, said = draft.id, dialog.removed, dialog.entry

        def keep(rooms: Rooms) -> None:
            if removed:
                rooms.certification.drop_deletion(draft_id, entry.id)
            else:
                rooms.certification.put_deletion(draft_id, said)

        self.act(keep)

    def _filled(self, dialog: DeletionDialog, entries: Sequence[Deletion]) -> None:
        draft = self.draft
        if draft is None:
            return
        draft_id = draft.id
        said = tuple(dialog.filled(one) for one in entries)
        self.act(lambda rooms: rooms.certification.put_deletions(draft_id, said))

    def _over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
