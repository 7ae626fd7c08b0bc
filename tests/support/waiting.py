"""Waiting for what must become true, with a deadline: no test sleeps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_STEP = 0.01


def until(condition: Callable[[], T], what: str, *, seconds: float = 20.0) -> T:
    """Return the first true value of `condition`; fail after `seconds`, saying `what` was awaited.

    Not for the thread of a window: there use `qtbot.waitUntil` or `qtbot.waitSignal`.
    """
    pause = threading.Event()
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s in vain for: {what}")
        pause.wait(_STEP)
