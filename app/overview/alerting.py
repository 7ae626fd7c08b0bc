"""The matters of a profile that nobody was told of yet; what was told is kept in own.db."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from app.base.clock import Clock
from app.deadlines.model import DeadlineQuery
from app.exchange.model import OutboxState
from app.exchange.outbox import Outbox
from app.overview import alerts
from app.overview.alerts import Matter
from app.storage.database import Database
from app.support.requests.model import RequestCard

if TYPE_CHECKING:
    from app.certification.model import Draft, Filed
    from app.deadlines.service import DeadlineService
    from app.notices.service import NoticeService

_NAME = "alerts-told"
_MOST = 4_000
"""So many keys are kept, the newest: far more matters than are ever open at once."""


class AlertService:
    """Used by the thread that opened the stores."""

    def __init__(
        self,
        own: Database,
        outbox: Outbox,
        clock: Clock,
        notices: Callable[[], NoticeService],
        deadlines: Callable[[], DeadlineService],
        requests: Callable[[], Iterable[RequestCard]],
        certifications: Callable[[], Iterable[tuple[Draft, Filed]]] = lambda: (),
    ) -> None:
        self._certifications = certifications
        self._own = own
        self._outbox = outbox
        self._clock = clock
        self._notices = notices
        self._deadlines = deadlines
        self._requests = requests

    def untold(self) -> tuple[Matter, ...]:
        """What there is to tell. What a profile begins with is taken as known."""
        current = tuple(self._current())
        told = self._told()
        if told is None:
            self.note(one.key for one in current)
            return ()
        known = frozenset(told)
        return tuple(one for one in current if one.key not in known)

    def note(self, keys: Iterable[str]) -> None:
        """Remember that these matters were told, or are not to be."""
        told = self._told()
        kept = list(dict.fromkeys((*(told or ()), *keys)))[-_MOST:]
        if kept == told:
            return
        with self._own.write() as tx:
            body = msgspec.json.encode(kept)
            tx.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_NAME, body))

    def _current(self) -> Iterator[Matter]:
        now = self._clock.now()
        query = DeadlineQuery(within_days=alerts.WEEK.days, past_days=0, acting_only=True)
        yield from alerts.notice_matters(self._notices().inbox())
        yield from alerts.answer_matters(self._requests())
        yield from alerts.certification_matters(self._certifications())
        yield from alerts.refused_matters(self._outbox.items((OutboxState.REFUSED,)))
        yield from alerts.deadline_matters(self._deadlines().entries(query), now)

    def _told(self) -> list[str] | None:
        row = self._own.one("SELECT value FROM meta WHERE name = ?", (_NAME,))
        if row is None:
            return None
        try:
            return msgspec.json.decode(row[0], type=list[str])
        except msgspec.MsgspecError:
            return None
