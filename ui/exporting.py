"""What a page shows, saved as a file: asks where to, writes it in a job, tells how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from app.base.errors import ProblemReport
from app.base.tasks import CancelToken, Report
from app.base.text import _
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.dialogs import ask_save_path
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Theme
from ui.page import Work

if TYPE_CHECKING:
    from app.services import Rooms

Write = Callable[["Rooms", Path, Report, CancelToken], object]

_KINDS = {
    "csv": "CSV (*.csv)", "xlsx": "Excel (*.xlsx)", "json": "JSON (*.json)", "zip": "ZIP (*.zip)",
}  # fmt: skip


class Exporter(QObject):
    """What every export has: a path that is asked for, and a job whose progress is shown."""

    started = Signal(object)
    """The Work, for the shell's progress strip."""
    exported = Signal(object)
    """The Path that was written."""
    failed = Signal(object)

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._window = window

    def ask_path(self, title: str, name: str, filters: str) -> Path | None:
        """Ask where to save, among the documents at first; None where that is called off."""
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return ask_save_path(self._window, title, Path(place or Path.home()) / name, filters)

    def save(self, path: Path, group: str, write: Write) -> None:
        """Write the file in a job; the old one stays until the new one is whole."""
        job = self._jobs.job(
            self,
            lambda rooms, cancel, report: write(rooms, path, report, cancel),
            group=group,
            long=True,
        )

        def ended(_count: object) -> None:
            work.end()
            self.exported.emit(path)

        def failed(report: ProblemReport) -> None:
            work.end()
            self.failed.emit(report)

        work = Work(_("Exporting to {name}").format(name=path.name), None, self)
        job.on_success(ended).on_failure(failed)
        job.on_progress(work.progress).on_canceled(work.end)
        work.cancel = job.run().cancel
        self.started.emit(work)


class TableExporter(Exporter):
    """The Export menu of a table; the ending of the path says what is written."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        window: QWidget,
        *,
        name: str,
        title: str,
        write: Write,
        kinds: Sequence[str] = ("csv", "xlsx", "json"),
    ) -> None:
        super().__init__(jobs, window)
        self._name = name
        self._title = title
        self._write = write
        self.button = Button(theme, _("Export"), name=title, parent=window)
        self.button.hide()
        choices = menu(theme, self.button)
        icon = theme.icon(Icon.FILE)
        texts = {
            "csv": _("As CSV…"),
            "xlsx": _("As Excel workbook (XLSX)…"),
            "json": _("As JSON, for other programs…"),
            "zip": _("With the files, as ZIP…"),
        }
        for kind in kinds:
            action = choices.addAction(icon, texts[kind])
            action.triggered.connect(lambda _on=False, kind=kind: self.ask(kind))
        self.button.set_menu(choices)

    def ask(self, kind: str) -> None:
        """Ask where to save, then export."""
        path = self.ask_path(self._title, f"{self._name}.{kind}", _KINDS[kind])
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the table there."""
        self.save(path, f"export-{self._name}", self._write)
