"""own.db and kept files in one file under a passphrase: `profiles backup`, and back elsewhere.

    "CPSEAL" 00 VERSION | header length (4 bytes) | header JSON | chunks

The key is stretched from the passphrase (scrypt); the chunks are `app.storage.stream`. The first
chunk holds what belongs to the store (its key, the profile's description), the rest is the store's
file. Version 2 has files behind it, each as length of id, size, id, content (as encrypted as it
lies on the disk); without files version 1 is written, which older programs read as well.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import struct
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from app.base.clock import Clock
from app.base.errors import from_os_error
from app.base.files import private_folder, replacing
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.storage.database import Database
from app.storage.errors import BadBackup
from app.storage.key import StoreKey
from app.storage.migrate import copy_into
from app.storage.recovery import stretch
from app.storage.stream import CHUNK, PREFIX_SIZE, TAG, Altered, ChunkCipher, chunks

MAGIC = b"CPSEAL\x00\x01"
WITH_FILES = b"CPSEAL\x00\x02"
_FILE_HEAD = struct.Struct(">BQ")
_COST = 1 << 16
_LARGEST_COST = 1 << 18
_LARGEST_HEADER = 4096
_MARK = b"counterpart"


class _Header(msgspec.Struct, frozen=True):
    made_at: datetime
    cost: int
    salt: bytes
    nonce: bytes


class _Contents(msgspec.Struct, frozen=True):
    key: bytes
    about: bytes
    size: int


class Unsealed(msgspec.Struct, frozen=True):
    """What came back: the store's key (for the keyring) and what was said about the profile."""

    key: StoreKey
    about: bytes
    made_at: datetime

    def __repr__(self) -> str:
        return f"Unsealed(made_at={self.made_at.isoformat()})"


def seal(
    own: Database,
    key: StoreKey,
    target: Path,
    passphrase: str,
    *,
    about: bytes,
    clock: Clock,
    files: Sequence[Path] = (),
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> None:
    """Write a sealed copy of an open own.db, consistent while it is in use, to `target`.

    `files` go along under their names; one that vanished meanwhile is left out. Raises the
    problems of disk and store, Cancelled; then no file is left behind.
    """
    header = msgspec.json.encode(
        _Header(clock.now(), _COST, secrets.token_bytes(16), secrets.token_bytes(PREFIX_SIZE))
    )
    magic = WITH_FILES if files else MAGIC
    cipher = _cipher(magic, header, passphrase)
    with _scratch(target.parent) as folder:
        copy = folder / "own.db"
        copy_into(own, copy)
        size = copy.stat().st_size
        total = size + sum(path.stat().st_size for path in files if path.exists())
        first = msgspec.json.encode(_Contents(key.raw, about, size))
        with replacing(target) as sink:
            sink.write(magic + struct.pack(">I", len(header)) + header)
            sealed = cipher.seal(0, first, last=False)
            sink.write(struct.pack(">I", len(sealed)) + sealed)
            done = 0
            joined = cast(BinaryIO, _Joined(_plain(copy, files)))
            for number, (chunk, last) in enumerate(chunks(joined, CHUNK), 1):
                if cancel is not None:
                    cancel.check()
                sink.write(cipher.seal(number, chunk, last=last))
                done += len(chunk)
                report(Progress(_("Sealing"), min(done, total), total))


def unseal(
    source: Path,
    own_path: Path,
    passphrase: str,
    *,
    files: Path | None = None,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> Unsealed:
    """Put the store of a sealed file at `own_path`, in one step and only when all of it is genuine.

    Its files go into the folder `files`; without one they are left out. Raises BadBackup (not one,
    altered, cut, or another passphrase), the disk's problems, Cancelled. An existing file at
    `own_path` is never replaced: FileExistsError.
    """
    if own_path.exists():
        raise FileExistsError(own_path)
    kept: list[Path] = []
    try:
        with source.open("rb") as stream:
            magic, header = _read_header(stream)
            cipher = _cipher(magic, header, passphrase)
            contents = _read_contents(stream, cipher)
            total = os.fstat(stream.fileno()).st_size
            opened = _Opened(stream, cipher, total, report, cancel)
            with replacing(own_path) as sink:
                opened.copy(contents.size, sink)
                while magic == WITH_FILES and (head := opened.read(_FILE_HEAD.size)):
                    _bring_file(opened, head, files, kept)
                if opened.read(1):
                    raise _altered("size")
    except BaseException as error:
        for path in kept:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise from_os_error(error, source) from error
        raise
    made_at = msgspec.json.decode(header, type=_Header).made_at
    return Unsealed(StoreKey(contents.key), contents.about, made_at)


def _plain(copy: Path, files: Sequence[Path]) -> Iterator[bytes]:
    """All that is sealed behind the first chunk, in pieces."""
    with copy.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece
    for path in files:
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            continue
        with stream:
            size = os.fstat(stream.fileno()).st_size
            name = path.name.encode()
            yield _FILE_HEAD.pack(len(name), size) + name
            while piece := stream.read(CHUNK):
                yield piece


class _Joined:
    """Pieces of any size, read as one stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int) -> bytes:
        """`size` bytes; fewer only at the end."""
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


class _Opened:
    """The genuine content behind the first chunk, read as one stream."""

    def __init__(
        self,
        stream: BinaryIO,
        cipher: ChunkCipher,
        total: int,
        report: Report,
        cancel: CancelToken | None,
    ) -> None:
        self._joined = _Joined(self._chunks(stream, cipher))
        self._total = total
        self._report = report
        self._cancel = cancel

    def read(self, size: int) -> bytes:
        """`size` bytes; fewer only at the end."""
        return self._joined.read(size)

    def copy(self, size: int, sink: BinaryIO) -> None:
        """The next `size` bytes into `sink`. Raises BadBackup where there are fewer."""
        while size > 0:
            piece = self.read(min(CHUNK, size))
            if not piece:
                raise _altered("size")
            sink.write(piece)
            size -= len(piece)

    def _chunks(self, stream: BinaryIO, cipher: ChunkCipher) -> Iterator[bytes]:
        done = 0
        for number, (sealed, last) in enumerate(chunks(stream, CHUNK + TAG), 1):
            if self._cancel is not None:
                self._cancel.check()
            yield _opened(cipher, number, sealed, last=last)
            done += len(sealed)
            self._report(Progress(_("Opening the backup"), min(done, self._total), self._total))


def _bring_file(opened: _Opened, head: bytes, files: Path | None, kept: list[Path]) -> None:
    if len(head) != _FILE_HEAD.size:
        raise _altered("file")
    length, size = _FILE_HEAD.unpack(head)
    name = opened.read(length).decode("ascii", "replace")
    if len(name) != length or Path(name).name != name or name.startswith("."):
        raise _altered("file")
    if files is None:
        with open(os.devnull, "wb") as nowhere:
            opened.copy(size, nowhere)
        return
    path = private_folder(files) / name
    with replacing(path) as sink:
        opened.copy(size, sink)
    kept.append(path)


def _read_header(stream: BinaryIO) -> tuple[bytes, bytes]:
    magic = stream.read(len(MAGIC))
    if magic not in (MAGIC, WITH_FILES):
        raise BadBackup(
            _("This is not a backup"),
            _("The file does not begin like a backup of this program, or is of a newer version."),
            _("Choose a file that was made with “Back up”."),
        )
    length = stream.read(4)
    size = struct.unpack(">I", length)[0] if len(length) == 4 else _LARGEST_HEADER + 1
    header = stream.read(size) if size <= _LARGEST_HEADER else b""
    if len(header) != size:
        raise _altered("header")
    return magic, header


def _read_contents(stream: BinaryIO, cipher: ChunkCipher) -> _Contents:
    length = stream.read(4)
    size = struct.unpack(">I", length)[0] if len(length) == 4 else 0
    if not TAG < size <= CHUNK:
        raise _altered("contents")
    sealed = stream.read(size)
    try:
        return msgspec.json.decode(_opened(cipher, 0, sealed, last=False), type=_Contents)
    except msgspec.DecodeError as error:
        raise _altered("contents") from error


def _cipher(magic: bytes, header: bytes, passphrase: str) -> ChunkCipher:
    try:
        known = msgspec.json.decode(header, type=_Header)
    except msgspec.DecodeError as error:
        raise _altered("header") from error
    power_of_two = known.cost > 1 and known.cost & (known.cost - 1) == 0
    if not power_of_two or known.cost > _LARGEST_COST or len(known.nonce) != PREFIX_SIZE:
        raise _altered("header")
    key = stretch(passphrase.encode(), known.salt, known.cost)
    return ChunkCipher(key, known.nonce, _MARK + hashlib.sha256(magic + header).digest())


def _opened(cipher: ChunkCipher, number: int, sealed: bytes, *, last: bool) -> bytes:
    try:
        return cipher.open(number, sealed, last=last)
    except Altered as error:
        if number == 0:
            raise BadBackup(
                _("The backup does not open"),
                _("The passphrase is another one, or the file was altered."),
                _("Type the passphrase again; compare the file with another copy of it."),
                kept=_("Nothing was changed."),
            ) from error
        raise _altered(f"chunk {number}") from error


@contextlib.contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A private folder for the (encrypted) copy, beside the target so that the space is there."""
    try:
        with tempfile.TemporaryDirectory(prefix=".counterpart-", dir=folder) as name:
            yield Path(name)
    except OSError as error:
        raise from_os_error(error, folder) from error


def _altered(where: str) -> BadBackup:
    return BadBackup(
        _("The backup is damaged"),
        _("Parts of the file are missing or were altered; nothing of it was used."),
        _("Use another copy of the file, or another backup."),
        kept=_("Nothing was changed."),
        detail=where,
    )
