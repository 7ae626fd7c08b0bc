"""The SQL of notices: the vendor's signed records in the mirror, drafts of one's own in own.db."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from app.base.clock import from_wire, to_wire
from app.notices.model import DraftKind, NoticeDraft
from app.notices.records import NOTICE_KINDS
from app.portal.wire import SignedRecord
from app.storage.database import Database, Row, Transaction

_DRAFT = (
    "id, kind, title, version_id, recipient, letter, order_ids, order_numbers, post_by,"
    " post_by_words, counts_by, created_at, changed_at"
)


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
    rows = own.read(f"SELECT {_DRAFT} FROM notice_draft ORDER BY changed_at DESC, id DESC")  # noqa: S608
    return tuple(_draft(row) for row in rows)


def draft(own: Database, key: str) -> NoticeDraft | None:
    """One draft, or None."""
    row = own.one(f"SELECT {_DRAFT} FROM notice_draft WHERE id = ?", (key,))  # noqa: S608
    return _draft(row) if row else None


def put_draft(tx: Transaction, made: NoticeDraft) -> None:
    """Keep a new draft."""
    tx.execute(
        f"INSERT INTO notice_draft ({_DRAFT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (
            made.id,
            made.kind.value,
            made.title,
            made.version_id,
            made.recipient,
            made.letter,
            msgspec.json.encode(made.order_ids),
            msgspec.json.encode(made.order_numbers),
            to_wire(made.post_by) if made.post_by else None,
            made.post_by_words,
            to_wire(made.counts_by) if made.counts_by else None,
            to_wire(made.created_at),
            to_wire(made.changed_at),
        ),
    )


def change_letter(tx: Transaction, key: str, letter: str, at: datetime) -> int:
    """Keep the letter as it was written on; how many drafts there are of this id."""
    return tx.execute(
        "UPDATE notice_draft SET letter = ?, changed_at = ? WHERE id = ?",
        (letter, to_wire(at), key),
    )


def remove_draft(tx: Transaction, key: str) -> int:
    """Forget a draft; how many there were of this id."""
    return tx.execute("DELETE FROM notice_draft WHERE id = ?", (key,))


def _draft(row: Row) -> NoticeDraft:
    (
        key, kind, title, version, recipient, letter, ids, numbers, post_by, words, counts_by,
        created, changed,
    ) = row  # fmt: skip
    return NoticeDraft(
        id=key,
        kind=DraftKind(kind),
        title=title,
        order_numbers=msgspec.json.decode(numbers, type=tuple[str, ...]),
        order_ids=msgspec.json.decode(ids, type=tuple[str, ...]),
        version_id=version,
        recipient=recipient,
        letter=letter,
        created_at=from_wire(created),
        changed_at=from_wire(changed),
        post_by=from_wire(post_by) if post_by else None,
        post_by_words=words,
        counts_by=from_wire(counts_by) if counts_by else None,
    )
