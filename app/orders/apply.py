"""How orders come in from the feed: one pass a page from raw JSON to narrow, searchable rows.

The record itself is kept as it came and is read in full when its detail is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from app.base.clock import Clock
from app.base.tasks import CancelToken, Report
from app.exchange.appliers import Broken
from app.orders.rows import row_values, standing_values
from app.orders.settle import refresh_standings, settle_orders
from app.portal.wire import Change
from app.storage.database import Database, Transaction

_INSERT = """
    INSERT INTO orders (row, id, version, generation, number, placed_at, products, kind,
        bought_from, term_end, cancel_by, state, state_until, currency, amount_minor, chain, search)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_UPDATE = """
    UPDATE orders SET id = ?2, version = ?3, generation = ?4, number = ?5, placed_at = ?6,
        products = ?7, kind = ?8, bought_from = ?9, term_end = ?10, cancel_by = ?11, state = ?12,
        state_until = ?13, currency = ?14, amount_minor = ?15, chain = ?16, search = ?17
    WHERE row = ?1
"""

_Known = dict[str, tuple[int, int, int, str]]
"""By id: row, version, generation, search words."""


class OrdersApplier:
    """Stores orders. During the first load neither indexes nor search text are kept up."""

    kinds = frozenset({"order"})

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def apply(self, tx: Transaction, changes: Sequence[Change], generation: int) -> list[Broken]:
        """Store a page of orders; what cannot be read is returned with the reason."""
        now = self._clock.now()
        known = _known(tx, changes)
        following = _first_free_row(tx)
        searchable = not _is_first_load(tx)
        batch = _Batch(searchable)
        broken: list[Broken] = []
        for change in changes:
            stored = known.get(change.id)
            if change.deleted:
                if stored is not None and stored[1] <= change.version:
                    batch.flush(tx)
                    _remove(tx, [stored[0]])
                    del known[change.id]
                continue
            if stored is not None and not (generation > stored[2] or change.version > stored[1]):
                continue
            try:
                values = row_values(change.data, now)
            except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
                broken.append(_broken(change, error))
                continue
            if stored is None:
                row, following = following, following + 1
            else:
                row = stored[0]
                if batch.holds(row):
                    batch.flush(tx)
            search = values[-1]
            known[change.id] = (row, change.version, generation, search)
            batch.add(
                (row, change.id, change.version, generation, *values),
                bytearray(change.data),
                before=stored[3] if stored else None,
            )
        batch.flush(tx)
        return broken

    def sweep(self, tx: Transaction, generation: int) -> int:
        """Remove the orders that a finished snapshot did not name."""
        rows = [
            row for (row,) in tx.read("SELECT row FROM orders WHERE generation < ?", (generation,))
        ]
        _remove(tx, rows)
        return len(rows)

    def settle(
        self, db: Database, *, first_load: bool, report: Report, cancel: CancelToken | None
    ) -> None:
        """Build indexes and search text after the first load; move states on with time."""
        if first_load:
            settle_orders(db, report, cancel)
        refresh_standings(db, self._clock.now(), standing_values)


def move_states_on(mirror: Database, now: datetime) -> int:
    """Bring the states of settled orders up to `now`; how many changed. Else writes nothing."""
    first_load = mirror.one("SELECT first_load FROM feed_state")
    if first_load is None or first_load[0]:
        return 0
    return refresh_standings(mirror, now, standing_values)


class _Batch:
    """Rows on their way into the store, written together."""

    def __init__(self, searchable: bool) -> None:
        self._searchable = searchable
        self._inserts: list[tuple[Any, ...]] = []
        self._updates: list[tuple[Any, ...]] = []
        self._new_bodies: list[tuple[int, bytearray]] = []
        self._bodies: list[tuple[bytearray, int]] = []
        self._unindexed: list[tuple[int]] = []
        self._indexed: list[tuple[int, str]] = []
        self._rows: set[int] = set()

    def holds(self, row: int) -> bool:
        """Whether this row is already waiting to be written."""
        return row in self._rows

    def add(self, values: tuple[Any, ...], body: bytearray, *, before: str | None) -> None:
        """Take a row; `before` is the search text it had, None for a new row.

        A bytearray, because the driver looks for an adapter of bytes: 1 µs a row.
        """
        row, search = values[0], values[-1]
        self._rows.add(row)
        if before is None:
            self._inserts.append(values)
            self._new_bodies.append((row, body))
        else:
            self._updates.append(values)
            self._bodies.append((body, row))
        if self._searchable and before != search:
            if before is not None:
                self._unindexed.append((row,))
            self._indexed.append((row, search))

    def flush(self, tx: Transaction) -> None:
        """Write what was taken."""
        tx.executemany(_INSERT, self._inserts)
        tx.executemany("INSERT INTO order_body VALUES (?, ?)", self._new_bodies)
        tx.executemany(_UPDATE, self._updates)
        tx.executemany("UPDATE order_body SET body = ? WHERE row = ?", self._bodies)
        tx.executemany("DELETE FROM orders_search WHERE rowid = ?", self._unindexed)
        tx.executemany("INSERT INTO orders_search (rowid, text) VALUES (?, ?)", self._indexed)
        for waiting in (
            self._inserts,
            self._updates,
            self._new_bodies,
            self._bodies,
            self._unindexed,
            self._indexed,
            self._rows,
        ):
            waiting.clear()


def _known(tx: Transaction, changes: Sequence[Change]) -> _Known:
    ids = msgspec.json.encode([change.id for change in changes]).decode()
    rows = tx.read(
        "SELECT id, row, version, generation, search FROM orders"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    return {
        key: (row, version, generation, search) for key, row, version, generation, search in rows
    }


def _first_free_row(tx: Transaction) -> int:
    found = tx.one("SELECT max(row) FROM orders")
    return int(found[0] or 0) + 1 if found else 1


def _is_first_load(tx: Transaction) -> bool:
    found = tx.one("SELECT first_load FROM feed_state")
    return bool(found and found[0])


def _remove(tx: Transaction, rows: Sequence[int]) -> None:
    keys = [(row,) for row in rows]
    tx.executemany("DELETE FROM order_body WHERE row = ?", keys)
    tx.executemany("DELETE FROM orders WHERE row = ?", keys)
    if not _is_first_load(tx):
        tx.executemany("DELETE FROM orders_search WHERE rowid = ?", keys)


def _broken(change: Change, error: Exception) -> Broken:
    return Broken(change.kind, change.id, change.version, str(error)[:500], bytes(change.data))
