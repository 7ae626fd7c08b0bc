"""How the records of the feed reach their tables: one applier a room, raw keeping for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from app.base.tasks import CancelToken, Report
from app.portal.wire import Change
from app.storage.database import Database, Transaction


class Broken(msgspec.Struct, frozen=True):
    """A record that cannot be applied: set aside with the reason, while the rest goes on."""

    kind: str
    id: str
    version: int
    reason: str
    body: bytes = b""


class Applier(Protocol):
    """What a room registers to receive its kinds.

    A record replaces the stored one when its generation is higher (a full snapshot is the last
    word) or its version is; a deletion removes a row of the same or a lower version. A page names
    each record at most once. An applier never commits and never swallows a StoreProblem.
    """

    kinds: frozenset[str]

    def apply(self, tx: Transaction, changes: Sequence[Change], generation: int) -> list[Broken]:
        """Store `changes`, in order; the ones that cannot be stored are returned."""

    def sweep(self, tx: Transaction, generation: int) -> int:
        """Remove the rows that a finished snapshot `generation` did not name; how many."""

    def settle(
        self, db: Database, *, first_load: bool, report: Report, cancel: CancelToken | None
    ) -> None:
        """Bring what is derived up to date: after the first load build indexes and search text.

        Called after every synchronization; writes nothing where nothing changed, and may be run
        again after a crash in its middle.
        """


_UPSERT = """
    INSERT INTO record (kind, id, version, generation, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET
        version = excluded.version, generation = excluded.generation, body = excluded.body
    WHERE excluded.generation > record.generation OR excluded.version > record.version
"""


class RawApplier:
    """Keeps records as they came, in the table `record`: small kinds and kinds not known yet."""

    kinds: frozenset[str] = frozenset()

    def apply(self, tx: Transaction, changes: Sequence[Change], generation: int) -> list[Broken]:
        """Store each record's JSON under its kind and id."""
        broken: list[Broken] = []
        rows: list[tuple[object, ...]] = []
        gone = [(change.kind, change.id, change.version) for change in changes if change.deleted]
        for change in changes:
            if change.deleted:
                continue
            body = bytes(change.data)
            if not body.startswith(b"{"):
                reason = "the record is not a JSON object"
                broken.append(Broken(change.kind, change.id, change.version, reason, body))
                continue
            rows.append((change.kind, change.id, change.version, generation, body))
        tx.executemany(_UPSERT, rows)
        tx.executemany("DELETE FROM record WHERE kind = ? AND id = ? AND version <= ?", gone)
        return broken

    def sweep(self, tx: Transaction, generation: int) -> int:
        """Remove the records of older generations."""
        return tx.execute("DELETE FROM record WHERE generation < ?", (generation,))

    def settle(
        self, db: Database, *, first_load: bool, report: Report, cancel: CancelToken | None
    ) -> None:
        """Nothing is derived from raw records."""
