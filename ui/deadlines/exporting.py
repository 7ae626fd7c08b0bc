"""Deadlines as a calendar file: asks where to, writes it in a job, tells where it lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from app.deadlines.model import DeadlineQuery
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.dialogs import ask_save_path
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Theme
from ui.page import Work


class CalendarExporter(QObject):
    """The Export menu of the page."""

    started = Signal(object)
    """The Work, for the shell's progress strip."""
    exported = Signal(object)
    """The Path that was written."""
    failed = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._window = window
        self._query = DeadlineQuery()
        self.button = Button(theme, _("Export"), name=_("Export deadlines"), parent=window)
        self.button.hide()
        choices = menu(theme, self.button)
        icon = theme.icon(Icon.CALENDAR)
        shown = choices.addAction(icon, _("Shown deadlines as a calendar (ICS)…"))
        shown.triggered.connect(lambda: self.ask(self._query))
        whole = choices.addAction(icon, _("All deadlines as a calendar (ICS)…"))
        whole.triggered.connect(lambda: self.ask(DeadlineQuery()))
        self.button.set_menu(choices)

    def follow(self, query: DeadlineQuery) -> None:
        """What the page shows from now on, all of it."""
        self._query = query

    def ask(self, query: DeadlineQuery, name: str = "") -> None:
        """Ask where to save, then export."""
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(place or Path.home()) / f"{name or _('deadlines')}.ics"
        kinds = f"{_('Calendar')} (*.ics)"
        path = ask_save_path(self._window, _("Export deadlines"), suggested, kinds)
        if path is not None:
            self.export(path, query)

    def export(self, path: Path, query: DeadlineQuery) -> None:
        """Write the file in a job; the old one stays until the new one is whole."""
        job = self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.deadlines.write_ics(path, query),
            group="deadlines-export",
            long=True,
        )
        work = Work(_("Exporting to {name}").format(name=path.name), None, self)

        def ended(_count: object) -> None:
            work.end()
            self.exported.emit(path)

        def failed(report: ProblemReport) -> None:
            work.end()
            self.failed.emit(report)

        job.on_success(ended).on_failure(failed).on_canceled(work.end)
        work.cancel = job.run().cancel
        self.started.emit(work)
