"""A formal notice from the choice of its kind to its proof: rail, step, and the bar below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.deadlines.model import DeadlineEntry
from app.notices.model import DraftKind, NoticeDraft
from app.notices.wishes import LetterWishes
from ui.jobs import Jobs
from ui.kit.buttons import Button, ButtonKind
from ui.kit.dialogs import ConfirmDialog
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, row
from ui.kit.steps import StepRail
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.notices.guide.facts import FactsStep
from ui.notices.guide.kinds import ORDER, KindChooser
from ui.notices.guide.leaving import LeavingStep
from ui.notices.guide.steps import GuideStep, steps
from ui.notices.letter_pane import LetterPane
from ui.notices.words import clause_link

if TYPE_CHECKING:
    from app.services import Rooms


class GuidePanel(QWidget):
    """Takes the place of the lists while a notice is being made. Nothing is lost by leaving it."""

    left = Signal()
    """Back to the lists."""
    written = Signal(str)
    """A letter with this id was drafted."""
    failed = Signal(object)

    def __init__(
        self, theme: Theme, clock: Clock, jobs: Jobs, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs = jobs
        self._kind: DraftKind | None = None
        self._wishes = LetterWishes()
        self._draft: NoticeDraft | None = None
        self._first_text = ""
        self._begun = True
        """Its facts were asked here; those of a letter that is opened later are not known."""
        self.wanted = ""
        """The id of the letter that is to be shown as soon as it is read."""
        self.step = GuideStep.KIND
        self.dialog: ConfirmDialog | None = None
        self.chooser = KindChooser(theme)
        self.facts = FactsStep(theme, jobs)
        self.letter = LetterPane(theme, clock, jobs)
        self.leaving = LeavingStep(theme, clock)
        self.rail = StepRail(theme, _("Steps"))
        self.note = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self.close_button = Button(theme, _("Close"), ButtonKind.QUIET)
        self.back = Button(theme, _("Back"))
        self.go = Button(theme, "", ButtonKind.PRIMARY)
        self._stack = QStackedWidget()
        for part in (self.chooser, self.facts, self.letter, self.leaving):
            self._stack.addWidget(part)
        self.letter.send.hide()
        self.letter.mark.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        rail = Panel(self._theme, Token.BG, edges="right")
        rail.setFixedWidth(Size.RAIL)
        side = QVBoxLayout(rail)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        head = Label(self._theme, _("Formal notice"), TextStyle.BODY_STRONG)
        side.addLayout(row(head, None, margins=(Space.L + Space.XS, Space.M, Space.M, Space.M)))
        side.addWidget(Hairline(self._theme))
        side.addSpacing(Space.S)
        side.addLayout(row(self.rail, margins=(Space.S, 0, Space.S + 1, 0)))
        side.addStretch(1)
        foot = Panel(self._theme, Token.SURFACE, edges="top")
        foot.setFixedHeight(Size.ACTIONS)
        bar = row(spacing=Space.S, margins=(Space.L, 0, Space.L, 0))
        bar.addWidget(self.note, 1)
        for button in (self.close_button, self.back, self.go):
            bar.addWidget(button)
        foot.setLayout(bar)
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self._stack, 1)
        main.addWidget(foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(rail)
        layout.addLayout(main, 1)

    def _connect(self) -> None:
        self.chooser.chosen.connect(self.choose)
        self.rail.activated.connect(lambda key: self.go_back_to(GuideStep(key)))
        self.facts.failed.connect(self.failed)
        self.letter.closed.connect(self.left)
        self.close_button.clicked.connect(self.left)
        self.back.clicked.connect(self._back)
        self.go.clicked.connect(self.go_on)

    @property
    def draft(self) -> NoticeDraft | None:
        """The letter that is being made; None before it is written."""
        return self._draft

    def begin(self) -> None:
        """Start anew with the choice of a kind."""
        self._kind, self._wishes, self._draft = None, LetterWishes(), None
        self._begun, self.wanted = True, ""
        self.letter.keep()
        self.letter.forget()
        self._jobs.job(
            self, lambda rooms, _cancel, _report: _clauses(rooms), group="letter-kinds"
        ).on_success(self.chooser.show_clauses).on_failure(self.failed.emit).run()
        self._show(GuideStep.KIND)

    def choose(self, kind: DraftKind, wishes: LetterWishes | None = None) -> None:
        """This is what it is to be: ask for its facts."""
        if wishes is not None or kind is not self._kind:
            self._wishes = wishes or LetterWishes(orders=self._wishes.orders)
        self._kind = kind
        self.facts.ask(kind, self._wishes)
        self._show(GuideStep.FACTS)

    def open_draft(
        self, draft: NoticeDraft, follows: Sequence[DeadlineEntry], step: GuideStep
    ) -> None:
        """Show a letter that is written, here just now or before."""
        self._begun = draft.id == self.wanted
        self.wanted = ""
        self._kind = draft.kind
        self._first_text = draft.letter
        self.show_draft(draft, follows)
        self._show(step)

    def show_draft(self, draft: NoticeDraft, follows: Sequence[DeadlineEntry]) -> None:
        """The letter as it is kept now."""
        self._draft = draft
        self.letter.show_draft(draft, follows)
        self.leaving.show_letter(draft, follows)
        self._show_rail()

    def drop(self) -> None:
        """The letter is gone."""
        self._draft, self.wanted = None, ""

    def go_on(self) -> None:
        """The step's own next action."""
        match self.step:
            case GuideStep.FACTS:
                self._write()
            case GuideStep.LETTER:
                self.letter.keep()
                self._show(GuideStep.SEND)
            case _:
                self.left.emit()

    def go_back_to(self, step: GuideStep) -> None:
        """Go to a step that is done."""
        if self._may_go(step):
            self._show(step)

    def _may_go(self, step: GuideStep) -> bool:
        """Facts are asked of a letter that was begun here and has not left."""
        order = list(GuideStep)
        if order.index(step) >= order.index(self.step):
            return False
        asks = self._begun and (self._draft is None or self._draft.sent is None)
        return asks or step not in (GuideStep.KIND, GuideStep.FACTS)

    def _back(self) -> None:
        self.go_back_to(self._before())

    def _before(self) -> GuideStep:
        order = list(GuideStep)
        return order[max(0, order.index(self.step) - 1)]

    def _write(self) -> None:
        """Draft the letter; one that was drafted before and typed into is replaced after asking."""
        wishes = self.facts.form.check()
        if wishes is None or self._kind is None:
            return
        before = self._draft
        if before is not None and wishes == self._wishes:
            self._show(GuideStep.LETTER)
            return
        if before is None or before.letter == self._first_text:
            self._replace(wishes)
            return
        self.dialog = dialog = ConfirmDialog(
            self._theme,
            _("Write the letter anew?"),
            _("You changed its text. With the new answers it is written anew, and your changes to"
              " the text are lost."),
            _("Write it anew"),
            danger=True,
            parent=self.window(),
        )  # fmt: skip
        dialog.accepted.connect(lambda: self._replace(wishes))
        dialog.finished.connect(self._dialog_over)
        dialog.open()

    def _dialog_over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _replace(self, wishes: LetterWishes) -> None:
        kind, before = self._kind, self._draft
        if kind is None:
            return
        self._wishes = wishes
        self.letter.forget()
        self.go.setEnabled(False)

        def draft(rooms: Rooms, _cancel: object, _report: object) -> str:
            key = rooms.terms.draft_letter(kind, wishes)
            if before is not None:
                rooms.notices.discard_draft(before.id)
            return key

        self._jobs.job(self, draft, group="letter-draft").on_success(self._written).on_failure(
            self._not_written
        ).run()

    def _written(self, key: str) -> None:
        self.go.setEnabled(True)
        self._draft = None
        self.wanted = key
        self.written.emit(key)

    def _not_written(self, report: ProblemReport) -> None:
        self.go.setEnabled(True)
        self.failed.emit(report)

    def _show(self, step: GuideStep) -> None:
        self.step = step
        self._stack.setCurrentIndex(list(GuideStep).index(step))
        self._show_rail()
        words = {
            GuideStep.FACTS: _("Write the letter"),
            GuideStep.LETTER: _("Continue to sending"),
            GuideStep.SEND: _("Done"),
        }
        self.go.setVisible(step in words)
        self.go.set_text(words.get(step, _("Continue")))
        notes = {
            GuideStep.KIND: _("Nothing leaves before you say so."),
            GuideStep.FACTS: _("Kept as a draft once the letter is written."),
            GuideStep.LETTER: _("Saved as you type. Leave and come back when you like."),
            GuideStep.SEND: _("Each way may be used; the post is the safe one."),
        }
        self.note.setText(notes[step])

    def _show_rail(self) -> None:
        self.back.setVisible(self._may_go(self._before()))
        self.rail.set_steps(steps(self.step, self._kind, self._draft))


def _clauses(rooms: Rooms) -> dict[DraftKind, str]:
    """On which clause each kind of letter rests now."""
    return {kind: clause_link(rooms.terms.letter_basis(kind).rests)[0] for kind in ORDER}
