"""One process at a time: a lock of the system on a file, free again when its holder dies."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from app.base.errors import Problem, from_os_error
from app.base.tasks import CancelToken

_LOOK = 0.05


@contextlib.contextmanager
def held(
    path: Path, busy: Callable[[], Problem], *, wait: float = 0.0, cancel: CancelToken | None = None
) -> Iterator[None]:
    """Hold the lock `path` within the block; wait for it up to `wait` seconds.

    Raises what `busy` makes when another process or thread keeps it, Cancelled while waiting, and
    the Problem that a folder that cannot be written means.
    """
    lock = FileLock(path, timeout=0)
    end = time.monotonic() + wait
    while True:
        try:
            lock.acquire(timeout=0)
            break
        except Timeout:
            left = end - time.monotonic()
            if left <= 0:
                raise busy() from None
            token = cancel or CancelToken()
            token.wait(min(_LOOK, left))
            token.check()
        except OSError as error:
            raise from_os_error(error, path) from error
    try:
        yield
    finally:
        lock.release()
