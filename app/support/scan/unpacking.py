"""Archives read member by member, forward only, with bounds on size, ratio, count and memory."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator

from app.support.scan.pieces import SIZE
from app.support.scan.watched import Oversized, Watched

TOTAL = 256 * 1024 * 1024
"""Bytes that one archive may unpack to."""
MEMBERS = 10_000
RATIO = 100
_FREE = 4 * 1024 * 1024
"""Bytes of a member to which no ratio applies: a short log of one line often repeated."""
_BLOCK = 65_536
_PLAIN = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))

DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error, EOFError, OSError, ValueError,
    RecursionError, OverflowError, IndexError, KeyError, NotImplementedError, RuntimeError,
    Oversized, AttributeError, TypeError,
)  # fmt: skip
"""What the standard library's readers raise over content that somebody made to hurt."""

Chunks = Iterator[bytes]


class TooMuch(Exception):
    """An archive unpacks to more than is looked into."""


class Bomb(Exception):
    """Something unpacks to more than 100 times its size."""


class Budget:
    """How much one archive may still unpack to."""

    def __init__(self, total: int = TOTAL) -> None:
        self.total = total
        self._left = total

    def spend(self, size: int) -> None:
        """Count `size` bytes. Raises TooMuch."""
        self._left -= size
        if self._left < 0:
            raise TooMuch


def check_ratio(unpacked: int, packed: int) -> None:
    """Raise Bomb where `unpacked` bytes are more than so few may hold."""
    if unpacked > _FREE and unpacked > RATIO * packed:
        raise Bomb


def gunzip(stream: Watched, budget: Budget) -> Chunks:
    """The content of a .gz of any number of parts. Raises TooMuch, Bomb, or one of DAMAGED."""
    part = zlib.decompressobj(31)
    packed, unpacked, begun = 0, 0, True
    while block := stream.read(_BLOCK):
        packed += len(block)
        while block := block if begun else block.lstrip(b"\0"):
            begun = True
            data = part.decompress(block, SIZE)
            block = part.unconsumed_tail
            if data:
                unpacked += len(data)
                budget.spend(len(data))
                check_ratio(unpacked, packed)
                yield data
            if part.eof:
                block, begun = part.unused_data, False
                part = zlib.decompressobj(31)
    if begun:
        raise EOFError


class Forward(io.RawIOBase):
    """Unpacked content as a stream that only goes on; seeking forward reads what lies between."""

    def __init__(self, chunks: Chunks) -> None:
        super().__init__()
        self._chunks = chunks
        self._waiting = b""
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """As a stream does. Raises Oversized for more than a format's list may take."""
        if size < 0 or size > 4 * SIZE:
            raise Oversized
        while len(self._waiting) < size:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            self._waiting += chunk
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Forward only. Raises an OSError for the way back."""
        if whence or offset < self._at:
            raise OSError(offset, "this stream only goes on")
        while self._at < offset and self.read(min(offset - self._at, SIZE)):
            pass
        return self._at

    def tell(self) -> int:
        """Bytes read so far."""
        return self._at

    def seekable(self) -> bool:
        """Forward, it is."""
        return True


class Member:
    """One file of an archive: its name, and its content or the reason why there is none."""

    def __init__(self, name: str, read: Callable[[], Chunks] | None, reason: str = "") -> None:
        self.name = name
        self.read = read
        self.reason = reason


def zip_members(stream: Watched, budget: Budget) -> Iterator[Member]:
    """The files of a ZIP. `reason` is "encrypted" or "packed". Raises one of DAMAGED."""
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            if info.flag_bits & 0x41:
                yield Member(info.filename, None, "encrypted")
            elif info.compress_type not in _PLAIN:
                yield Member(info.filename, None, "packed")
            else:
                yield Member(info.filename, _zip_reader(archive, info, budget))


def _zip_reader(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget
) -> Callable[[], Chunks]:
    def read() -> Chunks:
        unpacked = 0
        with archive.open(info) as content:
            while data := content.read(SIZE):
                unpacked += len(data)
                budget.spend(len(data))
                check_ratio(unpacked, info.compress_size)
                yield data

    return read


def tar_members(stream: io.RawIOBase, budget: Budget | None) -> Iterator[Member]:
    """The regular files of a tar. `budget` where `stream` spends none itself."""
    archive = tarfile.TarFile(fileobj=stream, mode="r", errors="replace")
    with archive:
        while (info := archive.next()) is not None:
            vars(archive)["members"].clear()  # it keeps them all; nobody asks for them again
            if info.isreg():
                yield Member(info.name, _tar_reader(archive, info, budget))


def _tar_reader(
    archive: tarfile.TarFile, info: tarfile.TarInfo, budget: Budget | None
) -> Callable[[], Chunks]:
    def read() -> Chunks:
        content = archive.extractfile(info)
        if content is None:
            return
        with content:
            while data := content.read(SIZE):
                if budget:
                    budget.spend(len(data))
                yield data

    return read
