"""A certification with its files for a colleague, in one file under a passphrase.

    "CPCERT" 00 VERSION | header length (4 bytes) | header JSON | its SHA-256 | chunks

The key is stretched from the passphrase (scrypt, as for backups); the chunks are
`app.storage.stream` and hold: length of the contents (8 bytes), contents JSON, the files one after
the other. A mark of the key in the header tells a wrong passphrase from an altered file.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from app.base.errors import from_os_error
from app.base.files import replacing
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.certification.model import Draft
from app.certification.pack import problems
from app.exchange.attachments import KeptFile
from app.storage.recovery import stretch
from app.storage.stream import CHUNK, PREFIX_SIZE, TAG, Altered, ChunkCipher

NAME = b"CPCERT\x00"
VERSION = 1
LEAST_PASSPHRASE = 12
"""Characters; whoever finds the file may try as often as they like."""
_COST = 1 << 16
_LARGEST_COST = 1 << 18
_LARGEST_HEADER = 4096
_LARGEST_CONTENTS = 256 << 20
_LABEL = b"counterpart certification"


class _Header(msgspec.Struct, frozen=True):
    made_at: datetime
    cost: int
    salt: bytes
    nonce: bytes
    mark: bytes
    """Of the stretched key: it tells nothing that trying to open the file would not tell."""


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What a sealed pack holds before its files."""

    needs: int = VERSION
    """The version of this form that a reader has to know."""
    draft: Draft
    files: tuple[KeptFile, ...]
    """In the order in which their contents follow."""
    by: str
    editable: bool


Keep = Callable[[KeptFile, Iterator[bytes]], KeptFile]
"""Keeps a file that was handed over; the pieces have to be read to their end."""


def seal(
    handed: Handed,
    open_file: Callable[[KeptFile], BinaryIO],
    path: Path,
    passphrase: str,
    *,
    now: datetime,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> None:
    """Write a sealed pack to `path` in one step.

    Raises WeakPassphrase, the problems of disk and kept files, Cancelled; an old file stays then.
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise problems.weak_passphrase(LEAST_PASSPHRASE)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(PREFIX_SIZE)
    key = stretch(_bytes(passphrase), salt, _COST)
    header = msgspec.json.encode(_Header(now, _COST, salt, nonce, _mark(key)))
    total = sum(one.size for one in handed.files)
    with replacing(path) as sink:
        sink.write(_head(header))
        cipher = _cipher(key, nonce, VERSION, header)
        done = 0
        for number, (chunk, last) in enumerate(_chunks(_plain(handed, open_file), CHUNK)):
            if cancel is not None:
                cancel.check()
            sink.write(cipher.seal(number, chunk, last=last))
            done += len(chunk)
            report(Progress(_("Sealing"), min(done, total), total))


def unseal(
    path: Path,
    passphrase: str,
    keep: Keep,
    *,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> tuple[Handed, tuple[KeptFile, ...]]:
    """Open a sealed pack; each file goes to `keep`, whose answers come back in their order.

    Raises NotAPack, NewerPack, WrongPassphrase, PackAltered, what an OSError means, Cancelled. Then
    files may have been kept already: the caller lets them go.
    """
    try:
        with path.open("rb") as stream:
            number, header, raw = _read_header(stream)
            key = stretch(_bytes(passphrase), header.salt, header.cost)
            if not hmac.compare_digest(_mark(key), header.mark):
                raise problems.wrong_passphrase()
            opened = _Opened(stream, _cipher(key, header.nonce, number, raw), report, cancel)
            handed = opened.contents()
            kept = tuple(keep(file, opened.file(file)) for file in handed.files)
            opened.end()
            return handed, kept
    except OSError as error:
        raise from_os_error(error, path) from error


def is_sealed(head: bytes) -> bool:
    """Whether a file that begins so is a sealed certification, of this version or another."""
    return head.startswith(NAME)


class _Opened:
    """The genuine content of a pack, read as one stream."""

    def __init__(
        self, stream: BinaryIO, cipher: ChunkCipher, report: Report, cancel: CancelToken | None
    ) -> None:
        self._chunks = self._genuine(stream, cipher, cancel)
        self._report = report
        self._rest = b""

    def contents(self) -> Handed:
        """What stands before the files. Raises PackAltered, NewerPack."""
        size = struct.unpack(">Q", self._take(8))[0]
        if size > _LARGEST_CONTENTS:
            raise problems.altered("contents")
        data = self._take(size)
        try:
            needs = msgspec.json.decode(data, type=_Needs).needs
            if needs > VERSION:
                raise problems.newer_pack(str(needs))
            return msgspec.json.decode(data, type=Handed)
        except msgspec.ValidationError as error:
            # It is genuine: what this version cannot read was written by one that knows more.
            raise problems.newer_pack(str(error)[:100]) from error
        except msgspec.DecodeError as error:
            raise problems.altered("contents") from error

    def file(self, file: KeptFile) -> Iterator[bytes]:
        """A file in pieces. Raises PackAltered where it is not the one that was handed over."""
        digest, left = hashlib.sha256(), file.size
        while left > 0:
            piece = self._some(min(left, CHUNK))
            digest.update(piece)
            left -= len(piece)
            self._report(Progress(_("Opening the pack"), file.size - left, file.size))
            yield piece
        if digest.hexdigest() != file.sha256:
            raise problems.altered("file")

    def end(self) -> None:
        """Raises PackAltered where something follows."""
        if self._rest or next(self._chunks, b""):
            raise problems.altered("end")

    def _some(self, most: int) -> bytes:
        while not self._rest:
            piece = next(self._chunks, None)
            if piece is None:
                raise problems.altered("size")
            self._rest = piece
        found, self._rest = self._rest[:most], self._rest[most:]
        return found

    def _take(self, size: int) -> bytes:
        found = bytearray()
        while len(found) < size:
            found += self._some(size - len(found))
        return bytes(found)

    @staticmethod
    def _genuine(
        stream: BinaryIO, cipher: ChunkCipher, cancel: CancelToken | None
    ) -> Iterator[bytes]:
        sealed = iter(lambda: stream.read(CHUNK + TAG), b"")
        for number, (chunk, last) in enumerate(_marked(sealed)):
            if cancel is not None:
                cancel.check()
            try:
                yield cipher.open(number, chunk, last=last)
            except Altered as error:
                raise problems.altered(f"chunk {number}") from error


class _Needs(msgspec.Struct, frozen=True):
    needs: int = VERSION


def _plain(handed: Handed, open_file: Callable[[KeptFile], BinaryIO]) -> Iterator[bytes]:
    contents = msgspec.json.encode(handed)
    yield struct.pack(">Q", len(contents)) + contents
    for file in handed.files:
        with closing(open_file(file)) as stream:
            while piece := stream.read(CHUNK):
                yield piece


def _chunks(pieces: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of any size as pieces of `size`, and whether each is the last."""

    def even() -> Iterator[bytes]:
        rest = bytearray()
        for piece in pieces:
            rest += piece
            while len(rest) >= size:
                yield bytes(rest[:size])
                del rest[:size]
        if rest:
            yield bytes(rest)

    return _marked(even())


def _marked(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces, and whether each is the last; of none one empty piece."""
    piece = next(pieces, b"")
    for following in pieces:
        yield piece, False
        piece = following
    yield piece, True


def _head(header: bytes) -> bytes:
    start = NAME + bytes([VERSION]) + struct.pack(">I", len(header)) + header
    return start + hashlib.sha256(start).digest()


def _read_header(stream: BinaryIO) -> tuple[int, _Header, bytes]:
    start = stream.read(len(NAME) + 1)
    if not is_sealed(start) or len(start) != len(NAME) + 1:
        raise problems.not_a_pack()
    version = start[-1]
    if version > VERSION:
        raise problems.newer_pack(str(version))
    length = stream.read(4)
    size = struct.unpack(">I", length)[0] if len(length) == 4 else _LARGEST_HEADER + 1
    raw = stream.read(size) if size <= _LARGEST_HEADER else b""
    whole = start + length + raw
    if len(raw) != size or stream.read(32) != hashlib.sha256(whole).digest():
        raise problems.altered("header")
    try:
        header = msgspec.json.decode(raw, type=_Header)
    except msgspec.DecodeError as error:
        raise problems.altered("header") from error
    cost = header.cost
    if not 1 < cost <= _LARGEST_COST or cost & (cost - 1) or len(header.nonce) != PREFIX_SIZE:
        raise problems.altered("header")
    return version, header, raw


def _bytes(passphrase: str) -> bytes:
    """Also of what a terminal in another encoding gave, which is no right Unicode."""
    return passphrase.encode("utf-8", "surrogatepass")


def _mark(key: bytes) -> bytes:
    return hmac.new(key, _LABEL + b" mark", hashlib.sha256).digest()[:8]


def _cipher(key: bytes, nonce: bytes, version: int, header: bytes) -> ChunkCipher:
    start = NAME + bytes([version])
    return ChunkCipher(key, nonce, _LABEL + hashlib.sha256(start + header).digest())
