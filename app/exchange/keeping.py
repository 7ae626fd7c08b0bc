"""Which kept files are still needed; the others are removed, delivered ones as soon as may be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

import msgspec

from app.base.clock import Clock
from app.exchange.attachments import ATTACHMENT
from app.exchange.uploads import UPLOAD, UploadNote
from app.storage.blobs import Blobs
from app.storage.database import Database, Transaction

UNTIL_SENT = ("support_sent", "account_sent")
"""Records of `noted`, by the item's id, that no longer need their files once that item is sent.

Any other record that names a file (a draft, a proof) keeps it for as long as the record is there.
"""

_ALONE = timedelta(days=1)
"""A copy that nothing refers to may belong to a draft that is just being saved."""

_NAMED = f"""
    SELECT a.id FROM noted a WHERE a.kind = '{ATTACHMENT}'
    AND (?1 IS NULL OR a.id IN (SELECT value FROM json_each(?1))) AND (
        EXISTS (
            SELECT 1 FROM noted n WHERE n.kind NOT IN ('{ATTACHMENT}', '{UPLOAD}')
            AND instr(n.body, CAST(a.id AS BLOB))
            AND NOT (n.kind IN {UNTIL_SENT} AND EXISTS (
                SELECT 1 FROM outbox o WHERE o.id = n.id AND o.state IN ('sent', 'discarded')))
        )
        OR EXISTS (SELECT 1 FROM notice_draft d WHERE instr(d.body, CAST(a.id AS BLOB)))
    )"""  # noqa: S608 - names of this file's own


def needed(own: Database | Transaction, among: Collection[str] | None = None) -> frozenset[str]:
    """The files that a record names, or that are still to be sent or may have to be again.

    `among`: only these are looked for.
    """
    asked = None if among is None else msgspec.json.encode(sorted(among)).decode()
    found = {str(row[0]) for row in own.read(_NAMED, (asked,))}
    for item, note, state in _uploads(own):
        if among is not None and note.file not in among:
            continue
        unsent = state not in ("sent", "discarded", None)
        if unsent or (note.file not in found and _named_by_unsent(own, item)):
            found.add(note.file)
    return frozenset(found)


def let_go(own: Database, blobs: Blobs, file_ids: Iterable[str]) -> None:
    """Remove the files among `file_ids` that nothing needs."""
    with own.write() as tx:
        asked = set(file_ids)
        gone = asked - needed(tx, asked)
        _forget(tx, gone)
    for file_id in gone:
        blobs.remove(file_id)


def tidy(own: Database, blobs: Blobs, clock: Clock) -> int:
    """Remove delivered copies, and those a day old that nothing refers to; how many.

    The records go first: a copy without one is never seen again, and is removed the next time.
    """
    if not blobs.ids():
        return 0
    kept = needed(own)
    noted = {str(row[0]) for row in own.read("SELECT id FROM noted WHERE kind = ?", (ATTACHMENT,))}
    delivered = {note.file for _item, note, state in _uploads(own) if state == "sent"}
    before = clock.now() - _ALONE
    gone = {one for one in noted - kept if one in delivered or blobs.older(one, before)}
    if gone:
        with own.write() as tx:
            gone -= needed(tx, gone)
            _forget(tx, gone)
    for file_id in gone:
        blobs.remove(file_id)
    return len(gone) + blobs.sweep(frozenset(noted - gone), before)


def _uploads(own: Database | Transaction) -> list[tuple[str, UploadNote, str | None]]:
    rows = own.read(
        "SELECT n.id, n.body, o.state FROM noted n LEFT JOIN outbox o ON o.id = n.id"
        " WHERE n.kind = ?",
        (UPLOAD,),
    )
    return [(str(row[0]), msgspec.json.decode(row[1], type=UploadNote), row[2]) for row in rows]


def _named_by_unsent(own: Database | Transaction, item: str) -> bool:
    return (
        own.one(
            "SELECT 1 FROM outbox WHERE state NOT IN ('sent', 'discarded') AND kind <> ?"
            " AND instr(payload, CAST(? AS BLOB))",
            (UPLOAD, item),
        )
        is not None
    )


def _forget(tx: Transaction, file_ids: set[str]) -> None:
    tx.executemany(
        "DELETE FROM noted WHERE kind = ? AND id = ?", [(ATTACHMENT, one) for one in file_ids]
    )
    done = [item for item, note, state in _uploads(tx) if note.file in file_ids]
    tx.executemany("DELETE FROM noted WHERE kind = ? AND id = ?", [(UPLOAD, one) for one in done])
