"""Fetches the next page while the current one is being stored: one short-lived thread a page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from app.base.tasks import CancelToken

T = TypeVar("T")

_LOOK = 0.05
_PATIENCE = 2.0
"""Seconds that an abandoned fetch gets to notice it: the transport promises one (threat 11)."""


class Pending(Generic[T]):
    """A call under way. `call` is given a token that `abandon` and the person's token set."""

    def __init__(self, call: Callable[[CancelToken], T]) -> None:
        self._stop = CancelToken()
        self._outcome: list[T] = []
        self._failure: list[BaseException] = []
        self._done = threading.Event()
        self._call = call
        self._thread = threading.Thread(target=self._run, name="feed-prefetch", daemon=True)
        self._thread.start()

    def result(self, cancel: CancelToken | None) -> T:
        """Wait for the outcome. Raises what the call raised, or Cancelled soon after `cancel`."""
        while not self._done.wait(_LOOK if cancel else None):
            if cancel is not None and cancel.cancelled:
                self.abandon()
                cancel.check()
        self._thread.join()
        if self._failure:
            raise self._failure[0]
        return self._outcome[0]

    def abandon(self) -> None:
        """Tell the call that nobody waits for it any more, and give it a moment to end."""
        self._stop.cancel()
        self._thread.join(_PATIENCE)

    def _run(self) -> None:
        try:
            self._outcome.append(self._call(self._stop))
        except BaseException as error:
            self._failure.append(error)
        finally:
            self._done.set()
