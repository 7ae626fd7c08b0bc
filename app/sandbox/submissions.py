"""What customers send in: checked, kept once per Idempotency-Key, and echoed in the feed."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from app.base.clock import Clock
from app.portal.wire import FieldError, Instant, Receipt
from app.sandbox.feed import Feed
from app.sandbox.http import NO_STORE, Refusal, Reply, Request, problem
from app.sandbox.people import Caller
from app.sandbox.state import State

KEY_SECONDS = 400 * 86_400
"""How long a key is known; the contract asks for 90 days at least."""

Key = Annotated[str, Meta(pattern="^[A-Za-z0-9._-]{8,64}$")]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
Permission = Literal[
    "feedback", "terms", "licenses", "support", "account", "notices", "certification"
]


class Sent(Struct, frozen=True):
    """What every body has: the client's id of it, which is also its Idempotency-Key."""

    client_id: Key


B = TypeVar("B", bound=Sent)


class AcknowledgedIn(Struct, frozen=True):
    """The acknowledgement as it must come in."""

    statement: Annotated[str, Meta(min_length=1, max_length=2_000)]
    at: Instant


class FeedbackIn(Sent, frozen=True):
    """Feedback as it must come in; the contract's schema says the same."""

    topic: Name
    text: Annotated[str, Meta(min_length=1, max_length=10_000)]
    created_at: Instant
    acknowledged: AcknowledgedIn
    product_id: Name | None = None
    page: Annotated[str, Meta(max_length=200)] | None = None


class FeedbackEcho(Struct, frozen=True):
    """How the feed says that feedback was received."""

    client_id: str
    topic: str
    product_id: str | None
    received_at: Instant


class Submission(Struct, frozen=True):
    """What is to be kept: `echo` makes its record of the feed, if any; `refusal` has the last word.

    `refusal` is asked within the transaction, and only about what is not known yet. `effect` does
    what else follows, within the transaction too, given the receipt's id and the instant.
    """

    client_id: str
    kind: str
    prefix: str
    echo: Callable[[datetime], Struct] | None
    refusal: Callable[[sqlite3.Connection], Reply | None] | None = None
    effect: Callable[[sqlite3.Connection, str, datetime], None] | None = None


class Kept(Struct, frozen=True):
    """One submission as tests look at it."""

    id: str
    client_id: str
    subject: str
    kind: str
    body: msgspec.Raw


class Submissions:
    """Takes submissions in and finds them again."""

    def __init__(self, state: State, clock: Clock, feed: Feed) -> None:
        self._state = state
        self._clock = clock
        self._feed = feed

    def feedback(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/feedback`."""
        refusal = permitted(caller, "feedback")
        if refusal:
            return refusal
        body = checked(request, FeedbackIn)

        def echo(now: datetime) -> FeedbackEcho:
            return FeedbackEcho(body.client_id, body.topic, body.product_id, now)

        return self.take(request, caller, Submission(body.client_id, "feedback", "fb", echo))

    def find(self, request: Request, caller: Caller) -> Reply:
        """`GET /v1/submissions/{client_id}`: the receipt of the caller's own submission."""
        row = self._state.one(
            "SELECT receipt FROM submission WHERE subject=? AND client_id=?",
            (caller.subject, request.part),
        )
        if row is None:
            return problem(404, "not_found", "No such submission")
        return Reply(200, bytes(row[0]), "application/json", NO_STORE)

    def all(self) -> list[Kept]:
        """Everything that came in, oldest first."""
        rows = self._state.all(
            "SELECT id, client_id, subject, kind, body FROM submission ORDER BY rowid"
        )
        return [
            Kept(name, client_id, subject, kind, msgspec.Raw(body))
            for name, client_id, subject, kind, body in rows
        ]

    def take(self, request: Request, caller: Caller, what: Submission) -> Reply:
        """Keep what came in and echo it in the feed; once a key, however often it comes."""
        now = self._clock.now()
        told = sha256(request.body).hexdigest()
        with self._state.write() as connection:
            connection.execute(
                "DELETE FROM submission WHERE at<?", (now.timestamp() - KEY_SECONDS,)
            )
            known = connection.execute(
                "SELECT receipt, body_hash FROM submission WHERE subject=? AND client_id=?",
                (caller.subject, what.client_id),
            ).fetchone()
            if known is None:
                refusal = what.refusal(connection) if what.refusal else None
                if refusal:
                    return refusal
                receipt = Receipt(
                    f"{what.prefix}-{secrets.token_hex(8)}", what.client_id, now, what.kind
                )
                answer = msgspec.json.encode(receipt)
                connection.execute(
                    "INSERT INTO submission VALUES(?,?,?,?,?,?,?,?,?)",
                    (receipt.id, caller.subject, what.client_id, what.kind, request.path,
                     request.body, told, answer, now.timestamp()),
                )  # fmt: skip
                if what.echo:
                    self._feed.put_within(connection, what.kind, receipt.id, what.echo(now))
                if what.effect:
                    what.effect(connection, receipt.id, now)
                return Reply(201, answer, "application/json", NO_STORE)
        if known[1] != told:
            return problem(
                409,
                "idempotency_mismatch",
                "This key was used for another body",
                "Use a new key for new content.",
            )
        return Reply(201, bytes(known[0]), "application/json", NO_STORE)


def permitted(caller: Caller, needed: Permission) -> Reply | None:
    """The refusal for a person who may not do this, None for one who may."""
    if needed in caller.permissions:
        return None
    return problem(403, "not_permitted", "You may not do this", f"permission: {needed}")


def checked(request: Request, wanted: type[B]) -> B:
    """The request's body. Refuses another media type, a missing key and what does not fit."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(problem(415, "unsupported_media_type", "The body must be JSON"))
    try:
        body = msgspec.json.decode(request.body, type=wanted)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(invalid(str(error))) from None
    key = request.headers.get("idempotency-key")
    if not key:
        raise Refusal(problem(400, "missing_idempotency_key", "Idempotency-Key is missing"))
    if key != body.client_id:
        raise Refusal(invalid("client_id differs from the Idempotency-Key - at `$.client_id`"))
    return body


def invalid(reason: str, code: str = "invalid_body") -> Reply:
    """What is wrong, with the place as a JSON pointer (the decoder writes `$.a.b`)."""
    detail, _, place = reason.partition(" - at `$")
    pointer = place.rstrip("`").replace(".", "/").replace("[", "/").replace("]", "")
    return problem(422, code, "The body is not valid", errors=[FieldError(pointer, detail)])
