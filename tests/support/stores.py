"""Profiles' stores for tests: a folder with keys, an own clock, a portal that can be commanded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from app.base import ids
from app.base.clock import Clock, to_wire
from app.base.tasks import CancelToken
from app.exchange.outbox import Outbox
from app.portal.wire import Change, ChangePage, Receipt
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_mirror, open_own

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class HandClock:
    """A clock that moves when told to, and a millisecond at every look, so that ids sort."""

    def __init__(self, now: datetime = START) -> None:
        self.time = now
        self.ticks = 0.0

    def now(self) -> datetime:
        """The time that was set, and a little later at each call."""
        self.time += timedelta(milliseconds=1)
        return self.time

    def monotonic(self) -> float:
        """Seconds, growing at each call."""
        self.ticks += 0.001
        return self.ticks


class Stores:
    """The files of one profile in a folder, with both keys."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.folder = folder
        self.mirror_path = folder / "mirror.db"
        self.own_path = folder / "own.db"
        self.ledger = folder / "own.ledger"
        self.quarantine = folder / "quarantine"
        self.send_lock = folder / "send.lock"
        self.mirror_key = StoreKey.new()
        self.own_key = StoreKey.new()
        self.clock = clock or HandClock()

    def mirror(self) -> Database:
        """mirror.db, open for writing."""
        return open_mirror(self.mirror_path, self.mirror_key)

    def own(self) -> Database:
        """own.db, open."""
        return open_own(self.own_path, self.own_key)

    def outbox(self, own: Database) -> Outbox:
        """The outbox of an open own.db."""
        return Outbox(own, self.ledger, self.clock)


def put(outbox: Outbox, own: Database, text: str, subject: str = "anna", **more: str) -> str:
    """Queue one feedback the way a room does: record and event in one transaction."""
    item = ids.new_id(outbox._clock)
    body = msgspec.json.encode({"client_id": item, "text": text})
    with own.write() as tx:
        tx.execute(
            "INSERT INTO feedback VALUES (?, 'product', NULL, NULL, ?, 'free', ?, ?, ?)",
            (item, text, to_wire(START), subject, to_wire(START)),
        )
        outbox.put(tx, "feedback", body, subject, id=item, **more)
    return item


def change(kind: str, ident: str, version: int, data: object = None) -> Change:
    """A change of the feed; without data a deletion."""
    if data is None:
        return Change(kind, ident, version, deleted=True)
    return Change(kind, ident, version, data=msgspec.Raw(msgspec.json.encode(data)))


class PagedPortal:
    """Serves a list of changes by position, and does at a position what a test asks for."""

    def __init__(self, changes: Iterable[Change] = (), *, page: int = 10) -> None:
        self.feed = list(changes)
        self.page = page
        self.epoch = 1
        self.stuck = False
        self.requests: list[str | None] = []
        self.before: Callable[[str | None, CancelToken | None], None] = lambda _after, _cancel: None

    def changes(
        self, after: str | None, limit: int, cancel: CancelToken | None = None
    ) -> ChangePage:
        """The page behind `after`, which is "epoch:position"."""
        self.requests.append(after)
        self.before(after, cancel)
        start = int(after.split(":")[1]) if after else 0
        size = min(limit, self.page)
        found = self.feed[start : start + size]
        end = start + len(found)
        left = len(self.feed) - end
        if self.stuck and after is not None:
            return ChangePage(found, after, True)
        return ChangePage(found, f"{self.epoch}:{end}", left > 0, left)


class KeyedPortal:
    """Takes items the way the contract says: one submission a key; keys are kept 90 days."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.keys: dict[str, tuple[datetime, Receipt]] = {}
        self.arrived: list[str] = []
        self.bodies: dict[str, bytes] = {}
        self.lookups: list[str] = []
        self.fail: Callable[[str], BaseException | None] = lambda _key: None
        self.fail_after: Callable[[str], BaseException | None] = lambda _key: None

    def submit(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> Receipt:
        """Take an item; `fail` raises before it arrives, `fail_after` loses the reply."""
        error = self.fail(key)
        if error is not None:
            raise error
        now = self._clock.now()
        with self._lock:
            known = self.keys.get(key)
            if known is None or now - known[0] > timedelta(days=90):
                receipt = Receipt(f"F-{len(self.arrived) + 1}", key, now, path.rsplit("/", 1)[-1])
                self.keys[key] = (now, receipt)
                self.arrived.append(key)
                self.bodies[key] = body
        error = self.fail_after(key)
        if error is not None:
            raise error
        return self.keys[key][1]

    def find_submission(self, client_id: str) -> Receipt | None:
        """What arrived under this client id, however long ago."""
        self.lookups.append(client_id)
        known = self.keys.get(client_id)
        return known[1] if known else None
