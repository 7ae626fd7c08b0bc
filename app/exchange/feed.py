"""The door in: pages of changes, stored with the cursor behind them in one transaction.

So a crash loses nothing and repeats nothing. A cursor that the portal no longer knows leads to a
full snapshot under a new generation; what the snapshot did not name is swept at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from app.base.clock import Clock, to_wire
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.exchange import errors
from app.exchange.appliers import Applier, Broken, RawApplier
from app.exchange.locks import held
from app.exchange.page import apply, current, keep_broken
from app.exchange.prefetch import ChangeSource, Pages
from app.exchange.state import FeedState, keep_state, note_look, read_state
from app.portal.errors import Gone
from app.portal.wire import Change, ChangePage
from app.storage.database import Database

LIMIT = 2000
"""Changes asked for in one page; a portal may send fewer."""

BATCH = 10_000
"""Changes stored in one transaction, at most, where several pages have arrived already.

Each transaction writes the leaves of the unique index anew: fewer of them made the first load of
100,000 orders a tenth faster. A crash costs one transaction, which is fetched again.
"""

_SNAPSHOTS = 3
"""How often in one synchronization the portal may forget the cursor before that is a fault."""


class SyncResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one synchronization did. `kinds` are those of which a record came."""

    applied: int = 0
    deleted: int = 0
    set_aside: int = 0
    kinds: frozenset[str] = frozenset()
    requests: int = 0
    snapshot: bool = False


class _Tally:
    def __init__(self) -> None:
        self.received = 0
        self.applied = 0
        self.deleted = 0
        self.set_aside = 0
        self.requests = 0
        self.snapshot = False
        self.kinds: set[str] = set()

    def result(self) -> SyncResult:
        return SyncResult(
            applied=self.applied,
            deleted=self.deleted,
            set_aside=self.set_aside,
            kinds=frozenset(self.kinds),
            requests=self.requests,
            snapshot=self.snapshot,
        )


def _nobody(_kinds: frozenset[str]) -> None:
    """Nobody asked to hear of pages."""


class Feed:
    """Brings one profile's mirror up to date. One at a time across processes."""

    def __init__(
        self,
        mirror: Database,
        portal: ChangeSource,
        appliers: Iterable[Applier],
        clock: Clock,
        *,
        prefetch: bool = True,
        limit: int = LIMIT,
        batch: int = BATCH,
        lock_file: Path | None = None,
    ) -> None:
        self._mirror = mirror
        self._portal = portal
        self._clock = clock
        self._prefetch = prefetch
        self._limit = limit
        self._batch = batch
        self._lock_file = lock_file or mirror.path.with_name("sync.lock")
        registered = tuple(appliers)
        self._by_kind: dict[str, Applier] = {
            kind: applier for applier in registered for kind in applier.kinds
        }
        self._raw: Applier = RawApplier()
        self._appliers: tuple[Applier, ...] = (*registered, self._raw)

    def sync(
        self,
        report: Report = no_report,
        cancel: CancelToken | None = None,
        *,
        wait: float = 0.0,
        on_page: Callable[[frozenset[str]], None] = _nobody,
    ) -> SyncResult:
        """Fetch and store everything new. `on_page` hears the kinds of each stored page.

        Raises SyncBusy when another process does the same and is not done within `wait` seconds,
        Cancelled, FeedBroken, and the problems of portal and store. Whatever is raised, each page
        stored so far stays, with its cursor: the next call goes on from there.
        """
        with (
            held(self._lock_file, errors.sync_busy, wait=wait, cancel=cancel),
            self._mirror.cancellable(cancel),
        ):
            tally = _Tally()
            self._follow(tally, report, cancel, on_page)
            self._settle(report, cancel)
            note_look(self._mirror.path, self._clock.now())
            return tally.result()

    def _follow(
        self,
        tally: _Tally,
        report: Report,
        cancel: CancelToken | None,
        on_page: Callable[[frozenset[str]], None],
    ) -> None:
        state = read_state(self._mirror)
        for _attempt in range(_SNAPSHOTS):
            try:
                self._pages(state, tally, report, cancel, on_page)
                return
            except Gone:
                state = self._begin_snapshot(state)
        raise errors.feed_broken("410 for a fresh cursor")

    def _pages(
        self,
        state: FeedState,
        tally: _Tally,
        report: Report,
        cancel: CancelToken | None,
        on_page: Callable[[frozenset[str]], None],
    ) -> None:
        generation = max(state.generation, 1)
        snapshot = state.snapshot or state.generation == 0
        tally.snapshot = tally.snapshot or snapshot
        after = state.cursor
        pages = Pages(self._portal, after, self._limit, ahead=self._prefetch)
        try:
            more = True
            while more:
                page = pages.take(self._batch, cancel)
                if cancel is not None:
                    cancel.check()
                if page.changes or page.next != after or snapshot:
                    on_page(self._store(page, generation, snapshot, tally))
                after, more = page.next, page.more
                tally.received += len(page.changes)
                total = None if page.remaining is None else tally.received + page.remaining
                report(Progress(_("Receiving"), tally.received, total if more else tally.received))
        finally:
            pages.close()
            tally.requests += pages.requests

    def _store(
        self, page: ChangePage, generation: int, snapshot: bool, tally: _Tally
    ) -> frozenset[str]:
        """One transaction: the page's changes, what is set aside, the sweep and the cursor."""
        now = self._clock.now()
        with self._mirror.write() as tx:
            changes = current(tx, page.changes)
            broken: list[Broken] = []
            for applier, group in self._groups(changes):
                broken += apply(tx, applier, group, generation)
            keep_broken(tx, changes, broken, to_wire(now))
            gone = [(c.kind, c.id, c.version) for c in changes if c.deleted]
            tx.executemany("INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?)", gone)
            swept = 0
            if snapshot and not page.more and generation > 1:
                swept = sum(applier.sweep(tx, generation) for applier in self._appliers)
            keep_state(
                tx,
                cursor=page.next,
                generation=generation,
                snapshot=snapshot and page.more,
                at=now,
            )
        kinds = frozenset(change.kind for change in changes)
        tally.applied += len(changes) - len(broken)
        tally.deleted += len(gone) + swept
        tally.set_aside += len(broken)
        tally.kinds |= kinds
        return kinds

    def _groups(self, changes: Sequence[Change]) -> list[tuple[Applier, list[Change]]]:
        by_kind, raw = self._by_kind, self._raw
        if len({change.kind for change in changes}) == 1:
            return [(by_kind.get(changes[0].kind, raw), list(changes))]
        groups: dict[int, tuple[Applier, list[Change]]] = {}
        for change in changes:
            applier = by_kind.get(change.kind, raw)
            group = groups.get(id(applier))
            if group is None:
                group = groups[id(applier)] = (applier, [])
            group[1].append(change)
        return list(groups.values())

    def _begin_snapshot(self, state: FeedState) -> FeedState:
        """The portal lost the cursor: all again, under a higher generation (own.db untouched)."""
        generation = max(state.generation, 1) + 1
        with self._mirror.write() as tx:
            tx.execute("DELETE FROM tombstone")
            tx.execute(
                "UPDATE feed_state SET cursor = NULL, generation = ?, snapshot = 1", (generation,)
            )
        return read_state(self._mirror)

    def _settle(self, report: Report, cancel: CancelToken | None) -> None:
        first_load = read_state(self._mirror).first_load
        for applier in self._appliers:
            applier.settle(self._mirror, first_load=first_load, report=report, cancel=cancel)
        if first_load:
            with self._mirror.write() as tx:
                tx.execute("UPDATE feed_state SET first_load = 0")
            self._mirror.pragma("PRAGMA wal_checkpoint(PASSIVE)")
