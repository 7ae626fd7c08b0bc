"""The Feedback tab: what was given, with its state, and the form for more beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.dates import clock_words
from app.base.errors import ProblemReport
from app.base.text import _
from app.services import Rooms
from app.support.model import FeedbackDraft, FeedbackItem, FeedbackState, ProductChoice
from ui.jobs import Jobs
from ui.kit.cards import Entry
from ui.kit.dialogs import ConfirmDialog
from ui.kit.icons import Icon
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState, Skeleton, StateStack, no_permission_state, problem_state
from ui.kit.theme import Theme
from ui.kit.tokens import Token
from ui.support.feedback.form import FeedbackForm
from ui.support.feedback.items import FeedbackList
from ui.support.tab import SupportTab

KINDS = frozenset({"outbox", "product"})
_FORM = 400


class _Read(NamedTuple):
    """What the page shows, read in one job."""

    statement: str
    products: tuple[ProductChoice, ...]
    items: tuple[FeedbackItem, ...]
    draft: FeedbackDraft | None
    permitted: bool
    """Whether the person signed in may give feedback."""


class FeedbackTab(SupportTab):
    """Writes only through jobs; a draft is kept while it is typed."""

    key = "feedback"
    queued = Signal(str)
    """The id of a piece of feedback that is safe in the outbox now."""

    def __init__(self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo) -> None:
        super().__init__()
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._correcting = ""
        self._draft_shown = False
        self._wanted = ""
        self.list = FeedbackList(theme)
        self.form = FeedbackForm(theme)
        self.form.setFixedWidth(_FORM)
        self._pane = ScrollPane(theme, self.list, ground=Token.BG)
        self._stack = StateStack(theme, self._pane)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.form)
        self.form.draft_changed.connect(self._keep_draft)
        self.form.send_wanted.connect(self._send)
        self.form.product_chosen.connect(self._remind)
        self.list.retried.connect(self._retry)
        self.list.discarded.connect(self._ask_discard)
        self.list.edited.connect(self._correct)
        self._stack.show_state(Skeleton(theme, 8))
        self._read()

    def subtitle(self) -> str:
        """Whom it goes to."""
        return _("Feedback to {vendor}").format(vendor=self._profile.vendor)

    def first_focus(self) -> QWidget:
        """The text."""
        return self.form.text

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again where each piece is."""
        if not kinds or kinds & KINDS:
            self._read()

    def show_part(self, part: str) -> None:
        """Bring the piece with this id into view; "about:ANSWER" writes about an answer."""
        what, _sep, answer = part.partition(":")
        if what == "about" and answer:
            self.form.show_answer(answer, _("An answer to one of your requests"))
            self.form.text.setFocus()
            return
        self._wanted = part
        self._show_wanted()

    def write_about(self, message_id: str, words: str) -> None:
        """Begin feedback about an answer; `words` say which."""
        self.form.show_answer(message_id, words)
        self.form.text.setFocus()

    def may_leave(self) -> None:
        """Keep the draft now; the store's own thread still gets to it."""
        draft = self.form.flush()
        if draft is not None:
            self._keep_draft(draft)

    def _read(self) -> None:
        def read(rooms: Rooms, _cancel: object, _report: object) -> _Read:
            support = rooms.support
            return _Read(
                support.statement(),
                support.products(),
                support.feedback(),
                support.load_draft(),
                rooms.account.may("feedback"),
            )

        self._jobs.job(self, read, group="support").on_success(self._show).on_failure(
            self._failed
        ).run()

    def _show(self, read: _Read) -> None:
        self.form.offer(read.statement, read.products)
        if not self._draft_shown:
            self._draft_shown = True
            if read.draft is not None:
                self.form.show_draft(read.draft)
                self._remind(read.draft.product_id or "")
                self.form.say(_("Your draft is here again"))
        self.form.setVisible(read.permitted)
        if read.permitted or read.items:
            self.show_items(read.items)
        else:
            self._stack.show_state(self._not_permitted())

    def _not_permitted(self) -> QWidget:
        return no_permission_state(
            self._theme,
            _("You may not give feedback"),
            _(
                "{vendor} lets other people of your account do so. Whoever administers the account "
                "can give you the permission."
            ).format(vendor=self._profile.vendor),
        )

    def show_items(self, items: Sequence[FeedbackItem]) -> None:
        """Show the list, or why it is empty."""
        if items:
            self.list.show_items(tuple(items), self._clock.now())
            self._stack.show_content()
            self._show_wanted()
            return
        state = EmptyState(
            self._theme,
            Icon.CHAT,
            _("No feedback yet"),
            _("What you send to {vendor} appears here with its state, also while offline.").format(
                vendor=self._profile.vendor
            ),
        )
        state.add_entry(
            Entry(
                self._theme,
                Icon.CLOUD_SLASH,
                _("Send while offline"),
                _("It waits here, encrypted, and leaves once the portal answers"),
            )
        )
        state.add_entry(
            Entry(
                self._theme,
                Icon.INFO_OUTLINE,
                _("Nothing confidential"),
                _("The vendor may use feedback freely; never put secrets in it"),
            )
        )
        self._stack.show_state(state)

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self._read)
        self._stack.show_state(state)

    def _remind(self, product_id: str) -> None:
        """A beta is confidential (terms §11)."""
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.support.beta_reminder(product_id),
            group="beta",
        ).on_success(self.form.remind).on_failure(lambda _problem: self.form.remind("")).run()

    def _keep_draft(self, draft: FeedbackDraft) -> None:
        def kept(_result: object) -> None:
            when = clock_words(self._clock.now())
            self.form.say("" if draft.is_empty else _("Draft saved {time}").format(time=when))

        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.support.save_draft(draft), group="draft"
        ).on_success(kept).on_failure(lambda report: self.form.say(report.title)).run()

    def _send(self, draft: FeedbackDraft) -> None:
        correcting, subject = self._correcting, self._profile.subject

        def send(rooms: Rooms, _cancel: object, _report: object) -> str:
            if correcting:
                return rooms.support.correct(correcting, draft, subject)
            return rooms.support.send_feedback(draft, subject)

        def sent(item: str) -> None:
            self._correcting = ""
            self.form.clear()
            self.form.set_busy(False)
            self.form.say(_("Queued. Its state is in the list."))
            self.queued.emit(item)
            self.send_wanted.emit()
            self._read()

        def failed(report: ProblemReport) -> None:
            self.form.set_busy(False)
            self.form.say(report.title)
            self.problem_met.emit(report)

        self.form.set_busy(True)
        self._jobs.job(self, send).on_success(sent).on_failure(failed).run()

    def _retry(self, item: str) -> None:
        def retried(_result: object) -> None:
            self.send_wanted.emit()
            self._read()

        self._jobs.job(self, lambda rooms, _cancel, _report: rooms.outbox.retry(item)).on_success(
            retried
        ).run()

    def _ask_discard(self, item: str) -> None:
        dialog = ConfirmDialog(
            self._theme,
            _("Discard this feedback?"),
            _("It was not delivered and will never be sent. This cannot be undone."),
            _("Discard"),
            danger=True,
            parent=self,
        )
        dialog.accepted.connect(lambda: self._discard(item))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _discard(self, item: str) -> None:
        self._jobs.job(self, lambda rooms, _cancel, _report: rooms.outbox.discard(item)).on_success(
            lambda _result: self._read()
        ).run()

    def _correct(self, item: str) -> None:
        for line in self.list.rows:
            if line.item.id == item:
                self._correcting = item
                self.form.show_draft(
                    FeedbackDraft(
                        topic=line.item.topic,
                        text=line.item.text,
                        product_id=line.item.product_id,
                        statement=line.item.statement,
                        answer_of=line.item.answer_of,
                    )
                )
                self.form.say(_("You are changing refused feedback"))
                self.form.text.setFocus()

    def _show_wanted(self) -> None:
        for line in self.list.rows:
            if line.item.id == self._wanted:
                self._pane.ensureWidgetVisible(line)
                self._wanted = ""
                if line.item.state is FeedbackState.REFUSED:
                    self._correct(line.item.id)
