"""The SQL of notices: the vendor's signed records in the mirror, drafts of one's own in own.db."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from app.notices.model import NoticeDraft
from app.notices.records import NOTICE_KINDS
from app.portal.wire import SignedRecord
from app.storage.database import Database, Row, Transaction


def signed_records(mirror: Database) -> Iterator[tuple[str, str, SignedRecord]]:
    """Kind, id and signed bytes of each notice, audit and request to certify."""
    for kind in NOTICE_KINDS:
        for key, body in mirror.read(
            "SELECT id, body FROM record WHERE kind = ? ORDER BY id", (kind,)
        ):
            try:
                yield kind, str(key), msgspec.json.decode(body, type=SignedRecord)
            except msgspec.MsgspecError:
                continue


def drafts(own: Database) -> tuple[NoticeDraft, ...]:
    """All drafts, the one changed last first."""
    found = [_draft(row) for row in own.read("SELECT body, letter FROM notice_draft")]
    return tuple(sorted(found, key=lambda one: (one.changed_at, one.id), reverse=True))


def draft(own: Database, key: str) -> NoticeDraft | None:
    """One draft, or None."""
    row = own.one("SELECT body, letter FROM notice_draft WHERE id = ?", (key,))
    return _draft(row) if row else None


def put_draft(tx: Transaction, made: NoticeDraft) -> None:
    """Keep a draft, new or changed."""
    body = msgspec.json.encode(msgspec.structs.replace(made, letter=""))
    tx.execute("INSERT OR REPLACE INTO notice_draft VALUES (?, ?, ?)", (made.id, body, made.letter))


def remove_draft(tx: Transaction, key: str) -> int:
    """Forget a draft; how many there were of this id."""
    return tx.execute("DELETE FROM notice_draft WHERE id = ?", (key,))


def _draft(row: Row) -> NoticeDraft:
    made = msgspec.json.decode(row[0], type=NoticeDraft)
    return msgspec.structs.replace(made, letter=row[1])
