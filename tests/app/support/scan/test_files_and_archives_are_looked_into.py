"""Files of every kind, borders of pieces, archives that somebody made to hurt."""

from __future__ import annotations

import bz2
import gzip
import io
import random
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

import pytest

from app.base.errors import Cancelled
from app.base.tasks import CancelToken, Progress
from app.support.scan import words
from app.support.scan.model import ScanResult
from app.support.scan.pieces import KEPT, SIZE
from app.support.scan.scanner import scan_file
from app.support.scan.unpacking import MEMBERS, TOTAL
from tests.support.small_pdf import pdf

_LINE = "user=jane@example.com password=Tulip4Sun\n"
_VALUES = ["jane@example.com", "Tulip4Sun"]


def _scan(content: bytes, name: str = "a.log") -> ScanResult:
    return scan_file(lambda: io.BytesIO(content), name, "file-1")


def _zip(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _tar(*members: tuple[str, bytes], mode: str = "w:gz") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"]
)
def test_places_are_bytes_of_the_file_in_every_encoding(encoding: str) -> None:
    content = ("Grüße aus Köln\n" + _LINE).encode(encoding)
    found = _scan(content).findings
    plain = encoding.removesuffix("-sig")
    plain = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(plain, plain)
    assert [content[f.start : f.end].decode(plain) for f in found] == _VALUES
    assert [(f.line, f.place, f.name, f.source) for f in found] == 2 * [
        (2, "line 2", "a.log", "file-1")
    ]


@pytest.mark.parametrize("shift", [0, 1, 5, 9, 17, 25, 33, 40, 41])
@pytest.mark.parametrize("border", [SIZE, SIZE - KEPT, 2 * SIZE - KEPT, 2 * SIZE])
def test_what_crosses_a_border_of_pieces_is_found_once(border: int, shift: int) -> None:
    before = border - shift
    content = b"." * 99 + b"\n"
    content = (content * (before // 100 + 1))[:before] + b"\n" + _LINE.encode() + b"-" * 50
    found = _scan(content).findings
    assert [content[f.start : f.end].decode() for f in found] == _VALUES
    assert [f.line for f in found] == 2 * [content.count(b"\n", 0, found[0].start) + 1]


def test_the_same_is_found_however_a_stream_is_cut() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 70_001) if size and size > 0 else size)

    content = (b"." * 80 + b"\n") * 40_000
    content = content[:1_000_000] + _LINE.encode() + content[1_000_000:] + _LINE.encode()
    slow = scan_file(lambda: Slow(content), "a.log", "file-1")
    assert slow.findings == _scan(content).findings
    assert len(slow.findings) == 4


@pytest.mark.parametrize(
    ("name", "content", "member"),
    [
        ("a.zip", _zip(("x/b.log", _LINE.encode())), "a.zip/x/b.log"),
        ("a.tgz", _tar(("b.log", _LINE.encode())), "a.tgz/b.log"),
        ("a.tar", _tar(("b.log", _LINE.encode()), mode="w"), "a.tar/b.log"),
        ("a.log.gz", gzip.compress(_LINE.encode()), "a.log.gz"),
        ("two.gz", gzip.compress(b"first\n") + gzip.compress(_LINE.encode()), "two.gz"),
        ("wide.zip", _zip(("b.txt", _LINE.encode("utf-16"))), "wide.zip/b.txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_members_are_looked_into_and_named(name: str, content: bytes, member: str) -> None:
    result = _scan(content, name)
    assert [f.name for f in result.findings] == [member, member]
    assert not any(f.redactable for f in result.findings)
    assert not result.unscanned


def test_members_whose_sizes_are_whole_blocks_follow_each_other() -> None:
    block = _LINE.encode().ljust(1024, b" ")
    members = [(f"{number}.log", block) for number in range(5)]
    assert len(_scan(_tar(*members), "a.tar.gz").findings) == 10
    assert len(_scan(_tar(*members, mode="w"), "a.tar").findings) == 10


def test_pages_of_a_pdf_are_told() -> None:
    content = pdf([["nothing here"], ["mail jane@example.com"]])
    [found] = _scan(content, "a.pdf").findings
    assert (found.place, found.redactable) == ("page 2", False)
    [packed] = _scan(_zip(("x.pdf", content)), "a.zip").findings
    assert (packed.name, packed.place) == ("a.zip/x.pdf", "page 2")


def test_what_is_not_looked_into_is_said_with_the_reason() -> None:
    inner = _zip(("b.log", _LINE.encode()))
    result = _scan(
        _zip(
            ("in.zip", inner), ("in.gz", gzip.compress(b"x")),
            ("in.tar", _tar(("x", b""), mode="w")), ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40)),
            ("p.png", b"\x89PNG\r\n\x1a\n" + bytes(99)),
            ("ok.log", _LINE.encode()), ("bad.pdf", b"%PDF-1.7 nothing"),
            ("empty.log", b""), ("data.bin", random.Random(1).randbytes(5000)),
        ),
        "a.zip",
    )  # fmt: skip
    told = {one.name: one.reason for one in result.unscanned}
    assert told["a.zip/in.zip"] == told["a.zip/in.gz"] == words.nested()
    assert told["a.zip/in.tar"] == told["a.zip/a.7z"] == words.nested()
    assert told["a.zip/p.png"] == told["a.zip/data.bin"] == words.binary()
    assert told["a.zip/bad.pdf"]
    assert "a.zip/ok.log" not in told
    assert "a.zip/empty.log" not in told
    assert len(result.findings) == 2
    [outer] = _scan(bz2.compress(bytes(5000)), "a.bz2").unscanned
    assert outer.reason == words.packed("bzip2")


def test_an_encrypted_member_is_said_and_the_others_are_looked_into() -> None:
    content = bytearray(_zip(("locked.log", b"secret"), ("open.log", _LINE.encode())))
    at = content.index(b"PK\x01\x02")
    content[6] |= 1
    content[at + 8] |= 1
    result = _scan(bytes(content), "a.zip")
    assert [(one.name, one.reason) for one in result.unscanned] == [
        ("a.zip/locked.log", words.encrypted())
    ]
    assert len(result.findings) == 2


def test_a_store_of_keys_is_a_finding_as_a_whole() -> None:
    [found] = _scan(b"\xfe\xed\xfe\xed" + bytes(200), "server.jks").findings
    assert (found.what.value, found.name) == ("private_key", "server.jks")


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("bomb.gz", gzip.compress),
        ("bomb.zip", lambda data: _zip(("b.log", data))),
        ("bomb.tgz", lambda data: _tar(("b.log", data))),
    ],
)
def test_a_bomb_is_left_before_it_hurts(name: str, pack: Callable[[bytes], bytes]) -> None:
    content = pack(_LINE.encode() + bytes(30_000_000))
    tracemalloc.start()
    try:
        result = _scan(content, name)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [one.reason for one in result.unscanned] == [words.bomb()]
    assert len(result.findings) == 2  # what came before is told
    assert peak < 60_000_000
    assert result.scanned_bytes < 10_000_000


def test_an_archive_of_too_much_or_too_many_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (TOTAL, MEMBERS) == (256 * 1024 * 1024, 10_000)
    monkeypatch.setattr("app.support.scan.files.MEMBERS", 20)
    result = _scan(_zip(*((f"{number}.log", b"x") for number in range(30))), "many.zip")
    assert [one.reason for one in result.unscanned] == [words.many_more(20)]
    monkeypatch.setattr("app.support.scan.unpacking.Budget.__init__.__defaults__", (100_000,))
    noise = random.Random(1).randbytes(150_000).hex().encode()
    for name, content in (
        ("a.zip", _zip(("1.log", _LINE.encode()), ("2.log", noise))),
        ("a.tgz", _tar(("1.log", _LINE.encode()), ("2.log", noise))),
        ("a.gz", gzip.compress(noise)),
    ):
        assert _scan(content, name).unscanned[-1].reason == words.too_much(TOTAL)


def test_a_list_of_contents_that_lies_about_its_size_is_not_believed() -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 8 << 30
    content = header.tobuf(tarfile.GNU_FORMAT) + b"9 a=bcd\n" * 100_000
    for name, data in (("a.tar", content), ("a.tgz", gzip.compress(content))):
        tracemalloc.start()
        try:
            result = _scan(data, name)
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert result.unscanned, name
        assert peak < 60_000_000


def test_a_sparse_member_of_terabytes_ends_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.support.scan.files.TOTAL", 2_000_000)
    fields = "\n".join(("1", "0", "0")) + "\n"
    header = tarfile.TarInfo("sparse.log")
    header.size = 512
    header.pax_headers = {
        "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "sparse.log",
        "GNU.sparse.realsize": str(1 << 42),
    }  # fmt: skip
    content = header.tobuf(tarfile.PAX_FORMAT) + fields.encode().ljust(512, b"\0") + bytes(1024)
    assert _scan(content, "a.tar").unscanned


def test_names_of_members_are_shown_without_signs_that_deceive() -> None:
    names = ["../../etc/passwd", "a\u202egol.exe", "b\nc\x1b[31m.log", "x" * 5000]
    found = _scan(_zip(*((name, _LINE.encode()) for name in names)), "a.zip").findings
    assert len(found) == 2 * len(names)
    assert all(f.name.isprintable() and len(f.name) < 300 for f in found)


def test_damaged_archives_are_said_and_never_raise() -> None:
    whole = {
        "a.zip": _zip(("1.log", _LINE.encode() * 50), ("2.log", _LINE.encode() * 50)),
        "a.tgz": _tar(("1.log", _LINE.encode() * 50), ("2.log", _LINE.encode() * 50)),
        "a.tar": _tar(("1.log", _LINE.encode()), ("2.log", _LINE.encode()), mode="w"),
        "a.gz": gzip.compress(_LINE.encode() * 500),
        "a.pdf": pdf([["mail jane@example.com"]]),
    }
    draw = random.Random(4)
    for name, content in whole.items():
        for _round in range(40):
            broken = bytearray(content)
            for _spot in range(draw.randrange(1, 6)):
                broken[draw.randrange(len(broken))] = draw.randrange(256)
            _scan(bytes(broken), name)
            cut = content[: draw.randrange(len(content))]
            result = _scan(cut, name)
            if name == "a.gz" and len(cut) > 20:
                assert result.unscanned


def test_a_zip_whose_directory_counts_more_than_there_is_is_said() -> None:
    content = bytearray(_zip(("1.log", _LINE.encode())))
    end = content.index(b"PK\x05\x06")
    struct.pack_into("<I", content, end + 12, 0x7FFFFFFF)
    assert _scan(bytes(content), "a.zip").unscanned


class _Long(io.RawIOBase):
    """Lines that exist only while they are read."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._at = 0
        self._block = (b"plain line of a log 12345\n" * 41_000)[:SIZE]

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = self._size if whence == 2 else offset
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        data = self._block[: max(0, min(size, self._size - self._at))]
        self._at += len(data)
        return data


def test_memory_stays_the_same_however_long_a_file_is() -> None:
    _scan(b"warm")
    peaks = []
    for size in (3_000_000, 9_000_000):
        tracemalloc.start()
        try:
            result = scan_file(partial(_Long, size), "a.log", "f")  # type: ignore[arg-type]
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        assert result.scanned_bytes == size
    assert peaks[1] < 1.2 * peaks[0]


def test_progress_rises_to_the_end_and_a_cancel_stops() -> None:
    content = (b"." * 99 + b"\n") * 50_000
    seen: list[Progress] = []
    scan_file(lambda: io.BytesIO(content), "a.log", "f", seen.append)
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert (seen[-1].done, seen[-1].total) == (len(content), len(content))

    cancel = CancelToken()
    told: list[Progress] = []

    def once(progress: Progress) -> None:
        told.append(progress)
        cancel.cancel()

    for data in (content, gzip.compress(content), _zip(("a.log", content)), _tar(("x", content))):
        cancel = CancelToken()
        with pytest.raises(Cancelled):
            scan_file(lambda data=data: io.BytesIO(data), "a", "f", once, cancel)  # type: ignore[misc]


def test_an_empty_file_holds_nothing_and_is_no_trouble() -> None:
    assert _scan(b"") == ScanResult()


def test_a_stream_that_cannot_be_read_says_so_itself() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "broken")

    def opened() -> BinaryIO:
        return Broken(b"x")

    with pytest.raises(OSError, match="broken"):
        scan_file(opened, "a.log", "f")
