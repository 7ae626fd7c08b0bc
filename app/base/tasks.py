"""Long work: how it is cancelled, how it tells its progress, how a slow call is bounded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from app.base.clock import Clock
from app.base.errors import Cancelled

T = TypeVar("T")


class Progress(msgspec.Struct, frozen=True):
    """How far a piece of work is. `total` None means that it is not known (yet)."""

    phase: str
    done: int
    total: int | None = None


Report = Callable[[Progress], None]


def no_report(_progress: Progress) -> None:
    """A progress listener for work that nobody watches."""


class CancelToken:
    """Set once by whoever wants the work to stop; asked by the work at every step."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop. Safe from any thread, and more than once."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise Cancelled if somebody asked to stop."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds`; True at once when somebody asks to stop."""
        return self._event.wait(seconds)


def throttled(report: Report, clock: Clock, *, every: float = 0.1) -> Report:
    """A listener that passes on at most one progress in `every` seconds, from any thread.

    A new phase and an end (`done` reached `total`) always pass.
    """
    lock = threading.Lock()
    last = clock.monotonic() - every
    phase = ""

    def pass_on(progress: Progress) -> None:
        nonlocal last, phase
        with lock:
            now = clock.monotonic()
            due = progress.phase != phase or progress.done == progress.total
            if not due and now - last < every:
                return
            last, phase = now, progress.phase
        report(progress)

    return pass_on


class TooSlow(Exception):
    """A bounded call did not answer in time; it was left behind on its own daemon thread."""


class Pending(Generic[T]):
    """A call that runs on a daemon thread of its own, begun as this object is made."""

    def __init__(self, call: Callable[[], T], name: str = "bounded-call") -> None:
        self._call = call
        self._outcome: list[T] = []
        self._failure: list[BaseException] = []
        self._done = threading.Event()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds`; True as soon as the call has ended."""
        return self._done.wait(seconds)

    def result(self) -> T:
        """What the ended call returned; raises what it raised."""
        if self._failure:
            raise self._failure[0]
        return self._outcome[0]

    def _run(self) -> None:
        try:
            self._outcome.append(self._call())
        except BaseException as error:
            self._failure.append(error)
        finally:
            self._done.set()


def bounded(call: Callable[[], T], seconds: float, *, cancel: CancelToken | None = None) -> T:
    """Run `call` on a daemon thread and wait for it at most `seconds`.

    For calls into the system that may hang and cannot be interrupted (a locked keyring, a dead
    socket). Raises TooSlow after `seconds`, Cancelled within 50 ms of `cancel`, else whatever
    `call` raises.
    """
    pending = Pending(call)
    left = seconds
    while not pending.wait(min(0.05, left) if cancel else left):
        if cancel:
            cancel.check()
        left -= 0.05 if cancel else left
        if left <= 0:
            raise TooSlow
    return pending.result()
