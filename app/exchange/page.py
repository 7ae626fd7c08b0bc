"""One page of the feed inside its transaction: what is too old, what is broken, what remains."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from app.exchange.appliers import Applier, Broken
from app.portal.wire import Change
from app.storage.database import Transaction
from app.storage.errors import Constraint

_log = logging.getLogger("counterpart.feed")


def current(tx: Transaction, changes: Sequence[Change]) -> Sequence[Change]:
    """Each record's highest version once, without those of records deleted at that or a later one.

    So an applier meets a record at most once a page and need not mind the order.
    """
    if len({(change.kind, change.id) for change in changes}) < len(changes):
        latest: dict[tuple[str, str], Change] = {}
        for change in changes:
            before = latest.get((change.kind, change.id))
            if before is None or change.version >= before.version:
                latest[change.kind, change.id] = change
        changes = list(latest.values())
    if tx.one("SELECT 1 FROM tombstone LIMIT 1") is None:
        return changes
    kept = []
    for change in changes:
        row = tx.one(
            "SELECT version FROM tombstone WHERE kind = ? AND id = ?", (change.kind, change.id)
        )
        if row is None or change.version > row[0]:
            kept.append(change)
    return kept


def apply(
    tx: Transaction, applier: Applier, changes: Sequence[Change], generation: int
) -> list[Broken]:
    """Apply a batch; if one record trips the applier, apply them singly and set that one aside."""
    try:
        with tx.savepoint():
            return applier.apply(tx, changes, generation)
    except (ValueError, TypeError, LookupError, ArithmeticError, Constraint) as error:
        _log.warning("a page is applied record by record: %s", type(error).__name__)
    broken: list[Broken] = []
    for change in changes:
        try:
            with tx.savepoint():
                broken += applier.apply(tx, [change], generation)
        except (ValueError, TypeError, LookupError, ArithmeticError, Constraint) as error:
            reason = f"{type(error).__name__}: {error}"[:500]
            body = bytes(change.data)
            broken.append(Broken(change.kind, change.id, change.version, reason, body))
    return broken


def keep_broken(
    tx: Transaction, changes: Sequence[Change], broken: Sequence[Broken], at: str
) -> None:
    """Set the broken aside, and forget the ones whose next version came whole."""
    if tx.one("SELECT 1 FROM set_aside LIMIT 1") is not None:
        tx.executemany(
            "DELETE FROM set_aside WHERE kind = ? AND id = ? AND version <= ?",
            [(change.kind, change.id, change.version) for change in changes],
        )
    if broken:
        tx.executemany(
            "INSERT OR REPLACE INTO set_aside VALUES (?, ?, ?, ?, ?, ?)",
            [(b.kind, b.id, b.version, b.reason, b.body, at) for b in broken],
        )
