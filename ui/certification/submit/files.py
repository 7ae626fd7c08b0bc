"""A certification as files: document and data, the evidence pack, a sealed pack for a colleague."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.files import write_bytes
from app.base.text import _
from app.certification.model import Draft
from app.exchange.attachments import KeptFile
from ui.certification.submit.packing import PackDialog
from ui.certification.submit.sealing import SealDialog
from ui.exporting import Exporter
from ui.jobs import Jobs
from ui.kit.theme import Theme

if TYPE_CHECKING:
    from app.services import Rooms

_FORMS = {
    "pdf": "PDF (*.pdf)",
    "json": "JSON (*.json)",
    "csv": "CSV (*.csv)",
    "xlsx": "Excel (*.xlsx)",
    "schedules": "PDF (*.pdf)",
    "eml": "E-mail (*.eml)",
}


class FileActs(QObject):
    """Asks where to, writes in a job, and tells how it ended."""

    said = Signal(str)
    failed = Signal(object)
    working = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._page = page
        self.dialog: SealDialog | PackDialog | None = None
        self._exporter = Exporter(jobs, page)
        self._exporter.started.connect(self.working)
        self._exporter.failed.connect(self.failed)
        self._exporter.exported.connect(
            lambda path: self.said.emit(_("Saved as {path}.").format(path=path))
        )

    def ask(self, draft: Draft, form: str) -> None:
        """Write document, data or e-mail to a file that is asked for."""
        name = f"{file_name(draft)}.{form}"
        if form == "schedules":
            name = f"{file_name(draft)} ({_('schedules')}).pdf"
        path = self._exporter.ask_path(_("Save the certification"), name, _FORMS[form])
        if path is not None:
            self.write(draft, path, form)

    def write(self, draft: Draft, path: Path, form: str) -> None:
        """Write it to `path`."""
        key = draft.id

        def save(rooms: Rooms, path: Path, _report: object, _cancel: object) -> None:
            if form == "eml":
                write_bytes(path, rooms.certification.eml(key))
            else:
                rooms.certification.export(key, path, form)

        self._exporter.save(path, "certificate-file", save)

    def ask_copy(self, draft: Draft, file: KeptFile) -> None:
        """Write the copy that the vendor countersigned."""
        name = f"{file_name(draft)} ({_('countersigned')}).pdf"
        path = self._exporter.ask_path(_("Save the countersigned copy"), name, _FORMS["pdf"])
        if path is not None:
            self.write_copy(file, path)

    def write_copy(self, file: KeptFile, path: Path) -> None:
        """Write a kept file to `path`."""

        def save(rooms: Rooms, path: Path, _report: object, _cancel: object) -> None:
            with rooms.files.open(file.id) as stream:
                write_bytes(path, stream.read())

        self._exporter.save(path, "certificate-copy", save)

    def ask_pack(self, draft: Draft) -> None:
        """Write the evidence pack: everything that stands behind the figures, checkable offline."""
        dialog = PackDialog(self._theme, draft.title, parent=self._page.window())
        self.dialog = dialog
        dialog.accepted.connect(partial(self._pack, draft, dialog))
        dialog.finished.connect(self._over)
        dialog.open()

    def _pack(self, draft: Draft, dialog: PackDialog) -> None:
        hidden = dialog.hidden_names
        name = f"{file_name(draft)} {_('evidence')}.zip"
        path = self._exporter.ask_path(_("Save the evidence pack"), name, "ZIP (*.zip)")
        if path is not None:
            self._exporter.save(
                path,
                "certificate-pack",
                lambda rooms, path, report, cancel: rooms.certification.pack(
                    draft.id, path, redact=hidden, report=report, cancel=cancel
                ),
            )

    def ask_seal(self, draft: Draft) -> None:
        """Seal it for a colleague."""
        dialog = SealDialog(self._theme, draft.title, parent=self._page.window())
        self.dialog = dialog
        dialog.accepted.connect(partial(self._seal, draft, dialog))
        dialog.finished.connect(self._over)
        dialog.open()

    def _seal(self, draft: Draft, dialog: SealDialog) -> None:
        passphrase, editable = dialog.take_passphrase(), dialog.editable
        name = f"{file_name(draft)}.cpseal"
        path = self._exporter.ask_path(
            _("Save the sealed certification"), name, "Counterpart (*.cpseal)"
        )
        if path is not None:
            self._exporter.save(
                path,
                "certificate-seal",
                lambda rooms, path, report, cancel: rooms.certification.seal(
                    draft.id, path, passphrase, editable=editable, report=report, cancel=cancel
                ),
            )

    def _over(self) -> None:
        if self.dialog is not None:
            if isinstance(self.dialog, SealDialog):
                self.dialog.forget()
            self.dialog.deleteLater()
            self.dialog = None


def file_name(draft: Draft) -> str:
    """A name that every system takes."""
    return "".join("-" if one in '/\\:*?"<>|' else one for one in draft.title)[:80].strip()
