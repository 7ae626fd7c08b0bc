"""Long work can be cancelled, tells its progress in measure, and a hanging call is left behind."""

from __future__ import annotations

import threading

import pytest

from app.base.clock import SystemClock
from app.base.errors import Cancelled
from app.base.tasks import CancelToken, Pending, Progress, TooSlow, bounded, throttled
from tests.support.waiting import until


class HandClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self):
        return SystemClock().now()

    def monotonic(self) -> float:
        return self.seconds


def test_a_cancelled_token_stays_cancelled_and_wakes_who_waits():
    token = CancelToken()
    token.check()
    assert not token.wait(0)
    token.cancel()
    token.cancel()
    assert token.cancelled
    assert token.wait(60)
    with pytest.raises(Cancelled):
        token.check()


def test_a_bounded_call_gives_back_what_it_returns_or_raises():
    assert bounded(lambda: 42, 10) == 42
    with pytest.raises(LookupError, match="gone"):
        bounded(fails, 10)


def fails() -> None:
    raise LookupError("gone")


def test_a_call_that_hangs_is_left_behind_in_time():
    release = threading.Event()
    try:
        with pytest.raises(TooSlow):
            bounded(release.wait, 0.05)
    finally:
        release.set()


def test_cancelling_ends_the_wait_for_a_call_that_hangs():
    release, token = threading.Event(), CancelToken()
    caught: list[BaseException] = []

    def wait() -> None:
        try:
            bounded(release.wait, 600, cancel=token)
        except Cancelled as error:
            caught.append(error)

    waiter = threading.Thread(target=wait)
    waiter.start()
    token.cancel()
    waiter.join(10)
    release.set()
    assert len(caught) == 1


def test_a_pending_call_can_be_asked_for_its_result():
    release = threading.Event()
    pending = Pending(lambda: release.wait(10) and "done")
    assert not pending.wait(0)
    release.set()
    until(lambda: pending.wait(0), "the pending call")
    assert pending.result() == "done"


def test_progress_is_thinned_but_phases_and_ends_always_pass():
    heard: list[Progress] = []
    clock = HandClock()
    report = throttled(heard.append, clock, every=0.1)
    for done in range(1, 1001):
        clock.seconds += 0.001
        report(Progress("Receiving", done, 1000))
    report(Progress("Building the index", 0, 9))
    assert heard[0].done == 1
    assert heard[-2] == Progress("Receiving", 1000, 1000)
    assert heard[-1].phase == "Building the index"
    assert 9 <= len(heard) <= 13
