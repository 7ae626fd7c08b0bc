"""The notices page: what the vendor sent, letters of one's own, and the guide that makes one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.notices.model import DraftKind, NoticeDraft
from app.notices.wishes import LetterWishes
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.dialogs import Dialog
from ui.kit.icons import Icon
from ui.kit.theme import Theme
from ui.notices.guide.panel import GuidePanel
from ui.notices.guide.steps import GuideStep
from ui.notices.letter_acts import LetterActs
from ui.notices.letter_pane import LetterPane
from ui.notices.lists import DRAFTS, RECEIVED, NoticeLists
from ui.notices.reading import Reading, look
from ui.page import Memory, Page, Standing

KINDS = frozenset(
    {"audit", "certification_request", "notice", "notice_receipt", "order", "outbox",
     "terms_document"}
)  # fmt: skip
NEW, ITEM = "new", "item"


class NoticesPage(Page):
    """Two lists, each with what is chosen beside it; the guide takes their place."""

    key = "notices"

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, memory: Memory
    ) -> None:
        super().__init__()
        self.title = _("Notices")
        self._jobs = jobs
        self._reading: Reading | None = None
        self._part = ""
        self.new = Button(theme, _("New notice…"), icon=Icon.PLUS, parent=self)
        self.lists = NoticeLists(theme, clock, jobs, profile.vendor, memory)
        self.tabs, self.field = self.lists.tabs, self.lists.field
        self.received, self.drafts = self.lists.received, self.lists.drafts
        self.guide = GuidePanel(theme, clock, jobs)
        self.acts = LetterActs(theme, jobs, clock, profile.subject, self)
        self._whole = QStackedWidget()
        self._whole.addWidget(self.lists)
        self._whole.addWidget(self.guide)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._whole)
        self._follow_lists()
        self._follow_guide()
        self._follow_acts()
        self._read()

    def _follow_lists(self) -> None:
        self.new.clicked.connect(partial(self.show_part, NEW))
        self.lists.new_wanted.connect(partial(self.show_part, NEW))
        self.lists.sync_wanted.connect(self.sync_wanted)
        self.lists.deadlines_wanted.connect(partial(self._go, "deadlines", ""))
        self.received.opened.connect(self._opened)
        self.received.order_wanted.connect(self.order_wanted)
        notice = self.received.pane
        notice.version_wanted.connect(partial(self._go, "terms"))
        notice.deadline_wanted.connect(partial(self._go, "deadlines"))
        notice.item_wanted.connect(partial(self._go, "outbox"))
        notice.acknowledge_wanted.connect(self.acts.acknowledge)
        self._follow_letter(self.drafts.pane)
        self.drafts.pane.sending_wanted.connect(self.show_sending)

    def _follow_letter(self, pane: LetterPane) -> None:
        pane.order_wanted.connect(self.order_wanted)
        pane.deadline_wanted.connect(partial(self._go, "deadlines"))
        pane.clause_wanted.connect(partial(self._go, "terms"))
        pane.sent_wanted.connect(self.acts.ask_sent)
        pane.save_wanted.connect(self._save)
        pane.discard_wanted.connect(self.acts.ask_discard)
        pane.file_wanted.connect(self.acts.write_file)
        pane.print_wanted.connect(self.acts.print)
        pane.paper_wanted.connect(self.acts.set_paper)
        pane.copied.connect(lambda: self.said.emit(_("The letter was copied.")))

    def _follow_guide(self) -> None:
        guide, ways = self.guide, self.guide.leaving
        self._follow_letter(guide.letter)
        guide.left.connect(self.leave_guide)
        guide.failed.connect(self.problem_met)
        guide.written.connect(lambda _key: self._dealt_with())
        guide.facts.clause_wanted.connect(partial(self._go, "terms"))
        ways.clause_wanted.connect(partial(self._go, "terms"))
        ways.deadline_wanted.connect(partial(self._go, "deadlines"))
        ways.item_wanted.connect(partial(self._go, "outbox"))
        ways.print_wanted.connect(
            lambda: self._guided(lambda one: self.acts.print(one.id, one.title))
        )
        ways.file_wanted.connect(self._write_guided)
        ways.portal_wanted.connect(lambda: self._guided(lambda one: self.acts.send(one.id)))
        ways.proof_wanted.connect(
            lambda way: self._guided(lambda one: self.acts.ask_sent(one, way))
        )

    def _follow_acts(self) -> None:
        self.acts.changed.connect(self._dealt_with)
        self.acts.discarded.connect(self._discarded)
        self.acts.drafted.connect(self.show_part)
        self.acts.queued.connect(self.send_wanted)
        self.acts.said.connect(self.said)
        self.acts.failed.connect(self.problem_met)

    @property
    def dialog(self) -> Dialog | None:
        """The dialog that is open, for tests and screens."""
        return self.acts.dialog

    @property
    def guiding(self) -> bool:
        """Whether the guide is shown."""
        return self._whole.currentWidget() is self.guide

    def header_buttons(self) -> tuple[QWidget, ...]:
        """What begins a notice of one's own."""
        return (self.new,)

    def first_focus(self) -> QWidget:
        """The filter."""
        return self.field

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what is shown."""
        if not kinds or kinds & KINDS:
            self._read()

    def set_standing(self, standing: Standing) -> None:
        """An empty page says why it is empty."""
        self.lists.set_standing(standing)

    def show_part(self, part: str) -> None:
        """Show a tab, the guide ("new", "new:KIND"), or the notice or letter with this id.

        "item:ID" is the letter whose copy for the portal is this item of the outbox.
        """
        head, _colon, rest = part.partition(":")
        if part in (RECEIVED, DRAFTS):
            self.leave_guide()
            self.tabs.set_current(part)
        elif head == NEW:
            self.begin(DraftKind(rest) if rest in set(DraftKind) else None)
        elif part:
            self._part = part
            self._read()

    def begin(self, kind: DraftKind | None = None, wishes: LetterWishes | None = None) -> None:
        """Begin a notice of one's own, with its kind where that is known already."""
        self.drafts.pane.keep()
        self.guide.begin()
        if kind is not None:
            self.guide.choose(kind, wishes)
        self._show_guide()

    def show_sending(self, draft: NoticeDraft) -> None:
        """Show by which ways a letter leaves, and how it did."""
        starts = self._reading.starts if self._reading is not None else {}
        self.guide.open_draft(draft, starts.get(draft.id, ()), GuideStep.SEND)
        self._show_guide()

    def ask_discard(self, key: str) -> None:
        """Throw a draft away, after asking."""
        self.acts.ask_discard(key)

    def leave_guide(self) -> None:
        """Back to the lists; the letter that was being made is open there."""
        if not self.guiding:
            return
        self.guide.letter.keep()
        draft = self.guide.draft
        self._whole.setCurrentWidget(self.lists)
        self.new.setEnabled(True)
        self.field.setFocus()
        if draft is not None:
            self.tabs.set_current(DRAFTS)
            self._part = draft.id
            self._read()

    def may_leave(self) -> None:
        """Keep what is being typed."""
        self.drafts.pane.keep()
        self.guide.letter.keep()

    def _show_guide(self) -> None:
        self._whole.setCurrentWidget(self.guide)
        self.new.setEnabled(False)

    def _go(self, page: str, part: str) -> None:
        self.page_wanted.emit(page, part)

    def _read(self) -> None:
        self._jobs.job(
            self, lambda rooms, _cancel, _report: look(rooms), group="notices"
        ).on_success(self.show_reading).on_failure(self._failed).run()

    def show_reading(self, reading: Reading) -> None:
        """Show what was read, and open what was asked for."""
        self._reading = reading
        self.lists.show_reading(reading)
        shown = self.guide.draft
        for one in reading.drafts:
            starts = reading.starts.get(one.id, ())
            if one.id == self.guide.wanted:
                self.guide.open_draft(one, starts, GuideStep.LETTER)
            elif shown is not None and one.id == shown.id:
                self.guide.show_draft(one, starts)
        if self._part:
            part, self._part = self._part, ""
            self._open_part(part, reading)

    def _open_part(self, part: str, reading: Reading) -> None:
        head, _colon, item = part.partition(":")
        if head == ITEM:
            part = next((one.id for one in reading.drafts if item in (one.item, one.id)), "")
        if self.lists.open(part):
            self._whole.setCurrentWidget(self.lists)
            self.new.setEnabled(True)

    def _failed(self, report: ProblemReport) -> None:
        self.lists.show_problem(report, self._read)

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
        for pane in (self.drafts.pane, self.guide.letter):
            pane.kept(key, letter)
        self._read()

    def _discarded(self, key: str) -> None:
        for pane in (self.drafts.pane, self.guide.letter):
            if pane.draft is not None and pane.draft.id == key:
                pane.forget()
        if self.guiding:
            self.guide.drop()
            self.leave_guide()

    def _guided(self, act: Callable[[NoticeDraft], object]) -> None:
        """Do something with the letter of the guide."""
        if self.guide.draft is not None:
            act(self.guide.draft)

    def _write_guided(self, path: Path) -> None:
        self._guided(lambda one: self.acts.write_file(one.id, path))
