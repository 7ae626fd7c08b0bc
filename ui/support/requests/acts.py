"""What can be done with a request, each by a job, with the dialog that asks first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from app.base.errors import ProblemReport
from app.base.messages import SaveAttachment
from app.base.tasks import CancelToken, Report
from app.base.text import _
from app.services import Rooms
from app.support.requests.model import Draft, MessageFile, Thread
from app.support.requests.unauthorized import Unauthorized
from app.support.scan.words import rule_words
from ui.jobs import Jobs
from ui.kit.dialogs import ConfirmDialog, Dialog, ask_save_path
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.page import Work
from ui.support.looks import number_words
from ui.support.requests.dialogs import ChangeDialog, FindingsDialog, RateDialog
from ui.support.writing.draft_work import DraftWork


class RequestActs(QObject):
    """Tells what came of it by signals."""

    changed = Signal()
    """Something was queued, discarded or taken back: read again."""
    queued = Signal()
    """Something waits to be sent now."""
    said = Signal(str)
    failed = Signal(object)
    draft_opened = Signal(object)
    """A Draft to be written on."""
    report_opened = Signal(str, object)
    """A refused report of unauthorized use: its item, and the `Unauthorized` to be told anew."""
    started = Signal(object)
    """A Work, for the shell's progress strip."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        subject: str,
        window: QWidget,
        link: WorkerLink | None = None,
    ) -> None:
        super().__init__(window)
        self._link = link
        self._theme = theme
        self._jobs = jobs
        self._subject = subject
        self.window = window
        """What dialogs are shown over."""
        self.dialog: Dialog | None = None
        """The dialog that is open, for tests and screens."""

    def ask_close(self, thread: Thread) -> None:
        """Close a request, with a word about it."""
        dialog = ChangeDialog(
            self._theme,
            _("Close {number}?").format(number=number_words(thread.card)),
            _("The vendor stops working on it. It can be reopened later."),
            _("Close the request"),
            parent=self.window,
        )
        dialog.chosen.connect(partial(self._change, thread.card.id, "close"))
        self.open(dialog)

    def ask_reopen(self, thread: Thread) -> None:
        """Reopen a closed request."""
        dialog = ChangeDialog(
            self._theme,
            _("Reopen {number}?").format(number=number_words(thread.card)),
            _("The vendor works on it again, and you can write in it."),
            _("Reopen"),
            parent=self.window,
        )
        dialog.chosen.connect(partial(self._change, thread.card.id, "reopen"))
        self.open(dialog)

    def ask_rating(self, thread: Thread) -> None:
        """Rate the support with one to five stars."""
        dialog = RateDialog(self._theme, number_words(thread.card), parent=self.window)
        dialog.chosen.connect(partial(self._rate, thread.card.id))
        self.open(dialog)

    def ask_discard(self, item: str) -> None:
        """Discard what was not delivered, after asking."""
        dialog = ConfirmDialog(
            self._theme,
            _("Discard what was not sent?"),
            _("It was not delivered and will never be sent. This cannot be undone. What follows"
              " it, such as replies to it, cannot be delivered then either."),
            _("Discard"),
            danger=True,
            parent=self.window,
        )  # fmt: skip
        dialog.accepted.connect(
            lambda: self._do(lambda rooms: rooms.outbox.discard(item), _("It was discarded."))
        )
        self.open(dialog)

    def ask_discard_draft(self, draft: Draft, done: Callable[[], object]) -> None:
        """Throw a draft away, after asking; an empty one goes without."""

        def discard() -> None:
            self._do(lambda rooms: rooms.requests.discard_draft(draft.id), "", done)

        if draft.is_empty:
            discard()
            return
        dialog = ConfirmDialog(
            self._theme,
            _("Discard this draft?"),
            _("Its text and the copies of its files are deleted here. Nothing was sent."),
            _("Discard"),
            danger=True,
            parent=self.window,
        )
        dialog.accepted.connect(discard)
        self.open(dialog)

    def show_findings(self, work: DraftWork, *, hosted: bool) -> None:
        """What was found in a reply; it is sent from there."""
        if isinstance(self.dialog, FindingsDialog):
            return
        rule = rule_words(hosted=hosted)
        self.open(FindingsDialog(self._theme, work, rule, parent=self.window))

    def retry(self, item: str) -> None:
        """Send something now that waits."""
        self._do(lambda rooms: rooms.outbox.retry(item), "", self.queued.emit)

    def correct(self, item: str) -> None:
        """Bring back as a draft what was refused."""

        def correct(rooms: Rooms, _cancel: object, _report: object) -> Draft | Unauthorized:
            return rooms.requests.reported(item) or rooms.requests.correct(item)

        def corrected(found: Draft | Unauthorized) -> None:
            if isinstance(found, Draft):
                self.draft_opened.emit(found)
            else:
                self.report_opened.emit(item, found)

        self._jobs.job(self, correct).on_success(corrected).on_failure(self.failed.emit).run()

    def ask_new_instead(self, draft: Draft) -> None:
        """The vendor deleted the request: what was written can become a new one."""
        dialog = ConfirmDialog(
            self._theme,
            _("Make it a new request?"),
            _("The vendor has deleted this request, so nothing can be added to it. What you wrote"
              " is kept, with its files."),
            _("Make it a new request"),
            parent=self.window,
        )  # fmt: skip
        dialog.accepted.connect(partial(self._make_new, draft.id))
        self.open(dialog)

    def _make_new(self, draft_id: str) -> None:
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.requests.as_new_request(draft_id)
        ).on_success(self.draft_opened.emit).on_failure(self.failed.emit).run()

    def ask_reopen_first(self, send: Callable[[], object]) -> None:
        """The request was closed meanwhile: it has to be reopened before the reply."""
        dialog = ConfirmDialog(
            self._theme,
            _("Reopen the request and send?"),
            _("It was closed meanwhile. The vendor takes messages for open requests only."),
            _("Reopen and send"),
            parent=self.window,
        )
        dialog.accepted.connect(send)
        self.open(dialog)

    def ask_save_file(self, file: MessageFile) -> None:
        """Save a file of a message somewhere: its copy here, else the vendor's."""
        name = file.name
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        suggested = Path(place or Path.home()) / name
        path = ask_save_path(self.window, _("Save the file"), suggested, _("All files") + " (*)")
        if path is not None:
            self.save_file(file, path)

    def save_file(self, file: MessageFile, path: Path) -> None:
        """Write a file to `path`; an old one there stays until the new one is whole."""
        if not file.kept:
            self._fetch_file(file, path)
            return

        def write(rooms: Rooms, cancel: CancelToken, report: Report) -> None:
            rooms.files.export(file.id, path, report, cancel)

        def done(_none: None) -> None:
            work.end()
            self.said.emit(_("The file was saved as {path}.").format(path=path))

        def failed(report: ProblemReport) -> None:
            work.end()
            self.failed.emit(report)

        job = self._jobs.job(self, write, long=True).on_success(done).on_failure(failed)
        work = Work(_("Saving {name}").format(name=path.name), None, self)
        job.on_progress(work.progress).on_canceled(work.end)
        work.cancel = job.run().cancel
        self.started.emit(work)

    def _fetch_file(self, file: MessageFile, path: Path) -> None:
        """The worker fetches it from the vendor and verifies what it got."""
        if self._link is None:
            return
        task = self._link.task(
            self,
            lambda task: SaveAttachment(
                task=task,
                attachment_id=file.id,
                size=file.size,
                sha256=file.sha256,
                path=str(path),
            ),
        )
        work = Work(_("Saving {name}").format(name=path.name), task.cancel, self)

        def done() -> None:
            work.end()
            self.said.emit(_("The file was saved as {path}.").format(path=path))

        def failed(report: ProblemReport) -> None:
            work.end()
            self.failed.emit(report)

        task.on_progress(work.progress).on_canceled(work.end)
        task.on_success(done).on_failure(failed).run()
        self.started.emit(work)

    def open(self, dialog: Dialog) -> None:
        """Show a dialog, one at a time."""
        self.dialog = dialog
        dialog.finished.connect(lambda _code: self._over(dialog))
        dialog.fit()
        dialog.open()

    def _over(self, dialog: Dialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def _change(self, request_id: str, change: str, text: str) -> None:
        subject = self._subject

        def put(rooms: Rooms) -> object:
            room = rooms.requests
            act = room.close if change == "close" else room.reopen
            return act(request_id, subject, text)

        self._do(put, "", self.queued.emit)

    def _rate(self, request_id: str, rating: int, text: str) -> None:
        subject = self._subject
        self._do(
            lambda rooms: rooms.requests.rate(request_id, subject, rating, text),
            _("Thank you. The rating is on its way."),
            self.queued.emit,
        )

    def _do(
        self,
        act: Callable[[Rooms], object],
        words: str,
        then: Callable[[], object] | None = None,
    ) -> None:
        def done(_result: object) -> None:
            if words:
                self.said.emit(words)
            self.changed.emit()
            if then is not None:
                then()

        self._jobs.job(self, lambda rooms, _cancel, _report: act(rooms)).on_success(
            done
        ).on_failure(self.failed.emit).run()
