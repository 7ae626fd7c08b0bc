"""The door out: what the customer made and the event that sends it, in one durable transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import EllipsisType

import msgspec

from app.base import ids
from app.base.clock import Clock, from_wire, to_wire
from app.base.errors import ProblemReport
from app.base.text import _
from app.exchange import errors
from app.exchange.model import OutboxCounts, OutboxItem, OutboxState, Outcome
from app.portal.wire import Receipt
from app.storage.database import Database, Row, Transaction
from app.storage.ledger import Ledger, LedgerEntry, milestone

_COLUMNS = (
    "id, kind, state, subject, created_at, changed_at, after_id, attempts, next_at, look_up,"
    " problem, receipt"
)

_UNSENT = frozenset({OutboxState.QUEUED, OutboxState.WAITING, OutboxState.REFUSED})
_BROKEN_OFF = frozenset({"upload"})
"""Kinds that may be discarded while they are being sent: that stops them."""


class Outbox:
    """The items of one profile's own.db. Any process may put; only the sender sends."""

    def __init__(self, own: Database, ledger: Path, clock: Clock) -> None:
        self._own = own
        self._ledger = Ledger(ledger)
        self._clock = clock

    def put(
        self,
        tx: Transaction,
        kind: str,
        payload: msgspec.Struct | bytes,
        subject: str,
        *,
        after: str | None = None,
        id: str | None = None,  # noqa: A002 - the item's own word for it
    ) -> str:
        """Queue `payload` within the transaction that stores the record it belongs to.

        `id` is the client id where the payload names it; `after` an item that has to be sent
        first. Returns the id. Once the transaction's block has ended the item is on the disk.
        Raises UnknownItem where there is no item `after`.
        """
        if after is not None and tx.one("SELECT 1 FROM outbox WHERE id = ?", (after,)) is None:
            raise errors.unknown_item(after)
        item = id or ids.new_id(self._clock)
        body = _encoded(payload)
        now = self._clock.now()
        tx.execute(
            "INSERT INTO outbox (id, kind, state, subject, payload, after_id, created_at,"
            " changed_at) VALUES (?, ?, 'queued', ?, ?, ?, ?, ?)",
            (item, kind, subject, body, after, to_wire(now), to_wire(now)),
        )
        entry = LedgerEntry(id=item, kind=kind, state="queued", created_at=now, changed_at=now)
        tx.on_commit(lambda: self._ledger.append([entry]))
        return item

    def new_id(self) -> str:
        """An id for an item whose payload names it."""
        return ids.new_id(self._clock)

    def rewrite(
        self,
        tx: Transaction,
        item: str,
        payload: msgspec.Struct | bytes,
        *,
        after: str | EllipsisType | None = ...,
    ) -> None:
        """Replace the payload of an item that was never tried, in the caller's transaction.

        `after` replaces what it follows as well. Raises ItemSettled where it was tried: the portal
        may have it already, under the key that stands for exactly those bytes.
        """
        row = tx.one(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (item,))  # noqa: S608
        if row is None:
            raise errors.unknown_item(item)
        found = item_of(row)
        if found.state is not OutboxState.QUEUED or found.attempts or found.look_up:
            raise errors.item_settled(found.state.value)
        follows = found.after if isinstance(after, EllipsisType) else after
        if follows is not None and tx.one("SELECT 1 FROM outbox WHERE id = ?", (follows,)) is None:
            raise errors.unknown_item(follows)
        tx.execute(
            "UPDATE outbox SET payload = ?, after_id = ?, changed_at = ? WHERE id = ?",
            (_encoded(payload), follows, to_wire(self._clock.now()), item),
        )

    def held_by(self, item: str) -> OutboxItem | None:
        """The refused or discarded item that `item` waits behind, the nearest; None: none."""
        found = select(self._own, _STOPS, (item,))
        return next(iter(sorted(found, key=lambda one: one.created_at, reverse=True)), None)

    def export_unsent(self, path: Path) -> int:
        """Write what has not left to a ZIP: text, JSON and files of each item; how many items.

        It is not encrypted. Raises the problems of disk and store.
        """
        from app.exchange.unsent import export  # noqa: PLC0415 - not for the first paint (P1)

        return export(self._own, self, path, self._clock)

    def items(self, states: Collection[OutboxState] | None = None) -> tuple[OutboxItem, ...]:
        """The items, oldest first; all, or the ones in `states`."""
        wanted = tuple(OutboxState) if states is None else tuple(states)
        marks = ", ".join("?" * len(wanted))
        rows = self._own.read(
            f"SELECT {_COLUMNS} FROM outbox WHERE state IN ({marks}) ORDER BY rowid",  # noqa: S608
            [state.value for state in wanted],
        )
        return tuple(item_of(row) for row in rows)

    def get(self, item: str) -> OutboxItem:
        """One item. Raises UnknownItem."""
        row = self._own.one(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (item,))  # noqa: S608
        if row is None:
            raise errors.unknown_item(item)
        return item_of(row)

    def payload(self, item: str) -> bytes:
        """Exactly the bytes that are or were sent. Raises UnknownItem."""
        row = self._own.one("SELECT payload FROM outbox WHERE id = ?", (item,))
        if row is None:
            raise errors.unknown_item(item)
        return bytes(row[0])

    def counts(self) -> OutboxCounts:
        """How many items are in each state."""
        return counts(self._own)

    def retry(self, item: str) -> None:
        """Try a waiting or refused item again at the next sending, under the same key.

        Raises ItemSettled where it is sent, discarded or just being sent.
        """
        with self._own.write() as tx:
            self._move(tx, item, _UNSENT, Outcome(state=OutboxState.QUEUED))

    def discard(self, item: str) -> None:
        """Give up an item that is not sent; its record stays. What follows it is refused.

        Raises ItemSettled where it is sent, discarded or just being sent; an upload stops.
        """
        problem = ProblemReport(
            code="CP-4006",
            title=_("What this follows was discarded"),
            explanation=_("It belongs to an item that will not be sent."),
            next_step=_("Discard it as well, or write a new one."),
        )
        with self._own.write() as tx:
            self._move(tx, item, _discardable(tx, item), Outcome(state=OutboxState.DISCARDED))
            for follower in _followers(tx, item):
                refused = Outcome(state=OutboxState.REFUSED, problem=problem)
                self._move(tx, follower, _UNSENT, refused)

    def edit(
        self,
        item: str,
        payload: msgspec.Struct | bytes,
        *,
        new_id: str | None = None,
        tx: Transaction | None = None,
    ) -> str:
        """Put a corrected refused item under a new id and key, and return that id.

        The refused one is discarded, and what follows it then follows the new one. With `tx` all
        that happens in the caller's transaction. Raises ItemSettled for any other state.
        """
        if tx is None:
            with self._own.write() as own_tx:
                return self.edit(item, payload, new_id=new_id, tx=own_tx)
        old = self._move(tx, item, {OutboxState.REFUSED}, Outcome(state=OutboxState.DISCARDED))
        new = self.put(tx, old.kind, payload, old.subject, after=old.after, id=new_id)
        tx.execute("UPDATE outbox SET after_id = ? WHERE after_id = ?", (new, item))
        return new

    def _move(
        self, tx: Transaction, item: str, allowed: Collection[OutboxState], outcome: Outcome
    ) -> OutboxItem:
        row = tx.one(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", (item,))  # noqa: S608
        if row is None:
            raise errors.unknown_item(item)
        found = item_of(row)
        if found.state not in allowed:
            raise errors.item_settled(found.state.value)
        change(tx, found, outcome, self._clock.now(), ledger=self._ledger)
        return found


_STOPS = """id IN (
    WITH RECURSIVE chain (id, after_id, state) AS (
        SELECT b.id, b.after_id, b.state FROM outbox b
            WHERE b.id = (SELECT after_id FROM outbox WHERE id = ?)
        UNION SELECT b.id, b.after_id, b.state FROM outbox b JOIN chain c ON b.id = c.after_id
            WHERE c.state NOT IN ('refused', 'discarded', 'sent')
    ) SELECT id FROM chain WHERE state IN ('refused', 'discarded'))"""


def change(
    tx: Transaction, item: OutboxItem, outcome: Outcome, now: datetime, *, ledger: Ledger
) -> None:
    """Give an item its `outcome` within `tx`; the ledger notes a milestone once that is on disk."""
    tx.execute(
        "UPDATE outbox SET state = ?, changed_at = ?, problem = ?, next_at = ?,"
        " receipt = coalesce(?, receipt), attempts = ? WHERE id = ?",
        (
            outcome.state.value,
            to_wire(now),
            msgspec.json.encode(outcome.problem) if outcome.problem else None,
            to_wire(outcome.next_at) if outcome.next_at else None,
            msgspec.json.encode(outcome.receipt) if outcome.receipt else None,
            item.attempts if outcome.attempts is None else outcome.attempts,
            item.id,
        ),
    )
    reached = milestone(outcome.state.value)
    if reached == milestone(item.state.value):
        return
    entry = LedgerEntry(
        id=item.id, kind=item.kind, state=reached, created_at=item.created_at, changed_at=now
    )
    tx.on_commit(lambda: ledger.append([entry]))


def counts(own: Database) -> OutboxCounts:
    """How many items of this own.db are in each state."""
    found = {
        str(state): int(count)
        for state, count in own.read("SELECT state, count(*) FROM outbox GROUP BY state")
    }
    found.pop(OutboxState.DISCARDED.value, None)
    return OutboxCounts(**found)


def select(
    tx: Transaction | Database, where: str, params: Iterable[object]
) -> Iterator[OutboxItem]:
    """The items for which `where` (SQL of this room's own) holds, in the order they were put."""
    sql = f"SELECT {_COLUMNS} FROM outbox WHERE {where} ORDER BY rowid"  # noqa: S608
    return (item_of(row) for row in tx.read(sql, tuple(params)))


def item_of(row: Row) -> OutboxItem:
    """The item in a row of the columns named above."""
    (
        ident,
        kind,
        state,
        subject,
        created,
        changed,
        after,
        attempts,
        next_at,
        look_up,
        problem,
        receipt,
    ) = row
    return OutboxItem(
        id=ident,
        kind=kind,
        state=OutboxState(state),
        subject=subject,
        created_at=from_wire(created),
        changed_at=from_wire(changed),
        after=after,
        attempts=attempts,
        next_at=from_wire(next_at) if next_at else None,
        look_up=bool(look_up),
        problem=msgspec.json.decode(problem, type=ProblemReport) if problem else None,
        receipt=msgspec.json.decode(receipt, type=Receipt) if receipt else None,
    )


def _followers(tx: Transaction, item: str) -> list[str]:
    rows = tx.read(
        "WITH RECURSIVE chain (id) AS (SELECT id FROM outbox WHERE after_id = ?"
        " UNION SELECT o.id FROM outbox o JOIN chain c ON o.after_id = c.id)"
        " SELECT c.id FROM chain c JOIN outbox o ON o.id = c.id"
        " WHERE o.state IN ('queued', 'waiting')",
        (item,),
    )
    return [str(row[0]) for row in rows]


def _discardable(tx: Transaction, item: str) -> frozenset[OutboxState]:
    row = tx.one("SELECT kind FROM outbox WHERE id = ?", (item,))
    running = row is not None and row[0] in _BROKEN_OFF
    return _UNSENT | {OutboxState.SENDING} if running else _UNSENT


def _encoded(payload: msgspec.Struct | bytes) -> bytes:
    return payload if isinstance(payload, bytes) else msgspec.json.encode(payload)
