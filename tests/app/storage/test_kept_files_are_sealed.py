"""Files kept beside own.db: encrypted, genuine to the byte, readable anywhere, never half."""

from __future__ import annotations

import hashlib
import io
import random
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.errors import Cancelled, DiskFull, Problem
from app.base.tasks import CancelToken, Progress
from app.storage.blobs import Blob, Blobs, FileAltered, FileLost
from app.storage.stream import CHUNK, TAG

MB = 1 << 20
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17)


def keep(blobs: Blobs, content: bytes, name: str = "one") -> Blob:
    return blobs.keep(io.BytesIO(content), name)


def read(blobs: Blobs, blob: Blob) -> bytes:
    with blobs.open(blob.id, blob.key) as stream:
        return stream.read()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_kept_comes_back_with_its_hash_and_not_in_plain(tmp_path: Path, size: int) -> None:
    content = random.Random(size).randbytes(size)
    blobs = Blobs(tmp_path / "attachments")
    blob = keep(blobs, content)
    assert read(blobs, blob) == content
    assert (blob.size, blob.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert blobs.ids() == {"one"}
    stored = blobs.path("one").read_bytes()
    assert len(content) < 16 or content not in stored
    assert blobs.path("one").stat().st_mode & 0o077 == 0
    assert repr(blob.key) not in repr(blob)


@settings(max_examples=40)
@given(data=st.data())
def test_reading_anywhere_gives_what_a_plain_file_gives(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    size = data.draw(st.sampled_from(SIZES))
    content = random.Random(size).randbytes(size)
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))
    blob, plain = keep(blobs, content), io.BytesIO(content)
    with blobs.open(blob.id, blob.key) as stream:
        for _step in range(5):
            place = data.draw(st.integers(0, size + 10))
            wanted = data.draw(st.integers(0, 2 * CHUNK))
            assert stream.seek(place) == plain.seek(place)
            assert stream.read(wanted) == plain.read(wanted)
        assert stream.seek(0, io.SEEK_END) == size


@pytest.mark.parametrize("size", [0, 100, 2 * CHUNK + 5])
def test_every_flipped_bit_cut_swap_and_addition_is_found(tmp_path: Path, size: int) -> None:
    blobs = Blobs(tmp_path)
    blob = keep(blobs, random.Random(1).randbytes(size))
    whole = blobs.path("one").read_bytes()
    flipped = [bytearray(whole) for _ in range(40)]
    for number, one in enumerate(flipped):
        one[number * (len(whole) - 1) // 39] ^= 1
    sealed = CHUNK + TAG
    head = len(whole) - size - TAG * (size // CHUNK + 1)
    spoiled = [bytes(one) for one in flipped] + [whole[:-1], whole + b"x", whole[:head], b""]
    if size > CHUNK:
        first, second = whole[head : head + sealed], whole[head + sealed : head + 2 * sealed]
        rest = whole[head + 2 * sealed :]
        spoiled += [
            whole[: head + sealed],
            whole[:head] + second + first + rest,
            whole[:head] + first + first + second + rest,
            whole[: head + 2 * sealed],
        ]
    for content in spoiled:
        blobs.path("one").write_bytes(content)
        with pytest.raises(FileAltered):
            read(blobs, blob)
    blobs.path("one").write_bytes(whole)
    other = keep(blobs, b"another", "two")
    with pytest.raises(FileAltered):
        read(blobs, Blob(id="one", key=other.key, size=size, sha256=blob.sha256))


def test_memory_stays_the_same_however_large_a_file_is(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    piece = random.Random(2).randbytes(MB)

    class Long:
        left = 300

        def read(self, size: int, /) -> bytes:
            self.left -= 1
            return piece[:size] if self.left > 0 else b""

    keep(blobs, b"warm")
    tracemalloc.start()
    try:
        blob = blobs.keep(Long(), "large")
        with blobs.open(blob.id, blob.key) as stream:
            while stream.read(CHUNK):
                continue
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert blob.size > 16 * MB
    assert peak < 2 * MB


def test_a_full_disk_a_cancel_and_a_failing_source_leave_nothing_behind(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "attachments")
    token = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.done > CHUNK:
            token.cancel()

    with pytest.raises(Cancelled):
        blobs.keep(io.BytesIO(b"x" * MB), "one", report=stop, cancel=token)

    class Failing:
        def read(self, _size: int, /) -> bytes:
            raise DiskFull("full", "", "")

    with pytest.raises(DiskFull):
        blobs.keep(Failing(), "two")
    with pytest.raises(Problem):
        blobs.keep(io.BytesIO(b""), "three", check=_refuse)
    assert list((tmp_path / "attachments").iterdir()) == []


def _refuse() -> None:
    raise Problem("changed", "", "")


def test_a_file_that_is_gone_says_so_and_ids_are_no_paths(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "none")
    assert blobs.ids() == frozenset()
    with pytest.raises(FileLost):
        blobs.open("one", b"k" * 32)
    for name in ("", "..", "../own.db", ".hidden", "a/b"):
        with pytest.raises(ValueError, match="kept file"):
            blobs.path(name)


def test_what_nobody_needs_is_swept_once_it_is_old_enough(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    keep(blobs, b"needed", "needed")
    keep(blobs, b"alone", "alone")
    (tmp_path / ".alone.0011.part").write_bytes(b"half written")
    now = datetime.now(UTC)
    assert blobs.sweep(frozenset({"needed"}), now - timedelta(days=1)) == 0
    assert blobs.sweep(frozenset({"needed"}), now + timedelta(days=2)) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["needed"]
