"""The mirror's SQL of requests: cards, the pages of a thread, what a search finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from app.account.store import records
from app.orders.records import ProductRecord
from app.storage.database import Database, Row
from app.support.requests.model import Message, MessageFile
from app.support.requests.records import (
    MESSAGE,
    REQUEST,
    MessageRecord,
    RequestRecord,
    instant,
    side_of,
)
from app.support.requests.searching import match_expression
from app.support.requests.words import change_words

_REQUEST = msgspec.json.Decoder(RequestRecord)
_MESSAGE = msgspec.json.Decoder(MessageRecord)
"""Decoders have no state of their own."""

_COLUMNS = (
    "SELECT r.id, r.body, t.messages, t.last_at, t.heard_at FROM support_request r"
    " LEFT JOIN thread t ON t.request_id = r.id"
)


class KeptRequest(msgspec.Struct, frozen=True):
    """A request as the vendor has it, and how long its thread is."""

    id: str
    record: RequestRecord
    messages: int = 0
    last_at: datetime | None = None
    heard_at: datetime | None = None
    """When the vendor or a partner last wrote."""


def requests(mirror: Database) -> list[KeptRequest]:
    """All requests; one that cannot be read is left out."""
    found = (_request(row) for row in mirror.iterate(_COLUMNS))
    return [one for one in found if one is not None]


def request(mirror: Database, asked: str) -> KeptRequest | None:
    """The request of this id, client id or number (in any case); None where there is none."""
    row = mirror.one(f"{_COLUMNS} WHERE r.id = ?", (asked,))
    row = row or mirror.one(f"{_COLUMNS} WHERE r.client_id = ? LIMIT 1", (asked,))
    if row is None:
        sql = "SELECT id FROM support_request WHERE json_extract(CAST(body AS TEXT), '$.number')"
        numbered = mirror.one(f"{sql} = ? COLLATE NOCASE LIMIT 1", (asked,))
        row = mirror.one(f"{_COLUMNS} WHERE r.id = ?", numbered) if numbered else None
    return _request(row) if row else None


def is_deleted(mirror: Database, request_id: str) -> bool:
    """Whether the vendor deleted a request of this id."""
    found = mirror.one("SELECT 1 FROM tombstone WHERE kind = ? AND id = ?", (REQUEST, request_id))
    return found is not None


def is_message_deleted(mirror: Database, message_id: str) -> bool:
    """Whether the vendor deleted a message of this id."""
    found = mirror.one("SELECT 1 FROM tombstone WHERE kind = ? AND id = ?", (MESSAGE, message_id))
    return found is not None


def newest(mirror: Database, request_id: str, count: int) -> list[Message]:
    """The newest messages of a thread, the oldest of them first."""
    rows = mirror.read(
        "SELECT id, body FROM message WHERE request_id = ? ORDER BY sent_at DESC, id DESC LIMIT ?",
        (request_id, count),
    )
    return _messages(reversed(rows))


def before(mirror: Database, request_id: str, message_id: str, count: int) -> list[Message]:
    """The messages just before one of a thread, the oldest of them first."""
    rows = mirror.read(
        "SELECT m.id, m.body FROM message m, message here WHERE here.id = ?2"
        " AND m.request_id = ?1 AND (m.sent_at, m.id) < (here.sent_at, here.id)"
        " ORDER BY m.sent_at DESC, m.id DESC LIMIT ?3",
        (request_id, message_id, count),
    )
    return _messages(reversed(rows))


def messages_with(mirror: Database, request_id: str, word: tuple[str, ...]) -> list[Message]:
    """Some messages of a thread in which a word stands, newest first."""
    rows = mirror.read(
        "SELECT m.id, m.body FROM message_search f CROSS JOIN message m ON m.row = f.rowid"
        " WHERE f.message_search MATCH ? AND m.request_id = ? ORDER BY m.sent_at DESC LIMIT 5",
        (match_expression(word), request_id),
    )
    return _messages(rows)


def requests_with(mirror: Database, word: tuple[str, ...]) -> set[str]:
    """The ids of the requests with a message in which a word stands."""
    rows = mirror.read(
        "SELECT DISTINCT m.request_id FROM message_search f"
        " CROSS JOIN message m ON m.row = f.rowid WHERE f.message_search MATCH ?",
        (match_expression(word),),
    )
    return {str(key) for (key,) in rows}


def echoed(mirror: Database, client_ids: Sequence[str]) -> set[str]:
    """Those of these client ids that came back in the feed, as a request or a message."""
    wanted = msgspec.json.encode(list(client_ids)).decode()
    rows = mirror.read(
        "SELECT client_id FROM support_request WHERE client_id IN (SELECT value FROM json_each(?1))"
        " UNION SELECT client_id FROM message WHERE client_id IN (SELECT value FROM json_each(?1))",
        (wanted,),
    )
    return {str(key) for (key,) in rows}


def name_of(mirror: Database, kind: str, record_id: str) -> str:
    """The name of a license or machine; its id where it is not here."""
    row = mirror.one(
        "SELECT json_extract(CAST(body AS TEXT), '$.name') FROM record WHERE kind = ? AND id = ?",
        (kind, record_id),
    )
    return str(row[0] or record_id) if row else record_id


def product_names(mirror: Database) -> dict[str, str]:
    """The names of the vendor's products, by id."""
    return {key: one.name for key, one in records(mirror, "product", ProductRecord)}


def is_hosted(mirror: Database, product_id: str) -> bool:
    """Whether a product is a hosted service."""
    found = records(mirror, "product", ProductRecord)
    return any(key == product_id and one.kind == "hosted" for key, one in found)


def order_numbers(mirror: Database, ids: Iterable[str]) -> dict[str, str]:
    """The numbers of these orders, by id; those that are not here are left out."""
    wanted = msgspec.json.encode(sorted(set(ids))).decode()
    rows = mirror.read(
        "SELECT id, number FROM orders WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    return {str(key): str(number) for key, number in rows}


def _request(row: Row) -> KeptRequest | None:
    key, body, count, last_at, heard_at = row
    try:
        record = _REQUEST.decode(body)
    except msgspec.MsgspecError:
        return None
    return KeptRequest(
        str(key),
        record,
        int(count or 0),
        instant(last_at) if last_at is not None else None,
        instant(heard_at) if heard_at is not None else None,
    )


def _messages(rows: Iterable[Row]) -> list[Message]:
    found: list[Message] = []
    for key, body in rows:
        try:
            record = _MESSAGE.decode(body)
        except msgspec.MsgspecError:
            continue
        files = tuple(
            MessageFile(id=one.id, name=one.name, size=one.size, sha256=one.sha256)
            for one in record.attachments
        )
        found.append(
            Message(
                id=str(key),
                side=side_of(record.author_side),
                author=record.author,
                text=record.text,
                sent_at=record.sent_at,
                files=files,
                change=record.change or "",
                change_words=change_words(record.change, record.rating) if record.change else "",
            )
        )
    return found
