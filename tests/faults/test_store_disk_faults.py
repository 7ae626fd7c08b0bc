"""Disks that are full, read-only or failing: what was kept stays, the rest is tried again."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.base.errors import DiskFull
from app.exchange.attachments import Files
from app.storage import errors
from app.storage.blobs import Blobs
from app.storage.database import Database
from app.storage.opening import full_check, open_mirror, open_own
from tests.support.stores import Stores, put
from tests.support.storm import KEY

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="failing system calls are made with strace (Linux)"
)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 2 MB; skips where this user may not mount one."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if done.returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def unsent(own: Database) -> int:
    """How many items the store holds."""
    row = own.one("SELECT count(*) FROM outbox")
    return int(row[0]) if row else 0


def fill(own: Database, stores: Stores) -> int:
    """Queue until the store is full; how many were kept."""
    outbox = stores.outbox(own)
    for kept in range(10_000):
        try:
            put(outbox, own, "text " * 500)
        except errors.StoreFull:
            return kept
    raise AssertionError("the disk does not fill")


def test_a_file_that_fills_the_disk_is_said_and_leaves_the_room_it_took(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    with small_disk(tmp_path / "small") as folder, stores.own() as own:
        files = Files(own, Blobs(folder / "attachments"), stores.clock)
        kept = files.attach(("small.log", b"x" * 500_000))
        free = shutil.disk_usage(folder).free
        with pytest.raises(DiskFull):
            files.attach(("large.log", b"x" * 3_000_000))
        assert shutil.disk_usage(folder).free == free
        assert Blobs(folder / "attachments").ids() == {kept.id}
        with files.open(kept.id) as stream:
            assert stream.read() == b"x" * 500_000
        assert own.read("SELECT id FROM noted WHERE kind = 'attachment'") == [(kept.id,)]


def test_a_store_at_its_limit_keeps_what_it_has_and_takes_the_retry(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    with stores.own() as own:
        own.pragma("PRAGMA max_page_count = 60")
        kept = fill(own, stores)
        assert unsent(own) == kept > 0
        own.pragma("PRAGMA max_page_count = 6000")
        put(stores.outbox(own), own, "text " * 500)
        assert unsent(own) == kept + 1
        assert full_check(own) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="mounts a Linux file system")
def test_on_a_full_disk_nothing_is_lost_and_the_retry_works_once_there_is_room(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "small") as folder:
        stores = Stores(folder)
        with stores.own() as own:
            ballast = folder / "ballast"
            ballast.write_bytes(bytes(1_000_000))
            kept = fill(own, stores)
            assert unsent(own) == kept > 0
            assert own.read("SELECT count(*) FROM feedback") == [(kept,)]
            with pytest.raises((errors.StoreFull, DiskFull)):
                stores.mirror()
            ballast.unlink()
            put(stores.outbox(own), own, "text " * 500)
            assert unsent(own) == kept + 1
        with stores.own() as own:
            assert unsent(own) == kept + 1
            assert full_check(own) == ()


@contextlib.contextmanager
def read_only_folder(folder: Path, stores: Stores) -> Iterator[None]:
    """Make a filled folder one that cannot be written, for root too."""
    if not ROOT:
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="mounts a Linux file system")
@pytest.mark.parametrize("crashed", [False, True])
def test_in_a_read_only_folder_everything_can_be_read_and_the_message_says_so(
    tmp_path: Path, crashed: bool
) -> None:
    place = small_disk(tmp_path / "small") if ROOT else contextlib.nullcontext(tmp_path)
    with place as folder:
        stores = Stores(folder)
        stores.mirror().close()
        with stores.own() as own:
            put(stores.outbox(own), own, "in the file")
        if crashed:
            with stores.own() as own:
                put(stores.outbox(own), own, "only in the log")
                log = (folder / "own.db-wal").read_bytes()
                main = stores.own_path.read_bytes()
            stores.own_path.write_bytes(main)
            (folder / "own.db-wal").write_bytes(log)
        with read_only_folder(folder, stores):
            with stores.own() as own:
                assert isinstance(own.notice, errors.StoreReadOnly)
                assert unsent(own) == 1 + crashed
                with pytest.raises(errors.StoreReadOnly):
                    put(stores.outbox(own), own, "not now")
            with open_mirror(stores.mirror_path, stores.mirror_key, read_only=True) as mirror:
                assert mirror.read("SELECT * FROM record") == []
        with stores.own() as own:
            assert own.notice is None
            put(stores.outbox(own), own, "again")
            assert unsent(own) == 2 + crashed


def queue_under_strace(folder: Path, options: list[str], count: int = 12) -> list[str]:
    """Run the queueing child under strace; the codes of the problems it met."""
    child = (str(folder), str(count), "queue")
    done = subprocess.run(
        ["strace", "-f", "-qq", *options, sys.executable, "-m", "tests.support.storm", *child],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        timeout=120,
    )
    return [line for line in done.stdout.splitlines() if line.startswith("CP-")]


def acknowledged(folder: Path) -> list[str]:
    """The ids the child was told are kept."""
    return (folder / "acknowledged").read_text().split()


@needs_strace
@pytest.mark.parametrize(
    ("calls", "error"),
    [("fsync,fdatasync", "EIO"), ("pwrite64", "ENOSPC"), ("pwrite64", "EIO")],
)
@pytest.mark.parametrize("first", [2, 9])
def test_failing_writes_and_flushes_are_said_and_the_retry_keeps_the_item(
    tmp_path: Path, calls: str, error: str, first: int
) -> None:
    open_own(tmp_path / "own.db", KEY).close()
    inject = f"inject={calls}:error={error}:when={first}..{first + 12}+6"
    met = queue_under_strace(
        tmp_path,
        ["-o", os.devnull, "-P", str(tmp_path / "own.db-wal"), "-e", inject],
    )
    assert met
    assert set(met) <= {errors.StoreFull.code, errors.DiskFault.code}
    kept = acknowledged(tmp_path)
    assert len(kept) == 12
    with open_own(tmp_path / "own.db", KEY) as own:
        assert full_check(own) == ()
        items = [row[0] for row in own.read("SELECT id FROM outbox")]
    assert set(kept) <= set(items)


_CALL = re.compile(r"^\d+ +(\w+)\((?:\d+)<([^>]*)>(?:, (.*))?\) += (-?\d+)")
_BYTES = re.compile(r'^"((?:\\x[0-9a-f]{2})*)"(?:, (\d+))(?:, (\d+))?$')


class Disk:
    """What a disk holds: writes wait until their file is flushed; a power loss drops them."""

    def __init__(self) -> None:
        self.durable: dict[str, bytearray] = {}
        self.waiting: dict[str, list[tuple[int, bytes] | int]] = {}
        self.offsets: dict[str, int] = {}

    def write(self, path: str, content: bytes, at: int | None) -> None:
        """A write at a place, or where the last one ended."""
        place = self.offsets.get(path, 0) if at is None else at
        if at is None:
            self.offsets[path] = place + len(content)
        self.waiting.setdefault(path, []).append((place, content))

    def flush(self, path: str) -> None:
        """All that waits for this file is now on the disk."""
        self.durable[path] = self.after_loss(path, keep=lambda: True)
        self.waiting[path] = []

    def after_loss(self, path: str, keep: Callable[[], bool]) -> bytearray:
        """The file if the power goes now and `keep()` decides which of its writes got through."""
        content = bytearray(self.durable.get(path, b""))
        for entry in self.waiting.get(path, []):
            if not keep():
                continue
            if isinstance(entry, int):
                del content[entry:]
                continue
            place, piece = entry
            content.extend(bytes(max(0, place - len(content))))
            content[place : place + len(piece)] = piece
        return content


@needs_strace
def test_after_a_power_loss_every_acknowledged_item_is_on_the_disk(tmp_path: Path) -> None:
    """Threat 20: the child's system calls are replayed, with the unflushed writes dropped."""
    folder, log = tmp_path / "profile", tmp_path / "calls"
    folder.mkdir()
    calls = "write,pwrite64,lseek,ftruncate,fsync,fdatasync"
    queue_under_strace(
        folder, ["-y", "-xx", "-s", "70000", "-o", str(log), "-e", f"trace={calls}"], count=24
    )
    disk, acks, dice = Disk(), [], random.Random(20)
    base = str(folder)
    checked = 0
    for line in log.read_text().splitlines():
        found = _CALL.match(line)
        if found is None or int(found[4]) < 0:
            continue
        path = found[2]
        if "\\x" in path:
            path = bytes.fromhex(path.replace("\\x", "")).decode()
        if not path.startswith(base):
            continue
        _replay(disk, found[1], path, found[3] or "", int(found[4]))
        if path.endswith("acknowledged") and found[1] == "write":
            acks.append(acknowledged(folder)[len(acks)])
            for share in (0.0, 0.5):
                after = tmp_path / f"after-{len(acks)}-{share}"
                _check_after_loss(disk, base, after, acks, dice, share)
                checked += 1
    assert len(acks) == 24
    assert checked == 48


def _replay(disk: Disk, call: str, path: str, arguments: str, result: int) -> None:
    match call:
        case "write" | "pwrite64":
            written = _BYTES.match(arguments)
            assert written is not None, arguments[-80:]
            content = bytes.fromhex(written[1].replace("\\x", ""))[:result]
            disk.write(path, content, int(written[3]) if call == "pwrite64" else None)
        case "lseek":
            disk.offsets[path] = result
        case "ftruncate":
            disk.waiting.setdefault(path, []).append(int(arguments))
        case "fsync" | "fdatasync":
            disk.flush(path)


def _check_after_loss(
    disk: Disk, base: str, after: Path, acks: list[str], dice: random.Random, share: float
) -> None:
    after.mkdir()
    for name in ("own.db", "own.db-wal"):
        content = disk.after_loss(f"{base}/{name}", lambda: dice.random() < share)
        (after / name).write_bytes(content)
    with open_own(after / "own.db", KEY) as own:
        assert full_check(own) == ()
        items = {row[0] for row in own.read("SELECT id FROM outbox JOIN feedback USING (id)")}
    assert set(acks) <= items
