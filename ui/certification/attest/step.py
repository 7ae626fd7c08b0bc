"""The statements that the terms call for, each answered yes, no, or with an exception."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _, ngettext
from app.certification.model import Draft, Question, Reply, Step, StepState
from ui.certification.attest.statement import StatementRow
from ui.certification.step import Primary, StepView
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState, Skeleton, StateStack, problem_state
from ui.kit.tokens import Space, TextStyle, Token

if TYPE_CHECKING:
    from app.base.errors import ProblemReport
    from app.services import Rooms


class AttestStep(StepView):
    """Every answer is kept as soon as it is whole; nothing is answered on anybody's behalf."""

    step = Step.ATTEST

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        self._asked: tuple[Question, ...] = ()
        self.rows: dict[str, StatementRow] = {}
        """By the question's id."""
        self._figures = StatusLabel(self.theme, Icon.CIRCLE_DASHED, "", tone=Token.TEXT2)
        self.head.aside.addWidget(self._figures)
        self.head.show_title(
            _("Attest what figures cannot show"),
            _("Answer for yourself and for those who use the products on your behalf. Any answer"
              " but the expected one needs a text, which is printed."),
        )  # fmt: skip
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._column.setSpacing(Space.M)
        self._stack = StateStack(self.theme, ScrollPane(self.theme, content, ground=Token.BG))
        self._stack.show_state(Skeleton(self.theme, 6))
        self.body.addWidget(self._stack, 1)
        self._card: Card | None = None
        self._note = Label(
            self.theme,
            _("The statement is printed as it stood when it was answered."),
            TextStyle.META,
            Token.TEXT2,
            wrap=True,
        )

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Show the answers of this draft."""
        before = self.draft
        super().show_draft(draft, states)
        if before is None or before.id != draft.id:
            self._show_questions(())
            self._stack.show_state(Skeleton(self.theme, 6))
        self._show_answers()

    def enter(self) -> None:
        """Ask which statements are called for: scope and usage may have changed."""
        draft = self.draft
        if draft is None:
            return
        draft_id = draft.id
        self.jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.certification.questions(draft_id),
            group="certificate-questions",
        ).on_success(partial(self._read, draft_id)).on_failure(self._fail).run()

    def keep(self) -> None:
        """Keep the texts that are being typed."""
        for one in self.rows.values():
            one.keep()

    def first_focus(self) -> QWidget | None:
        """The first statement that waits for an answer, else the first."""
        rows = list(self.rows.values())
        waiting = next((one for one in rows if not one.is_whole), rows[0] if rows else None)
        return None if waiting is None else waiting.choices[waiting.reply or Reply.YES]

    def primary(self) -> Primary | None:
        """On to signing; what is open may be answered later."""
        left = self._left()
        note = ngettext("{n} statement is open.", "{n} statements are open.", left).format(n=left)
        return Primary("", note=note if left and self.editable else "")

    def go_on(self) -> None:
        """Keep what is typed; an answer without its text is pointed at first."""
        self.keep()
        for one in self.rows.values():
            if one.reply is not None and not one.is_whole and self.editable:
                one.show_missing()
                return
        self.next_wanted.emit()

    def _read(self, draft_id: str, questions: Sequence[Question]) -> None:
        if self.draft is not None and self.draft.id == draft_id:
            self._show_questions(tuple(questions))
            self._show_answers()

    def _fail(self, report: ProblemReport) -> None:
        state = problem_state(self.theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self.enter)
        self._stack.show_state(state)

    def _show_questions(self, questions: tuple[Question, ...]) -> None:
        if questions != self._asked:
            self.keep()
            self._asked = questions
            self._fill(questions)
        if questions:
            self._stack.show_content()
        elif self.draft is not None:
            self._stack.show_state(
                EmptyState(
                    self.theme, Icon.CHECK_CIRCLE_OUTLINE, _("Nothing to attest"),
                    _("The terms of these orders call for no statement beside the figures."),
                )
            )  # fmt: skip

    def _fill(self, questions: tuple[Question, ...]) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._note:
                widget.hide()
                widget.deleteLater()
        self.rows = {}
        card = Card(self.theme)
        for number, question in enumerate(questions, 1):
            if number > 1:
                card.add_line(inset=Space.L)
            line = StatementRow(self.theme, self.clock, number, question)
            line.answered.connect(partial(self._answered, question.id))
            line.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
            line.turned.connect(self._count)
            card.add(line)
            self.rows[question.id] = line
        self._column.addWidget(card)
        self._column.addWidget(self._note)
        self._column.addStretch(1)

    def _show_answers(self) -> None:
        draft = self.draft
        if draft is None:
            return
        answers = {one.question_id: one for one in draft.attestations}
        for key, line in self.rows.items():
            line.show_answer(answers.get(key), editable=self.editable)
        self._count()

    def _answered(self, question_id: str, reply: str, text: str) -> None:
        draft = self.draft
        if draft is None or not self.editable:
            return
        draft_id = draft.id

        def attest(rooms: Rooms) -> None:
            by = rooms.account.signed_in().name
            rooms.certification.attest(draft_id, question_id, Reply(reply), text, by)

        self.act(attest)

    def _left(self) -> int:
        return sum(1 for one in self.rows.values() if not one.is_whole)

    def _count(self) -> None:
        count, left = len(self.rows), self._left()
        words = _("{n} of {count} answered").format(n=count - left, count=count)
        icon, tone = (Icon.CIRCLE_DASHED, Token.TEXT2) if left else (Icon.CHECK_CIRCLE, Token.OK)
        self._figures.set_status(icon, words, Token.TEXT if not left else Token.TEXT2, tone)
        self._figures.setVisible(bool(count))
        self.primary_changed.emit()
