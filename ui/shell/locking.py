"""Locks the open profile once a report of unauthorized use has left, or at once where asked.

What still has to be locked is remembered for the next start: a report that could not leave yet is
followed until it has.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.base.errors import ProblemReport
from app.base.messages import LockProfile
from app.base.text import _
from app.services import Rooms
from ui.page import Memory, Work
from ui.shell.desk import Desk

_KEY = "lock.after"


class Locking(QObject):
    """The desk hears when the profile is locked."""

    waiting = Signal()
    """The report has not left yet; the profile is locked when it has."""
    failed = Signal(object)

    def __init__(self, desk: Desk, memory: Memory, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._memory = memory
        self._running = False
        desk.tally_changed.connect(self._look)
        desk.profile_opened.connect(self._look)

    def lock(self, item: str, now: bool) -> None:
        """Lock after this item has been sent, or `now`."""
        profile = self._desk.profile
        if profile is None:
            return
        if not now:
            self._memory[_KEY] = f"{profile.id} {item}"
        self._run("" if now else item)

    def _run(self, item: str) -> None:
        if self._running:
            return
        self._running = True
        task = self._desk.link.task(self, lambda task: LockProfile(task=task, after_item=item))
        work = Work(_("Reporting, then locking the profile"), None, self)

        def over() -> None:
            self._running = False
            work.end()

        def done() -> None:
            over()
            self._memory.pop(_KEY, None)

        def failed(report: ProblemReport) -> None:
            over()
            if item:
                self.waiting.emit()
            else:
                self.failed.emit(report)

        task.on_progress(work.progress).on_success(done).on_canceled(over).on_failure(failed).run()
        self._desk.work_started.emit(work)

    def _look(self) -> None:
        """Whether a report that is waited for has left by now."""
        profile = self._desk.profile
        owner, _sep, item = self._memory.get(_KEY, "").partition(" ")
        if profile is None or owner != profile.id or not item or self._running:
            return

        def sent(rooms: Rooms, _cancel: object, _report: object) -> bool:
            return rooms.outbox.get(item).state.value == "sent"

        self._desk.jobs.job(self, sent, group="lock-after").on_success(
            lambda left: self._run(item) if left else None
        ).on_failure(lambda _report: None).run()
