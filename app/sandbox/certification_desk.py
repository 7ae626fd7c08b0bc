"""Certifications at the vendor: taken in, looked at by script, questioned or countersigned.

Nothing runs in between: what is due by now is done when somebody asks the portal next.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from app.base.clock import Clock, to_wire
from app.base.errors import Problem
from app.portal.wire import Instant
from app.sandbox import certification_requests
from app.sandbox.certification_records import Certification, CertificationKind
from app.sandbox.countersigning import Countersigner
from app.sandbox.feed import Feed
from app.sandbox.http import Refusal, Reply, Request, problem, tagged
from app.sandbox.people import Caller
from app.sandbox.state import State
from app.sandbox.submissions import Sent, Submission, Submissions, checked, invalid, permitted
from app.sandbox.support_bodies import Id
from app.sandbox.uploads import Uploads

MAX_DOCUMENT = 64 << 20
"""Bytes of the largest document that is taken."""
_KIND: Literal["certification"] = "certification"


class CertificationIn(Sent, frozen=True, kw_only=True):
    """A certification as it must come in; the contract's schema says the same."""

    created_at: Instant
    upload_id: Id
    document_sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    statement: dict[str, msgspec.Raw]
    kind: CertificationKind = "compliance"
    request_id: Id | None = None


class _StatedLine(Struct, frozen=True):
    product: str = ""
    metric: str = ""
    result: str = ""
    explanation: str = ""


class _Statement(Struct, frozen=True):
    """As much of a statement as the vendor looks at."""

    lines: tuple[_StatedLine, ...] = ()
    findings: tuple[str, ...] = ()


class _Body(Struct):
    statement: _Statement = _Statement()


class _Entry(Struct):
    deleted: bool
    data: Certification | None = None


class CertificationDesk:
    """Serves `/v1/certifications`; answers `seconds` after one came in, None: when ordered."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        feed: Feed,
        submissions: Submissions,
        uploads: Uploads,
        countersigner: Countersigner,
        seconds: float | None,
    ) -> None:
        self._state = state
        self._clock = clock
        self._feed = feed
        self._submissions = submissions
        self._uploads = uploads
        self._countersigner = countersigner
        self._seconds = seconds
        self._acting = threading.Lock()

    def submit(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/certifications`."""
        refusal = permitted(caller, _KIND)
        if refusal:
            return refusal
        body = checked(request, CertificationIn)

        def judge(connection: sqlite3.Connection) -> Reply | None:
            refused = certification_requests.refusal(connection, body.request_id)
            return refused or self._wrong_document(connection, caller, body)

        def effect(connection: sqlite3.Connection, name: str, now: datetime) -> None:
            (file,) = self._uploads.taken(connection, caller, (body.upload_id,))
            connection.execute(
                "INSERT INTO certification VALUES(?,?,?,?,?,NULL)",
                (name, body.client_id, caller.subject, file.id, self._due(now)),
            )

        def echo(now: datetime) -> Certification:
            at = to_wire(now)
            return Certification(
                body.client_id, body.request_id, "received", at, body.document_sha256, at
            )

        return self._submissions.take(
            request, caller, Submission(body.client_id, _KIND, "crt", echo, judge, effect)
        )

    def document(self, request: Request, caller: Caller) -> Reply:
        """`GET /v1/certifications/{certification_id}/document`."""
        refusal = permitted(caller, _KIND)
        if refusal:
            return refusal
        row = self._state.one(
            "SELECT document, countersigned FROM certification WHERE id=? OR client_id=?",
            (request.part, request.part),
        )
        if row is None:
            return problem(404, "not_found", "No such certification")
        content = bytes(row[1]) if row[1] is not None else self._uploads.content(row[0])
        return tagged(request, content, "application/pdf", 60)

    def set_seconds(self, seconds: float | None) -> None:
        """How soon a certification is looked at that comes in from now on."""
        self._seconds = seconds

    def act(self) -> None:
        """Do what is due by now."""
        with self._acting:
            for name in list(self._due_now()):
                match self._known(name).state:
                    case "received":
                        self.decide(name)
                    case "accepted":
                        with contextlib.suppress(Refusal):
                            self.countersign(name)
                    case _:
                        self._leave(name)

    def decide(self, name: str, note: str = "", *, accept: bool = False) -> int:
        """Accept or question one, named by either id; its new version.

        By script it is questioned where it states more use than is permitted and does not say why,
        or names findings that nobody answered.
        """
        name = self._id_of(name)
        known = self._known(name)
        question = note or ("" if accept else _question(self._statement(name)))
        if question and not accept:
            return self._settle(name, replace(known, state="questioned", note=question), None)
        due = None if accept else self._due(self._clock.now())
        return self._settle(name, replace(known, state="accepted", note=note), due)

    def countersign(self, name: str) -> int:
        """Sign one as the vendor; its new version. Refuses what cannot be signed with 409."""
        name = self._id_of(name)
        known = self._known(name)
        row = self._state.one("SELECT document FROM certification WHERE id=?", (name,))
        assert row is not None
        try:
            signed = self._countersigner.sign(self._uploads.content(row[0]))
        except Problem as error:
            self._leave(name)
            refused = problem(
                409, "not_countersigned", error.title, error.detail or error.explanation
            )
            raise Refusal(refused) from error
        with self._state.write() as connection:
            connection.execute(
                "UPDATE certification SET countersigned=? WHERE id=?", (signed.content, name)
            )
        changed = replace(
            known,
            state="countersigned",
            countersigned_at=to_wire(self._clock.now()),
            countersigned_sha256=signed.sha256,
        )
        return self._settle(name, changed, None)

    def _wrong_document(
        self, connection: sqlite3.Connection, caller: Caller, body: CertificationIn
    ) -> Reply | None:
        try:
            (file,) = self._uploads.taken(connection, caller, (body.upload_id,))
        except Refusal:
            return invalid("no complete file of yours - at `$.upload_id`", "unknown_upload")
        if file.size > MAX_DOCUMENT:
            return problem(413, "document_too_large", "The document is too large", f"{file.size}")
        if file.sha256 != body.document_sha256:
            return invalid("another document - at `$.document_sha256`", "hash_mismatch")
        if self._uploads.content(file.id, 5) != b"%PDF-":
            return invalid("it is no PDF - at `$.upload_id`", "not_a_pdf")
        return None

    def _due(self, now: datetime) -> float | None:
        return None if self._seconds is None else now.timestamp() + self._seconds

    def _due_now(self) -> Iterator[str]:
        now = self._clock.now().timestamp()
        for (name,) in self._state.all(
            "SELECT id FROM certification WHERE due<=? ORDER BY due", (now,)
        ):
            yield str(name)

    def _leave(self, name: str) -> None:
        """Nothing more is done about it by script."""
        with self._state.write() as connection:
            connection.execute("UPDATE certification SET due=NULL WHERE id=?", (name,))

    def _settle(self, name: str, known: Certification, due: float | None) -> int:
        known = replace(known, changed_at=to_wire(self._clock.now()))
        with self._state.write() as connection:
            connection.execute("UPDATE certification SET due=? WHERE id=?", (due, name))
            return self._feed.put_within(connection, _KIND, name, known)

    def _id_of(self, name: str) -> str:
        row = self._state.one(
            "SELECT id FROM certification WHERE id=? OR client_id=?", (name, name)
        )
        if row is None:
            raise Refusal(problem(404, "not_found", "No such certification"))
        return str(row[0])

    def _known(self, name: str) -> Certification:
        row = self._state.one("SELECT entry FROM feed WHERE kind=? AND id=?", (_KIND, name))
        entry = msgspec.json.decode(row[0], type=_Entry) if row else _Entry(True)
        if entry.data is None:
            raise Refusal(problem(410, "gone", "The certification was deleted"))
        return entry.data

    def _statement(self, name: str) -> _Statement:
        row = self._state.one("SELECT body FROM submission WHERE id=?", (name,))
        try:
            return msgspec.json.decode(row[0], type=_Body).statement if row else _Statement()
        except msgspec.ValidationError:
            return _Statement()


def _question(stated: _Statement) -> str:
    """What the vendor asks about a statement; "" for nothing."""
    for line in stated.lines:
        if line.result == "over" and not line.explanation:
            return (
                f"You state more {line.metric} of {line.product} than your orders grant. Please"
                " write how that came about and until when it ends."
            )
    if stated.findings:
        return f"Please say what follows from this: {stated.findings[0]}"
    return ""
