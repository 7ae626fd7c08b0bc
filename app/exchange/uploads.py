"""Uploads as items of the outbox: queued before what refers to them, and how far each one is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from app.base.clock import from_wire
from app.exchange.attachments import KeptFile
from app.exchange.model import OutboxState
from app.exchange.outbox import Outbox
from app.portal.wire_sent import UploadBody
from app.storage.database import Database, Transaction

UPLOAD = "upload"
"""Kind of the items, and of the records in `noted` that say of each which file it carries."""

_BEFORE = """
    WITH RECURSIVE chain (id, after_id, state) AS (
        SELECT id, after_id, state FROM outbox WHERE id = ?
        UNION SELECT o.id, o.after_id, o.state FROM outbox o JOIN chain c ON o.id = c.after_id
    ) SELECT c.id, c.state, n.body FROM chain c
    LEFT JOIN noted n ON n.kind = 'upload' AND n.id = c.id"""

KEPT_AT_PORTAL = timedelta(hours=20)
"""A file that arrived is not sent again for so long; the contract keeps it for a day."""


class UploadNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known here of an upload. `portal_id` "": not announced yet."""

    file: str
    size: int
    received: int = 0
    portal_id: str = ""


def queue(
    tx: Transaction,
    outbox: Outbox,
    files: Sequence[KeptFile],
    subject: str,
    after: str | None,
    now: datetime,
) -> tuple[tuple[str, ...], str | None]:
    """See `Files.put_uploads`."""
    last = after
    clients: list[str] = []
    for file in files:
        known = _usable(tx, file.id, last, now)
        if known is not None:
            item, sent = known
            last = last if sent else item
        else:
            item = last = _put(tx, outbox, file, subject, last)
        clients.append(item)
    return tuple(clients), last


def note_of(own: Transaction | Database, item: str) -> UploadNote | None:
    """What is known of the upload `item`."""
    row = own.one("SELECT body FROM noted WHERE kind = ? AND id = ?", (UPLOAD, item))
    return msgspec.json.decode(row[0], type=UploadNote) if row else None


def keep_note(tx: Transaction, item: str, note: UploadNote) -> None:
    """Remember how far an upload is."""
    tx.execute(
        "INSERT INTO noted (kind, id, body) VALUES (?, ?, ?)"
        " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
        (UPLOAD, item, msgspec.json.encode(note)),
    )


def progress(own: Database) -> dict[str, tuple[int, int]]:
    """See `Files.progress`."""
    rows = own.read(
        "SELECT n.id, n.body FROM noted n JOIN outbox o ON o.id = n.id"
        " WHERE n.kind = ? AND o.state NOT IN ('sent', 'discarded')",
        (UPLOAD,),
    )
    notes = ((str(row[0]), msgspec.json.decode(row[1], type=UploadNote)) for row in rows)
    return {item: (note.received, note.size) for item, note in notes if note.portal_id}


def progress_before(own: Database, item: str) -> tuple[int, int]:
    """See `Files.progress_before`."""
    rows = [row for row in own.read(_BEFORE, (item,)) if row[2] is not None]
    notes = [(msgspec.json.decode(body, type=UploadNote), state) for _id, state, body in rows]
    sent = OutboxState.SENT.value
    done = sum(note.size if state == sent else note.received for note, state in notes)
    return done, sum(note.size for note, _state in notes)


def _put(tx: Transaction, outbox: Outbox, file: KeptFile, subject: str, after: str | None) -> str:
    taken = tx.one("SELECT 1 FROM outbox WHERE id = ?", (file.id,)) is not None
    item = outbox.new_id() if taken else file.id
    body = UploadBody(
        client_id=item,
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        media_type=file.media_type,
    )
    outbox.put(tx, UPLOAD, body, subject, after=after, id=item)
    keep_note(tx, item, UploadNote(file.id, file.size))
    return item


def _usable(
    tx: Transaction, file_id: str, last: str | None, now: datetime
) -> tuple[str, bool] | None:
    """An upload of this file that what follows `last` may name, and whether it has arrived."""
    rows = tx.read(
        "SELECT o.id, o.state, o.changed_at FROM outbox o"
        " JOIN noted n ON n.kind = 'upload' AND n.id = o.id"
        " WHERE o.kind = 'upload' AND instr(n.body, CAST(? AS BLOB)) ORDER BY o.rowid DESC",
        (file_id,),
    )
    for item, state, changed in rows:
        if state == OutboxState.SENT.value:
            fresh = timedelta(0) <= now - from_wire(changed) < KEPT_AT_PORTAL
            if fresh and not _forgotten(tx, item):
                return item, True
        elif state in ("queued", "waiting", "sending") and (
            last is None or _comes_before(tx, item, last)
        ):
            return item, False
    return None


def _forgotten(tx: Transaction, item: str) -> bool:
    """Whether the portal said of something that it does not know this upload."""
    return (
        tx.one(
            "SELECT 1 FROM outbox WHERE state = 'refused' AND instr(problem, 'unknown_upload')"
            " AND instr(payload, CAST(? AS BLOB))",
            (item,),
        )
        is not None
    )


def _comes_before(tx: Transaction, item: str, last: str) -> bool:
    return any(row[0] == item for row in tx.read(_BEFORE, (last,)))
