"""Support requests in the state: looked up by either name, changed, and given messages."""

from __future__ import annotations

import secrets
import sqlite3

import msgspec
from msgspec import Struct

from app.sandbox.feed import Feed
from app.sandbox.http import Refusal, problem
from app.sandbox.records import Order
from app.sandbox.support_records import Message, SupportRequest

_FIRST_NUMBER = 5_101


class _Entry(Struct):
    deleted: bool
    data: SupportRequest | None = None


class _OfRequest(Struct):
    request_id: str = ""


class _MessageEntry(Struct):
    data: _OfRequest


class _OrderEntry(Struct):
    deleted: bool
    data: Order | None = None


class Threads:
    """Requests and messages within one write transaction."""

    def __init__(self, feed: Feed, connection: sqlite3.Connection) -> None:
        self._feed = feed
        self._connection = connection

    def id_of(self, name: str) -> str:
        """The portal's id of a request that may be named by its client id."""
        row = self._connection.execute(
            "SELECT id FROM ticket WHERE client_id=? AND id<>?", (name, name)
        ).fetchone()
        return str(row[0]) if row else name

    def get(self, request_id: str) -> SupportRequest:
        """The request with this id of the portal's. Refuses an unknown and a deleted one."""
        row = self._connection.execute(
            "SELECT entry FROM feed WHERE kind='support_request' AND id=?", (request_id,)
        ).fetchone()
        if row is None:
            raise Refusal(problem(404, "not_found", "No such request"))
        entry = msgspec.json.decode(row[0], type=_Entry)
        if entry.deleted or entry.data is None:
            raise Refusal(problem(410, "gone", "The request was deleted"))
        return entry.data

    def put(self, request_id: str, request: SupportRequest) -> int:
        """Add or replace a request; its new version."""
        return self._feed.put_within(self._connection, "support_request", request_id, request)

    def say(self, message: Message, name: str | None = None) -> str:
        """Add a message; its id."""
        name = name or f"msg-{secrets.token_hex(8)}"
        self._feed.put_within(self._connection, "message", name, message)
        return name

    def delete(self, request_id: str) -> int:
        """Delete a request with its messages; the deletion's version."""
        rows = self._connection.execute(
            "SELECT id, entry FROM feed WHERE kind='message' AND NOT deleted"
        ).fetchall()
        for name, entry in rows:
            if msgspec.json.decode(entry, type=_MessageEntry).data.request_id == request_id:
                self._feed.put_within(self._connection, "message", name, None, deleted=True)
        return self._feed.put_within(
            self._connection, "support_request", request_id, None, deleted=True
        )

    def order(self, order_id: str | None) -> Order | None:
        """An order of the account's."""
        row = self._connection.execute(
            "SELECT entry FROM feed WHERE kind='order' AND id=?", (order_id,)
        ).fetchone()
        entry = msgspec.json.decode(row[0], type=_OrderEntry) if row else _OrderEntry(True)
        return None if entry.deleted else entry.data

    def next_number(self) -> str:
        """The number of a new request, as people say it."""
        row = self._connection.execute("SELECT value FROM meta WHERE name='ticket'").fetchone()
        number = int(row[0]) + 1 if row else _FIRST_NUMBER
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES('ticket',?)", (str(number),))
        return f"KR-{number}"

    def ticket(self, request_id: str, client_id: str) -> None:
        """Remember under which client id a request was opened."""
        self._connection.execute("INSERT INTO ticket VALUES(?,?,0)", (request_id, client_id))

    def exists(self, kind: str, name: str) -> bool:
        """Whether the feed has such a record."""
        return bool(
            self._connection.execute(
                "SELECT 1 FROM feed WHERE kind=? AND id=? AND NOT deleted", (kind, name)
            ).fetchone()
        )
