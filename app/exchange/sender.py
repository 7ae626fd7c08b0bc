"""Sends the outbox: one sender a profile across processes, each item exactly once.

An item's id is its Idempotency-Key, so that a lost reply is answered by sending the same again.
Portals keep keys for 90 days; an item that may be older than its key is looked up first.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from app.base.clock import Clock
from app.base.tasks import CancelToken
from app.exchange import errors
from app.exchange.locks import held
from app.exchange.model import OutboxCounts, OutboxState, Outcome, SendResult
from app.exchange.outbox import change, select
from app.exchange.round import KEY_LIFE, Round, Tools
from app.exchange.routes import Delivery, Route, Submitter
from app.storage.database import Database
from app.storage.ledger import Ledger

__all__ = ["KEY_LIFE", "Route", "Sender", "Submitter"]


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
        deliveries: Mapping[str, Delivery] | None = None,
        dice: Callable[[], float] | None = None,
    ) -> None:
        self._own = own
        self._portal = portal
        self._routes = routes
        self._deliveries = deliveries or {}
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
        until: str = "",
    ) -> SendResult:
        """Send everything that is due and belongs to `subject`.

        `hurry` is for a person who asked: backoff is not waited for, save what the portal itself
        demanded. With `until` only that item leaves, after what it follows. Raises SendBusy when
        another process sends, SignInNeeded, Cancelled and the store's problems; whatever is
        raised, each item is in a state from which it goes on.
        """
        with held(self._lock_file, errors.send_busy, cancel=cancel):
            self._reset_sending()
            return Round(
                Tools(
                    own=self._own,
                    portal=self._portal,
                    routes=self._routes,
                    deliveries=self._deliveries,
                    clock=self._clock,
                    ledger=self._ledger,
                    dice=self._dice,
                    subject=subject,
                    cancel=cancel,
                    on_change=on_change,
                    hurry=hurry,
                    until=until,
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
