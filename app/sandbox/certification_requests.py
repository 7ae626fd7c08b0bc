"""Requests to certify as the vendor keeps them in the feed: signed, changed and taken back."""

from __future__ import annotations

import sqlite3
from base64 import urlsafe_b64decode

import msgspec
from msgspec import Struct

from app.sandbox import signing
from app.sandbox.certification_records import CertificationRequest
from app.sandbox.feed import Feed
from app.sandbox.http import Refusal, Reply, problem
from app.sandbox.records import Signed
from app.sandbox.state import State

KIND = "certification_request"


class _Entry(Struct):
    deleted: bool
    data: Signed | None = None


def refusal(connection: sqlite3.Connection, name: str | None) -> Reply | None:
    """Why nothing can be submitted for a request of this id; None where it can, or for no id."""
    if name is None:
        return None
    row = connection.execute(
        "SELECT entry FROM feed WHERE kind=? AND id=?", (KIND, name)
    ).fetchone()
    if row is None:
        return problem(404, "not_found", "No such request to certify")
    entry = msgspec.json.decode(row[0], type=_Entry)
    if entry.deleted or entry.data is None or _read(entry.data).withdrawn_at is not None:
        return problem(409, "request_withdrawn", "The request was taken back", name)
    return None


class SentRequests:
    """The requests that the vendor sent."""

    def __init__(self, state: State, feed: Feed) -> None:
        self._state = state
        self._feed = feed

    def get(self, name: str) -> CertificationRequest:
        """The request of this id. Refuses an unknown and a deleted one."""
        row = self._state.one("SELECT entry FROM feed WHERE kind=? AND id=?", (KIND, name))
        entry = msgspec.json.decode(row[0], type=_Entry) if row else _Entry(True)
        if entry.data is None:
            raise Refusal(problem(404, "not_found", "No such request to certify"))
        return _read(entry.data)

    def put(self, request: CertificationRequest) -> int:
        """Send a request, or send it anew with changes; its version."""
        signed = signing.current(self._state).sign(msgspec.json.encode(request), KIND)
        return self._feed.put(KIND, request.id, signed)

    def delete(self, name: str) -> int:
        """Delete a request; the deletion's version."""
        self.get(name)
        return self._feed.delete(KIND, name)


def _read(signed: Signed) -> CertificationRequest:
    payload = urlsafe_b64decode(signed.payload + "=" * (-len(signed.payload) % 4))
    return msgspec.json.decode(payload, type=CertificationRequest)
