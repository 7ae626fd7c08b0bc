"""Reminders: what a person wants to hear of at a time of their own."""

from __future__ import annotations

from datetime import datetime

from app.base.clock import Clock, from_wire, to_wire
from app.storage.database import Database
from app.terms.answers import Reminder


class Reminders:
    """The reminders of one profile, kept in own.db."""

    def __init__(self, own: Database, clock: Clock) -> None:
        self._own = own
        self._clock = clock

    def set(self, uid: str, at: datetime, words: str) -> None:
        """Remind at `at`; a reminder of the same uid is replaced."""
        with self._own.write() as tx:
            tx.execute(
                "INSERT OR REPLACE INTO reminder VALUES (?, ?, ?, ?)",
                (uid, to_wire(at), " ".join(words.split()), to_wire(self._clock.now())),
            )

    def all(self) -> tuple[Reminder, ...]:
        """All reminders, the next first."""
        rows = self._own.read("SELECT uid, at, words, made_at FROM reminder ORDER BY at, uid")
        return tuple(
            Reminder(uid=uid, at=from_wire(at), words=words, made_at=from_wire(made_at))
            for uid, at, words, made_at in rows
        )

    def forget(self, uid: str) -> None:
        """Remind no more; nothing where there is no such reminder."""
        with self._own.write() as tx:
            tx.execute("DELETE FROM reminder WHERE uid = ?", (uid,))
