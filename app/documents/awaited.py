"""Waiting for the library that signs, which speaks asyncio: begun here, ended before it returns.

No loop outlives a call, and no other room has one.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def awaited(work: Coroutine[Any, Any, T]) -> T:
    """What `work` comes to, on a loop of its own that ends with it. Raises what it raises."""
    import asyncio  # noqa: PLC0415 - where something is signed or judged

    return asyncio.run(work)
