"""A backup carries kept files behind the store; one without, and every older one, opens as ever."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from app.storage import errors, seal
from app.storage.blobs import Blobs
from app.storage.opening import open_own
from tests.support.stores import HandClock, Stores

PASSPHRASE = "correct horse battery staple"
OLD = Path(__file__).parent / "specimens" / "backup-1.sealed"


def sealed(stores: Stores, target: Path, files: list[Path]) -> bytes:
    with stores.own() as own:
        seal.seal(
            own, stores.own_key, target, PASSPHRASE, about=b"{}", clock=HandClock(), files=files
        )
    return target.read_bytes()


def test_files_come_back_as_they_were_and_readable(tmp_path: Path) -> None:
    stores, blobs = Stores(tmp_path), Blobs(tmp_path / "attachments")
    contents = {f"f{n}": random.Random(n).randbytes(n * 70_001) for n in range(4)}
    kept = [blobs.keep(io.BytesIO(content), name) for name, content in contents.items()]
    paths = [blobs.path(blob.id) for blob in kept]
    whole = sealed(stores, tmp_path / "backup", [*paths, tmp_path / "gone meanwhile"])
    assert whole.startswith(seal.WITH_FILES)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    back = seal.unseal(
        tmp_path / "backup", elsewhere / "own.db", PASSPHRASE, files=elsewhere / "attachments"
    )
    there = Blobs(elsewhere / "attachments")
    assert there.ids() == set(contents)
    for blob in kept:
        with there.open(blob.id, blob.key) as stream:
            assert stream.read() == contents[blob.id]
    open_own(elsewhere / "own.db", back.key).close()


def test_a_damaged_backup_with_files_leaves_neither_store_nor_files(tmp_path: Path) -> None:
    stores, blobs = Stores(tmp_path), Blobs(tmp_path / "attachments")
    blob = blobs.keep(io.BytesIO(b"x" * 200_000), "one")
    whole = sealed(stores, tmp_path / "backup", [blobs.path(blob.id)])
    target, files = tmp_path / "back.db", tmp_path / "back"
    as_older = seal.MAGIC + whole[len(seal.MAGIC) :]
    flipped = bytearray(whole)
    flipped[-1000] ^= 1
    for content in (bytes(flipped), whole[:-1], whole[: -65536 - 16], whole + b"x", as_older):
        (tmp_path / "broken").write_bytes(content)
        with pytest.raises(errors.BadBackup):
            seal.unseal(tmp_path / "broken", target, PASSPHRASE, files=files)
        assert not target.exists()
        assert not files.exists() or list(files.iterdir()) == []


def test_without_files_the_first_format_is_written_and_the_old_one_is_read(tmp_path: Path) -> None:
    assert sealed(Stores(tmp_path), tmp_path / "backup", []).startswith(seal.MAGIC)
    assert OLD.read_bytes().startswith(seal.MAGIC)
    back = seal.unseal(OLD, tmp_path / "back.db", PASSPHRASE, files=tmp_path / "attachments")
    assert back.about == b'{"name":"Office"}'
    with open_own(tmp_path / "back.db", back.key) as own:
        assert own.read("SELECT text FROM feedback") == [("sealed by the first format",)]
