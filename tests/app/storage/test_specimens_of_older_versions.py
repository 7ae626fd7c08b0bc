"""Stores written by older versions of the program, as files: opened here, nothing is lost.

A specimen is never written anew: it is what that version left on a disk. The key of all of them is
the bytes 0 to 31.
"""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.storage.database import Database, Row
from app.storage.key import StoreKey
from app.storage.migrate import steps, version_of
from app.storage.opening import MIRROR, OWN, Kind, full_check, open_keyed, open_mirror, open_own

SPECIMENS = Path(__file__).parent / "specimens"
KEY = StoreKey(bytes(range(32)))


def rows_of(db: Database) -> dict[str, list[Row]]:
    """Every row of every table that a person's data can lie in."""
    tables = db.read(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%'"
    )
    return {str(name): db.read(f"SELECT * FROM {name} ORDER BY 1, 2") for (name,) in tables}


@pytest.mark.parametrize("kind", [MIRROR, OWN], ids=["mirror", "own"])
def test_there_is_a_specimen_of_every_version_but_the_newest(kind: Kind) -> None:
    kept = {path.name for path in SPECIMENS.glob(f"{kind.family}-*.db")}
    versions = [step.version for step in steps(kind.family)[:-1]]
    assert kept == {f"{kind.family}-{version}.db" for version in versions}


@pytest.mark.parametrize("specimen", sorted(SPECIMENS.glob("*.db")), ids=lambda path: path.stem)
def test_a_store_of_an_older_version_keeps_every_row(specimen: Path, tmp_path: Path) -> None:
    family, _, number = specimen.stem.partition("-")
    kind = MIRROR if family == "mirror" else OWN
    path = tmp_path / f"{family}.db"
    shutil.copyfile(specimen, path)
    with open_keyed(kind, path, KEY) as old:
        before = rows_of(old)
        assert version_of(old) == int(number)
    assert all(before.values()), "a table of the specimen is empty"
    opener = open_mirror if family == "mirror" else open_own
    with opener(path, KEY, backup_folder=tmp_path / "backups") as db:
        assert version_of(db) == steps(family)[-1].version
        after = rows_of(db)
        assert {name: after[name] for name in before} == before
        assert full_check(db) == ()
    backup = tmp_path / "backups" / f"{family}-v{number}.db"
    with open_keyed(kind, backup, KEY) as kept:
        assert rows_of(kept) == before


def test_the_words_of_an_older_mirror_are_still_found(tmp_path: Path) -> None:
    path = tmp_path / "mirror.db"
    shutil.copyfile(SPECIMENS / "mirror-1.db", path)
    with open_mirror(path, KEY) as db:
        found = db.read("SELECT rowid FROM orders_search WHERE orders_search MATCH 'rel*'")
        assert found == [(1,)]
        with db.write() as tx:
            tx.execute("INSERT INTO deadline_basis VALUES (1, 2, 3, 1)")
            tx.execute("DELETE FROM orders WHERE row = 1")
        assert db.read("SELECT * FROM deadline_basis") == []


@pytest.mark.parametrize("specimen", sorted(SPECIMENS.glob("*.db")), ids=lambda path: path.stem)
def test_several_processes_may_bring_an_older_store_up_at_once(
    specimen: Path, tmp_path: Path
) -> None:
    family, _, number = specimen.stem.partition("-")
    path = tmp_path / f"{family}.db"
    shutil.copyfile(specimen, path)
    with open_keyed(MIRROR if family == "mirror" else OWN, path, KEY) as old:
        before = rows_of(old)
    opener = open_mirror if family == "mirror" else open_own
    ready = threading.Barrier(4)

    def bring_up() -> int:
        ready.wait()
        with opener(path, KEY, backup_folder=tmp_path / "backups") as db:
            return version_of(db)

    with ThreadPoolExecutor(4) as pool:
        found = [future.result() for future in [pool.submit(bring_up) for _n in range(4)]]
    assert set(found) == {steps(family)[-1].version}
    with opener(path, KEY) as db:
        after = rows_of(db)
        assert {name: after[name] for name in before} == before
        assert full_check(db) == ()
    backups = sorted(file.name for file in (tmp_path / "backups").iterdir())
    assert f"{family}-v{number}.db" in backups
    assert all(name.endswith(".db") for name in backups)
