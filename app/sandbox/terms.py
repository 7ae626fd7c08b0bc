"""The terms at the portal: texts and rule sets to be read, acceptances to be received."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct

from app.base.clock import to_wire
from app.portal.wire import Instant
from app.sandbox.documents import MEDIA_TYPE
from app.sandbox.http import Reply, Request, problem, tagged
from app.sandbox.people import Caller
from app.sandbox.records import TermsAcceptance, TermsText
from app.sandbox.state import State
from app.sandbox.submissions import Sent, Submission, Submissions, checked, invalid, permitted

TEXT_PATH = "/v1/terms/{document_id}/text"
RULES_PATH = "/v1/terms/{document_id}/rules"
ACCEPTANCES_PATH = "/v1/terms/acceptances"

_KEEP_SECONDS = 300
Id = Annotated[str, Meta(min_length=1, max_length=64, pattern="^[A-Za-z0-9._-]+$")]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class AcceptanceIn(Sent, frozen=True):
    """An acceptance as it must come in; the contract's schema says the same."""

    terms_document_id: Id
    text_sha256: Hash
    accepted_at: Instant
    order_ids: tuple[Id, ...] = ()


class _Document(Struct):
    text: TermsText | None = None


class _Entry(Struct):
    deleted: bool
    data: _Document | None = None


class Terms:
    """Serves `/v1/terms`."""

    def __init__(self, state: State, submissions: Submissions) -> None:
        self._state = state
        self._submissions = submissions

    def text(self, request: Request, _caller: Caller) -> Reply:
        """`GET /v1/terms/{document_id}/text`: the bytes as published."""
        row = self._state.one("SELECT media_type, text FROM terms WHERE id=?", (request.part,))
        if row is None:
            return problem(404, "not_found", "No text of such a document")
        return tagged(request, bytes(row[1]), f"{row[0]}; charset=utf-8", _KEEP_SECONDS)

    def rules(self, request: Request, _caller: Caller) -> Reply:
        """`GET /v1/terms/{document_id}/rules`: the rule set as published."""
        row = self._state.one("SELECT rules FROM terms WHERE id=?", (request.part,))
        if row is None or row[0] is None:
            return problem(404, "not_found", "No rule set of such a document")
        return tagged(request, bytes(row[0]), "application/json", _KEEP_SECONDS)

    def accept(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/terms/acceptances`; refused unless the accepted text is the published one."""
        refusal = permitted(caller, "terms")
        if refusal:
            return refusal
        body = checked(request, AcceptanceIn)

        def echo(_now: datetime) -> TermsAcceptance:
            return TermsAcceptance(
                body.client_id,
                body.terms_document_id,
                body.text_sha256,
                to_wire(body.accepted_at),
                caller.name,
                body.order_ids,
            )

        def judge(connection: sqlite3.Connection) -> Reply | None:
            return _refusal(connection, body)

        return self._submissions.take(
            request, caller, Submission(body.client_id, "terms_acceptance", "acc", echo, judge)
        )

    def put(self, name: str, text: str, rules: Raw) -> None:
        """Serve other content for a document from now on, whatever the feed says of it."""
        with self._state.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO terms VALUES(?,?,?,?)",
                (name, MEDIA_TYPE, text.encode(), bytes(rules) or None),
            )


def _refusal(connection: sqlite3.Connection, body: AcceptanceIn) -> Reply | None:
    """Why an acceptance cannot be taken: no such version or order, or another text."""
    row = connection.execute(
        "SELECT entry FROM feed WHERE kind='terms_document' AND id=?", (body.terms_document_id,)
    ).fetchone()
    entry = msgspec.json.decode(row[0], type=_Entry) if row else _Entry(deleted=True)
    if entry.deleted or entry.data is None:
        return invalid("no such version - at `$.terms_document_id`")
    for place, order in enumerate(body.order_ids):
        if not connection.execute(
            "SELECT 1 FROM feed WHERE kind='order' AND id=? AND NOT deleted", (order,)
        ).fetchone():
            return invalid(f"no such order - at `$.order_ids[{place}]`")
    text = entry.data.text
    if text is None or text.sha256 != body.text_sha256:
        return problem(
            409,
            "other_text",
            "This is not the text that is published",
            "Fetch the text of this version again and accept that one.",
        )
    return None
