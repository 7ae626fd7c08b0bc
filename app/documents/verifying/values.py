"""Reading values of a PDF's dictionaries: references are followed, what is missing is None."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def value(of: Any, name: str, otherwise: Any = None) -> Any:
    """The value of a member, wherever in the file it lies."""
    return of[name] if of is not None and name in of else otherwise


def entries(of: Any, name: str) -> Iterator[Any]:
    """The members of an array that a dictionary names, each where it lies; none without one."""
    for one in value(of, name, ()):
        yield one.get_object()
