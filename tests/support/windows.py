"""The whole program as a person has it: the real window, its real worker, and hands to use them."""

from __future__ import annotations

import gc
import subprocess
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from app.base.clock import SystemClock
from app.base.errors import ProblemReport
from app.base.paths import folders
from tests.support.sandbox import SandboxServer
from ui.crash import CrashHook
from ui.instance import SingleInstance
from ui.link import LinkState, Rhythm, WorkerLink
from ui.shell.application import Application
from ui.shell.sign_in import SignInDialog
from ui.spawn import start_worker

T = TypeVar("T")

PATIENCE = 30.0
QUICK = Rhythm(beat=50, start_beats=400, missed_beats=10, pauses=(20,) * 5, calm_beats=4)
"""A link that soon notices a dead or hung worker."""


def put_away(qt: QApplication, application: Application) -> None:
    """End an application so that nothing of it stays in this process, which runs on.

    The program freezes what is there after its first paint, because it ends with its window.
    """
    application.finish()
    application.link.deleteLater()
    application.deleteLater()
    qt.sendPostedEvents(None, 0)
    qt.processEvents()
    gc.unfreeze()


class Program:
    """Window and worker over the folders of this process's environment. Use with `with`."""

    def __init__(
        self,
        qt: QApplication,
        *,
        rhythm: Rhythm | None = None,
        instance: SingleInstance | None = None,
    ) -> None:
        self._qt = qt
        self.workers: list[subprocess.Popen[bytes]] = []
        self.problems: list[ProblemReport] = []
        self.codes: list[str] = []
        self.synced: list[Any] = []
        self.states: list[LinkState] = []
        self.heard: deque[str] = deque(maxlen=12)
        clock = SystemClock()
        self.crash = CrashHook(folders().logs / "crashes", clock)
        self.link = WorkerLink(starter=self._start_worker, rhythm=rhythm)
        self.application = Application(
            qt, folders(), clock, link=self.link, crash=self.crash, instance=instance
        )
        self.desk = self.application.desk
        self.window = self.application.window
        self.desk.problem.connect(self.problems.append)
        self.application.actions.problem.connect(self.problems.append)
        self.desk.recovery_code.connect(lambda _profile, code: self.codes.append(code))
        self.application.synced.connect(self.synced.append)
        self.link.state_changed.connect(self.states.append)
        self.link.received.connect(lambda message: self.heard.append(type(message).__name__))
        self.application.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        put_away(self._qt, self.application)

    def until(self, condition: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
        """Run the event loop until `condition` gives something true, and return that."""
        loop, wake, end = QEventLoop(), QTimer(interval=10), time.monotonic() + seconds
        wake.timeout.connect(loop.quit)
        wake.start()
        try:
            while not (value := condition()):
                if time.monotonic() > end:
                    shown = [f"{report.code} {report.title}" for report in self.problems]
                    said = f"{shown}, heard {list(self.heard)}, {self.said()}"
                    raise AssertionError(f"waited {seconds:g} s in vain for {what}; {said}")
                loop.exec()
        finally:
            wake.stop()
        return value

    def sign_in(self, sandbox: SandboxServer, browse: Callable[[str], object] | None = None) -> str:
        """Sign in by the dialog, be the browser, put the recovery code away; the profile's id."""
        self.application.actions.sign_in()
        dialog = self.application.actions.dialog
        assert isinstance(dialog, SignInDialog)
        dialog.address.setText(sandbox.address)
        dialog.start()
        url = self.until(lambda: dialog.url, "the address for the browser")
        (browse or sandbox.sign_in_as_browser)(url)
        profile = self.until(lambda: self.desk.profile, "the new profile")
        self.until(lambda: self.codes, "the recovery code")
        self.put_dialog_away()
        return profile.id

    def sync(self) -> None:
        """Synchronize and wait for its end, good or bad."""
        self.until(lambda: not self.desk.standing.syncing, "the synchronization under way")
        self.desk.sync()
        self.until(lambda: not self.desk.standing.syncing, "the synchronization")

    def show(self, page: str) -> Any:
        """Bring a page to the front and let its jobs end."""
        self.window.show_page(page)
        self.rest()
        return self.window.page

    def rest(self, rounds: int = 2) -> None:
        """Let the jobs that were asked for come to an end."""
        for _round in range(rounds):
            over: list[object] = []
            jobs = self.application.jobs
            job = jobs.job(jobs, lambda _rooms, _cancel, _report: True)
            job.on_success(over.append).on_failure(over.append).run()
            self.until(lambda over=over: over, "the jobs")

    def put_dialog_away(self) -> None:
        """Close the dialog that is open, if any."""
        dialog = self.application.actions.dialog
        if dialog is not None:
            dialog.done(1)
            self._qt.processEvents()

    def said(self) -> str:
        """All that the strip above the page says now."""
        labels = self.window.strip.findChildren(QLabel)
        return " | ".join(label.text() for label in labels if label.text() and label.isVisible())

    def _start_worker(self, profile_id: str | None) -> subprocess.Popen[bytes]:
        self.workers.append(start_worker(profile_id))
        return self.workers[-1]
