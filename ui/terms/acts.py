"""What a person does with the terms: accept, object, be reminded, open and attach files, print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.account.model import ProfileInfo
from app.base.browser import open_in_browser
from app.base.clock import Clock
from app.base.text import _
from app.deadlines.words import clause_name
from app.services import Rooms
from app.terms.answers import AcceptanceNeed
from app.terms.changes import Touched
from app.terms.model import Clause, Version
from ui.jobs import Job, Jobs
from ui.kit.dialogs import ConfirmDialog
from ui.kit.theme import Theme
from ui.page import Work
from ui.terms.accepting import AcceptDialog
from ui.terms.choosing import AttachDialog, ObjectionDialog, RemindDialog
from ui.terms.phrases import version_words
from ui.terms.proposals import ProposalsDialog
from ui.terms.spots import host_of

_FILES = "*.txt *.md *.markdown *.html *.htm *.pdf"


class Acts(QObject):
    """Opens dialogs and runs what they decide as jobs; tells the page how it ended."""

    changed = Signal()
    """Acceptances, reminders, attachments or values are not what they were."""
    sent = Signal()
    """Something waits in the outbox."""
    drafted = Signal(str)
    """The id of a draft that was made."""
    opened = Signal(object)
    """The Version that was read from a file."""
    removed = Signal()
    said = Signal(str)
    working = Signal(object)
    problem = Signal(object)
    clause_wanted = Signal(str)

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, window: QWidget
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._window = window
        self.dialog: QDialog | None = None

    def accept(self, version: Version, need: AcceptanceNeed, zone: str, *, permitted: bool) -> None:
        """Show what is to be accepted; the name of the person signed in is proposed."""

        def show(name: str) -> None:
            dialog = AcceptDialog(
                self._theme,
                version,
                need,
                name=name,
                zone=zone,
                permitted=permitted,
                parent=self._window,
            )
            dialog.agreed.connect(lambda by: self._accept(version, need, by))
            self.open(dialog)

        self._job(lambda rooms: rooms.account.signed_in().name).on_success(show).run()

    def _accept(self, version: Version, need: AcceptanceNeed, by: str) -> None:
        orders = [order.id for order in need.orders]
        subject = self._profile.subject

        def accept(rooms: Rooms) -> str:
            return rooms.terms.accept(version.id, need.text_sha256, by, orders, subject)

        def accepted(_id: str) -> None:
            self.said.emit(
                _(
                    "{title} {version} is accepted. The acceptance is kept here and sent now."
                ).format(title=version.title, version=version_words(version))
            )
            self.sent.emit()
            self.changed.emit()

        self._job(accept).on_success(accepted).run()

    def prepare_objection(self, version: Version, older: str) -> None:
        """Let the person choose orders that renew into a version and shall not."""

        def read(rooms: Rooms) -> tuple[Touched, ...]:
            touched = rooms.terms.touched(older, version.id) if older else ()
            now = self._clock.now()
            return tuple(one for one in touched if not one.already and one.at > now)

        def show(touched: tuple[Touched, ...]) -> None:
            dialog = ObjectionDialog(self._theme, version, touched, self._window)
            dialog.drafted.connect(lambda numbers: self._draft(version, numbers))
            self.open(dialog)

        self._job(read).on_success(show).run()

    def _draft(self, version: Version, numbers: list[str]) -> None:
        def draft(rooms: Rooms) -> str:
            by = rooms.account.signed_in().name
            return rooms.terms.draft_objection(version.id, numbers, by)

        self._job(draft).on_success(self.drafted.emit).run()

    def remind(self, version: Version, clause: Clause | None) -> None:
        """Ask for a day; the reminder stands among the deadlines."""
        about = f"{version.title} {version_words(version)}"
        uid = f"terms:{version.id}"
        if clause is not None:
            about = f"{about}, {clause_name(clause.number)} {clause.title}".strip(", ")
            uid = f"{uid}#{clause.id}"
        dialog = RemindDialog(self._theme, about, self._clock.now(), self._window)

        def keep(at: datetime, words: str) -> None:
            self._change(lambda rooms: rooms.terms.remind(uid, at, words), _("You are reminded."))

        dialog.wanted.connect(keep)
        self.open(dialog)

    def forget_reminder(self, uid: str) -> None:
        """Remind no more."""
        self._change(lambda rooms: rooms.terms.forget_reminder(uid))

    def ask_file(self) -> None:
        """Ask for a file with the system's own dialog, and read it."""
        filters = _("Documents ({patterns})").format(patterns=_FILES)
        every = _("All files") + " (*)"
        chosen, _kind = QFileDialog.getOpenFileName(
            self._window, _("Open a local document"), "", f"{filters};;{every}"
        )
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, path: Path) -> None:
        """Read a document from a file; its outline is found on the way."""
        job = self._jobs.job(
            self,
            lambda rooms, cancel, report: rooms.terms.open_local(path, report, cancel),
            group="terms-local",
            long=True,
        )

        self._watch(job, _("Reading {name}").format(name=path.name), self.opened.emit)

    def _watch(self, job: Job[Any], title: str, act: Callable[[Any], object]) -> None:
        """Run what may take a while, shown with a way to stop it."""

        def ended(result: object) -> None:
            work.end()
            act(result)

        def failed(report: object) -> None:
            work.end()
            self.problem.emit(report)

        work = Work(title, None, self)
        job.on_success(ended).on_failure(failed)
        job.on_progress(work.progress).on_canceled(work.end)
        work.cancel = job.run().cancel
        self.working.emit(work)

    def proposals(self, version: Version) -> None:
        """Show the values that a document seems to state, and keep what is confirmed."""

        def read(rooms: Rooms) -> tuple[Any, Any]:
            return rooms.terms.proposals(version.id), rooms.terms.rules(version.id)

        def show(found: tuple[Any, Any]) -> None:
            dialog = ProposalsDialog(self._theme, version.title, *found, parent=self._window)
            dialog.clause_wanted.connect(self.clause_wanted)
            dialog.confirmed.connect(
                lambda chosen: self._change(
                    lambda rooms: rooms.terms.confirm(version.id, chosen),
                    _("The values are kept; deadlines follow from them."),
                )
            )
            self.open(dialog)

        job = self._jobs.job(
            self, lambda rooms, _cancel, _report: read(rooms), group="terms-proposals", long=True
        )
        self._watch(job, _("Looking for values in “{title}”").format(title=version.title), show)

    def attach(self, version: Version) -> None:
        """Let the person choose the order that a document governs."""
        dialog = AttachDialog(self._theme, self._jobs, version, self._window)

        def attach(number: str) -> None:
            said = _("{number} is governed by “{title}” now.")
            words = said.format(number=number, title=version.title)
            self._change(lambda rooms: rooms.terms.attach(version.id, number), words)

        dialog.attached.connect(attach)
        self.open(dialog)

    def detach(self, version: Version, number: str) -> None:
        """The order is governed by the vendor's terms again."""
        self._change(lambda rooms: rooms.terms.detach(version.id, number))

    def remove(self, version: Version) -> None:
        """Ask, then forget a document; the file itself stays where it is."""
        dialog = ConfirmDialog(
            self._theme,
            _("Remove “{title}”?").format(title=version.title),
            _("Its confirmed values and attachments go with it. The file on your disk stays."),
            _("Remove"),
            danger=True,
            parent=self._window,
        )
        dialog.accepted.connect(
            lambda: (
                self._job(lambda rooms: rooms.terms.remove_local(version.id))
                .on_success(lambda _none: self.removed.emit())
                .run()
            )
        )
        self.open(dialog)

    def follow_link(self, address: str) -> None:
        """Ask before the browser is opened, naming the host; only https (threat 40)."""
        host = host_of(address)
        if not host:
            return
        dialog = ConfirmDialog(
            self._theme,
            _("Open {host}?").format(host=host),
            _("Your browser opens this address: {address}").format(address=address),
            _("Open in the browser"),
            parent=self._window,
        )
        dialog.accepted.connect(lambda: self._browse(address))
        self.open(dialog)

    def _browse(self, address: str) -> None:
        def told(opened: bool) -> None:
            if not opened:
                self.said.emit(_("No browser could be started. The address: {address}").format(
                    address=address))  # fmt: skip

        self._jobs.job(
            self, lambda _rooms, _cancel, _report: open_in_browser(address), long=True
        ).on_success(told).run()

    def _change(self, act: Callable[[Rooms], object], said: str = "") -> None:
        def changed(_none: object) -> None:
            if said:
                self.said.emit(said)
            self.changed.emit()

        self._job(act).on_success(changed).run()

    def _job(self, act: Callable[[Rooms], Any]) -> Job[Any]:
        job = self._jobs.job(self, lambda rooms, _cancel, _report: act(rooms))
        return job.on_failure(self.problem.emit)

    def open(self, dialog: QDialog) -> None:
        """Show a dialog over the page."""
        self.dialog = dialog
        dialog.finished.connect(lambda _code: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
