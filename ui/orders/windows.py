"""Rows of a long table in windows of 128: only those near the eye are in memory.

What is known for every row is its key, in one packed array (4 bytes a row). A window of rows is
read by key when one of its rows is first wanted, and forgotten when many others were read since.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

WINDOW = 128
KEPT = 24

R = TypeVar("R")


class RowWindows(Generic[R]):
    """Rows, read lazily. `read` returns those of the given keys that still exist."""

    def __init__(
        self,
        read: Callable[[Sequence[int]], Sequence[R]],
        key_of: Callable[[R], int],
        *,
        window: int = WINDOW,
        kept: int = KEPT,
    ) -> None:
        self._read = read
        self._key_of = key_of
        self._window = window
        self._kept = kept
        self._keys: array[int] = array("I")
        self._loaded: OrderedDict[int, list[R | None]] = OrderedDict()
        self.reads = 0

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> array[int]:
        """The key of every row, in order; not to be changed."""
        return self._keys

    def show(self, keys: array[int], first: Sequence[R] = ()) -> None:
        """From now on stand for `keys`; `first` are rows of its beginning, known already."""
        self._keys = keys
        self._loaded.clear()
        for start in range(0, len(first), self._window):
            part = first[start : start + self._window]
            whole = len(part) == min(self._window, len(keys) - start)
            if whole and all(self._key_of(row) == keys[start + at] for at, row in enumerate(part)):
                self._loaded[start // self._window] = list(part)

    def row(self, position: int) -> R | None:
        """The row at `position`, reading its window if needed; None where it is gone."""
        index, offset = divmod(position, self._window)
        rows = self._loaded.get(index)
        if rows is None:
            rows = self._fetch(index)
        else:
            self._loaded.move_to_end(index)
        return rows[offset]

    def key(self, position: int) -> int:
        """The key at `position`, without reading anything."""
        return self._keys[position]

    def position(self, key: int) -> int:
        """Where `key` stands, or -1."""
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def _fetch(self, index: int) -> list[R | None]:
        keys = self._keys[index * self._window : (index + 1) * self._window]
        found = {self._key_of(row): row for row in self._read(keys)}
        rows = [found.get(key) for key in keys]
        self.reads += 1
        self._loaded[index] = rows
        while len(self._loaded) > self._kept:
            self._loaded.popitem(last=False)
        return rows
