"""Tells a person who does something else what came in: when, how, and where a click leads.

Looks after each synchronization, when an item is refused, and now and then for deadlines that come
nearer. In quiet hours it only waits: what came in is told in one summary when they are over.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from app.base.messages import OutboxTally
from app.base.settings import Settings
from app.overview import alerts as rules
from app.overview.alerts import Alert, Matter
from app.overview.quiet import QuietHours, quiet_until, read_time
from ui.kit.theme import Theme
from ui.shell.counts import Counter, Figures
from ui.shell.desk import Desk
from ui.shell.notifier import Notifier
from ui.shell.tray import Tray
from ui.shell.window import MainWindow

if TYPE_CHECKING:
    from app.services import Rooms

_REST_MS = 1_500
"""So long nothing more may change before it looks: what comes together is told together."""
_EVERY_MS = 30 * 60_000
"""Between two looks without any news, for deadlines."""
_LONGEST_MS = 24 * 60 * 60_000
"""A timer is never set for longer: computers sleep, and clocks are set."""


class Alerts(QObject):
    """One for the window; made when the window was painted."""

    def __init__(
        self,
        theme: Theme,
        desk: Desk,
        window: MainWindow,
        counter: Counter,
        *,
        notifier: Notifier | None = None,
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._figures = Figures()
        self._held = True
        """What there is was not told at once: after quiet hours, and when a profile was opened."""
        self._quitting = False
        self.tray = Tray(theme, window)
        self.notifier = notifier or Notifier(self.tray.tell, parent=self)
        self._rest = _timer(self, self._look)
        self._later = _timer(self, self._look)
        self.tray.show()
        self.tray.open_wanted.connect(window.come_to_front)
        self.tray.sync_wanted.connect(desk.sync_now)
        self.tray.quit_wanted.connect(self._quit)
        self.tray.clicked.connect(self.open)
        self.notifier.clicked.connect(self.open)
        desk.synced.connect(lambda _message: self.look_soon())
        desk.kinds_changed.connect(self._changed)
        desk.profile_opened.connect(self._opened)
        desk.profile_closed.connect(self._closed)
        desk.tally_changed.connect(self._show_count)
        counter.counted.connect(self._counted)
        window.closing.connect(self._closing)
        if desk.rooms is not None:
            self.look_soon()

    def look_soon(self) -> None:
        """Look when nothing more has come in for a moment."""
        self._rest.start(_REST_MS)

    def open(self, alert: Alert) -> None:
        """Bring the window to the front and show what an alert was about."""
        self._window.come_to_front()
        if self._desk.rooms is not None:
            self._window.show_page(alert.page, alert.part)

    def close(self) -> None:
        """The program ends."""
        self._rest.stop()
        self._later.stop()
        self.notifier.close()
        self.tray.close()

    def _changed(self, kinds: frozenset[str]) -> None:
        if "outbox" in kinds:
            self.look_soon()

    def _opened(self) -> None:
        self._held = True
        self.look_soon()

    def _closed(self) -> None:
        self._rest.stop()
        self._later.stop()
        self._counted(Figures())

    def _look(self) -> None:
        """Ask what nobody was told of, unless it is quiet."""
        desk = self._desk
        if desk.rooms is None or desk.standing.synced_at is None:
            return
        now = desk.clock.now()
        until = quiet_until(now, quiet_hours(desk.settings)) if desk.settings.alerts else None
        if until is not None:
            self._held = True
            self._plan(now, until)
            return
        self._later.start(_EVERY_MS)
        silent = not desk.settings.alerts
        desk.jobs.job(
            self, lambda rooms, _cancel, _report: _untold(rooms, silent=silent),
            group="shell-alerts",
        ).on_success(self._tell).run()  # fmt: skip

    def _plan(self, now: datetime, until: datetime) -> None:
        left = int((until - now).total_seconds() * 1_000) + 1
        self._later.start(min(left, _LONGEST_MS))

    def _tell(self, matters: tuple[Matter, ...]) -> None:
        """Show what is new, then remember that it was told."""
        held, self._held = self._held, False
        if not matters:
            return
        for alert in rules.summary(matters) if held else rules.alerts(matters):
            self.notifier.show(alert)
        keys = tuple(one.key for one in matters)
        self._desk.jobs.job(
            self, lambda rooms, _cancel, _report: rooms.alerts.note(keys)
        ).run()  # fmt: skip

    def _counted(self, figures: Figures) -> None:
        self._figures = figures
        self._show_count()

    def _show_count(self) -> None:
        self.tray.set_count(waiting(self._figures, self._desk.tally))

    def _closing(self, event: QCloseEvent) -> None:
        """Stay in the tray where a person has set that, and can see the tray."""
        stays = self._desk.settings.stay_in_tray and self.tray.there and not self._quitting
        if not event.isAccepted():
            self._quitting = False
        elif stays:
            event.ignore()
            self._window.remember()
            QApplication.setQuitOnLastWindowClosed(False)
            self._window.hide()
        else:
            QApplication.setQuitOnLastWindowClosed(True)
            if not self._window.isVisible():
                QTimer.singleShot(0, self, leave)

    def _quit(self) -> None:
        self._quitting = True
        self._window.close()


def leave() -> None:
    """End the program's event loop."""
    QCoreApplication.quit()


def quiet_hours(settings: Settings) -> QuietHours:
    """The quiet hours as they are set; a time that is none counts as not set."""
    return QuietHours(
        read_time(settings.quiet_from), read_time(settings.quiet_to), settings.quiet_weekends
    )


def waiting(figures: Figures, tally: OutboxTally) -> int:
    """The figure at the icon: notices that nobody opened, and what the portal refused."""
    return figures.notices + tally.refused


def _untold(rooms: Rooms, *, silent: bool) -> tuple[Matter, ...]:
    """What nobody was told of. `silent`: nobody wants to know, now or later."""
    found = rooms.alerts.untold()
    if not silent:
        return found
    rooms.alerts.note(one.key for one in found)
    return ()


def _timer(parent: Alerts, act: object) -> QTimer:
    made = QTimer(parent)
    made.setSingleShot(True)
    made.timeout.connect(act)
    return made
