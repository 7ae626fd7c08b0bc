"""A lane: one thread with rooms of its own, and the queue of jobs in front of it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.base.clock import SystemClock
from app.base.errors import Cancelled, Problem
from app.base.tasks import Progress, Report, throttled
from app.base.text import _

if TYPE_CHECKING:
    from app.services import Rooms
    from ui.jobs import Job, RoomsFactory


class NoRooms(Problem):
    """A job was asked for while no profile is open."""

    code = "CP-6001"


class Outcome:
    """How a job ended: with a result, or with an exception."""

    def __init__(self, result: object = None, error: BaseException | None = None) -> None:
        self.result = result
        self.error = error


class Lane:
    """One thread with its own rooms, and the queue in front of it.

    `post` runs a call on the window's thread; `settle` is what is posted when a job ended.
    """

    def __init__(
        self,
        name: str,
        factory: RoomsFactory | None,
        post: Callable[[Callable[[], None]], None],
        settle: Callable[[Job[Any], Outcome], None],
        start_thread: Callable[[str, Callable[[], None]], threading.Thread],
    ) -> None:
        self._name = name
        self._factory = factory
        self._post = post
        self._settle = settle
        self._start_thread = start_thread
        self._state = threading.Condition()
        self._queue: deque[Job[Any]] = deque()
        self._current: Job[Any] | None = None
        self._rooms: Rooms | None = None
        self._stale = False
        self._closing = False
        self._thread: threading.Thread | None = None

    def submit(self, job: Job[Any]) -> None:
        """Queue `job` in place of older ones of its group; starts the thread on first use."""
        with self._state:
            if self._closing:
                job.token.cancel()
                return
            if job.group:
                self._drop(lambda other: other.group == job.group)
            self._queue.append(job)
            if self._thread is None:
                self._thread = self._start_thread(self._name, self._run)
            self._state.notify_all()

    def cancel(self, job: Job[Any]) -> None:
        """Stop one job."""
        with self._state:
            self._drop(lambda other: other is job)

    def use(self, factory: RoomsFactory | None) -> None:
        """Other rooms from the next job on."""
        with self._state:
            self._drop(lambda _other: True)
            self._factory = factory
            self._stale = True
            self._state.notify_all()

    def interrupt_canceled(self) -> bool:
        """Interrupt the running job if it is canceled; whether the lane has anything to do."""
        with self._state:
            if self._current and self._current.token.cancelled and self._rooms:
                self._rooms.interrupt()
            return self._current is not None or bool(self._queue)

    def close(self, seconds: float) -> bool:
        """Cancel everything, wait for the thread; True when it ended."""
        with self._state:
            self._closing = True
            self._drop(lambda _other: True)
            self._state.notify_all()
        tries = max(1, int(seconds / 0.05))
        while self._thread and self._thread.is_alive() and tries:
            self._thread.join(0.05)
            self.interrupt_canceled()
            tries -= 1
        return not (self._thread and self._thread.is_alive())

    def _drop(self, concerned: Callable[[Job[Any]], bool]) -> None:
        for job in [job for job in self._queue if concerned(job)]:
            self._queue.remove(job)
            job.token.cancel()
            self._finish(job, Outcome(error=Cancelled()))
        if self._current and concerned(self._current):
            self._current.token.cancel()
            if self._rooms:
                self._rooms.interrupt()

    def _finish(self, job: Job[Any], outcome: Outcome) -> None:
        self._post(lambda: self._settle(job, outcome))

    def _run(self) -> None:
        while True:
            with self._state:
                self._state.wait_for(lambda: self._queue or self._closing or self._stale)
                stale, self._stale = self._stale, False
                leaving = self._closing
                rooms = self._rooms
                if stale or leaving:
                    self._rooms = None
                job = None if leaving or not self._queue else self._queue.popleft()
                self._current = job
            if rooms and (stale or leaving):
                self._shut(rooms)
            if leaving:
                return
            if job:
                outcome = self._perform(job)
                with self._state:
                    self._current = None
                self._finish(job, outcome)

    def _perform(self, job: Job[Any]) -> Outcome:
        report: Report = throttled(
            lambda progress: self._post(lambda: job.deliver_progress(progress)), SystemClock()
        )
        try:
            job.token.check()
            rooms = self._open()
            return Outcome(job.op(rooms, job.token, report if job.watched else _unheard))
        except BaseException as error:
            return Outcome(error=error)

    def _open(self) -> Rooms:
        if self._rooms is None:
            factory = self._factory
            if factory is None:
                raise NoRooms(
                    _("No profile is open"),
                    _("This needs the orders of a profile, and none is open."),
                    _("Sign in, or open a profile, then try again."),
                )
            rooms = factory()
            with self._state:
                self._rooms = rooms
        return self._rooms

    def _shut(self, rooms: Rooms) -> None:
        try:
            rooms.close()
        except Exception as error:
            failure = Outcome(error=error)
            self._post(lambda: self._raise(failure))

    @staticmethod
    def _raise(outcome: Outcome) -> None:
        if outcome.error:
            raise outcome.error


def _unheard(_progress: Progress) -> None:
    """Progress of a job that nobody watches."""
