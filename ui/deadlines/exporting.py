"""Deadlines as a calendar file: asks where to, writes it in a job, tells where it lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.deadlines.model import DeadlineQuery
from ui.exporting import Exporter
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.theme import Theme


class CalendarExporter(Exporter):
    """The Export menu of the page."""

    def __init__(self, theme: Theme, jobs: Jobs, window: QWidget) -> None:
        super().__init__(jobs, window)
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
        kinds = f"{_('Calendar')} (*.ics)"
        path = self.ask_path(_("Export deadlines"), f"{name or _('deadlines')}.ics", kinds)
        if path is not None:
            self.export(path, query)

    def export(self, path: Path, query: DeadlineQuery) -> None:
        """Write the calendar there."""
        self.save(
            path,
            "deadlines-export",
            lambda rooms, path, _report, _cancel: rooms.deadlines.write_ics(path, query),
        )
