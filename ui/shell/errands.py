"""Longer tasks that a person gives the worker about profiles, shown as work while they last."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.base.errors import ProblemReport
from app.base.messages import (
    Open,
    RemoveProfile,
    SignOut,
    StartDemo,
    StartOver,
    TaskMessage,
)
from app.base.text import _
from ui.page import Work
from ui.shell.desk import Desk

DEMO_ORDERS = 400


class Errands(QObject):
    """What they change comes back by the desk's signals."""

    profiles_changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def sign_out(self) -> None:
        """Revoke and forget the tokens; orders stay readable."""
        self._run(_("Signing out"), lambda task: SignOut(task=task))

    def start_demo(self, orders: int, failed: Callable[[ProblemReport], object]) -> None:
        """Start the embedded portal and sign in there (0 orders: as many as usual)."""
        count = orders or DEMO_ORDERS
        self._run(
            _("Starting the demo"),
            lambda task: StartDemo(task=task, orders=count),
            self._desk.sync,
            failed,
        )

    def start_over(self, profile_id: str) -> None:
        """Go on without an own.db that nobody can open; it is put aside, not deleted."""
        self._run(_("Starting over"), lambda task: StartOver(task=task, profile_id=profile_id))

    def remove_profile(self, profile_id: str) -> None:
        """Remove a profile's keys and files from this computer; the next one is then opened."""
        profile = self._desk.profile
        if profile is not None and profile.id == profile_id:
            self._desk.close_profile()
        self._run(
            _("Removing the profile"),
            lambda task: RemoveProfile(task=task, profile_id=profile_id),
            self._removed,
        )

    def _removed(self) -> None:
        self.profiles_changed.emit()
        if self._desk.profile is None:
            self._desk.link.send(Open(None))

    def _run(
        self,
        title: str,
        make: Callable[[str], TaskMessage],
        done: Callable[[], object] | None = None,
        failed: Callable[[ProblemReport], object] | None = None,
    ) -> None:
        task = self._desk.link.task(self, make)
        work = Work(title, task.cancel, self)
        task.on_progress(work.progress).on_canceled(work.end)

        def succeeded() -> None:
            work.end()
            if done:
                done()

        def went_wrong(report: ProblemReport) -> None:
            work.end()
            (failed or self._desk.problem.emit)(report)

        task.on_success(succeeded).on_failure(went_wrong).run()
        self._desk.work_started.emit(work)
