"""The Export menu: what the table shows, as a CSV or XLSX file, with progress and Cancel."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from app.orders.model import OrderQuery
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.dialogs import ask_save_path
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Theme
from ui.page import Work

_KINDS = {"csv": "CSV (*.csv)", "xlsx": "Excel (*.xlsx)"}


class Exporter(QObject):
    """Asks where to, runs the job, tells how it ended."""

    started = Signal(object)
    """The Work, for the shell's progress strip."""
    exported = Signal(object)
    """The Path that was written."""
    failed = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._window = window
        self._query = OrderQuery()
        self.button = Button(theme, _("Export"), name=_("Export the orders shown"), parent=window)
        self.button.hide()
        choices = menu(theme, self.button)
        icon = theme.icon(Icon.FILE)
        for kind, title in (("csv", _("As CSV…")), ("xlsx", _("As Excel workbook (XLSX)…"))):
            action = choices.addAction(icon, title)
            action.triggered.connect(lambda _on=False, kind=kind: self.ask(kind))
        self.button.set_menu(choices)

    def follow(self, query: OrderQuery) -> None:
        """Export what this query shows from now on."""
        self._query = query

    def ask(self, kind: str) -> None:
        """Ask where to save, then export."""
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = Path(place or Path.home()) / f"{_('orders')}.{kind}"
        path = ask_save_path(self._window, _("Export orders"), suggested, _KINDS[kind])
        if path is not None:
            self.export(kind, path)

    def export(self, kind: str, path: Path) -> None:
        """Write the file in a job; the old one stays until the new one is whole."""
        query = self._query
        job = self._jobs.job(
            self,
            lambda rooms, cancel, report: (
                rooms.orders.export_xlsx(path, query, report, cancel)
                if kind == "xlsx"
                else rooms.orders.export_csv(path, query, report, cancel)
            ),
            group="orders-export",
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
