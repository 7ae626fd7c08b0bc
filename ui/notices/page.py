"""The notices page: what the vendor sent, and letters of one's own, drafted and sent."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from ui.jobs import Jobs
from ui.kit.dialogs import ConfirmDialog
from ui.kit.fields import SearchField
from ui.kit.panels import Panel, row
from ui.kit.printing import ask_and_print
from ui.kit.states import Skeleton, problem_state
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, Token
from ui.notices.emptiness import no_drafts, no_notices
from ui.notices.letter_acts import LetterActs
from ui.notices.reading import Reading, look
from ui.notices.received import ReceivedTab
from ui.notices.writing import DraftsTab
from ui.page import Memory, Page, Standing

KINDS = frozenset({"audit", "certification_request", "notice", "order", "terms_document"})
RECEIVED, DRAFTS = "received", "drafts"


class NoticesPage(Page):
    """Two tabs, each a list with what is chosen beside it."""

    key = "notices"

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, memory: Memory
    ) -> None:
        super().__init__()
        self.title = _("Notices")
        self._theme = theme
        self._jobs = jobs
        self._vendor = profile.vendor
        self._memory = memory
        self._standing = Standing()
        self._reading: Reading | None = None
        self._part = ""
        self.dialog: ConfirmDialog | None = None
        """The dialog that is open, for tests and screens."""
        self.tabs = Tabs(theme, name=_("Received and letters"))
        self.field = SearchField(theme, _("Filter notices"), name=_("Filter notices"))
        self.field.setFixedWidth(216)
        self.received = ReceivedTab(theme)
        self.drafts = DraftsTab(theme, clock)
        self.acts = LetterActs(theme, jobs, clock, self)
        self._lay_out()
        self._connect()
        for tab in (self.received, self.drafts):
            tab.stack.show_state(Skeleton(theme, 10))
        self._recall()
        self._read()

    def _lay_out(self) -> None:
        self._parts = QStackedWidget()
        for key, text, part in (
            (RECEIVED, _("Received"), self.received),
            (DRAFTS, _("Letters"), self.drafts),
        ):
            self.tabs.add_tab(key, text)
            self._parts.addWidget(part)
        bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        bar.setFixedHeight(Size.TOOLBAR)
        across = row(spacing=0, margins=(Space.L, 0, Space.L, 0))
        across.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        across.addStretch(1)
        across.addWidget(self.acts.button)
        across.addSpacing(Space.S)
        across.addWidget(self.field)
        bar.setLayout(across)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._parts, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._parts.setCurrentIndex)
        self.tabs.changed.connect(lambda key: self.acts.button.setVisible(key == DRAFTS))
        self.field.textChanged.connect(self._filter)
        self.received.opened.connect(self._opened)
        self.received.order_wanted.connect(self.order_wanted)
        self.received.moved.connect(self._remember)
        self.drafts.moved.connect(self._remember)
        notice, letter = self.received.pane, self.drafts.pane
        notice.version_wanted.connect(partial(self._go, "terms"))
        notice.deadline_wanted.connect(partial(self._go, "deadlines"))
        letter.order_wanted.connect(self.order_wanted)
        letter.deadline_wanted.connect(partial(self._go, "deadlines"))
        letter.sent_wanted.connect(self.acts.ask_sent)
        self.acts.changed.connect(self._dealt_with)
        self.acts.drafted.connect(self.show_part)
        self.acts.deadlines_wanted.connect(partial(self._go, "deadlines", ""))
        self.acts.said.connect(self.said)
        self.acts.failed.connect(self.problem_met)
        letter.save_wanted.connect(self._save)
        letter.discard_wanted.connect(self.ask_discard)
        letter.file_wanted.connect(self.write_file)
        letter.print_wanted.connect(self._print)
        letter.copied.connect(lambda: self.said.emit(_("The letter was copied.")))

    def first_focus(self) -> QWidget:
        """The filter."""
        return self.field

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what is shown."""
        if not kinds or kinds & KINDS:
            self._read()

    def set_standing(self, standing: Standing) -> None:
        """An empty page says why it is empty."""
        if standing != self._standing:
            self._standing = standing
            self._show_states()

    def show_part(self, part: str) -> None:
        """Show a tab ("drafts", "received"), or the notice or draft with this id."""
        if part in (RECEIVED, DRAFTS):
            self.tabs.set_current(part)
        elif part:
            self._part = part
            self._read()

    def may_leave(self) -> None:
        """Keep what is being typed."""
        self.drafts.pane.keep()

    def _go(self, page: str, part: str) -> None:
        self.page_wanted.emit(page, part)

    def _read(self) -> None:
        self._jobs.job(
            self, lambda rooms, _cancel, _report: look(rooms), group="notices"
        ).on_success(self.show_reading).on_failure(self._failed).run()

    def show_reading(self, reading: Reading) -> None:
        """Show what was read, and open what was asked for."""
        self._reading = reading
        self.received.show_notices(reading.inbox, reading.starts)
        self.drafts.show_drafts(reading.drafts, reading.starts)
        for key, found in ((RECEIVED, reading.inbox), (DRAFTS, reading.drafts)):
            self.tabs.set_count(key, f"{len(found):n}" if found else "")
        self._show_states()
        if self._part:
            part, self._part = self._part, ""
            if self.received.open_notice(part):
                self.tabs.set_current(RECEIVED)
            elif self.drafts.open_draft(part):
                self.tabs.set_current(DRAFTS)

    def _show_states(self) -> None:
        """Each list, or why it is empty."""
        if self._reading is None:
            return
        filtered = bool(self.field.text().strip())
        if self.received.shown:
            self.received.stack.show_content()
        else:
            state = no_notices(self._theme, self._standing, self._vendor, filtered=filtered)
            if state.secondary:
                state.secondary.clicked.connect(
                    self.field.clear if filtered else self.sync_wanted.emit
                )
            self.received.stack.show_state(state)
        if self.drafts.shown:
            self.drafts.stack.show_content()
        else:
            empty = no_drafts(self._theme, filtered=filtered)
            if empty.secondary:
                way = partial(self._go, "deadlines", "")
                empty.secondary.clicked.connect(self.field.clear if filtered else way)
            self.drafts.stack.show_state(empty)

    def _filter(self, text: str) -> None:
        self.received.filter_by(text)
        self.drafts.filter_by(text)
        self._show_states()

    def _failed(self, report: ProblemReport) -> None:
        for tab in (self.received, self.drafts):
            state = problem_state(self._theme, report, action=_("Try again"))
            if state.secondary:
                state.secondary.clicked.connect(self._read)
            tab.stack.show_state(state)

    def _opened(self, key: str) -> None:
        notice = self.received.pane.notice
        if notice is None or notice.read:
            return
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.notices.mark_read(key)
        ).on_success(lambda _done: self._dealt_with()).run()

    def _dealt_with(self) -> None:
        self._read()
        self.matters_changed.emit()

    def _save(self, key: str, letter: str) -> None:
        if not letter.strip():
            return
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.notices.save_draft(key, letter)
        ).on_success(lambda _done: self._saved(key, letter)).on_failure(self.problem_met.emit).run()

    def _saved(self, key: str, letter: str) -> None:
        self.drafts.pane.kept(key, letter)
        self._read()

    def ask_discard(self, key: str) -> None:
        """Throw a draft away, after asking."""
        dialog = ConfirmDialog(
            self._theme,
            _("Discard this letter?"),
            _("Its text is deleted here. Nothing was sent."),
            _("Discard"),
            danger=True,
            parent=self,
        )
        self.dialog = dialog
        dialog.accepted.connect(partial(self._discard, key))
        dialog.finished.connect(self._dialog_over)
        dialog.open()

    def _dialog_over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _discard(self, key: str) -> None:
        self.drafts.pane.forget()
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.notices.discard_draft(key)
        ).on_success(lambda _done: self._discarded()).on_failure(self.problem_met.emit).run()

    def _discarded(self) -> None:
        self.said.emit(_("The letter was discarded."))
        self._dealt_with()

    def write_file(self, key: str, path: Path) -> None:
        """Write a letter to a text file."""
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.notices.export_draft(path, key)
        ).on_success(lambda _done: self._written(path)).on_failure(self.problem_met.emit).run()

    def _written(self, path: Path) -> None:
        self.said.emit(_("The letter was saved as {path}.").format(path=path))

    def _print(self, title: str, letter: str) -> None:
        if ask_and_print(self, title, letter):
            self.said.emit(_("The letter was sent to the printer."))

    def _recall(self) -> None:
        self.received.split.restore(self._memory.get("notices.received", ""))
        self.drafts.split.restore(self._memory.get("notices.drafts", ""))

    def _remember(self) -> None:
        self._memory["notices.received"] = self.received.split.save()
        self._memory["notices.drafts"] = self.drafts.split.save()
