"""The first step: what is asked, by whom, for which orders and period, and by when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.text import _
from app.certification.asked import Kind, Origin, Request
from app.certification.model import Draft, Step, StepState
from ui.certification.facts import request_facts
from ui.certification.looks import request_look
from ui.certification.step import StepView
from ui.jobs import Jobs
from ui.kit.cards import Card
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import column
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.link import WorkerLink
from ui.page import Memory

_WIDEST = 720


class RequestStep(StepView):
    """Nothing is entered here: a request is the vendor's, and its clock runs."""

    step = Step.REQUEST

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
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._cards = QVBoxLayout(inner)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(Space.L)
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        across.addWidget(inner, 1, Qt.AlignmentFlag.AlignTop)
        across.addStretch(0)
        self.body.addWidget(ScrollPane(theme, content, ground=Token.BG), 1)

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Show the request as it was when the draft was begun or last taken over."""
        super().show_draft(draft, states)
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        asked = draft.asked if draft.request_id else None
        if asked is None:
            self._show_none(draft)
        else:
            self.head.show_title(_("What is asked of you"), _title(asked))
            self._cards.addWidget(self._facts(asked))
        self._cards.addWidget(self._next(draft))

    def _show_none(self, draft: Draft) -> None:
        if draft.origin is Origin.REHEARSAL:
            title = _("A dress rehearsal")
            words = _("Nobody asked. You go through every step with your own figures, as often as"
                      " you like; every page says that it is a rehearsal, and it is never"
                      " submitted.")  # fmt: skip
        else:
            title = _("Nobody asked for this one")
            words = _("You certify of your own accord. It has no date of its own.")
        self.head.show_title(title, words)

    def _facts(self, asked: Request) -> Card:
        theme = self.theme
        card = Card(theme, _("The request"))
        look = request_look(asked)
        card.head.addWidget(
            StatusLabel(theme, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone)
        )
        card.add_padded(
            request_facts(
                theme, asked, lambda part: self.page_wanted.emit("terms", part), key_width=88
            )
        )
        return card

    def _next(self, draft: Draft) -> Card:
        card = Card(self.theme, _("What comes now"))
        if draft.kind is Kind.DELETION:
            texts = (
                _("Scope: the orders that ended, with the terms that governed each."),
                _("Deletion: what was deleted where, by whom and how."),
                _("Reconcile: what the vendor's records say is still there."),
            )
        else:
            texts = (
                _("Scope: what you may use, order by order, with the terms that govern each."),
                _("Usage: what you use, from files, from records here, or typed with a reason."),
                _("Reconcile: the two side by side; what is over is answered, never hidden."),
            )
        box = QWidget()
        lines = column(spacing=Space.S)
        rest = (
            _("Attest, sign, review: statements of the terms, who signs, and the real pages."),
            _("Submit: by the portal with a receipt, or by post and e-mail with proof kept."),
        )
        for words in (*texts, *rest):
            lines.addWidget(Label(self.theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        box.setLayout(lines)
        card.add_padded(box)
        return card


def _title(asked: Request) -> str:
    if asked.kind is Kind.DELETION:
        return _("The vendor asks you to certify that everything was deleted.")
    return _("The vendor asks you to certify that you use its products within scope and terms.")
