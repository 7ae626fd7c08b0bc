"""Waiting for a lock so that whoever waits can be told to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol


class Acquire(Protocol):
    """Tries to take a lock."""

    def __call__(self, *, timeout: float) -> bool:
        """Whether it was taken within `timeout` seconds."""


@contextmanager
def held_by(
    acquire: Acquire, release: Callable[[], None], between: Callable[[], None]
) -> Iterator[None]:
    """Hold a lock; while waiting for it, `between` is called ten times a second and may raise."""
    while not acquire(timeout=0.1):
        between()
    try:
        yield
    finally:
        release()
