"""Reminders: what a person wants to hear of at a time of their own."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.base.clock import Clock
from app.storage.database import Database
from app.terms.answers import Reminder


class Reminders:
    """The reminders of one profile, kept in own.db."""

    def __init__(self, own: Database, clock: Clock) -> None:
        self._own = own
        self._clock = clock

    def set(self, uid: str, at: datetime, words: str) -> None:
        """Remind at `at`; a reminder of the same uid is replaced."""
        made = Reminder(uid=uid, at=at, words=" ".join(words.split()), made_at=self._clock.now())
        with self._own.write() as tx:
            tx.execute(
                "INSERT OR REPLACE INTO reminder VALUES (?, ?)", (uid, msgspec.json.encode(made))
            )

    def all(self) -> tuple[Reminder, ...]:
        """All reminders, the next first."""
        rows = self._own.read("SELECT body FROM reminder")
        found = [msgspec.json.decode(body, type=Reminder) for (body,) in rows]
        return tuple(sorted(found, key=lambda reminder: (reminder.at, reminder.uid)))

    def forget(self, uid: str) -> None:
        """Remind no more; nothing where there is no such reminder."""
        with self._own.write() as tx:
            tx.execute("DELETE FROM reminder WHERE uid = ?", (uid,))
