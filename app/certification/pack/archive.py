"""A zip read within bounds: never unpacked to a disk, no member larger than it says (threat 43).

An archive is looked over before anything in it is read; one bad member and all of it is refused.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple
from zipfile import ZipFile

from app.base.errors import from_os_error
from app.certification.pack import problems

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,80})?", re.A)
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MOST_MEMBERS = 2000
_MOST_BYTES = 8 << 30
_SUSPICIOUS = 64 << 20
_MOST_RATIO = 250
"""A member of more than 64 MB that packs better than this holds nothing but repetition."""
_STEP = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)


class Archive:
    """An opened archive whose members have harmless names and sizes; use it as a context."""

    def __init__(self, path: Path) -> None:
        """Raises NotAPack, UnsafePack, and what an OSError means for a file that is not there."""
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise problems.not_a_pack(type(error).__name__) from error
        except OSError as error:
            raise from_os_error(error, path) from error
        try:
            self.members = _looked_over(self._zip)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def read(self, name: str, most: int) -> bytes:
        """A small member whole. Raises PackAltered where it is missing, broken or larger."""
        info = self.members.get(name)
        if info is None or info.file_size > most:
            raise problems.altered(name)
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member in pieces, exactly as long as it says. Raises PackAltered."""
        info = self.members.get(name)
        if info is None:
            raise problems.altered(name)
        left = info.file_size
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(_STEP):
                    left -= len(piece)
                    if left < 0:
                        raise problems.altered(name)
                    yield piece
        except (*_BROKEN, OSError) as error:
            raise problems.altered(name) from error
        if left:
            raise problems.altered(name)

    def lines(self, name: str, longest: int = 1 << 16) -> Iterator[bytes]:
        """The lines of a member, without their ends. Raises PackAltered for one too long."""
        rest = b""
        for piece in self.pieces(name):
            parts = (rest + piece).split(b"\n")
            rest = parts.pop()
            if len(rest) > longest:
                raise problems.altered(name)
            yield from parts
        if rest:
            raise problems.altered(name)

    def measured(self, name: str, salt: str) -> Measured:
        """What a member comes to. Raises PackAltered."""
        return measure(self.pieces(name), salt)


class Measured(NamedTuple):
    """The size of a member, the SHA-256 of its salt and content, and that of its content alone."""

    size: int
    salted: str
    plain: str


def measure(pieces: Iterable[bytes], salt: str) -> Measured:
    """What a member comes to that is not written."""
    return _measured(pieces, salt, lambda _piece: 0)


def write(archive: ZipFile, name: str, pieces: Iterable[bytes], salt: str = "") -> Measured:
    """Add a member of any size, and what it comes to. Nothing in it tells when or where."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    with archive.open(info, "w", force_zip64=True) as sink:
        return _measured(pieces, salt, sink.write)


def opened_for_writing(sink: BinaryIO) -> ZipFile:
    """An archive to write members into."""
    return ZipFile(sink, "w", zipfile.ZIP_DEFLATED, allowZip64=True)


def _measured(pieces: Iterable[bytes], salt: str, take: Callable[[bytes], int]) -> Measured:
    salted, plain, size = hashlib.sha256(salt.encode()), hashlib.sha256(), 0
    for piece in pieces:
        take(piece)
        salted.update(piece)
        plain.update(piece)
        size += len(piece)
    return Measured(size, salted.hexdigest(), plain.hexdigest())


def _looked_over(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    total = 0
    entries = archive.infolist()
    if len(entries) > _MOST_MEMBERS:
        raise problems.unsafe("members")
    for info in entries:
        name = info.filename
        # The library drops what follows a NUL and turns backslashes: the name as it stands counts.
        if info.orig_filename != name or not _NAME.fullmatch(name) or name.casefold() in found:
            raise problems.unsafe("name")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.flag_bits & 1 or info.compress_type not in _PLAIN or kind not in (0, stat.S_IFREG):
            raise problems.unsafe(name)
        total += info.file_size
        packed = max(info.compress_size, 1)
        if info.file_size > _SUSPICIOUS and info.file_size > _MOST_RATIO * packed:
            raise problems.unsafe(name)
        found[name.casefold()] = info
    if total > _MOST_BYTES:
        raise problems.unsafe("size")
    return {info.filename: info for info in found.values()}
