"""The rail of the guide: what is certified and by when, and the eight steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import deadline_words, left_words
from app.base.text import _
from app.certification.asked import Origin, Request
from app.certification.model import Draft, Step
from app.certification.model import StepState as State
from app.deadlines.words import clause_name
from ui.certification.step import clause_part
from ui.kit.buttons import LinkButton
from ui.kit.labels import Label
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.steps import Step as RailStep
from ui.kit.steps import StepRail, StepState
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token


class GuideRail(Panel):
    """208 px; any step can be gone to, at any time."""

    step_wanted = Signal(str)
    clause_wanted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.BG, edges="right", parent=parent)
        self.setFixedWidth(Size.RAIL)
        self._part = ""
        self.title = Label(theme, "", TextStyle.BODY_STRONG, wrap=True)
        self.date = Label(theme, "", TextStyle.META_STRONG, wrap=True)
        self.left = Label(theme, "", TextStyle.META, Token.TEXT2)
        self.clause = LinkButton(theme, "", style=TextStyle.META_STRONG)
        self.steps = StepRail(theme, _("Steps of the certification"))
        self.steps.activated.connect(self.step_wanted)
        self.clause.clicked.connect(lambda: self.clause_wanted.emit(self._part))
        below = row(self.left, self.clause, None, spacing=Space.XS)
        head = column(self.title, self.date, below, spacing=2)
        head.setContentsMargins(Space.L + Space.XS, Space.M, Space.M, Space.M)
        content = QWidget()
        content.setLayout(column(row(self.steps, margins=(Space.S, Space.S, Space.S + 1, Space.S)),
                                 None, spacing=0))  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Hairline(theme))
        layout.addWidget(ScrollPane(theme, content, ground=Token.BG), 1)

    def show_head(self, draft: Draft, request: Request | None, now: datetime) -> None:
        """Say what it is about, and by when."""
        self.title.setText(draft.title)
        due = request.due_at if request is not None else None
        clause = request.due_clause if request is not None else None
        self._part = clause_part(clause)
        if draft.finished:
            date, left = _("Submitted"), ""
        elif due is not None:
            date = deadline_words(due)
            left = left_words(due, now)
            left = left[:1].upper() + left[1:]
        elif draft.origin is Origin.REHEARSAL:
            date, left = _("Dress rehearsal"), _("Never submitted")
        else:
            date, left = _("No date stated"), ""
        self.date.setText(date)
        name = clause_name(clause.number) if clause is not None else ""
        self.clause.setVisible(bool(self._part))
        self.clause.setText(name)
        self.clause.setAccessibleName(_("Read {clause}").format(clause=name))
        shown = [left] if left else []
        if name and not self._part:
            shown.append(name)
        elif name and left:
            shown = [f"{left} ·"]
        self.left.setText(" · ".join(shown))
        self.left.setVisible(bool(shown))

    def show_steps(self, states: Sequence[State], here: Step) -> None:
        """Show which are done, where the person is, and a word on each."""
        self.steps.set_steps(
            [
                RailStep(
                    one.step.value,
                    one.title,
                    one.words,
                    StepState.HERE
                    if one.step is here
                    else StepState.DONE
                    if one.done
                    else StepState.AHEAD,
                )
                for one in states
            ]
        )
