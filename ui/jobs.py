"""Work beside the window: the only place of the window's process that owns threads.

A job is a function of a profile's rooms. It runs on a thread that has rooms of its own, its outcome
comes back on the window's thread, and a failure that nobody handles is shown, never dropped.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QTimer, Signal, Slot
from shiboken6 import isValid

from app.base.bugs import bug_report
from app.base.errors import Cancelled, Problem, ProblemReport
from app.base.tasks import CancelToken, Progress, Report
from ui.lanes import Lane, Outcome

if TYPE_CHECKING:
    from app.services import Rooms

T = TypeVar("T")
_TURN_SECONDS = 0.0005
RoomsFactory: TypeAlias = "Callable[[], Rooms]"
Operation: TypeAlias = "Callable[[Rooms, CancelToken, Report], T]"


class WrongThread(RuntimeError):
    """A bug: something of the window was called from a thread that is not the window's."""


def start_thread(name: str, target: Callable[[], None]) -> threading.Thread:
    """Run `target` on a daemon thread called `name` (for ui.link's pipe; pages use jobs)."""
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread


def require_window_thread(what: str) -> None:
    """Raise WrongThread (a bug) where the calling thread is not the window's."""
    app = QCoreApplication.instance()
    if app is not None and QThread.currentThread() is not app.thread():
        raise WrongThread(f"{what} was called from the thread {threading.current_thread().name}")


class Handle:
    """A running job, for whoever may want to stop it."""

    def __init__(self, lane: Lane, job: Job[Any]) -> None:
        self._lane = lane
        self._job = job

    def cancel(self) -> None:
        """Stop the job: a queued one never starts, a running statement is interrupted."""
        self._lane.cancel(self._job)

    @property
    def running(self) -> bool:
        """Whether its outcome is still to come."""
        return not self._job.over


class Job(Generic[T]):
    """One piece of work with what to do with its outcome. Made by `Jobs.job`, started by `run`."""

    def __init__(
        self, jobs: Jobs, parent: QObject, op: Operation[T], *, group: str, long: bool
    ) -> None:
        self.op = op
        self.group = group
        self.long = long
        self.parent = parent
        self.token = CancelToken()
        self.over = False
        self._jobs = jobs
        self._success: Callable[[T], object] | None = None
        self._failure: Callable[[ProblemReport], object] | None = None
        self._progress: Callable[[Progress], object] | None = None
        self._canceled: Callable[[], object] | None = None

    def on_success(self, handler: Callable[[T], object]) -> Job[T]:
        """Call `handler` with the result, on the window's thread, while the parent lives."""
        self._success = handler
        return self

    def on_failure(self, handler: Callable[[ProblemReport], object]) -> Job[T]:
        """Call `handler` with the problem instead of letting the window show it.

        A bug comes here too, and its report is saved whatever the handler does.
        """
        self._failure = handler
        return self

    def on_progress(self, handler: Callable[[Progress], object]) -> Job[T]:
        """Call `handler` at most ten times a second with how far the work is."""
        self._progress = handler
        return self

    def on_canceled(self, handler: Callable[[], object]) -> Job[T]:
        """Call `handler` when the job was canceled, or overtaken by a newer one of its group."""
        self._canceled = handler
        return self

    def run(self) -> Handle:
        """Queue the job. An older job of the same group is canceled first."""
        return self._jobs.run(self)

    @property
    def watched(self) -> bool:
        """Whether somebody wants its progress."""
        return self._progress is not None

    def _alive(self) -> bool:
        return isValid(self.parent)

    def deliver_progress(self, progress: Progress) -> None:
        """Tell the listener how far it is; on the window's thread."""
        if self._progress and not self.over and self._alive():
            self._progress(progress)

    def deliver_success(self, result: T) -> None:
        """Hand the result over; on the window's thread."""
        if self._success and self._alive():
            self._success(result)

    def deliver_canceled(self) -> None:
        """Tell that it was canceled; on the window's thread."""
        if self._canceled and self._alive():
            self._canceled()

    def deliver_failure(self, report: ProblemReport) -> bool:
        """Hand the problem to its handler; False where there is none."""
        if self._failure is None or not self._alive():
            return False
        self._failure(report)
        return True


class Jobs(QObject):
    """Runs jobs: quick ones one after the other, long ones (an export) on a second thread."""

    failed = Signal(object)
    """A ProblemReport that no job's own handler took; the shell shows it."""
    bug = Signal(object)
    """The exception behind any bug, handled or not; ui.crash saves its report."""
    _outcome = Signal(object)

    def __init__(
        self, rooms_factory: RoomsFactory | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        # Threads take turns at Python's own code; by default a job may keep the window 5 ms.
        sys.setswitchinterval(_TURN_SECONDS)
        self._outcome.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        post: Callable[[Callable[[], None]], None] = self._outcome.emit
        self._lanes = (
            Lane("jobs", rooms_factory, post, self._settle, start_thread),
            Lane("long-jobs", rooms_factory, post, self._settle, start_thread),
        )
        self._nudge = QTimer(self)
        self._nudge.setInterval(20)
        self._nudge.timeout.connect(self._interrupt_again)

    def job(
        self, parent: QObject, op: Operation[T], *, group: str = "", long: bool = False
    ) -> Job[T]:
        """A job to be equipped and run. Its outcome is dropped when `parent` is gone by then.

        `group`: a newer job of the same group cancels the older. `long`: work of more than about
        half a second (exports) goes to a thread of its own, so that it delays no page.
        """
        return Job(self, parent, op, group=group, long=long)

    def run(self, job: Job[Any]) -> Handle:
        """Queue `job`. Called from another thread it raises WrongThread and reports the bug."""
        try:
            require_window_thread("Jobs.run")
        except WrongThread as error:
            self._outcome.emit(lambda error=error: self._report_bug(error))
            raise
        lane = self._lanes[1 if job.long else 0]
        lane.submit(job)
        self._nudge.start()
        return Handle(lane, job)

    def use(self, rooms_factory: RoomsFactory | None) -> None:
        """Work for another profile from now on (None: for none). What is under way is canceled."""
        require_window_thread("Jobs.use")
        for lane in self._lanes:
            lane.use(rooms_factory)

    def close(self, seconds: float = 10.0) -> bool:
        """Cancel everything and wait up to `seconds` for the threads; True when they ended."""
        require_window_thread("Jobs.close")
        self._nudge.stop()
        closed = [lane.close(seconds) for lane in self._lanes]
        return all(closed)

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:
            self._report_bug(error)

    def _settle(self, job: Job[Any], outcome: Outcome) -> None:
        job.over = True
        match outcome.error:
            case None if not job.token.cancelled:
                job.deliver_success(outcome.result)
            case Problem() as problem if not job.token.cancelled:
                if not job.deliver_failure(problem.report()):
                    self.failed.emit(problem.report())
            case None | Problem() | Cancelled():
                job.deliver_canceled()
            case error:
                self._report_bug(error, handled=job.deliver_failure(bug_report(error, "window")))

    def _report_bug(self, error: BaseException, *, handled: bool = False) -> None:
        self.bug.emit(error)
        if not handled:
            self.failed.emit(bug_report(error, "window"))

    @Slot()
    def _interrupt_again(self) -> None:
        # A cancel may fall between two statements of a job: then the next one is interrupted.
        busy = [lane.interrupt_canceled() for lane in self._lanes]
        if not any(busy):
            self._nudge.stop()
