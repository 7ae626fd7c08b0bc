"""The worker's threads: one lane for each kind of work, and the priority of the heavy one."""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable


class Lane:
    """A thread that runs calls one after the other; started with the first."""

    def __init__(self, name: str, *, background: bool = False) -> None:
        self._name = name
        self._background = background
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def put(self, call: Callable[[], None]) -> None:
        """Queue `call`, which must not raise."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._calls.put(call)

    def close(self, seconds: float) -> bool:
        """Wait up to `seconds` for the end of what runs; True when it ended."""
        if self._thread is None:
            return True
        self._calls.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        if self._background:
            lower_priority()
        while (call := self._calls.get()) is not None:
            call()


def lower_priority() -> None:
    """Let this thread yield to the window (P7). On macOS the whole process does."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        kernel = ctypes.windll.kernel32
        below_normal = -1
        kernel.SetThreadPriority(kernel.GetCurrentThread(), below_normal)
    else:
        os.nice(10)
