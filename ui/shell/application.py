"""One window process, wired: theme, worker's link, jobs, desk, window; and how it ends.

The frame of the window comes first; what talks to worker and stores is imported and built when it
has been painted (performance.md P1), while the worker fetches the keys.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.base import settings as settings_file
from app.base.clock import Clock
from app.base.errors import Problem, ProblemReport
from app.base.paths import Folders
from app.base.settings import Settings
from ui.kit.theme import Scheme, Theme
from ui.shell.memory import WindowMemory
from ui.shell.window import MainWindow

if TYPE_CHECKING:
    from ui.crash import CrashHook
    from ui.instance import SingleInstance
    from ui.jobs import Jobs
    from ui.link import WorkerLink
    from ui.pipe import Process
    from ui.shell.actions import Actions
    from ui.shell.alerts import Alerts
    from ui.shell.control import Control
    from ui.shell.desk import Desk


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How the program was started."""

    demo: bool = False
    demo_orders: int = 0
    profile_id: str | None = None
    page: str = ""
    frame_first: bool = False
    """Paint the frame before the rest is imported and built."""


class Application(QObject):
    """What `ui.main` starts, and what tests and the headless journey drive.

    `start()` shows the window; `finish()` puts everything away and may be called once.
    """

    synced = Signal(object)
    """Synced, after every synchronization that ended well."""
    profile_opened = Signal()
    painted = Signal()
    """The window was painted for the first time and the event loop was idle once."""

    def __init__(
        self,
        qt: QApplication,
        folders: Folders,
        clock: Clock,
        *,
        options: Options | None = None,
        process: Process | None = None,
        link: WorkerLink | None = None,
        crash: CrashHook | None = None,
        instance: SingleInstance | None = None,
    ) -> None:
        super().__init__()
        self.options = options or Options()
        self.folders = folders
        self._crash = crash
        self._instance = instance
        self._finished = False
        self._trouble: ProblemReport | None = None
        settings = self._read_settings()
        self.theme = Theme(qt, Scheme(settings.theme))
        self.theme.apply()
        self.memory = WindowMemory(folders.state)
        if self.options.page:
            self.memory["page"] = self.options.page
        self.window = MainWindow(self.theme, clock, self.memory)
        self._completed = False
        self.alerts: Alerts | None = None
        self._complete_with = (settings, clock, process, link)
        self._first = _FirstPaint(self.window, self)
        self._first.painted.connect(self._painted)
        if not self.options.frame_first:
            self.complete()

    def complete(self) -> None:
        """Build what the frame does not need to be seen: link, jobs, desk, actions, control."""
        from ui.jobs import Jobs  # noqa: PLC0415 - after the first paint
        from ui.link import WorkerLink  # noqa: PLC0415
        from ui.shell.actions import Actions  # noqa: PLC0415
        from ui.shell.control import Control  # noqa: PLC0415
        from ui.shell.desk import Desk  # noqa: PLC0415

        if self._completed:
            return
        self._completed = True
        settings, clock, process, link = self._complete_with
        self.link: WorkerLink = link or WorkerLink(process, parent=self)
        self.jobs: Jobs = Jobs(parent=self)
        self.desk: Desk = Desk(self.link, self.jobs, settings, clock, self)
        self.actions: Actions = Actions(self.theme, self.desk, self.window, self.folders)
        self.control: Control = Control(
            self.theme, self.desk, self.window, self.actions, self.memory
        )
        self.desk.synced.connect(self.synced)
        self.desk.profile_opened.connect(self._opened)
        if self._crash is not None:
            self._crash.caught.connect(self.control.show_crash)
            self.jobs.bug.connect(self._crash.record)
            self.link.bug.connect(self._crash.record)
        if self.options.demo:
            self.desk.no_profile.disconnect(self.control.show_first_run)
            self.actions.errands.start_demo(self.options.demo_orders, self._demo_failed)

    def start(self) -> None:
        """Show the window."""
        self.window.show()

    def finish(self) -> None:
        """Keep what is being typed, remember the window, end jobs and worker."""
        if self._finished:
            return
        self._finished = True
        self.complete()
        self.window.remember()
        self.memory.save()
        if self.actions.dialog is not None:
            self.actions.dialog.done(0)
        if self.alerts is not None:
            self.alerts.close()
        self.desk.close()
        self.jobs.close()
        self.link.close()
        self.window.hide()
        self.window.deleteLater()
        if self._instance is not None:
            self._instance.release()
        if self._crash is not None:
            self._crash.uninstall()

    def _read_settings(self) -> Settings:
        try:
            return settings_file.load(self.folders.config)
        except Problem as problem:
            self._trouble = problem.report()
            return Settings()

    def _opened(self) -> None:
        profile = self.desk.profile
        settings = self.desk.settings
        if profile and not self.desk.memory_only and settings.last_profile != profile.id:
            self.actions.change_settings(msgspec.structs.replace(settings, last_profile=profile.id))
        self.profile_opened.emit()

    def _demo_failed(self, report: ProblemReport) -> None:
        self.control.show_first_run()
        self.actions.problem.emit(report)

    def _watch(self) -> None:
        """From now on the desktop is told of what comes in."""
        from ui.shell.alerts import Alerts  # noqa: PLC0415 - after the first paint

        self.alerts = Alerts(self.theme, self.desk, self.window, self.control.counter)

    def _painted(self) -> None:
        """What could wait until something was on the screen."""
        if self._finished:
            return
        self.complete()
        self._watch()
        gc.freeze()
        gc.enable()
        if self._instance is not None:
            self._instance.raise_wanted.connect(self.window.come_to_front)
            self._instance.listen()
        if self._trouble is not None:
            self.actions.problem.emit(self._trouble)
        if self._crash is not None:
            self._crash.watch_hard_crashes()
        self.painted.emit()


class _FirstPaint(QObject):
    """Notices the first paint of a window, then waits until the event loop is idle."""

    painted = Signal()

    def __init__(self, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the paint."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self.painted.emit)
        return False
