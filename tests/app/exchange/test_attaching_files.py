"""Files are copied when attached; what is no still, regular file is refused and leaves nothing."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Problem
from app.base.tasks import Progress
from app.exchange.attachments import Files
from app.exchange.errors import CannotAttach, FileChanging
from app.exchange.keeping import needed, tidy
from app.exchange.picking import MOST_BYTES
from app.exchange.safe_names import MOST_BYTES as MOST_NAME
from app.exchange.safe_names import safe_name
from app.storage.blobs import Blobs, FileLost
from app.storage.database import Database
from tests.support.sources import ROOT
from tests.support.stores import HandClock, Stores

MB = 1 << 20


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(tmp_path, HandClock())


@pytest.fixture
def own(stores: Stores) -> Iterator[Database]:
    with stores.own() as own:
        yield own


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "attachments")


@pytest.fixture
def files(own: Database, blobs: Blobs, stores: Stores) -> Files:
    return Files(own, blobs, stores.clock)


def nothing_kept(files: Files, own: Database) -> bool:
    folder = files._blobs.folder
    rows = own.read("SELECT 1 FROM noted")
    return not rows and (not folder.exists() or not list(folder.iterdir()))


def test_a_copy_outlives_its_original(files: Files, tmp_path: Path) -> None:
    source = tmp_path / "a report.csv"
    source.write_bytes(b"line\n" * 100_000)
    heard: list[Progress] = []
    file = files.attach(source, heard.append)
    source.unlink()
    with files.open(file.id) as stream:
        assert stream.read() == b"line\n" * 100_000
    assert (file.name, file.size, file.media_type) == ("a report.csv", 500_000, "text/csv")
    assert heard[-1].done == heard[-1].total == 500_000
    assert files.get(file.id) == file


def test_pasted_bytes_and_an_empty_file_can_be_attached(files: Files, tmp_path: Path) -> None:
    pasted = files.attach(("screenshot.png", b"\x89PNG"))
    assert (pasted.size, pasted.media_type) == (4, "image/png")
    empty = tmp_path / "empty"
    empty.touch()
    assert files.attach(empty).size == 0


def test_links_pipes_devices_sockets_and_folders_are_refused(
    files: Files, own: Database, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"secret")
    link = tmp_path / "link.log"
    link.symlink_to(target)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        chosen = [link, pipe, tmp_path, Path("/dev/null"), Path("/dev/zero"), tmp_path / "socket"]
        for path in [*chosen, tmp_path / "gone", target / "below", tmp_path / "nul\0byte"]:
            with pytest.raises(CannotAttach) as refused:
                files.attach(path)
            assert refused.value.next_step
    assert nothing_kept(files, own)


def test_a_file_that_may_not_be_read_is_refused(
    files: Files, own: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "closed"
    source.write_bytes(b"x")

    def denied(_path: object, _flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", denied)
        with pytest.raises(CannotAttach) as refused:
            files.attach(source)
    assert "not read" in refused.value.explanation
    assert nothing_kept(files, own)


def test_a_file_beyond_four_gigabytes_is_refused_before_it_is_read(
    files: Files, own: Database, tmp_path: Path
) -> None:
    source = tmp_path / "huge"
    with source.open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(CannotAttach) as refused:
        files.attach(source)
    assert "4 GB" in refused.value.explanation
    assert nothing_kept(files, own)


@pytest.mark.parametrize("change", ["grows", "shrinks", "rewritten", "replaced", "vanishes"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    files: Files, own: Database, tmp_path: Path, change: str
) -> None:
    source = tmp_path / "busy.log"
    source.write_bytes(b"x" * MB)
    os.utime(source, (1_000_000_000, 1_000_000_000))

    def meddle(progress: Progress) -> None:
        if progress.done != 2 * 64 * 1024:
            return
        match change:
            case "grows":
                with source.open("ab") as stream:
                    stream.write(b"more")
            case "shrinks":
                os.truncate(source, 200_000)
            case "rewritten":
                with source.open("r+b") as stream:
                    stream.seek(MB - 1)
                    stream.write(b"y")
            case "replaced":
                other = tmp_path / "other"
                other.write_bytes(b"z" * MB)
                other.replace(source)
            case "vanishes":
                source.unlink()

    with pytest.raises(FileChanging if change != "vanishes" else CannotAttach):
        files.attach(source, meddle)
    assert nothing_kept(files, own)


def test_a_pipe_put_in_place_of_the_file_does_not_hang(
    files: Files, own: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "swapped"
    source.write_bytes(b"x")
    real = os.open

    def swap(path: Path, flags: int, mode: int = 0o777) -> int:
        if path == source:
            source.unlink()
            os.mkfifo(source)
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", swap)
    with pytest.raises(FileChanging):
        files.attach(source)
    assert nothing_kept(files, own)


def test_a_replaced_file_is_a_new_one_and_the_old_stays_until_let_go(files: Files) -> None:
    old = files.attach(("conf.txt", b"password=abc"))
    new = files.replace(old.id, iter([b"password=", b"", b"xxx"]))
    with files.open(new.id) as stream:
        assert stream.read() == b"password=xxx"
    assert (new.name, new.id != old.id) == ("conf.txt", True)
    assert files.get(old.id) == old
    files.release([old.id])
    with pytest.raises(FileLost):
        files.get(old.id)
    with pytest.raises(FileLost):
        files.open(old.id)
    assert files.get(new.id) == new


def test_a_file_that_a_record_names_is_not_let_go(
    files: Files, own: Database, blobs: Blobs, stores: Stores
) -> None:
    named, alone = files.attach(("a", b"1")), files.attach(("b", b"2"))
    with own.write() as tx:
        body = f'{{"files":[{{"id":"{named.id}"}}]}}'.encode()
        tx.execute("INSERT INTO noted (kind, id, body) VALUES ('support_draft', 'd', ?)", (body,))
    assert needed(own) == {named.id}
    files.release([named.id, alone.id])
    assert blobs.ids() == {named.id}
    assert files.get(named.id) == named


def test_copies_without_a_reference_are_removed_after_a_day(
    files: Files, own: Database, blobs: Blobs, stores: Stores
) -> None:
    alone = files.attach(("alone.txt", b"x"))
    at = stores.clock.now().timestamp()
    os.utime(blobs.path(alone.id), (at, at))
    clock = HandClock(stores.clock.now())
    assert tidy(own, blobs, clock) == 0
    os.utime(blobs.path(alone.id), (at - 100_000, at - 100_000))
    assert tidy(own, blobs, clock) == 1
    assert nothing_kept(files, own)


def test_two_threads_attach_at_once(stores: Stores, blobs: Blobs, tmp_path: Path) -> None:
    kept: list[str] = []

    def attach(number: int) -> None:
        with stores.own() as own:
            kept.append(Files(own, blobs, HandClock()).attach((f"{number}", b"x" * MB)).id)

    threads = [threading.Thread(target=attach, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(kept)) == 4
    assert blobs.ids() == set(kept)


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("report.log", "report.log"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.txt", "a.txt"),
        ("..", "file"),
        ("", "file"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("COM¹.log", "_COM¹.log"),
        ("nul .txt", "_nul .txt"),
        ("a\0b.txt", "ab.txt"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("trailing. . ", "trailing"),
        ('a<b>:"c|?*.txt', "a_b___c___.txt"),
        ("two\nlines.txt", "two lines.txt"),
        ("👩\u200d🔧.png", "👩\u200d🔧.png"),
        ("x" * 300 + ".tar", "x" * (MOST_NAME - 4) + ".tar"),
        ("résumé.pdf", "résumé.pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(st.text(st.characters()))
def test_every_name_is_safe_short_and_stays_as_it_is_then(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= MOST_NAME
    assert safe not in (".", "..")
    assert not set(safe) & set('<>:"/\\|?*\0')
    assert safe == safe.rstrip(". ")
    assert safe_name(safe) == safe


def test_naughty_strings_are_names_of_files(files: Files) -> None:
    path = ROOT.parent / "shared" / "vectors" / "blns" / "blns.json"
    if not path.exists():
        pytest.skip("the shared vectors are not here")
    for name in msgspec.json.decode(path.read_bytes(), type=list[str])[::8]:
        file = files.attach((name, b"x"))
        assert files.get(file.id) == file


def test_a_full_disk_while_attaching_is_said_and_nothing_stays(
    files: Files, own: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Problem, match="full"):
        files.attach(("a", b"x" * MB))
    monkeypatch.undo()
    assert nothing_kept(files, own)
