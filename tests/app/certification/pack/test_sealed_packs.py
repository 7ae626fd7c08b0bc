"""Sealed packs: opened by the right passphrase only, and only where every byte is genuine."""

from __future__ import annotations

import errno
import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.base.errors import Cancelled, DiskFull, FileTrouble
from app.base.tasks import CancelToken
from app.certification.asked import Origin
from app.certification.model import Draft
from app.certification.pack import problems, sealed
from app.exchange.attachments import KeptFile

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
WORDS = "harvest lantern 42 — ü"
_COST = sealed._COST
FILES = {"f-1": b"host;env\n" * 20_000, "f-2": b"", "f-3": b"%PDF-1.7"}


def kept(key: str, data: bytes) -> KeptFile:
    sha256 = hashlib.sha256(data).hexdigest()
    return KeptFile(id=key, name=f"{key}.csv", given=f"{key}.csv", size=len(data), sha256=sha256)


def handed(**more: object) -> sealed.Handed:
    draft = Draft(id="cert-1", title="Compliance", origin=Origin.OWN, as_of=NOW, created_at=NOW,
                  saved_at=NOW)  # fmt: skip
    files = tuple(kept(key, data) for key, data in FILES.items())
    return sealed.Handed(draft=draft, files=files, by="Dana Weber", editable=True, **more)  # type: ignore[arg-type]


class Shelf:
    """Keeps what comes out of a pack."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}

    def keep(self, file: KeptFile, pieces: Iterator[bytes]) -> KeptFile:
        self.found[file.id] = b"".join(pieces)
        return replace(file, id=f"new-{file.id}")


def written(path: Path, what: sealed.Handed | None = None, **more: object) -> Path:
    def opened(file: KeptFile) -> io.BytesIO:
        return io.BytesIO(FILES[file.id])

    sealed.seal(what or handed(), opened, path, WORDS, now=NOW, **more)  # type: ignore[arg-type]
    return path


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Stretch for a moment only: how long it takes is in the header, and every case takes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "_COST", 1 << 8)
        yield


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory, quick: None) -> bytes:
    return written(tmp_path_factory.mktemp("sealed") / "a.cpseal").read_bytes()


def opened(path: Path, data: bytes, passphrase: str = WORDS) -> tuple[sealed.Handed, Shelf]:
    path.write_bytes(data)
    shelf = Shelf()
    found, files = sealed.unseal(path, passphrase, shelf.keep)
    assert [one.id for one in files] == [f"new-{key}" for key in FILES]
    return found, shelf


def test_a_pack_comes_out_as_it_went_in(pack: bytes, tmp_path: Path) -> None:
    found, shelf = opened(tmp_path / "a", pack)
    assert found == handed()
    assert shelf.found == FILES
    assert sealed.is_sealed(pack)


def test_guessing_a_passphrase_is_made_costly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "_COST", _COST)
    assert b'"cost":65536' in written(tmp_path / "a").read_bytes()


def test_nothing_of_it_can_be_read_without_the_passphrase(pack: bytes) -> None:
    for plain in (b"Dana", b"Compliance", b"host;env", b"%PDF", WORDS.encode()):
        assert plain not in pack


@pytest.mark.parametrize("other", ["", "harvest lantern 42", WORDS.upper(), WORDS + " "])
def test_another_passphrase_is_told_as_such(pack: bytes, tmp_path: Path, other: str) -> None:
    with pytest.raises(problems.WrongPassphrase):
        opened(tmp_path / "a", pack, other)


def test_an_altered_pack_is_told_apart_from_a_wrong_passphrase(pack: bytes, tmp_path: Path) -> None:
    header = 12 + int.from_bytes(pack[8:12], "big") + 32
    places = [9, 20, 60, header - 40, header - 1, header, header + 70_000, len(pack) - 1]
    for at in places:
        spoiled = bytearray(pack)
        spoiled[at] ^= 1
        with pytest.raises(problems.PackAltered):
            opened(tmp_path / "a", bytes(spoiled))


@pytest.mark.parametrize("length", [9, 11, 40, 300, 400, 70_000, -1])
def test_a_pack_that_was_cut_is_found(pack: bytes, tmp_path: Path, length: int) -> None:
    with pytest.raises(problems.PackAltered):
        opened(tmp_path / "a", pack[:length])


def test_bytes_behind_the_end_and_swapped_chunks_are_found(pack: bytes, tmp_path: Path) -> None:
    start = 12 + int.from_bytes(pack[8:12], "big") + 32
    size = (64 << 10) + 16
    first, second = pack[start : start + size], pack[start + size : start + 2 * size]
    swapped = pack[:start] + second + first + pack[start + 2 * size :]
    for spoiled in (pack + b"\0", swapped, pack[: start + size] + pack[start + 2 * size :]):
        with pytest.raises(problems.PackAltered):
            opened(tmp_path / "a", spoiled)


def test_a_newer_form_is_told_before_a_passphrase_is_tried(pack: bytes, tmp_path: Path) -> None:
    with pytest.raises(problems.NewerPack):
        opened(tmp_path / "a", pack[:7] + b"\x02" + pack[8:], "")
    newer = written(tmp_path / "newer", handed(needs=2)).read_bytes()
    with pytest.raises(problems.NewerPack):
        opened(tmp_path / "a", newer)


@pytest.mark.parametrize("data", [b"", b"CPSEAL\x00\x01", b"%PDF-1.7", b"CPCERT"])
def test_what_is_no_pack_is_told_as_such(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(problems.NotAPack):
        opened(tmp_path / "a", data)


def test_a_header_that_asks_for_much_memory_is_refused(pack: bytes, tmp_path: Path) -> None:
    size = int.from_bytes(pack[8:12], "big")
    raw = pack[12 : 12 + size].replace(b'"cost":256', b'"cost":1073741824')
    start = pack[:8] + len(raw).to_bytes(4, "big") + raw
    with pytest.raises(problems.PackAltered):
        opened(tmp_path / "a", start + hashlib.sha256(start).digest() + pack[12 + size + 32 :])


def test_a_short_passphrase_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(problems.WeakPassphrase):
        sealed.seal(handed(), lambda _file: io.BytesIO(), tmp_path / "a", "1234567", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_that_a_terminal_gave_as_bytes_seals_and_opens(tmp_path: Path) -> None:
    odd, path = "gr\udcfc\udcdfe aus Ulm", tmp_path / "a"
    sealed.seal(handed(), lambda file: io.BytesIO(FILES[file.id]), path, odd, now=NOW)
    found, _shelf = opened(tmp_path / "b", path.read_bytes(), odd)
    assert found == handed()


def test_a_full_disk_leaves_the_old_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("app.base.files.os.fsync", full)
    with pytest.raises(DiskFull):
        written(path)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_sealing_can_be_stopped_and_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        written(tmp_path / "a", cancel=cancel)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileTrouble):
        sealed.unseal(tmp_path / "none", WORDS, Shelf().keep)


def test_no_secret_stands_in_a_problem(pack: bytes, tmp_path: Path) -> None:
    with pytest.raises(problems.WrongPassphrase) as caught:
        opened(tmp_path / "a", pack, "the wrong secret words")
    assert "the wrong secret words" not in repr(caught.value.report())
