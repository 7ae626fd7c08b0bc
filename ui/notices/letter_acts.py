"""What a person does with letters of one's own: print, write to a file, send, keep the proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.documents.model import Paper
from app.notices.model import DraftKind, NoticeDraft, Way
from app.notices.wishes import LetterWishes
from ui.jobs import Jobs
from ui.kit.dialogs import ConfirmDialog, Dialog
from ui.kit.printing import ask_and_print_pages
from ui.kit.theme import Theme
from ui.notices.sending import SentDialog

if TYPE_CHECKING:
    from app.services import Rooms

_PRINTED_DPI = 300
"""Dots an inch of printed pages: letters at this measure show no steps on paper."""


class LetterActs(QObject):
    """Carries out what the page asks for; what it changed comes back by signals."""

    changed = Signal()
    drafted = Signal(str)
    """The id of a letter that was begun."""
    discarded = Signal(str)
    """The letter with this id is about to be gone: nothing typed into it is kept any more."""
    queued = Signal()
    """Something was handed to the outbox."""
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, clock: Clock, subject: str, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._subject = subject
        self._page = page
        self.dialog: Dialog | None = None
        """The dialog that is open, for tests and screens."""

    def begin(self, kind: DraftKind, orders: Sequence[str], about: str) -> None:
        """Draft a letter with the facts filled in, signed by who is signed in."""
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.terms.draft_letter(
                kind,
                LetterWishes(by=rooms.account.signed_in().name, orders=tuple(orders), about=about),
            ),
            group="letter-draft",
        ).on_success(self._drafted).on_failure(self.failed.emit).run()

    def acknowledge(self, notice_id: str) -> None:
        """Tell the vendor that a notice was read."""
        self._do(
            lambda rooms: rooms.notices.acknowledge(notice_id, self._subject),
            _("The acknowledgement leaves with the next synchronization."),
            sends=True,
        )

    def send(self, key: str) -> None:
        """Hand a letter to the outbox, for the portal."""
        self._do(
            lambda rooms: rooms.notices.send(key, self._subject),
            _("The letter leaves with the next synchronization."),
            sends=True,
        )

    def ask_discard(self, key: str) -> None:
        """Throw a draft away, after asking."""
        dialog = ConfirmDialog(
            self._theme,
            _("Discard this letter?"),
            _("Its text is deleted here. Nothing was sent."),
            _("Discard"),
            danger=True,
            parent=self._page,
        )
        self._open(dialog, partial(self._discard, key))

    def _discard(self, key: str) -> None:
        self.discarded.emit(key)
        self._do(lambda rooms: rooms.notices.discard_draft(key), _("The letter was discarded."))

    def set_paper(self, key: str, paper: Paper) -> None:
        """Lay a letter out for this paper."""
        job = self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.notices.set_paper(key, paper)
        )
        job.on_success(lambda _done: self.changed.emit()).on_failure(self._fail).run()

    def write_file(self, key: str, path: Path) -> None:
        """Write a letter to a file: its pages (PDF), an e-mail with them, or its text."""

        def write(rooms: Rooms) -> None:
            match path.suffix.casefold():
                case ".pdf":
                    rooms.notices.export_pdf(path, key)
                case ".eml":
                    rooms.notices.export_eml(path, key)
                case _:
                    rooms.notices.export_draft(path, key)

        words = _("The letter was saved as {path}.").format(path=path)
        self._jobs.job(self, lambda rooms, _cancel, _report: write(rooms), long=True).on_success(
            lambda _done: self.said.emit(words)
        ).on_failure(self.failed.emit).run()

    def print(self, key: str, title: str) -> None:
        """Print the pages as they are made for the PDF."""
        job = self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.notices.preview(key, resolution=_PRINTED_DPI),
            long=True,
        )
        job.on_success(partial(self._print, title)).on_failure(self.failed.emit).run()

    def _print(self, title: str, pages: Sequence[bytes]) -> None:
        if ask_and_print_pages(self._page, title, pages):
            self.said.emit(_("The letter was sent to the printer."))

    def ask_sent(self, letter: NoticeDraft, way: Way | None = None) -> None:
        """Ask when and how a letter left, what shows it, and when it arrived; then keep that."""
        dialog = SentDialog(
            self._theme, letter, self._clock.now(), self._jobs, way=way, parent=self._page
        )
        self._open(dialog, partial(self._answered, letter.id, dialog))

    def _answered(self, key: str, dialog: SentDialog) -> None:
        proof, received = dialog.proof, dialog.received_on
        if dialog.undone or proof is None:
            self._do(
                lambda rooms: rooms.notices.unmark_sent(key), _("The letter is a draft again.")
            )
            return
        words = _("The letter is marked as sent.")
        if received is not None:
            words = _("Its receipt is recorded.")
        corrects = dialog.corrects

        def keep(rooms: Rooms) -> None:
            if corrects:
                rooms.notices.mark_sent(key, proof.posted_on, received, proof.way)
            rooms.notices.prove(key, proof)
            sent = rooms.notices.draft(key).sent
            if sent is not None and sent.way is proof.way and sent.received_on != received:
                rooms.notices.mark_sent(key, proof.posted_on, received, proof.way)

        self._do(keep, words)

    def _do(self, act: Callable[[Rooms], object], words: str, *, sends: bool = False) -> None:
        def over() -> None:
            self.said.emit(words)
            self.changed.emit()
            if sends:
                self.queued.emit()

        job = self._jobs.job(self, lambda rooms, _cancel, _report: act(rooms))
        job.on_success(lambda _done: over()).on_failure(self._fail).run()

    def _open(self, dialog: Dialog, accepted: Callable[[], object]) -> None:
        self.dialog = dialog

        def over(result: int) -> None:
            if result:
                accepted()
            self.dialog = None
            dialog.deleteLater()

        dialog.finished.connect(over)
        dialog.open()

    def _drafted(self, key: str) -> None:
        self.changed.emit()
        self.drafted.emit(key)

    def _fail(self, report: ProblemReport) -> None:
        self.failed.emit(report)
        self.changed.emit()
