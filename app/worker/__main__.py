"""Start of the worker process. The first line is written before anything large is imported."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING

from app import __version__
from app.base.clock import SystemClock
from app.base.errors import Problem
from app.base.messages import FromWorker, Started, encode
from app.base.paths import folders
from app.worker.loop import Worker

if TYPE_CHECKING:
    import logging


class Speaker:
    """Writes lines to the window, one at a time, from any thread."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def say(self, message: FromWorker) -> None:
        """Write `message`. Where nobody reads any more it is lost: the input's end tells."""
        with self._lock:
            try:
                self._stream.write(encode(message))
                self._stream.flush()
            except (OSError, ValueError):
                return


class _Log:
    """The worker's log file, opened when there is something to write (logging costs 10 ms)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._logger: logging.Logger | None = None

    def error(self, text: str) -> None:
        """Write a line; redacted. A log that cannot be written is no reason to fail."""
        with self._lock, contextlib.suppress(Problem, OSError):
            if self._logger is None:
                from app.base import logs  # noqa: PLC0415 - see above

                self._logger = logs.start(self._folder, "worker")
            self._logger.error("%s", text)


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Our ends of the pipe, moved out of the way of what libraries print and children inherit."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return incoming, outgoing


def main() -> int:
    """Serve the window at the other end of standard input and output; the exit status."""
    incoming, outgoing = _take_pipes()
    speaker = Speaker(outgoing)
    speaker.say(Started(pid=os.getpid(), version=__version__))
    places = folders()
    ended = Worker(speaker.say, places, SystemClock(), _Log(places.logs).error).serve(incoming)
    # A thread that hangs in the keyring or the network must not keep a process alive.
    os._exit(0 if ended else 1)


if __name__ == "__main__":
    main()
