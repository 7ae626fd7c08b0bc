"""Damage: noticed, put aside; of own.db what is readable is saved, the rest named (4, 23)."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.storage import errors
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.ledger import Ledger, LedgerEntry, reconcile
from app.storage.opening import OWN, full_check
from app.storage.repair import Salvage, open_or_renew_mirror, salvage_own
from tests.support.stores import START, Stores, put

PAGE = OWN.page_size


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    """A profile with 60 unsent items of about two pages each in a checkpointed own.db."""
    made = Stores(tmp_path)
    with made.own() as own:
        outbox = made.outbox(own)
        for number in range(60):
            put(outbox, own, f"{number} " + "text " * 700)
        reconcile(own, made.ledger)
    return made


def salvage(stores: Stores) -> Salvage:
    """Repair own.db the way the program does."""
    return salvage_own(
        stores.own_path, stores.own_key, stores.quarantine, stores.ledger, stores.clock
    )


def unsent(own: Database) -> set[str]:
    """The ids of the items in the store."""
    return {str(row[0]) for row in own.read("SELECT id FROM outbox")}


def flip(path: Path, at: int) -> None:
    """Flip one bit of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    path.write_bytes(content)


def test_a_flipped_byte_anywhere_in_own_is_noticed_and_costs_at_most_the_items_on_that_page(
    stores: Stores,
) -> None:
    genuine = stores.own_path.read_bytes()
    ledger = stores.ledger.read_bytes()
    dice = random.Random(1)
    places = [3, 100, PAGE - 3, *(dice.randrange(PAGE, len(genuine)) for _n in range(12))]
    with stores.own() as own:
        before = unsent(own)
    for place in places:
        stores.own_path.write_bytes(genuine)
        stores.ledger.write_bytes(ledger)
        flip(stores.own_path, place)
        damaged = stores.own_path.read_bytes()
        noticed = _notices(stores)
        assert noticed, f"byte {place}"
        result = salvage(stores)
        with stores.own() as own:
            kept = unsent(own)
            assert full_check(own) == ()
            payloads = [bytes(row[0]) for row in own.read("SELECT payload FROM outbox")]
        lost = {entry.id for entry in result.missing}
        assert kept | lost == before
        assert not kept & lost
        assert len(kept) >= len(before) - 2, f"byte {place} cost {len(lost)} items"
        assert all(b"text text" in payload for payload in payloads)
        assert (result.copy / "own.db").read_bytes() == damaged


def _notices(stores: Stores) -> bool:
    try:
        with stores.own() as own:
            return full_check(own) != ()
    except (errors.Corrupt, errors.WrongKey):
        return True


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1])
def test_of_a_store_cut_short_the_rest_is_saved_and_the_missing_named(
    stores: Stores, share: float
) -> None:
    with stores.own() as own:
        before = unsent(own)
    content = stores.own_path.read_bytes()
    stores.own_path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(errors.Corrupt):
        stores.own()
    result = salvage(stores)
    with stores.own() as own:
        kept = unsent(own)
        assert full_check(own) == ()
    assert kept | {entry.id for entry in result.missing} == before
    assert len(kept) >= (share - 0.1) * len(before) * 0.7
    assert result.kept["outbox"] == len(kept)


def test_a_store_that_is_only_noise_is_replaced_and_everything_named(stores: Stores) -> None:
    with stores.own() as own:
        before = unsent(own)
    content = stores.own_path.read_bytes()
    stores.own_path.write_bytes(content[:PAGE] + random.Random(2).randbytes(len(content) - PAGE))
    result = salvage(stores)
    assert {entry.id for entry in result.missing} == before
    with stores.own() as own:
        assert unsent(own) == set()


def test_salvaging_with_a_wrong_key_touches_nothing(stores: Stores) -> None:
    before = stores.own_path.read_bytes()
    with pytest.raises(errors.WrongKey):
        salvage_own(stores.own_path, StoreKey.new(), stores.quarantine, stores.ledger, stores.clock)
    assert stores.own_path.read_bytes() == before
    stores.own().close()


def test_salvaging_uses_the_log_of_a_store_that_was_not_closed(
    stores: Stores, tmp_path: Path
) -> None:
    copy = tmp_path / "crashed"
    copy.mkdir()
    with stores.own() as own:
        late = put(stores.outbox(own), own, "only in the log")
        for name in ("own.db", "own.db-wal"):
            shutil.copyfile(stores.folder / name, copy / name)
    flip(copy / "own.db", PAGE * 20 + 9)
    result = salvage_own(
        copy / "own.db", stores.own_key, stores.quarantine, stores.ledger, stores.clock
    )
    assert late not in {entry.id for entry in result.missing}
    assert (result.copy / "own.db-wal").exists()


def test_an_older_file_put_back_is_noticed_and_what_it_lacks_is_named(stores: Stores) -> None:
    old = stores.own_path.read_bytes()
    with stores.own() as own:
        outbox = stores.outbox(own)
        sent_later = outbox.items()[0].id
        with own.write() as tx:
            tx.execute("UPDATE outbox SET state = 'sent' WHERE id = ?", (sent_later,))
        reconcile(own, stores.ledger)
        new = put(outbox, own, "after the copy was made")
    stores.own_path.write_bytes(old)
    with stores.own() as own:
        found = reconcile(own, stores.ledger)
        assert [entry.id for entry in found.missing] == [new]
        assert found.outdated == (sent_later,)
        assert stores.outbox(own).get(sent_later).look_up
        Ledger(stores.ledger).acknowledge([new])
        assert reconcile(own, stores.ledger).missing == ()


@pytest.mark.parametrize("damage", ["flip", "cut", "noise", "key"])
def test_a_damaged_mirror_is_put_aside_and_replaced(stores: Stores, damage: str) -> None:
    with stores.mirror() as mirror, mirror.write() as tx:
        tx.executemany(
            "INSERT INTO record VALUES ('x', ?, 1, 1, zeroblob(3000))",
            [(f"r{n}",) for n in range(99)],
        )
    content = stores.mirror_path.read_bytes()
    changes: dict[str, Callable[[], object]] = {
        "flip": lambda: flip(stores.mirror_path, 200),
        "cut": lambda: stores.mirror_path.write_bytes(content[: len(content) // 2]),
        "noise": lambda: stores.mirror_path.write_bytes(random.Random(3).randbytes(50_000)),
        "key": lambda: setattr(stores, "mirror_key", StoreKey.new()),
    }
    changes[damage]()
    damaged = stores.mirror_path.read_bytes()
    for _again in range(2):
        fresh, problem = open_or_renew_mirror(
            stores.mirror_path, stores.mirror_key, stores.quarantine, stores.clock
        )
        with fresh:
            assert fresh.read("SELECT * FROM record") == []
            assert fresh.one("SELECT cursor FROM feed_state") == (None,)
        if not _again:
            assert isinstance(problem, errors.Corrupt | errors.WrongKey)
    (aside,) = stores.quarantine.glob("mirror-*/mirror.db")
    assert aside.read_bytes() == damaged
    assert problem is None


def test_the_ledger_lists_exactly_what_is_lost_and_holds_no_text(stores: Stores) -> None:
    with stores.own() as own:
        outbox = stores.outbox(own)
        items = {item.id: item for item in outbox.items()}
        outbox.discard(next(iter(items)))
    lost = Ledger(stores.ledger).lost()
    assert [entry.id for entry in lost] == list(items)
    assert lost[0].state == "discarded"
    assert all(
        entry
        == LedgerEntry(
            id=entry.id,
            kind="feedback",
            state="queued",
            created_at=items[entry.id].created_at,
            changed_at=items[entry.id].created_at,
        )
        for entry in lost[1:]
    )
    content = stores.ledger.read_bytes()
    assert b"text" not in content
    assert b"anna" not in content


def test_a_torn_ledger_line_costs_nothing(stores: Stores) -> None:
    content = stores.ledger.read_bytes()
    with stores.own() as own:
        before = set(unsent(own))
        stores.ledger.write_bytes(content[:-25])
        late = put(stores.outbox(own), own, "next line")
        reconcile(own, stores.ledger)
    assert set(Ledger(stores.ledger).entries()) == before | {late}


def test_a_large_ledger_is_rewritten_shorter(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger(stores.ledger)
    before = ledger.entries()
    extra = LedgerEntry(id="x", kind="k", state="sent", created_at=START, changed_at=START)
    ledger.append([extra] * 500)
    ledger.acknowledge(["x"])
    monkeypatch.setattr("app.storage.ledger._COMPACT_BYTES", 1000)
    size = stores.ledger.stat().st_size
    ledger.compact()
    assert stores.ledger.stat().st_size < size
    assert ledger.entries() == before | {"x": extra}
    assert "x" not in {entry.id for entry in ledger.lost()}
    assert len(ledger.salt()) == 16


def _with_terms(own: Database, count: int = 40) -> None:
    with own.write() as tx:
        for number in range(count):
            tx.execute("INSERT INTO acceptance VALUES (?, ?)", (f"acc-{number}", b"{}"))
            tx.execute(
                "INSERT INTO notice_draft VALUES (?, ?, ?)",
                (f"draft-{number}", b"{}", f"{number} " + "letter " * 300),
            )
            tx.execute("INSERT INTO reminder VALUES (?, ?)", (f"rem-{number}", b"{}"))
        tx.execute("INSERT INTO local_document VALUES ('local-1', 'x', x'7b7d', 'text')")
        tx.executemany(
            "INSERT INTO local_clause VALUES ('local-1', ?, ?, x'7b7d', 'words')",
            [(number, str(number)) for number in range(count)],
        )


def _made_by_version_1(folder: Path) -> Stores:
    """A store that filled up under the first schema and was then brought to the newest."""
    from app.storage.migrate import migrate, steps
    from app.storage.opening import open_keyed

    made = Stores(folder)
    made.own_path.touch()
    with open_keyed(OWN, made.own_path, made.own_key) as old:
        plan = steps("own")[:1]
        migrate(old, plan, application_id=OWN.application_id, backup=lambda _version: None)
        outbox = made.outbox(old)
        for number in range(60):
            put(outbox, old, f"{number} " + "text " * 700)
    return made


@pytest.mark.parametrize("migrated", [False, True], ids=["made anew", "migrated"])
def test_without_its_first_page_every_table_is_still_found(tmp_path: Path, migrated: bool) -> None:
    stores = _made_by_version_1(tmp_path) if migrated else Stores(tmp_path)
    with stores.own() as own:
        _with_terms(own)
        reconcile(own, stores.ledger)
        own.pragma("PRAGMA wal_checkpoint(TRUNCATE)")
        before = {
            table: own.read(f"SELECT * FROM {table} ORDER BY 1, 2")
            for table in ("outbox", "acceptance", "notice_draft", "reminder", "local_document",
                          "local_clause")
        }  # fmt: skip
    flip(stores.own_path, 100)
    with pytest.raises((errors.Corrupt, errors.WrongKey)):
        stores.own()
    result = salvage(stores)
    with stores.own() as own:
        assert full_check(own) == ()
        after = {table: own.read(f"SELECT * FROM {table} ORDER BY 1, 2") for table in before}
    assert after == before
    assert result.missing == ()


def test_the_whole_schema_of_own_fits_its_first_page(tmp_path: Path) -> None:
    with Stores(tmp_path).own() as own:
        [(size, entries)] = own.read(
            "SELECT sum(length(name) + length(tbl_name) + coalesce(length(sql), 0)), count(*)"
            " FROM sqlite_schema"
        )
    # The file's header takes 100 bytes, SQLCipher's mark 80, an entry at most 22 beside its words.
    assert size + 22 * entries <= PAGE - 180


def test_a_store_of_an_older_version_is_salvaged_with_the_tables_it_has(tmp_path: Path) -> None:
    stores = _made_by_version_1(tmp_path)
    content = stores.own_path.read_bytes()
    stores.own_path.write_bytes(content[: len(content) * 9 // 10])
    result = salvage(stores)
    assert result.kept["acceptance"] == 0
    assert result.kept["outbox"] > 30
    with stores.own() as own:
        assert full_check(own) == ()
