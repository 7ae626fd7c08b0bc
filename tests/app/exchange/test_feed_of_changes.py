"""The feed: pages with their cursors, unknown and broken records, lost cursors, cancelling."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from app.base.errors import Cancelled
from app.base.tasks import CancelToken, Progress, Report
from app.exchange.appliers import Broken
from app.exchange.errors import FeedBroken, SyncBusy
from app.exchange.feed import Feed
from app.exchange.locks import held
from app.exchange.state import list_set_aside, read_state
from app.portal.errors import Gone, SignInNeeded, Unreachable
from app.portal.wire import Change
from app.storage.database import Database, Transaction
from tests.support.stores import PagedPortal, Stores, change

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


class Delivery(msgspec.Struct):
    """What the test's room wants to know of a delivery."""

    order_id: str


class DeliveryApplier:
    """A room's applier as they are written: typed decoding, one executemany a page."""

    kinds = frozenset({"delivery"})

    def __init__(self, *, careless: bool = False) -> None:
        self.careless = careless
        self.settled: list[bool] = []

    def apply(self, tx: Transaction, changes: Sequence[Change], generation: int) -> list[Broken]:
        broken, rows = [], []
        for entry in changes:
            if entry.deleted:
                tx.execute(
                    "DELETE FROM delivery WHERE id = ? AND version <= ?", (entry.id, entry.version)
                )
                continue
            try:
                order = msgspec.json.decode(entry.data, type=Delivery).order_id
            except msgspec.ValidationError as error:
                if self.careless:
                    raise
                body = bytes(entry.data)
                broken.append(Broken(entry.kind, entry.id, entry.version, str(error), body))
                continue
            rows.append((entry.id, order, entry.version, generation, bytes(entry.data)))
        tx.executemany(
            "INSERT INTO delivery VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " order_id = excluded.order_id, version = excluded.version,"
            " generation = excluded.generation, body = excluded.body"
            " WHERE excluded.generation > delivery.generation"
            " OR excluded.version > delivery.version",
            rows,
        )
        return broken

    def sweep(self, tx: Transaction, generation: int) -> int:
        return tx.execute("DELETE FROM delivery WHERE generation < ?", (generation,))

    def settle(
        self, db: Database, *, first_load: bool, report: Report, cancel: CancelToken | None
    ) -> None:
        self.settled.append(first_load)


class Bench:
    """A mirror, a portal and a feed between them."""

    def __init__(self, folder: Path, changes: Sequence[Change] = (), **more: bool) -> None:
        self.stores = Stores(folder)
        self.mirror = self.stores.mirror()
        self.portal = PagedPortal(changes)
        self.deliveries = DeliveryApplier(**more)
        self.feed = Feed(self.mirror, self.portal, [self.deliveries], self.stores.clock, batch=1)

    def deliveries_kept(self) -> dict[str, int]:
        """Ids and versions in the room's table."""
        return {str(i): int(v) for i, v in self.mirror.read("SELECT id, version FROM delivery")}

    def close(self) -> None:
        """Close the mirror."""
        self.mirror.close()


def deliveries(count: int, version: int = 1) -> list[Change]:
    """So many good records."""
    return [change("delivery", f"d{n}", version, {"order_id": "o1", "n": n}) for n in range(count)]


def test_everything_comes_page_by_page_and_a_second_look_writes_no_row(tmp_path: Path) -> None:
    bench = Bench(tmp_path, deliveries(35))
    seen: list[Progress] = []
    pages: list[frozenset[str]] = []
    result = bench.feed.sync(seen.append, on_page=pages.append)
    assert (result.applied, result.requests, result.snapshot) == (35, 4, True)
    assert result.kinds == {"delivery"}
    assert len(pages) == 4
    assert [p.done for p in seen] == [10, 20, 30, 35]
    assert {p.total for p in seen} == {35}
    assert bench.deliveries_kept() == {f"d{n}": 1 for n in range(35)}
    before, looked = bench.mirror.total_changes, read_state(bench.mirror).synced_at
    again = bench.feed.sync()
    assert (again.requests, again.applied, again.snapshot) == (1, 0, False)
    assert bench.mirror.total_changes == before
    after = read_state(bench.mirror).synced_at
    assert after is not None
    assert looked is not None
    assert after > looked
    assert bench.deliveries.settled == [True, False]
    bench.close()


def test_unknown_kinds_and_unknown_fields_survive_as_they_came(tmp_path: Path) -> None:
    bench = Bench(
        tmp_path,
        [
            change("hologram", "h1", 1, {"z": 1, "a": {"nested": [1, 2]}}),
            change("delivery", "d1", 1, {"order_id": "o1", "not_yet_known": "kept"}),
        ],
    )
    bench.feed.sync()
    body = bench.mirror.one("SELECT body FROM record WHERE kind = 'hologram'")
    assert body == (b'{"z":1,"a":{"nested":[1,2]}}',)
    kept = bench.mirror.one("SELECT body FROM delivery")
    assert kept is not None
    assert b'"not_yet_known":"kept"' in kept[0]
    bench.close()


@pytest.mark.parametrize("careless", [False, True])
def test_a_broken_record_is_set_aside_the_rest_applied_and_its_next_version_heals_it(
    tmp_path: Path, careless: bool
) -> None:
    bad = [
        change("delivery", "bad", 1, {"order_id": 17}),
        change("delivery", "empty", 1, "text"),
        change("hologram", "no object", 1, [1]),
    ]
    bench = Bench(tmp_path, [*bad, *deliveries(5), *deliveries(12, 2)], careless=careless)
    result = bench.feed.sync()
    assert (result.set_aside, result.applied) == (3, 15)
    assert bench.deliveries_kept() == {f"d{n}": 2 for n in range(12)}
    aside = list_set_aside(bench.mirror)
    assert {entry.id for entry in aside} == {"bad", "empty", "no object"}
    assert all(entry.reason for entry in aside)
    assert read_state(bench.mirror).set_aside == 3
    bench.portal.feed.append(change("delivery", "bad", 2, {"order_id": "o2"}))
    bench.feed.sync()
    assert {entry.id for entry in list_set_aside(bench.mirror)} == {"empty", "no object"}
    bench.close()


def test_older_versions_are_ignored_also_after_a_deletion(tmp_path: Path) -> None:
    bench = Bench(
        tmp_path,
        [
            change("delivery", "a", 3, {"order_id": "new"}),
            change("delivery", "a", 2, {"order_id": "old"}),
            change("delivery", "a", 2),
            change("delivery", "b", 1, {"order_id": "o"}),
            change("delivery", "b", 2),
        ],
    )
    result = bench.feed.sync()
    assert result.deleted == 1
    bench.portal.feed.append(change("delivery", "b", 1, {"order_id": "late"}))
    bench.feed.sync()
    assert bench.mirror.read("SELECT id, order_id FROM delivery") == [("a", "new")]
    bench.portal.feed.append(change("delivery", "b", 3, {"order_id": "back"}))
    bench.feed.sync()
    assert bench.deliveries_kept() == {"a": 3, "b": 3}
    bench.close()


def test_a_lost_cursor_leads_to_a_full_snapshot_and_what_it_lacks_is_swept(tmp_path: Path) -> None:
    bench = Bench(tmp_path, [*deliveries(25, 7), change("hologram", "h", 1, {})])
    own = bench.stores.own()
    with own.write() as tx:
        tx.execute("INSERT INTO meta VALUES ('draft', 'mine')")
    bench.feed.sync()
    bench.portal.feed = deliveries(12, 5)
    bench.portal.epoch = 2

    def forget(after: str | None, _cancel: CancelToken | None) -> None:
        if after and after.startswith("1:"):
            raise Gone

    bench.portal.before = forget
    result = bench.feed.sync()
    assert result.snapshot
    assert result.deleted == 14
    assert bench.deliveries_kept() == {f"d{n}": 5 for n in range(12)}
    assert bench.mirror.read("SELECT * FROM record") == []
    assert own.read("SELECT name FROM meta") == [("draft",)]
    state = read_state(bench.mirror)
    assert (state.generation, state.snapshot, state.cursor) == (2, False, "2:12")
    own.close()
    bench.close()


def test_a_snapshot_that_breaks_off_goes_on_where_it_was_and_sweeps_only_at_its_end(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path, deliveries(30))
    bench.feed.sync()
    bench.portal.feed, bench.portal.epoch = deliveries(20, 2), 2

    def fail(after: str | None, _cancel: CancelToken | None) -> None:
        if after and after.startswith("1:"):
            raise Gone
        if after == "2:10" and "2:10" not in bench.portal.requests[:-1]:
            raise Unreachable("portal.example.com")

    bench.portal.before = fail
    with pytest.raises(Unreachable):
        bench.feed.sync()
    assert len(bench.deliveries_kept()) == 30
    assert read_state(bench.mirror).snapshot
    bench.feed.sync()
    assert bench.deliveries_kept() == {f"d{n}": 2 for n in range(20)}
    assert bench.portal.requests[-1] == "2:10"
    bench.close()


def test_a_portal_that_forgets_every_cursor_or_stands_still_is_a_fault_not_a_loop(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path, deliveries(30))

    def gone(_after: str | None, _cancel: CancelToken | None) -> None:
        raise Gone

    bench.portal.before = gone
    with pytest.raises(FeedBroken):
        bench.feed.sync()
    bench.portal.before = lambda _after, _cancel: None
    bench.portal.feed.insert(0, change("delivery", "first", 1, {"order_id": "o"}))
    bench.portal.stuck = True
    with pytest.raises(FeedBroken):
        bench.feed.sync()
    bench.close()


def test_a_token_that_expires_within_leaves_whole_pages_and_the_next_sync_goes_on(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path, deliveries(40))

    def expire(after: str | None, _cancel: CancelToken | None) -> None:
        if after == "1:20":
            raise SignInNeeded("portal.example.com")

    bench.portal.before = expire
    with pytest.raises(SignInNeeded):
        bench.feed.sync()
    assert len(bench.deliveries_kept()) == 20
    assert read_state(bench.mirror).cursor == "1:20"
    bench.portal.before = lambda _after, _cancel: None
    bench.portal.requests.clear()
    assert bench.feed.sync().applied == 20
    assert bench.portal.requests == ["1:20", "1:30"]
    assert bench.deliveries.settled == [True]
    bench.close()


def test_cancelling_stops_between_pages_and_while_waiting_for_one(tmp_path: Path) -> None:
    bench = Bench(tmp_path, deliveries(40))
    token = CancelToken()
    with pytest.raises(Cancelled):
        bench.feed.sync(lambda _progress: token.cancel(), token)
    assert len(bench.deliveries_kept()) in {10, 20}
    token, asked = CancelToken(), threading.Event()

    def hang(_after: str | None, cancel: CancelToken | None) -> None:
        asked.set()
        assert cancel is not None
        cancel.wait(30)
        cancel.check()

    bench.portal.before = hang
    canceller = threading.Thread(target=lambda: asked.wait(30) and token.cancel())
    canceller.start()
    with pytest.raises(Cancelled):
        bench.feed.sync(cancel=token)
    canceller.join()
    bench.portal.before = lambda _after, _cancel: None
    bench.feed.sync()
    assert len(bench.deliveries_kept()) == 40
    bench.close()


def test_cancelling_stops_within_a_page(tmp_path: Path) -> None:
    bench = Bench(tmp_path, deliveries(10))
    token = CancelToken()

    class Slow(DeliveryApplier):
        def apply(
            self, tx: Transaction, changes: Sequence[Change], generation: int
        ) -> list[Broken]:
            super().apply(tx, changes, generation)
            token.cancel()
            tx.read(ENDLESS)
            return []

    feed = Feed(bench.mirror, bench.portal, [Slow()], bench.stores.clock, batch=1)
    with pytest.raises(Cancelled):
        feed.sync(cancel=token)
    assert bench.deliveries_kept() == {}
    assert bench.feed.sync().applied == 10
    bench.close()


def test_the_next_page_is_fetched_while_the_current_one_is_stored(tmp_path: Path) -> None:
    bench = Bench(tmp_path, deliveries(20))
    second_asked = threading.Event()

    class Watching(DeliveryApplier):
        def apply(
            self, tx: Transaction, changes: Sequence[Change], generation: int
        ) -> list[Broken]:
            assert second_asked.wait(30)
            return super().apply(tx, changes, generation)

    def watch(after: str | None, _cancel: CancelToken | None) -> None:
        if after == "1:10":
            second_asked.set()

    bench.portal.before = watch
    Feed(bench.mirror, bench.portal, [Watching()], bench.stores.clock).sync()
    assert len(bench.deliveries_kept()) == 20
    bench.close()


def test_pages_that_have_arrived_are_stored_together_and_those_before_a_fault_are_kept(
    tmp_path: Path,
) -> None:
    bench = Bench(tmp_path, deliveries(60))
    all_asked = threading.Event()
    pages: list[int] = []

    class Watching(DeliveryApplier):
        def apply(
            self, tx: Transaction, changes: Sequence[Change], generation: int
        ) -> list[Broken]:
            assert all_asked.wait(30)
            pages.append(len(changes))
            return super().apply(tx, changes, generation)

    def expire(after: str | None, _cancel: CancelToken | None) -> None:
        if after == "1:50":
            all_asked.set()
            raise SignInNeeded("portal.example.com")

    bench.portal.before = expire
    feed = Feed(bench.mirror, bench.portal, [Watching()], bench.stores.clock, batch=30)
    with pytest.raises(SignInNeeded):
        feed.sync()
    assert sum(pages) == 50
    assert len(pages) < 5
    assert max(pages) <= 30
    assert read_state(bench.mirror).cursor == "1:50"
    bench.portal.before = lambda _after, _cancel: None
    assert feed.sync().applied == 10
    bench.close()


def test_without_reading_ahead_pages_come_one_by_one(tmp_path: Path) -> None:
    bench = Bench(tmp_path, deliveries(25))
    feed = Feed(bench.mirror, bench.portal, [bench.deliveries], bench.stores.clock, prefetch=False)
    pages: list[frozenset[str]] = []
    assert feed.sync(on_page=pages.append).requests == len(pages) == 3
    bench.close()


def test_only_one_synchronizes_the_second_is_told_or_waits(tmp_path: Path) -> None:
    bench = Bench(tmp_path, deliveries(3))
    lock = tmp_path / "sync.lock"
    taken, release = threading.Event(), threading.Event()

    def hold() -> None:
        with held(lock, lambda: AssertionError("free")):  # type: ignore[arg-type,return-value]
            taken.set()
            release.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait(30)
    with pytest.raises(SyncBusy):
        bench.feed.sync()
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        bench.feed.sync(cancel=token, wait=30)
    release.set()
    assert bench.feed.sync(wait=30).applied == 3
    holder.join()
    bench.close()
