"""A reply to the thread that is shown: its draft comes back, is begun when one types, is sent."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.services import Rooms
from app.support.requests.model import Draft, Thread
from app.support.requests.problems import RequestClosed, RequestGone
from app.support.scan.model import ScanResult
from ui.jobs import Jobs
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.support.requests.acts import RequestActs
from ui.support.requests.thread_pane import ThreadPane
from ui.support.writing.diagnosing import Diagnosing
from ui.support.writing.draft_work import DraftWork


class Replying(QObject):
    """Joins the reply box with a `DraftWork`."""

    sent = Signal(str)

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        subject: str,
        pane: ThreadPane,
        acts: RequestActs,
        link: WorkerLink | None = None,
    ) -> None:
        super().__init__(pane)
        self._jobs = jobs
        self._pane = pane
        self._acts = acts
        self._request = ""
        self._names: frozenset[str] = frozenset()
        self._beginning = False
        self.hosted = False
        self.work = DraftWork(jobs, clock, subject, pane.reply.typed, self)
        self.diagnosing = Diagnosing(theme, jobs, clock, link, acts, self.work)
        self._diagnose_then = False
        pane.reply.follow(self.work)
        pane.reply.intake.diagnostics_wanted.connect(self._diagnose)
        pane.reply.wanted.connect(self._begin)
        self.work.sent.connect(self._sent)
        self.work.looked.connect(self._looked)
        self.work.failed.connect(self._failed)

    def follow(self, thread: Thread) -> None:
        """Replies are to this thread now."""
        card = thread.card
        if self._request and card.id in self._names | {self._request}:
            self._request = card.id
            return
        self._request = card.id
        self._names = frozenset(filter(None, (card.id, card.client_id)))
        self._beginning = True
        names, product = self._names, card.product_id

        def find(rooms: Rooms, _cancel: object, _report: object) -> tuple[Draft | None, bool]:
            room = rooms.requests
            found = (one for one in room.drafts() if one.request_id in names)
            about = room.product(product) if product else None
            return next(found, None), about is not None and about.hosted

        self._jobs.job(self, find, group="reply-draft").on_success(self._found).on_failure(
            self._failed
        ).run()

    def leave(self) -> None:
        """Another thread, or none: what is typed is kept."""
        self.work.flush()
        self.work.use(None)
        self._request = ""
        self._pane.reply.clear()

    def _found(self, found: tuple[Draft | None, bool]) -> None:
        draft, self.hosted = found
        self._beginning = False
        if draft is not None:
            self.work.use(draft)
        elif self._pane.reply.text.toPlainText():
            self._begin()

    def _diagnose(self) -> None:
        if self.work.draft is not None:
            self.diagnosing.ask()
            return
        self._diagnose_then = True
        self._begin()

    def _begin(self) -> None:
        if self._beginning or not self._request:
            return
        self._beginning = True
        request = self._request

        def begun(draft: Draft) -> None:
            self._beginning = False
            if request != self._request:
                return
            self.work.draft = draft
            self.work.edited()
            self._pane.reply.begin()
            if self._diagnose_then:
                self._diagnose_then = False
                self.diagnosing.ask()

        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.requests.new_draft(request_id=request)
        ).on_success(begun).on_failure(self._failed).run()

    def _sent(self, item: str) -> None:
        self._pane.reply.clear()
        self._pane.reply.text.setFocus()
        self.work.use(None)
        self.sent.emit(item)

    def _looked(self, _result: ScanResult) -> None:
        if self.work.open_findings:
            self._acts.show_findings(self.work, hosted=self.hosted)

    def _failed(self, report: ProblemReport) -> None:
        self._beginning = False
        draft = self.work.draft
        if report.code == RequestGone.code and draft is not None:
            self._acts.ask_new_instead(draft)
        elif report.code == RequestClosed.code and draft is not None:
            self._acts.ask_reopen_first(self.work.reopen_and_send)
        else:
            self._acts.failed.emit(report)
