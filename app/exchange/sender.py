"""Sends the outbox: one sender a profile across processes, each item exactly once.

An item's id is its Idempotency-Key, so that a lost reply is answered by sending the same again.
Portals keep keys for 90 days; an item that may be older than its key is looked up first.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

from app.base.clock import Clock
from app.base.errors import Cancelled, Problem
from app.base.tasks import CancelToken
from app.exchange import errors
from app.exchange.locks import held
from app.exchange.model import OutboxCounts, OutboxItem, OutboxState, Outcome, SendResult
from app.exchange.outbox import change, counts, select
from app.portal.errors import (
    Conflict,
    PortalProblem,
    ServerFault,
    SignInNeeded,
    Throttled,
)
from app.portal.wire import Receipt
from app.storage.database import Database, Transaction
from app.storage.ledger import Ledger

KEY_LIFE = timedelta(days=90)
"""How long a portal remembers an Idempotency-Key, by the contract at least."""

_CLOCK_MARGIN = timedelta(days=5)
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(hours=1)


class Route(msgspec.Struct, frozen=True):
    """Where items of a kind are posted, below the portal's API base."""

    path: str


class Submitter(Protocol):
    """What takes items to the portal: a signed-in session."""

    def submit(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> Receipt:
        """Post `body` under the Idempotency-Key `key`. Raises PortalProblem, Cancelled."""

    def find_submission(self, client_id: str) -> Receipt | None:
        """The receipt of an item that arrived before, or None. Raises PortalProblem."""


def _nobody(_counts: OutboxCounts) -> None:
    """Nobody asked to hear of changes."""


class Sender:
    """Sends one profile's items, as the signed-in subject, under the profile's send lock."""

    def __init__(
        self,
        own: Database,
        portal: Submitter,
        routes: Mapping[str, Route],
        lock_file: Path,
        clock: Clock,
        *,
        ledger: Path,
        dice: Callable[[], float] | None = None,
    ) -> None:
        self._own = own
        self._portal = portal
        self._routes = routes
        self._lock_file = lock_file
        self._clock = clock
        self._ledger = Ledger(ledger)
        self._dice = dice or random.SystemRandom().random

    def send_all(
        self,
        subject: str,
        cancel: CancelToken | None = None,
        on_change: Callable[[OutboxCounts], None] = _nobody,
        *,
        hurry: bool = False,
    ) -> SendResult:
        """Send everything that is due and belongs to `subject`.

        `hurry` is for a person who asked: backoff is not waited for, save what the portal itself
        demanded. Raises SendBusy when another process sends, SignInNeeded, Cancelled and the
        store's problems; whatever is raised, each item is in a state from which it goes on.
        """
        with held(self._lock_file, errors.send_busy, cancel=cancel):
            self._reset_sending()
            return _Round(
                _Tools(
                    own=self._own,
                    portal=self._portal,
                    routes=self._routes,
                    clock=self._clock,
                    ledger=self._ledger,
                    dice=self._dice,
                    subject=subject,
                    cancel=cancel,
                    on_change=on_change,
                    hurry=hurry,
                )
            ).run()

    def _reset_sending(self) -> None:
        """What a dead sender left behind; only the lock's holder may do this."""
        if self._own.one("SELECT 1 FROM outbox WHERE state = 'sending' LIMIT 1") is None:
            return
        with self._own.write() as tx:
            for item in select(tx, "state = 'sending'", ()):
                queued = Outcome(state=OutboxState.QUEUED)
                change(tx, item, queued, self._clock.now(), ledger=self._ledger)


class _Tools(msgspec.Struct, frozen=True):
    """What a round of sending works with."""

    own: Database
    portal: Submitter
    routes: Mapping[str, Route]
    clock: Clock
    ledger: Ledger
    dice: Callable[[], float]
    subject: str
    cancel: CancelToken | None
    on_change: Callable[[OutboxCounts], None]
    hurry: bool


class _Round:
    """One pass over the items that are due, those put meanwhile included."""

    def __init__(self, tools: _Tools) -> None:
        self._tools = tools
        self._tried: set[str] = set()
        self._tally = dict.fromkeys(OutboxState, 0)
        self._blocked = 0

    def run(self) -> SendResult:
        """Send until nothing is due, or the portal is out of reach."""
        going_on = True
        while going_on and (items := self._due()):
            for item in items:
                self._tried.add(item.id)
                if self._tools.cancel is not None:
                    self._tools.cancel.check()
                going_on = self._one(item)
                if not going_on:
                    break
        return SendResult(
            sent=self._tally[OutboxState.SENT],
            refused=self._tally[OutboxState.REFUSED],
            waiting=self._tally[OutboxState.WAITING],
            held_back=self._held_back(),
            blocked=self._blocked,
        )

    def _due(self) -> list[OutboxItem]:
        now = self._tools.clock.now()
        unsent = select(
            self._tools.own,
            "state IN ('queued', 'waiting') AND subject = ?",
            (self._tools.subject,),
        )
        return [i for i in unsent if i.id not in self._tried and self._is_due(i, now)]

    def _is_due(self, item: OutboxItem, now: datetime) -> bool:
        if item.next_at is None or item.next_at <= now:
            return True
        if item.next_at - now > _LONGEST_WAIT + _FIRST_WAIT:
            return True  # made by a clock that has since been set back
        demanded = item.problem is not None and item.problem.code == Throttled.code
        return self._tools.hurry and not demanded

    def _one(self, item: OutboxItem) -> bool:
        """Try one item; whether there is any use in trying the next."""
        route = self._tools.routes.get(item.kind)
        taken = self._take(item) if route is not None else None
        if route is None or taken is None:
            self._blocked += 1
            return True
        try:
            receipt = self._deliver(taken, route)
        except PortalProblem as problem:
            if isinstance(problem, SignInNeeded):
                self._end(taken, Outcome(state=OutboxState.QUEUED, attempts=item.attempts))
                raise
            if problem.retry:
                return self._postpone(taken, problem)
            refused = Outcome(state=OutboxState.REFUSED, problem=problem.report())
            self._end(taken, refused)
        except (Problem, Cancelled):
            # Whether it arrived is not known: the same key, sent again, settles it.
            self._end(taken, Outcome(state=OutboxState.QUEUED))
            raise
        else:
            self._end(taken, Outcome(state=OutboxState.SENT, receipt=receipt))
        return True

    def _take(self, item: OutboxItem) -> OutboxItem | None:
        """Mark the item as being sent, unless it was discarded or has to wait its turn."""
        tools = self._tools
        with tools.own.write() as tx:
            found = next(select(tx, "id = ? AND state IN ('queued', 'waiting')", (item.id,)), None)
            if found is None:
                return None
            if found.after is not None:
                before = tx.one("SELECT state FROM outbox WHERE id = ?", (found.after,))
                if before is None or before[0] != OutboxState.SENT.value:
                    return None
            attempts = found.attempts + 1
            self._change(tx, found, Outcome(state=OutboxState.SENDING, attempts=attempts))
        tools.on_change(counts(tools.own))
        return msgspec.structs.replace(found, state=OutboxState.SENDING, attempts=attempts)

    def _deliver(self, item: OutboxItem, route: Route) -> Receipt:
        tools = self._tools
        row = tools.own.one("SELECT payload FROM outbox WHERE id = ?", (item.id,))
        body = bytes(row[0]) if row else b""
        receipt = tools.portal.find_submission(item.id) if self._must_look_up(item) else None
        try:
            receipt = receipt or tools.portal.submit(route.path, body, item.id, tools.cancel)
        except Conflict as problem:
            receipt = None if problem.retry else tools.portal.find_submission(item.id)
            if receipt is None:
                raise
        if receipt.client_id != item.id:
            raise ServerFault(detail="the receipt names another item")
        return receipt

    def _must_look_up(self, item: OutboxItem) -> bool:
        """Whether the portal may have forgotten this item's key, or a clock cannot be trusted."""
        age = self._tools.clock.now() - item.created_at
        return item.look_up or not timedelta(0) <= age < KEY_LIFE - _CLOCK_MARGIN

    def _postpone(self, item: OutboxItem, problem: PortalProblem) -> bool:
        """Try again later; where the portal as a whole does not answer, the rest waits as well."""
        waiting = Outcome(
            state=OutboxState.WAITING, problem=problem.report(), next_at=self._wait(item, problem)
        )
        self._end(item, waiting)
        if isinstance(problem, ServerFault | Conflict):
            return True
        rest = self._due()
        if not rest:
            return False
        with self._tools.own.write() as tx:
            for other in rest:
                self._change(tx, other, waiting)
        self._tally[OutboxState.WAITING] += len(rest)
        self._tools.on_change(counts(self._tools.own))
        return False

    def _wait(self, item: OutboxItem, problem: PortalProblem) -> datetime:
        """When to try again: what the portal demanded, else doubling with jitter, at most 1 h."""
        doubled = _FIRST_WAIT * (1 << min(item.attempts - 1, 12))
        pause = min(doubled, _LONGEST_WAIT) * (0.5 + self._tools.dice() / 2)
        if isinstance(problem, Throttled) and problem.retry_after > 0:
            demanded = min(timedelta(seconds=problem.retry_after), _LONGEST_WAIT)
            pause = demanded + _FIRST_WAIT * self._tools.dice()
        return self._tools.clock.now() + pause

    def _end(self, item: OutboxItem, outcome: Outcome) -> None:
        with self._tools.own.write() as tx:
            self._change(tx, item, outcome)
        self._tally[outcome.state] += 1
        self._tools.on_change(counts(self._tools.own))

    def _change(self, tx: Transaction, item: OutboxItem, outcome: Outcome) -> None:
        change(tx, item, outcome, self._tools.clock.now(), ledger=self._tools.ledger)

    def _held_back(self) -> int:
        row = self._tools.own.one(
            "SELECT count(*) FROM outbox WHERE state IN ('queued', 'waiting') AND subject <> ?",
            (self._tools.subject,),
        )
        return int(row[0]) if row else 0
