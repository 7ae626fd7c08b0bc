"""How requests and messages come in from the feed: narrow rows, indexed by thread and by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from app.base.tasks import CancelToken, Report
from app.exchange.appliers import Broken
from app.portal.wire import Change
from app.storage.database import Database, Row, Transaction
from app.support.requests.records import MESSAGE, REQUEST, MessageRecord, RequestRecord, micros
from app.support.requests.searching import index_text

_CUSTOMER = "customer"
_TABLES = {REQUEST: "support_request", MESSAGE: "message"}


class SupportApplier:
    """Stores requests and messages. A message may come before its request."""

    kinds = frozenset(_TABLES)

    def apply(self, tx: Transaction, changes: Sequence[Change], generation: int) -> list[Broken]:
        """Store a page of records; what does not fit the contract is returned."""
        broken: list[Broken] = []
        for kind in (REQUEST, MESSAGE):
            some = [change for change in changes if change.kind == kind]
            if some:
                broken += _Page(tx, kind, some, generation).stored()
        return broken

    def sweep(self, tx: Transaction, generation: int) -> int:
        """Remove what a finished snapshot did not name."""
        swept = 0
        for kind, table in _TABLES.items():
            rows = tx.read(f"SELECT row FROM {table} WHERE generation < ?", (generation,))  # noqa: S608
            _remove(tx, kind, rows)
            swept += len(rows)
        return swept

    def settle(
        self, db: Database, *, first_load: bool, report: Report, cancel: CancelToken | None
    ) -> None:
        """Take over what an older version of this program kept raw."""
        kept = db.read(
            "SELECT kind, id, version, generation, body FROM record WHERE kind IN (?, ?)",
            (REQUEST, MESSAGE),
        )
        if not kept:
            return
        with db.write() as tx:
            for generation in sorted({int(row[3]) for row in kept}):
                some = [
                    Change(str(kind), str(key), int(version), data=msgspec.Raw(body))
                    for kind, key, version, made, body in kept
                    if made == generation
                ]
                self.apply(tx, some, generation)
            tx.execute("DELETE FROM record WHERE kind IN (?, ?)", (REQUEST, MESSAGE))


class _Page:
    """The changes of one kind on their way into the store."""

    def __init__(
        self, tx: Transaction, kind: str, changes: Sequence[Change], generation: int
    ) -> None:
        self._tx = tx
        self._kind = kind
        self._changes = changes
        self._generation = generation
        self._known = _known(tx, kind, changes)

    def stored(self) -> list[Broken]:
        """Write them all; the ones that cannot be read."""
        broken: list[Broken] = []
        for change in self._changes:
            known = self._known.get(change.id)
            if change.deleted:
                if known is not None and known[1] <= change.version:
                    _remove(self._tx, self._kind, [(known[0],)])
                continue
            if known is not None and not (self._generation > known[2] or change.version > known[1]):
                continue
            try:
                self._put(change, known[0] if known else None)
            except (msgspec.MsgspecError, ValueError, OverflowError) as error:
                reason = str(error)[:500]
                broken.append(
                    Broken(change.kind, change.id, change.version, reason, bytes(change.data))
                )
        return broken

    def _put(self, change: Change, row: int | None) -> None:
        head = (change.id, change.version, self._generation, bytes(change.data))
        if self._kind == REQUEST:
            request = msgspec.json.decode(change.data, type=RequestRecord)
            self._tx.execute(
                "INSERT INTO support_request (id, version, generation, body, client_id)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version,"
                " generation = excluded.generation, body = excluded.body,"
                " client_id = excluded.client_id",
                (*head, request.client_id),
            )
            return
        message = msgspec.json.decode(change.data, type=MessageRecord)
        if row is not None:
            _remove(self._tx, MESSAGE, [(row,)])
        self._tx.execute(
            "INSERT INTO message (id, version, generation, body, client_id, request_id, sent_at,"
            " theirs) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *head,
                message.client_id,
                message.request_id,
                micros(message.sent_at),
                int(message.author_side != _CUSTOMER),
            ),
        )
        names = (attachment.name for attachment in message.attachments)
        self._tx.execute(
            "INSERT INTO message_search (rowid, text) VALUES (?, ?)",
            (self._tx.last_row_id, index_text((message.text, message.author, *names))),
        )


def _known(
    tx: Transaction, kind: str, changes: Sequence[Change]
) -> dict[str, tuple[int, int, int]]:
    ids = msgspec.json.encode([change.id for change in changes]).decode()
    rows = tx.read(
        f"SELECT id, row, version, generation FROM {_TABLES[kind]}"  # noqa: S608
        " WHERE id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    return {str(key): (row, version, generation) for key, row, version, generation in rows}


def _remove(tx: Transaction, kind: str, rows: Iterable[Row]) -> None:
    keys = list(rows)
    tx.executemany(f"DELETE FROM {_TABLES[kind]} WHERE row = ?", keys)  # noqa: S608
    if kind == MESSAGE:
        tx.executemany("DELETE FROM message_search WHERE rowid = ?", keys)
