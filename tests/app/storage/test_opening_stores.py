"""Opening: keys, kinds, versions, two processes at once, joins by ATTACH."""

from __future__ import annotations

import contextlib
import shutil
import threading
from pathlib import Path

import pytest

from app.base.errors import Cancelled
from app.base.tasks import CancelToken
from app.storage import errors
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.migrate import Step, back_up, migrate, steps, version_of
from app.storage.opening import MIRROR, OWN, full_check, open_mirror, open_own
from tests.support.stores import Stores

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """A profile's folder without files yet."""
    return Stores(tmp_path)


def test_a_fresh_store_is_encrypted_private_and_whole(stores: Stores) -> None:
    with stores.mirror() as mirror, stores.own() as own:
        with own.write() as tx:
            tx.execute("INSERT INTO meta VALUES ('draft', 'a canary sentence')")
        assert full_check(mirror) == ()
        assert full_check(own) == ()
        assert mirror.one("PRAGMA journal_mode") == ("wal",)
        assert own.one("PRAGMA synchronous") == (2,)
        raw = b"".join(path.read_bytes() for path in stores.folder.iterdir())
    assert b"SQLite format 3" not in raw
    assert b"canary" not in raw
    assert all(path.stat().st_mode & 0o077 == 0 for path in stores.folder.glob("*.db"))


def test_a_key_never_shows_itself() -> None:
    key = StoreKey.new()
    assert key.raw.hex() not in f"{key!r} {key} {[key]}"
    assert key == StoreKey(key.raw)
    assert key != StoreKey.new()
    with pytest.raises(ValueError, match="32 bytes"):
        StoreKey(b"short")


def test_a_wrong_key_is_told_from_damage(stores: Stores) -> None:
    stores.mirror().close()
    stores.own().close()
    with pytest.raises(errors.WrongKey):
        open_own(stores.own_path, StoreKey.new())
    with pytest.raises(errors.WrongKey):
        open_mirror(stores.mirror_path, StoreKey.new(), read_only=True)
    with pytest.raises(errors.WrongKey):
        open_mirror(stores.mirror_path, StoreKey.new())


def test_a_profile_copied_elsewhere_gives_no_record_without_the_key(
    stores: Stores, tmp_path: Path
) -> None:
    with stores.own() as own, own.write() as tx:
        tx.execute("INSERT INTO meta VALUES ('draft', 'text')")
    elsewhere = shutil.copytree(stores.folder, tmp_path / "elsewhere")
    for _guess in range(3):
        with pytest.raises(errors.WrongKey):
            open_own(elsewhere / "own.db", StoreKey.new())


def test_one_store_is_not_taken_for_the_other(stores: Stores) -> None:
    stores.mirror().close()
    with pytest.raises((errors.Corrupt, errors.WrongKey)):
        open_own(stores.mirror_path, stores.mirror_key)


def test_a_reader_sees_what_a_writer_commits_and_both_stores_join(stores: Stores) -> None:
    with (
        stores.mirror() as mirror,
        stores.own() as own,
        open_mirror(
            stores.mirror_path,
            stores.mirror_key,
            read_only=True,
            own=(stores.own_path, stores.own_key),
        ) as reader,
    ):
        reader.changed()
        assert not reader.changed()
        with mirror.write() as tx:
            tx.execute("INSERT INTO record VALUES ('product', 'p1', 1, 1, x'7b7d')")
        with own.write() as tx:
            tx.execute("INSERT INTO meta VALUES ('p1', 'mine')")
        assert reader.changed()
        joined = "SELECT r.id, m.value FROM record r JOIN own.meta m ON m.name = r.id"
        assert reader.read(joined) == [("p1", "mine")]
        with pytest.raises(errors.StoreReadOnly), reader.write():
            pass
        with pytest.raises(errors.StoreReadOnly):
            reader.read("INSERT INTO own.meta VALUES ('x', 'y')")


def test_reading_before_the_worker_has_made_the_file_says_so(stores: Stores) -> None:
    with pytest.raises(errors.StoreMissing):
        open_mirror(stores.mirror_path, stores.mirror_key, read_only=True)


def test_many_processes_may_make_the_store_at_once(stores: Stores) -> None:
    failures: list[BaseException] = []
    ready = threading.Barrier(4)

    def run() -> None:
        try:
            ready.wait()
            stores.own().close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_newer_store_is_refused_and_left_alone(stores: Stores) -> None:
    with stores.own() as own:
        own.pragma("PRAGMA user_version = 99")
        own.pragma("PRAGMA wal_checkpoint(TRUNCATE)")
    before = stores.own_path.read_bytes()
    with pytest.raises(errors.NewerStore):
        stores.own()
    assert stores.own_path.read_bytes() == before


@pytest.mark.parametrize("family", ["mirror", "own"])
def test_a_specimen_of_every_version_is_brought_to_the_newest(family: str, tmp_path: Path) -> None:
    kind = MIRROR if family == "mirror" else OWN
    plan = steps(family)
    assert [step.version for step in plan] == list(range(1, len(plan) + 1))
    for version in range(1, len(plan) + 1):
        path, key = tmp_path / f"{family}-{version}.db", StoreKey.new()
        opener = open_mirror if family == "mirror" else open_own
        opener(path, key).close()
        path.unlink()
        with _specimen(path, key, kind.family, plan[:version]):
            pass
        with opener(path, key) as db:
            assert version_of(db) == len(plan)
            assert full_check(db) == ()


def _specimen(path: Path, key: StoreKey, family: str, plan: tuple[Step, ...]) -> Database:
    from app.storage.opening import open_keyed

    kind = MIRROR if family == "mirror" else OWN
    path.touch()
    db = open_keyed(kind, path, key)
    migrate(db, plan, application_id=kind.application_id, backup=lambda _version: None)
    return db


def test_a_migration_backs_up_first_and_stops_whole_where_a_step_fails(
    stores: Stores, tmp_path: Path
) -> None:
    newest = steps("own")[-1].version
    plan = (
        *steps("own"),
        Step(newest + 1, "ALTER TABLE meta ADD COLUMN note TEXT;\n"),
        Step(newest + 2, "CREATE TABLE more (a);\nINSERT INTO nowhere VALUES (1);\n"),
    )
    backups = tmp_path / "backups"
    with stores.own() as own:
        with own.write() as tx:
            tx.execute("INSERT INTO meta VALUES ('draft', 'text')")
        with pytest.raises(Exception, match="nowhere"):
            migrate(own, plan, application_id=OWN.application_id, backup=back_up(own, backups))
        assert version_of(own) == newest + 1
        assert own.read("SELECT name, value, note FROM meta") == [("draft", "text", None)]
        assert own.read("SELECT 1 FROM sqlite_schema WHERE name = 'more'") == []
    with open_own(backups / f"own-v{newest}.db", stores.own_key) as kept:
        assert kept.read("SELECT * FROM meta") == [("draft", "text")]


def test_an_older_store_is_not_migrated_by_a_reader(stores: Stores) -> None:
    stores.mirror().close()
    with open_mirror(stores.mirror_path, stores.mirror_key, read_only=True) as reader:
        known = steps("mirror")
        plan = (*known, Step(known[-1].version + 1, "CREATE TABLE more (a);\n"))
        with pytest.raises(errors.OlderStore):
            migrate(reader, plan, application_id=1, backup=lambda _version: None)


def test_a_transaction_that_raises_leaves_nothing_and_runs_no_hook(stores: Stores) -> None:
    ran: list[int] = []
    with stores.own() as own:
        with contextlib.suppress(ZeroDivisionError), own.write() as tx:
            tx.on_commit(lambda: ran.append(1))
            tx.execute("INSERT INTO meta VALUES ('a', ?)", (1 / len(ran),))
        with own.write() as tx:
            tx.on_commit(lambda: ran.append(2))
            with pytest.raises(errors.Constraint), tx.savepoint():
                tx.executemany("INSERT INTO meta VALUES ('b', ?)", [(1,), (2,)])
            tx.execute("INSERT INTO meta VALUES ('c', 1)")
            with pytest.raises(RuntimeError), own.write():
                pass
        assert own.read("SELECT name FROM meta") == [("c",)]
    assert ran == [2]


def test_a_running_statement_is_interrupted_from_another_thread(stores: Stores) -> None:
    with stores.mirror() as mirror:
        timer = threading.Timer(0.1, mirror.interrupt)
        timer.start()
        with pytest.raises(errors.Interrupted):
            mirror.read(LONG)
        timer.join()
        token = CancelToken()
        timer = threading.Timer(0.1, token.cancel)
        timer.start()
        with pytest.raises(Cancelled), mirror.cancellable(token):
            mirror.read(LONG)
        timer.join()
        assert mirror.one("SELECT 1") == (1,)


def test_a_store_held_by_another_writer_is_busy(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.opening.BUSY_MILLIS", 50)
    with stores.own() as one, stores.own() as two, one.write() as tx:
        tx.execute("INSERT INTO meta VALUES ('a', 1)")
        with pytest.raises(errors.StoreBusy), two.write():
            pass


def test_a_large_result_comes_in_chunks(stores: Stores) -> None:
    with stores.own() as own:
        with own.write() as tx:
            rows = [(f"n{n:04}", n) for n in range(2500)]
            assert tx.executemany("INSERT INTO meta VALUES (?, ?)", rows) == 2500
        assert list(own.iterate("SELECT * FROM meta ORDER BY name", chunk=100)) == rows
