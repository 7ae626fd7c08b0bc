"""All deadlines of a profile in one place: gathered from the rooms that know them, by time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from app.base.clock import Clock
from app.base.files import replacing
from app.base.text import _
from app.deadlines import ics, rules
from app.deadlines.model import Deadline, DeadlineEntry, DeadlineQuery
from app.deadlines.rules import Check, CheckState

__all__ = ["Check", "CheckState", "Contributor", "DeadlineService"]


class Contributor(Protocol):
    """A room that knows deadlines."""

    def due(self, query: DeadlineQuery, now: datetime) -> Iterable[Deadline]:
        """Its deadlines; it may leave out what the query does not ask for."""


class DeadlineService:
    """The deadlines of one profile. `zone` is the IANA zone of the vendor's place."""

    def __init__(
        self,
        contributors: Sequence[Contributor],
        clock: Clock,
        zone: str,
        *,
        profile_id: str = "",
        profile_name: str = "",
    ) -> None:
        self._contributors = tuple(contributors)
        self._clock = clock
        self.zone = zone
        self._profile_id = profile_id
        self._profile_name = profile_name

    def entries(self, query: DeadlineQuery | None = None) -> tuple[DeadlineEntry, ...]:
        """What the query asks for, by time."""
        now = self._clock.now()
        asked = query or DeadlineQuery()
        return rules.entries_of(
            self._gathered(asked, now),
            asked,
            now,
            profile_id=self._profile_id,
            profile_name=self._profile_name,
        )

    def write_ics(self, path: Path, query: DeadlineQuery | None = None) -> int:
        """Write what the query asks for as a calendar file, and return how many entries it has.

        Raises the Problem that an OSError means; the old file is then untouched.
        """
        entries = self.entries(query)
        write_ics(path, entries, self._clock, self._profile_name)
        return len(entries)

    def check(self, soon_days: int = 14) -> Check:
        """How the deadlines stand for monitoring; "soon" is so many days ahead."""
        now = self._clock.now()
        query = DeadlineQuery(past_days=0)
        soon = timedelta(days=soon_days)
        return rules.check_of(
            DeadlineEntry(
                entry.deadline,
                rules.state_of(entry.deadline, now, soon),
                entry.profile_id,
                entry.profile_name,
            )
            for entry in self.entries(query)
        )

    def _gathered(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        for contributor in self._contributors:
            yield from contributor.due(query, now)


def write_ics(path: Path, entries: Iterable[DeadlineEntry], clock: Clock, name: str) -> None:
    """Write entries, of one profile or several, as a calendar file that replaces `path`.

    Raises the Problem that an OSError means; the old file is then untouched.
    """
    title = _("Deadlines: {name}").format(name=name) if name else _("Deadlines")
    content = ics.calendar_bytes(entries, clock, title)
    with replacing(path) as stream:
        stream.write(content)
