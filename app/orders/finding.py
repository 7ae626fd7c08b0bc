"""Which rows a query shows, first and in all: the fastest way for the size of the answer (P5).

A broad word is found soon by walking the column's index and looking at each row's words. For any
other the full-text index names the matches, and the column's order picks the first of them: from
memory where it is remembered, else by walking the index until enough of them were met. Looking at
a row costs a page to decrypt (20 to 60 µs), an entry of an index or a match 0.3 µs.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from app.base.clock import Clock
from app.base.tasks import CancelToken
from app.orders.model import OrderColumn, OrderQuery
from app.orders.search import query_words
from app.orders.store import Condition, OrdersStore, chips_of

Rows: TypeAlias = "array[int]"

FEW = 1_500
"""So many matches are put in order by looking at each row."""
GLANCE = 256
"""Rows that are looked at before deciding whether walking on will pay."""
BROAD = 1_500
"""Walking on pays where a page of matches takes at most so many rows: a match in twelve."""
_ABSENT = 0xFFFFFFFF
_ROW_TYPE = "I"


class Ordering:
    """The rows of the whole table in one column's order, and each row's place in it.

    4 bytes a row for either; `token` tells whether the store changed since.
    """

    def __init__(
        self, column: OrderColumn, *, descending: bool, order: Rows, token: tuple[int, int]
    ) -> None:
        self.column = column
        self.descending = descending
        self.order = order
        self.token = token
        self._places: Rows | None = None

    def first(self, rows: Iterator[int], limit: int) -> list[int]:
        """The first `limit` of these rows in this order."""
        places = self._place_of()
        best = heapq.nsmallest(limit, map(places.__getitem__, rows))
        return [self.order[place] for place in best if place != _ABSENT]

    def sort(self, rows: Iterator[int]) -> Rows:
        """All of these rows in this order."""
        places = self._place_of()
        found = sorted(map(places.__getitem__, rows))
        return array(_ROW_TYPE, [self.order[place] for place in found if place != _ABSENT])

    def turned(self) -> Ordering:
        """The same column, the other way round."""
        return Ordering(
            self.column,
            descending=not self.descending,
            order=self.order[::-1],
            token=self.token,
        )

    def _place_of(self) -> Rows:
        if self._places is None:
            size = max(self.order, default=0) + 1
            places = array(_ROW_TYPE, b"\xff" * (4 * size))
            for place, row in enumerate(self.order):
                places[row] = place
            self._places = places
        return self._places


class Finder:
    """Finds rows over one connection; remembers the order of the column looked at last."""

    def __init__(self, store: OrdersStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._ordering: Ordering | None = None

    def first(self, query: OrderQuery, limit: int) -> list[int]:
        """The first rows that the query shows; quick for every keystroke."""
        words, chips, settled = self.asked(query)
        if not words:
            return list(self._store.in_order(query, chips, limit=limit, settled=settled))
        if not settled:
            return list(itertools.islice(self._walk(query, words, chips, settled=False), limit))
        matches = self._store.matching(words, Condition())
        few = list(itertools.islice(matches, FEW + 1))
        ordering = None if chips else self._remembered(query)
        if len(few) <= FEW:
            return self._ranked(iter(few), query, chips, limit, ordering)
        shown = self._walk_while_it_pays(query, words, chips, limit)
        if shown is not None:
            return shown
        return self._ranked(itertools.chain(few, matches), query, chips, limit, ordering)

    def all(self, query: OrderQuery, cancel: CancelToken | None = None) -> Rows:
        """Every row that the query shows, in its order. Raises Cancelled.

        The array may be the remembered one: it is not to be changed by the caller.
        """
        with self._store.db.cancellable(cancel):
            words, chips, settled = self.asked(query)
            if not words and not chips and settled:
                return self._order(query).order
            if not words:
                return _collected(self._store.in_order(query, chips, settled=settled), cancel)
            if not settled:
                return _collected(self._walk(query, words, chips, settled=False), cancel)
            matches = _collected(self._store.matching(words, chips), cancel)
            if len(matches) <= FEW and self._remembered(query) is None:
                return array(_ROW_TYPE, self._store.sorted_rows(matches, query, Condition()))
            try:
                return self._order(query).sort(iter(matches))
            except IndexError:
                return array(_ROW_TYPE, self._store.sorted_rows(matches, query, Condition()))

    def asked(self, query: OrderQuery) -> tuple[Sequence[str], Condition, bool]:
        """The words, the chips, and whether indexes and search text are there."""
        now: datetime = self._clock.now()
        return query_words(query.text), chips_of(query, now), self._store.is_settled()

    def _ranked(
        self,
        rows: Iterator[int],
        query: OrderQuery,
        chips: Condition,
        limit: int,
        ordering: Ordering | None,
    ) -> list[int]:
        """The first of these rows: by their places, by looking at each, or by the index."""
        found = list(rows)
        if ordering is not None:
            with contextlib.suppress(IndexError):  # rows came in since: the order is out of date
                return ordering.first(iter(found), limit)
        if len(found) <= FEW:
            return self._store.sorted_rows(found, query, chips, limit=limit)
        met = filter(frozenset(found).__contains__, self._store.in_order(query, chips))
        return list(itertools.islice(met, limit))

    def _walk(
        self, query: OrderQuery, words: Sequence[str], chips: Condition, *, settled: bool
    ) -> Iterator[int]:
        needles = [f" {word}" for word in words]
        for row, search in self._store.candidates(query, chips, settled=settled):
            if all(needle in search for needle in needles):
                yield row

    def _walk_while_it_pays(
        self,
        query: OrderQuery,
        words: Sequence[str],
        chips: Condition,
        limit: int,
    ) -> list[int] | None:
        """The first rows by walking, or None where too few were met on the way."""
        needles = [f" {word}" for word in words]
        found: list[int] = []
        seen = 0
        walking = self._store.candidates(query, chips, settled=True)
        for seen, (row, search) in enumerate(walking, 1):
            if all(needle in search for needle in needles):
                found.append(row)
                if len(found) == limit:
                    return found
            if seen % GLANCE == 0 and len(found) * BROAD < limit * seen:
                walking.close()
                return None
        return found

    def _remembered(self, query: OrderQuery) -> Ordering | None:
        """The order of the query's column, where it is remembered and still true."""
        known = self._ordering
        if known is None or known.column is not query.sort or known.token != self._token():
            return None
        if known.descending != query.descending:
            known = self._ordering = known.turned()
        return known

    def _order(self, query: OrderQuery) -> Ordering:
        known = self._remembered(query)
        if known is None:
            token = self._token()
            order = array(_ROW_TYPE)
            order.extend(self._store.in_order(query, Condition()))
            known = Ordering(query.sort, descending=query.descending, order=order, token=token)
            self._ordering = known
        return known

    def _token(self) -> tuple[int, int]:
        return (self._store.db.data_version(), self._store.db.total_changes)


def _collected(rows: Iterator[int], cancel: CancelToken | None) -> Rows:
    found = array(_ROW_TYPE)
    while chunk := list(itertools.islice(rows, 10_000)):
        found.extend(chunk)
        if cancel is not None:
            cancel.check()
    return found
