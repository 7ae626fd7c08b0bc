"""What is derived from stored orders: indexes and search text after the first load, states by time.

Building them afterwards is what makes the first synchronization fast (performance P6).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.orders.columns import index_columns, index_name
from app.orders.model import OrderColumn
from app.storage.database import Database, Transaction

Standing = tuple[int | None, int | None, int, int | None]

_CHUNK = 2000

_TUNE = "INSERT INTO orders_search (orders_search, rank) VALUES (?, ?)"
_HASH = 16 * 1024 * 1024
_USUAL_HASH = 1024 * 1024
"""Bytes of words that FTS5 gathers before it writes a segment (its default: 1 MB). With more of
them the first load writes few segments and merges none: a fifth less work, and faster queries."""


def settle_orders(db: Database, report: Report, cancel: CancelToken | None) -> None:
    """Build every index and the search text; each step is one transaction and may be repeated."""
    steps: list[str] = [
        f"CREATE INDEX IF NOT EXISTS {index_name(column)} ON orders"
        f" ({', '.join(index_columns(column))})"
        for column in OrderColumn
    ]
    steps += [
        "CREATE INDEX IF NOT EXISTS orders_by_until ON orders (state_until)"
        " WHERE state_until IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS orders_by_cancel ON orders (cancel_by)"
        " WHERE cancel_by IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS orders_by_chain ON orders (chain)",
    ]
    total = len(steps) + 1
    for done, statement in enumerate(steps):
        _pause(report, cancel, done, total)
        with db.write() as tx:
            tx.execute(statement)
    _pause(report, cancel, len(steps), total)
    with db.write() as tx:
        tx.execute("INSERT INTO orders_search (orders_search) VALUES ('delete-all')")
        tx.executemany(_TUNE, [("automerge", 0), ("hashsize", _HASH)])
        tx.execute("INSERT INTO orders_search (rowid, text) SELECT row, search FROM orders")
        tx.executemany(_TUNE, [("automerge", 4), ("hashsize", _USUAL_HASH)])
    _pause(report, cancel, total, total)


def refresh_standings(
    db: Database, now: datetime, values: Callable[[bytes, datetime], Standing]
) -> int:
    """Move on the states of orders whose instant has come; how many. Writes nothing otherwise."""
    moved = 0
    instant = int(now.timestamp())
    while True:
        due = db.read(
            "SELECT o.row, b.body FROM orders o JOIN order_body b ON b.row = o.row"
            " WHERE o.state_until <= ? LIMIT ?",
            (instant, _CHUNK),
        )
        if not due:
            return moved
        with db.write() as tx:
            for row, body in due:
                _move_on(tx, row, body, now, values)
        moved += len(due)


def _move_on(
    tx: Transaction,
    row: int,
    body: bytes,
    now: datetime,
    values: Callable[[bytes, datetime], Standing],
) -> None:
    found: tuple[Any, ...]
    try:
        found = values(body, now)
    except msgspec.MsgspecError:
        tx.execute("UPDATE orders SET state_until = NULL WHERE row = ?", (row,))
        return
    tx.execute(
        "UPDATE orders SET term_end = ?, cancel_by = ?, state = ?, state_until = ? WHERE row = ?",
        (*found, row),
    )


def _pause(report: Report, cancel: CancelToken | None, done: int, total: int) -> None:
    if cancel is not None:
        cancel.check()
    report(Progress(_("Building the index"), done, total))
