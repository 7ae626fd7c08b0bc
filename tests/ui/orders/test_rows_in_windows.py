"""A long table keeps only what is near the eye, whatever it is told to show."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from ui.orders.windows import RowWindows


class Store:
    """Rows are their own keys, times ten; `gone` no longer exist."""

    def __init__(self, gone: frozenset[int] = frozenset()) -> None:
        self.gone = gone
        self.asked: list[tuple[int, ...]] = []

    def read(self, keys: Sequence[int]) -> list[int]:
        self.asked.append(tuple(keys))
        return [key for key in sorted(keys) if key not in self.gone]


def windows_of(store: Store, count: int, *, window: int = 4, kept: int = 3) -> RowWindows[int]:
    windows = RowWindows(store.read, lambda row: row, window=window, kept=kept)
    windows.show(array("q", range(count - 1, -1, -1)))
    return windows


def test_a_row_is_read_with_its_window_and_only_once() -> None:
    store = Store()
    windows = windows_of(store, 10)
    assert [windows.row(at) for at in range(4)] == [9, 8, 7, 6]
    assert store.asked == [(9, 8, 7, 6)]


def test_the_last_window_may_be_short() -> None:
    store = Store()
    assert windows_of(store, 10).row(9) == 0
    assert store.asked == [(1, 0)]


def test_windows_long_unseen_are_forgotten_and_read_again() -> None:
    store = Store()
    windows = windows_of(store, 40, kept=2)
    for position in (0, 8, 16, 0):
        windows.row(position)
    assert windows.reads == 4


def test_a_row_that_vanished_is_nothing_and_its_neighbors_stay() -> None:
    windows = windows_of(Store(frozenset({8})), 10)
    assert [windows.row(at) for at in range(3)] == [9, None, 7]


def test_first_rows_that_are_known_are_not_read_again() -> None:
    store = Store()
    windows = RowWindows(store.read, lambda row: row, window=4)
    windows.show(array("q", range(10)), [0, 1, 2, 3, 4])
    assert windows.row(3) == 3
    assert not store.asked
    assert windows.row(4) == 4
    assert store.asked == [(4, 5, 6, 7)]


def test_known_rows_that_no_longer_match_their_keys_are_not_trusted() -> None:
    store = Store()
    windows = RowWindows(store.read, lambda row: row, window=4)
    windows.show(array("q", range(10)), [0, 2, 1, 3])
    assert windows.row(1) == 1
    assert len(store.asked) == 1


def test_a_key_is_found_where_it_stands() -> None:
    windows = windows_of(Store(), 10)
    assert windows.position(9) == 0
    assert windows.position(77) == -1
    assert windows.key(9) == 0
