"""A sealed certification of a colleague: its file and passphrase are asked for, then it is here."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from ui.certification.submit.sealing import UnsealDialog
from ui.jobs import Jobs
from ui.kit.theme import Theme
from ui.page import Work


class SealedOpening(QObject):
    """What is opened is a copy of this workstation's own."""

    opened = Signal(str)
    """The id of the certification that came."""
    failed = Signal(object)
    working = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._jobs = jobs
        self._page = page
        self.dialog: UnsealDialog | None = None

    def ask(self) -> None:
        """Ask for the file."""
        path, _kind = QFileDialog.getOpenFileName(
            self._page, _("Open a sealed certification"), "",
            f"Counterpart (*.cpseal);;{_('All files')} (*)",
        )  # fmt: skip
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> None:
        """Ask for the passphrase of this file, and open it."""
        dialog = UnsealDialog(self._theme, path.name, parent=self._page.window())
        self.dialog = dialog
        dialog.accepted.connect(partial(self._open, path, dialog))
        dialog.finished.connect(self._over)
        dialog.open()

    def _open(self, path: Path, dialog: UnsealDialog) -> None:
        passphrase = dialog.take_passphrase()
        work = Work(_("Opening {name}").format(name=path.name), None, self)

        def opened(draft_id: str) -> None:
            work.end()
            self.opened.emit(draft_id)

        def failed(report: ProblemReport) -> None:
            work.end()
            self.failed.emit(report)

        job = self._jobs.job(
            self,
            lambda rooms, cancel, report: rooms.certification.open_sealed(
                path, passphrase, report=report, cancel=cancel
            ),
            group="certificate-open",
            long=True,
        )
        job.on_success(opened).on_failure(failed).on_canceled(work.end).on_progress(work.progress)
        work.cancel = job.run().cancel
        self.working.emit(work)

    def _over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
