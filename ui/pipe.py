"""The two ends of one worker process's pipe, each on a thread of its own.

Writing has a thread too: a hung worker with a full pipe must not stop the window.
"""

from __future__ import annotations

import queue
import subprocess
from collections.abc import Callable
from typing import TypeAlias

from app.base.messages import BadLine, FromWorker, Quit, ToWorker, encode, from_worker
from ui.jobs import start_thread

Process: TypeAlias = "subprocess.Popen[bytes]"


class PipeEnd:
    """One worker process, with a thread that reads its lines and one that writes ours."""

    def __init__(
        self, process: Process, arrived: Callable[[FromWorker | Exception | None], None]
    ) -> None:
        self._process = process
        self._arrived = arrived
        self._outgoing: queue.SimpleQueue[ToWorker | None] = queue.SimpleQueue()
        self._threads = (
            start_thread("worker-reader", self._read),
            start_thread("worker-writer", self._write),
        )

    def write(self, message: ToWorker) -> None:
        """Queue a line."""
        self._outgoing.put(message)

    def kill(self) -> None:
        """End the process at once; the reader then tells that it ended."""
        self._process.kill()

    def finish(self, seconds: float) -> int | None:
        """Ask it to end, wait, kill it if it does not; joins the threads. The exit status."""
        self.write(Quit())
        self._outgoing.put(None)
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait(seconds + 5)
        for thread in self._threads:
            thread.join(5)
        return status

    def _read(self) -> None:
        stream = self._process.stdout
        if stream:
            with stream:
                for line in stream:
                    self._tell(line)
        self._arrived(None)

    def _tell(self, line: bytes) -> None:
        try:
            self._arrived(from_worker(line))
        except BadLine as error:
            self._arrived(error)

    def _write(self) -> None:
        stream = self._process.stdin
        if stream is None:
            return
        try:
            with stream:
                while (message := self._outgoing.get()) is not None:
                    stream.write(encode(message))
                    stream.flush()
        except OSError:
            return  # the worker is gone; the reader tells
