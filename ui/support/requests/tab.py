"""The Requests tab: the list, the thread beside it, and the form of a new request in its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.dates import moment_words
from app.base.errors import ProblemReport
from app.base.text import _
from app.support.requests.model import Draft, Side
from ui.jobs import Jobs
from ui.kit.buttons import Button, ButtonKind
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.states import problem_state
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.page import Memory, Standing
from ui.support.looks import number_words
from ui.support.requests.acts import RequestActs
from ui.support.requests.board import RequestsBoard
from ui.support.requests.emptiness import may_not, never_fetched, no_requests, nothing_fits
from ui.support.requests.reading import Reading, read
from ui.support.requests.replying import Replying
from ui.support.requests.threads import Threads
from ui.support.requests.writing import Writing
from ui.support.tab import SupportTab
from ui.support.unauthorized import UnauthorizedAct

KINDS = frozenset(
    {
        "outbox",
        "order",
        "product",
        "support_message",
        "support_request",
        "message",
        "terms_document",
    }
)


class RequestsTab(SupportTab):
    """Writes only through jobs; what is typed is kept while it is typed."""

    key = "requests"
    feedback_wanted = Signal(str, str)
    """Feedback about the answer with this id, and which it is in words."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        memory: Memory,
        link: WorkerLink | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._memory = memory
        self._standing = Standing()
        self._reading: Reading | None = None
        self.new = Button(theme, _("New request"), ButtonKind.PRIMARY, icon=Icon.PLUS, parent=self)
        self.drafts = Button(theme, _("Drafts"), icon=Icon.PENCIL, parent=self)
        self.report = Button(
            theme, _("Report unauthorized use…"), ButtonKind.QUIET, icon=Icon.SHIELD, parent=self
        )
        for button in (self.new, self.drafts, self.report):
            button.hide()
        self._drafts_menu = menu(theme, self.drafts)
        self.drafts.set_menu(self._drafts_menu)
        self.board = RequestsBoard(theme, clock, profile.vendor)
        self.acts = RequestActs(theme, jobs, profile.subject, self, link)
        self.replying = Replying(
            theme, jobs, clock, profile.subject, self.board.pane, self.acts, link
        )
        self.threads = Threads(theme, jobs, self.board, self.replying, link)
        self.writing = Writing(theme, jobs, clock, profile.subject, self.acts, link)
        self.unauthorized = UnauthorizedAct(theme, jobs, clock, profile, self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.writing.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._connect()
        self.board.restore(memory.get("support.list", ""))
        self._read()

    def _connect(self) -> None:
        board, pane, acts = self.board, self.board.pane, self.acts
        self.new.clicked.connect(self._begin)
        self.report.clicked.connect(self.unauthorized.ask)
        board.searched.connect(lambda _text: self._read())
        board.shown_changed.connect(self._show_state)
        board.moved.connect(lambda: self._memory.__setitem__("support.list", board.save()))
        pane.retried.connect(acts.retry)
        pane.edit_wanted.connect(acts.correct)
        pane.discard_wanted.connect(acts.ask_discard)
        pane.file_wanted.connect(self._save_file)
        pane.feedback_wanted.connect(self._about_answer)
        pane.head.acted.connect(self._act)
        pane.head.order_wanted.connect(self.order_wanted)
        pane.head.clause_wanted.connect(partial(self.page_wanted.emit, "terms"))
        pane.reply.reopen_wanted.connect(lambda: self._act("reopen"))
        self.threads.moved.connect(self._read)
        self.threads.failed.connect(self.problem_met)
        acts.changed.connect(self._dealt_with)
        acts.queued.connect(self.send_wanted)
        acts.said.connect(self.said)
        acts.failed.connect(self.problem_met)
        acts.draft_opened.connect(self._show_draft)
        acts.report_opened.connect(self.unauthorized.ask_again)
        acts.started.connect(self.working)
        self.replying.sent.connect(self._sent)
        self.writing.opened.connect(self._show_form)
        self.writing.left.connect(self._show_board)
        self.writing.sent.connect(self._request_sent)
        self.writing.changed.connect(self._read)
        self.writing.form.order_wanted.connect(self.order_wanted)
        self.writing.form.clause_wanted.connect(partial(self.page_wanted.emit, "terms"))
        self.unauthorized.queued.connect(self._dealt_with)
        self.unauthorized.failed.connect(self.problem_met)
        self.unauthorized.said.connect(self.said)

    def subtitle(self) -> str:
        """Whom requests go to."""
        return _("Requests to {vendor}").format(vendor=self._profile.vendor)

    def header_buttons(self) -> Sequence[QWidget]:
        """Report, drafts where there are some, a new request; none beside the form itself."""
        if self._stack.currentWidget() is not self.board:
            return (self.report,)
        may = self._reading is None or self._reading.permitted
        drafts = [self.drafts] if self._reading is not None and self._reading.drafts else []
        return (self.report, *drafts, *((self.new,) if may else ()))

    def first_focus(self) -> QWidget:
        """The search, or the form's first field."""
        if self._stack.currentWidget() is self.board:
            return self.board.field
        return self.writing.form.form.product

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what is shown."""
        if not kinds or kinds & KINDS:
            self._read()
            self.threads.read()

    def set_standing(self, standing: Standing) -> None:
        """An empty page says why it is empty."""
        if standing != self._standing:
            self._standing = standing
            self.unauthorized.offline = standing.offline or not standing.signed_in
            self._show_state()

    def show_part(self, part: str) -> None:
        """Show "request:ID", "new", "new:PRODUCT", "draft:ID" or "unauthorized"."""
        what, _sep, rest = part.partition(":")
        match what:
            case "request" if rest:
                self._show_board()
                self.board.choose(rest)
            case "new":
                self.writing.begin(rest)
            case "draft" if rest:
                self.writing.open(rest)
            case "correct" if rest:
                self.acts.correct(rest)
            case "unauthorized":
                self.unauthorized.ask()

    def may_leave(self) -> None:
        """Keep what is being typed."""
        self.replying.work.flush()
        self.writing.work.flush()

    def show_reading(self, reading: Reading) -> None:
        """Show the list."""
        buttons = self.header_buttons()
        self._reading = reading
        self.board.show_cards(reading.cards)
        self._drafts_menu.clear()
        for draft in reading.drafts:
            words = " ".join((draft.subject or draft.text).split())[:60] or _("Without a subject")
            action = self._drafts_menu.addAction(words.replace("&", "&&"))
            action.triggered.connect(partial(self._continue, draft.id))
        if buttons != self.header_buttons():
            self.buttons_changed.emit()
        self._show_state()

    def _begin(self) -> None:
        self.writing.begin()

    def _continue(self, draft_id: str, _on: bool = False) -> None:
        self.writing.open(draft_id)

    def _read(self) -> None:
        text = self.board.field.text()
        self._jobs.job(
            self, lambda rooms, _cancel, _report: read(rooms, text), group="requests"
        ).on_success(self.show_reading).on_failure(self._failed).run()

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self._read)
        self.board.stack.show_state(state)

    def _show_state(self) -> None:
        """The list, or why it is empty."""
        reading, stack = self._reading, self.board.stack
        if reading is None:
            return
        if self.board.rows.cards:
            stack.show_content()
        elif self.board.filtered:
            state = nothing_fits(self._theme)
            if state.secondary:
                state.secondary.clicked.connect(self.board.clear_filters)
            stack.show_state(state)
        elif not reading.permitted:
            stack.show_state(may_not(self._theme, self._profile.vendor))
        elif self._standing.synced_at is None and (
            self._standing.offline or not self._standing.signed_in
        ):
            state = never_fetched(self._theme, self._standing)
            if state.secondary:
                state.secondary.clicked.connect(self.sync_wanted)
            stack.show_state(state)
        else:
            state, run = no_requests(
                self._theme, self._profile.vendor, reading.products, may=reading.permitted
            )
            if state.primary:
                state.primary.clicked.connect(self._begin)
            if run is not None:
                run.clicked.connect(lambda: self.page_wanted.emit("licenses", "doctor"))
            stack.show_state(state)
        # There is nothing to search or count where there is nothing at all.
        self.board.bar.setVisible(bool(reading.cards) or self.board.filtered)

    def _act(self, act: str) -> None:
        thread = self.board.pane.thread_shown
        if thread is None:
            return
        match act:
            case "feedback":
                self._about_answer(next((m.id for m in reversed(thread.messages)
                                         if m.side is not Side.CUSTOMER), ""))  # fmt: skip
            case "close":
                self.acts.ask_close(thread)
            case "reopen":
                self.acts.ask_reopen(thread)
            case "rate":
                self.acts.ask_rating(thread)
            case "copy":
                QGuiApplication.clipboard().setText(thread.card.number)
                self.said.emit(_("The number is in the clipboard."))

    def _about_answer(self, message_id: str) -> None:
        thread = self.board.pane.thread_shown
        message = self.board.pane.message(message_id)
        if thread is None:
            return
        if message is None:
            self.tab_wanted.emit("feedback", "")
            return
        words = _("The answer of {who}, {when}, to {number}").format(
            who=message.author,
            when=moment_words(message.sent_at, self._clock.now()),
            number=number_words(thread.card),
        )
        self.feedback_wanted.emit(message_id, words)

    def _save_file(self, file_id: str) -> None:
        file = self.threads.file(file_id)
        if file is not None:
            self.acts.ask_save_file(file)

    def _show_draft(self, draft: Draft) -> None:
        """A refused request or reply is a draft again."""
        self._read()
        if draft.request_id:
            self.board.choose(draft.request_id)
        else:
            self.writing.show(draft)

    def _show_form(self) -> None:
        self._stack.setCurrentWidget(self.writing.form)
        self.buttons_changed.emit()

    def _show_board(self) -> None:
        self._stack.setCurrentWidget(self.board)
        self.buttons_changed.emit()

    def _request_sent(self, item: str) -> None:
        self._show_board()
        self._sent(item)
        self.board.choose(item)

    def _sent(self, _item: str) -> None:
        self.send_wanted.emit()
        self._dealt_with()

    def _dealt_with(self) -> None:
        self._read()
        self.threads.read()
        self.matters_changed.emit()
