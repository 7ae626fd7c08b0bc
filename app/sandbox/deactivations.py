"""A machine that died cannot prove that its license was removed: a person states it instead.

How often a year that is taken on somebody's word is the vendor's policy for the product.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from app.base.clock import Clock, from_wire, to_wire
from app.portal.wire import Instant
from app.sandbox import license_files
from app.sandbox.feed import Feed
from app.sandbox.http import Reply, Request, problem
from app.sandbox.instances import Instances, license_of
from app.sandbox.people import Caller
from app.sandbox.state import State
from app.sandbox.submissions import Name, Sent, Submission, Submissions, checked, permitted

DEACTIVATIONS_PATH = "/v1/licenses/deactivations"

_YEAR = timedelta(days=365)

Cause = Literal["hardware_failure", "lost", "destroyed", "reinstalled", "other"]


class StatedIn(Struct, frozen=True):
    """Who says it, in what words, and when."""

    statement: Annotated[str, Meta(min_length=1, max_length=2_000)]
    by: Annotated[str, Meta(min_length=1, max_length=200)]
    at: Instant


class DeactivationIn(Sent, frozen=True):
    """A statement as it must come in; the contract's schema says the same."""

    machine_id: Name
    reason: Cause
    stated: StatedIn


class Deactivations:
    """Serves `/v1/licenses/deactivations`."""

    def __init__(self, state: State, clock: Clock, feed: Feed, submissions: Submissions) -> None:
        self._state = state
        self._clock = clock
        self._feed = feed
        self._submissions = submissions

    def take(self, request: Request, caller: Caller) -> Reply:
        """`POST /v1/licenses/deactivations`: the machine's instance is free afterwards."""
        refusal = permitted(caller, "licenses")
        if refusal:
            return refusal
        body = checked(request, DeactivationIn)

        def judge(connection: sqlite3.Connection) -> Reply | None:
            return self._ended(connection, body.machine_id)

        return self._submissions.take(
            request, caller, Submission(body.client_id, "machine_deactivation", "dea", None, judge)
        )

    def _ended(self, connection: sqlite3.Connection, name: str) -> Reply | None:
        """End the machine; why not, None where it was done."""
        now = self._clock.now()
        instances = Instances(self._feed, connection, now)
        machine = instances.machine(name)
        if machine is None:
            return problem(404, "unknown_machine", "This account has no such machine")
        if machine.state != "active":
            return problem(409, "not_active", "This machine holds no instance any more")
        granted = license_of(connection, machine.license_id)
        policy = license_files.POLICIES.get(granted.product_id if granted else "")
        most = (policy or license_files.Policy()).deactivations_a_year
        before = _within_a_year(connection, machine.license_id, now)
        if len(before) >= most:
            again = (before[-most] + _YEAR).date().isoformat() if most else ""
            return problem(
                409,
                "deactivation_limit",
                f"{len(before)} of {most} machines of this license were deactivated on your word"
                " within a year",
                f"The next is possible on {again}, or ask the vendor." if again else "",
            )
        connection.execute(
            "INSERT INTO deactivation VALUES(?,?,?)", (name, machine.license_id, to_wire(now))
        )
        instances.ended(name, "deactivated")
        return None


def _within_a_year(
    connection: sqlite3.Connection, license_id: str, now: datetime
) -> list[datetime]:
    rows = connection.execute(
        "SELECT at FROM deactivation WHERE license_id=? AND at>? ORDER BY at",
        (license_id, to_wire(now - _YEAR)),
    ).fetchall()
    return [from_wire(row[0]) for row in rows]
