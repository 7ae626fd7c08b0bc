"""The feed: ordered pages out of the state, already encoded, and changes put into it."""

from __future__ import annotations

import binascii
import secrets
import sqlite3
from base64 import urlsafe_b64decode

import msgspec
from msgspec import Raw

from app.sandbox.http import Refusal, Reply, Request, problem
from app.sandbox.people import Caller
from app.sandbox.records import Account, Entry
from app.sandbox.signing import base64url
from app.sandbox.state import State

DEFAULT_LIMIT = 500
MAX_LIMIT = 2_000
_MAX_CURSOR = 200
OWN_ACCOUNT = "account"
"""Named value: the version of the account's record that a change by the customer made."""


class Feed:
    """Serves `/v1/changes`. Each record stands once in the feed, where it changed last."""

    def __init__(self, state: State) -> None:
        self._state = state

    def page(self, request: Request, caller: Caller) -> Reply:
        """One page after the cursor the client kept, or from the start."""
        query = request.query()
        limit = _limit(query.get("limit"))
        cursor = query.get("after")
        if cursor is not None and len(cursor) > _MAX_CURSOR:
            return problem(400, "invalid_parameter", "Bad cursor", "after is too long")
        after = 0 if cursor is None else self._position(cursor)
        rows = self._state.all(
            "SELECT seq, kind, entry FROM feed WHERE seq>? ORDER BY seq LIMIT ?", (after, limit)
        )
        last = int(rows[-1][0]) if rows else after
        remaining = self._newest() - last
        entries = (
            self._account_entry(entry, caller) if kind == "account" else entry
            for _, kind, entry in rows
        )
        body = b'{"changes":[%s],"next":"%s","more":%s,"remaining":%d}' % (
            b",".join(entries),
            self._cursor(last).encode(),
            b"true" if remaining else b"false",
            remaining,
        )
        return Reply(200, body, "application/json", {"Cache-Control": "no-store"})

    def put(self, kind: str, name: str, data: Raw | msgspec.Struct) -> int:
        """Add a record or replace it, and return its version. `data` is not looked at."""
        return self._change(kind, name, data, deleted=False)

    def delete(self, kind: str, name: str) -> int:
        """Record that a record is gone, and return the deletion's version."""
        return self._change(kind, name, None, deleted=True)

    def forget_cursors(self) -> None:
        """From now on every cursor given out before is unknown (410)."""
        with self._state.write() as connection:
            connection.execute("UPDATE meta SET value=? WHERE name='feed'", (secrets.token_hex(4),))

    def _change(
        self, kind: str, name: str, data: Raw | msgspec.Struct | None, *, deleted: bool
    ) -> int:
        with self._state.write() as connection:
            return self.put_within(connection, kind, name, data, deleted=deleted)

    def put_within(
        self,
        connection: sqlite3.Connection,
        kind: str,
        name: str,
        data: Raw | msgspec.Struct | None,
        *,
        deleted: bool = False,
    ) -> int:
        """Change one record within the caller's transaction, and return its new version."""
        row = connection.execute(
            "SELECT version FROM feed WHERE kind=? AND id=?", (kind, name)
        ).fetchone()
        version = int(row[0]) + 1 if row else 1
        entry = msgspec.json.encode(Entry(kind, name, version, deleted, data))
        connection.execute("DELETE FROM feed WHERE kind=? AND id=?", (kind, name))
        connection.execute(
            "INSERT INTO feed(kind, id, version, deleted, entry) VALUES(?,?,?,?,?)",
            (kind, name, version, deleted, entry),
        )
        return version

    def _newest(self) -> int:
        row = self._state.one("SELECT max(seq) FROM feed")
        return int(row[0] or 0) if row else 0

    def _cursor(self, seq: int) -> str:
        return base64url(f"{self._state.meta('feed')}.{seq}".encode())

    def _position(self, cursor: str) -> int:
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
        except (binascii.Error, ValueError):
            raise Refusal(_unknown_cursor()) from None
        feed, _, seq = raw.partition(".")
        known = feed == self._state.meta("feed") and seq.isascii() and seq.isdecimal()
        if not known or len(seq) > 18 or not 0 <= int(seq) <= self._newest():
            raise Refusal(_unknown_cursor())
        return int(seq)

    def _account_entry(self, entry: bytes, caller: Caller) -> bytes:
        """The account as the caller sees it, unless tests put another in its place."""
        kept = msgspec.json.decode(entry, type=_Version)
        ours = self._state.one("SELECT value FROM meta WHERE name=?", (OWN_ACCOUNT,))
        if kept.deleted or str(kept.version) != (ours[0] if ours else "1"):
            return entry
        known = msgspec.json.decode(entry, type=_Account)
        shown = msgspec.structs.replace(known.data, permissions=caller.permissions)
        return msgspec.json.encode(Entry("account", known.id, known.version, False, shown))


class _Account(msgspec.Struct):
    id: str
    version: int
    data: Account


class _Version(msgspec.Struct):
    version: int
    deleted: bool


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if text.isascii() and text.isdecimal() and len(text) < 8 and 1 <= int(text) <= MAX_LIMIT:
        return int(text)
    raise Refusal(problem(400, "invalid_parameter", "Bad limit", f"limit is 1 to {MAX_LIMIT}"))


def _unknown_cursor() -> Reply:
    return problem(410, "unknown_cursor", "Unknown cursor", "Read the feed again from the start.")
