"""The support desk: requests are opened, answered back, closed, reopened and rated here."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.base.clock import to_wire
from app.sandbox.agents import Agents
from app.sandbox.feed import Feed
from app.sandbox.http import Refusal, Reply, Request, problem
from app.sandbox.people import Caller
from app.sandbox.records import User
from app.sandbox.response_times import respond_by
from app.sandbox.submissions import Submission, Submissions, checked, invalid, permitted
from app.sandbox.support_bodies import ChangeIn, MessageIn, RequestIn, UnauthorizedUseIn
from app.sandbox.support_records import Attachment, Message, SupportRequest
from app.sandbox.threads import Threads
from app.sandbox.tokens import TokenStore
from app.sandbox.uploads import Uploads

_URGENT_WITHIN = timedelta(hours=1)


class SupportDesk:
    """Serves `/v1/support`."""

    def __init__(
        self,
        feed: Feed,
        submissions: Submissions,
        uploads: Uploads,
        agents: Agents,
        tokens: TokenStore,
    ) -> None:
        self._feed = feed
        self._submissions = submissions
        self._uploads = uploads
        self._agents = agents
        self._tokens = tokens

    def open(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/support/requests`."""
        refusal = permitted(caller, "support")
        if refusal:
            return refusal
        body = checked(request, RequestIn)

        def judge(connection: sqlite3.Connection) -> Reply | None:
            self._uploads.taken(connection, caller, body.uploads)
            return _unknown_names(Threads(self._feed, connection), body)

        def effect(connection: sqlite3.Connection, name: str, now: datetime) -> None:
            threads = Threads(self._feed, connection)
            order = threads.order(body.order_id)
            due = respond_by(now, order.support if order else None)
            made = SupportRequest(
                client_id=body.client_id,
                number=threads.next_number(),
                subject=body.subject,
                product_id=body.product_id,
                order_id=body.order_id,
                severity=body.severity,
                state="open",
                opened_at=to_wire(now),
                opened_by=caller.name,
                respond_by=to_wire(due) if due else None,
                business_impact=body.business_impact,
                product_version=body.product_version,
                license_id=body.license_id,
                machine_id=body.machine_id,
                modified=body.modified,
            )
            files = self._uploads.taken(connection, caller, body.uploads)
            self._opened(threads, name, made, body.text, files)
            self._agents.opened(connection, name, now)

        return self._submissions.take(
            request,
            caller,
            Submission(body.client_id, "support_request", "req", None, judge, effect),
        )

    def message(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/support/requests/{request_id}/messages`."""
        refusal = permitted(caller, "support")
        if refusal:
            return refusal
        body = checked(request, MessageIn)
        _same_name(request, body.request_id)

        def judge(connection: sqlite3.Connection) -> Reply | None:
            threads = Threads(self._feed, connection)
            if threads.get(threads.id_of(body.request_id)).state == "closed":
                return problem(
                    409, "request_closed", "The request is closed", "Reopen it, or open another."
                )
            self._uploads.taken(connection, caller, body.uploads)
            return None

        def effect(connection: sqlite3.Connection, name: str, now: datetime) -> None:
            threads = Threads(self._feed, connection)
            request_id = threads.id_of(body.request_id)
            files = self._uploads.taken(connection, caller, body.uploads)
            said = _by(caller, body.client_id, request_id, body.text, now)
            threads.say(replace(said, attachments=files), name)
            threads.put(request_id, replace(threads.get(request_id), state="open"))
            self._agents.replied(connection, request_id, now, with_files=bool(files))

        return self._submissions.take(
            request, caller, Submission(body.client_id, "message", "msg", None, judge, effect)
        )

    def change(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/support/requests/{request_id}/state`."""
        refusal = permitted(caller, "support")
        if refusal:
            return refusal
        body = checked(request, ChangeIn)
        _same_name(request, body.request_id)
        if body.change == "rate" and body.rating is None:
            return invalid("a rating is 1 to 5 - at `$.rating`")

        def judge(connection: sqlite3.Connection) -> Reply | None:
            threads = Threads(self._feed, connection)
            threads.get(threads.id_of(body.request_id))
            return None

        def effect(connection: sqlite3.Connection, name: str, now: datetime) -> None:
            threads = Threads(self._feed, connection)
            request_id = threads.id_of(body.request_id)
            said = _by(caller, body.client_id, request_id, body.text, now)
            threads.say(replace(said, change=body.change), name)
            threads.put(request_id, _changed(threads.get(request_id), body, to_wire(now)))
            match body.change:
                case "close":
                    self._agents.left(connection, request_id)
                case "reopen":
                    self._agents.replied(connection, request_id, now, with_files=False)
                case "rate":
                    pass

        return self._submissions.take(
            request,
            caller,
            Submission(body.client_id, "support_change", "chg", None, judge, effect),
        )

    def unauthorized_use(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/support/unauthorized-use`: an urgent request; sign-ins of the users end.

        The sign-in it came with stays, so that its receipt can be asked for again; the client
        ends that one itself.
        """
        body = checked(request, UnauthorizedUseIn)

        def judge(connection: sqlite3.Connection) -> Reply | None:
            threads = Threads(self._feed, connection)
            for place, user in enumerate(body.users):
                if not threads.exists("user", user):
                    return invalid(f"no such user - at `$.users[{place}]`")
            return None

        def effect(connection: sqlite3.Connection, name: str, now: datetime) -> None:
            threads = Threads(self._feed, connection)
            made = SupportRequest(
                client_id=body.client_id,
                number=threads.next_number(),
                subject="Unauthorized use of credentials",
                product_id=None,
                order_id=None,
                severity="urgent",
                state="open",
                opened_at=to_wire(now),
                opened_by=caller.name,
                respond_by=to_wire(now + _URGENT_WITHIN),
            )
            self._opened(threads, name, made, body.text, ())
            self._agents.opened(connection, name, now)
            if body.revoke_sessions:
                kept = request.headers.get("authorization", "").partition(" ")[2].strip()
                emails = _emails(connection, body.users) or [caller.email]
                self._tokens.revoke_people(connection, emails, kept)

        return self._submissions.take(
            request,
            caller,
            Submission(body.client_id, "unauthorized_use", "req", None, judge, effect),
        )

    def _opened(
        self,
        threads: Threads,
        name: str,
        made: SupportRequest,
        text: str,
        files: tuple[Attachment, ...],
    ) -> None:
        threads.put(name, made)
        threads.ticket(name, made.client_id or name)
        threads.say(
            Message(
                client_id=made.client_id,
                request_id=name,
                author=made.opened_by,
                author_side="customer",
                text=text,
                sent_at=made.opened_at,
                attachments=files,
            )
        )


def _by(caller: Caller, client_id: str, request_id: str, text: str, now: datetime) -> Message:
    return Message(
        client_id=client_id,
        request_id=request_id,
        author=caller.name,
        author_side="customer",
        text=text,
        sent_at=to_wire(now),
    )


def _changed(known: SupportRequest, body: ChangeIn, now: str) -> SupportRequest:
    match body.change:
        case "close":
            return replace(known, state="closed", closed_at=now)
        case "reopen":
            return replace(known, state="open", closed_at=None)
        case "rate":
            return replace(known, rating=body.rating)


def _same_name(request: Request, name: str) -> None:
    if name != request.part:
        raise Refusal(invalid("request_id differs from the path - at `$.request_id`"))


def _unknown_names(threads: Threads, body: RequestIn) -> Reply | None:
    """What a request names that the account does not have."""
    named = {
        "product": body.product_id, "order": body.order_id, "license": body.license_id,
        "machine": body.machine_id,
    }  # fmt: skip
    for kind, name in named.items():
        if name is not None and not threads.exists(kind, name):
            return invalid(f"no such {kind} - at `$.{kind}_id`")
    return None


def _emails(connection: sqlite3.Connection, users: tuple[str, ...]) -> list[str]:
    """The addresses of named users, by which the portal knows who signs in."""
    found = []
    for user in users:
        row = connection.execute(
            "SELECT entry FROM feed WHERE kind='user' AND id=?", (user,)
        ).fetchone()
        found.append(msgspec.json.decode(row[0], type=_UserEntry).data.email)
    return found


class _UserEntry(Struct):
    data: User
