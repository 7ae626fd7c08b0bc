"""Files kept beside own.db, each encrypted under a random key of its own that lies in own.db.

    "CPBLOB" 00 01 | nonce prefix (7 bytes) | chunks of 64 KB under AES-256-GCM

A file is on the disk, flushed, before its id is given out; one that was begun and not finished is
never seen. Reading goes anywhere in the file, with one chunk in memory; only genuine bytes come.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from app.base.errors import Problem, from_os_error
from app.base.files import private_folder, replacing, sync_folder
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.storage.stream import CHUNK, PREFIX_SIZE, TAG, Altered, ChunkCipher

MAGIC = b"CPBLOB\x00\x01"
_HEAD = len(MAGIC) + PREFIX_SIZE


class FileLost(Problem):
    """The copy of a file is no longer on the disk."""

    code = "CP-2012"


class FileAltered(Problem):
    """The copy of a file is not what was kept: cut, altered, or of another key."""

    code = "CP-2013"


class Blob(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was kept. `size` in bytes, `sha256` in hexadecimal, both of its content."""

    id: str
    key: bytes
    size: int
    sha256: str

    def __repr__(self) -> str:
        return f"Blob({self.id}, {self.size} bytes)"


class Source(Protocol):
    """What is read from; a problem that it raises ends the keeping, and nothing is left behind."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""


class Blobs:
    """The kept files of one folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(
        self,
        source: Source,
        blob_id: str,
        *,
        total: int | None = None,
        report: Report = no_report,
        cancel: CancelToken | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> Blob:
        """Copy all of `source`; `check` is asked once at the end and may raise.

        `total` is only for the progress. Raises the problems of a disk and Cancelled; then
        nothing of it stays.
        """
        private_folder(self.folder)
        key, prefix = secrets.token_bytes(32), secrets.token_bytes(PREFIX_SIZE)
        cipher = ChunkCipher(key, prefix, MAGIC)
        digest, size = hashlib.sha256(), 0
        with replacing(self.path(blob_id)) as sink:
            sink.write(MAGIC + prefix)
            chunk, number, ended = _filled(source), 0, False
            while not ended:
                if cancel is not None:
                    cancel.check()
                following = _filled(source) if len(chunk) == CHUNK else b""
                ended = not following
                digest.update(chunk)
                size += len(chunk)
                sink.write(cipher.seal(number, chunk, last=ended))
                report(Progress(_("Copying"), size, total))
                chunk, number = following, number + 1
            check()
        return Blob(id=blob_id, key=key, size=size, sha256=digest.hexdigest())

    def open(self, blob_id: str, key: bytes) -> BinaryIO:
        """The content, to be read and sought in; close it. Raises FileLost, FileAltered."""
        try:
            stream = self.path(blob_id).open("rb")
        except FileNotFoundError as error:
            raise file_lost(blob_id) from error
        except OSError as error:
            raise from_os_error(error, self.path(blob_id)) from error
        try:
            return io.BufferedReader(_Reader(stream, blob_id, key), CHUNK)
        except BaseException:
            stream.close()
            raise

    def remove(self, blob_id: str) -> None:
        """Delete a kept file; harmless where it is gone."""
        try:
            self.path(blob_id).unlink(missing_ok=True)
        except OSError as error:
            raise from_os_error(error, self.path(blob_id)) from error

    def ids(self) -> frozenset[str]:
        """The files that are kept; those half written are not among them."""
        with contextlib.suppress(FileNotFoundError):
            names = [path.name for path in self.folder.iterdir()]
            return frozenset(name for name in names if not name.startswith("."))
        return frozenset()

    def older(self, blob_id: str, before: datetime) -> bool:
        """Whether a kept file was written `before`, or is gone."""
        try:
            return self.path(blob_id).lstat().st_mtime < before.timestamp()
        except FileNotFoundError:
            return True

    def sweep(self, needed: frozenset[str], before: datetime) -> int:
        """Delete what is not `needed` and was written `before`, half-written files too."""
        swept = 0
        with contextlib.suppress(FileNotFoundError):
            for path in self.folder.iterdir():
                with contextlib.suppress(OSError):
                    old = path.lstat().st_mtime < before.timestamp()
                    if path.name not in needed and old:
                        path.unlink()
                        swept += 1
            if swept:
                sync_folder(self.folder)
        return swept

    def path(self, blob_id: str) -> Path:
        """Where a file lies. Raises ValueError for what cannot be an id."""
        if not blob_id or Path(blob_id).name != blob_id or blob_id.startswith("."):
            raise ValueError("not the id of a kept file")
        return self.folder / blob_id


class _Reader(io.RawIOBase):
    """The plain content of one file, a chunk at a time."""

    def __init__(self, stream: BinaryIO, blob_id: str, key: bytes) -> None:
        super().__init__()
        self._stream = stream
        self._id = blob_id
        head = stream.read(_HEAD)
        body = os.fstat(stream.fileno()).st_size - _HEAD
        if len(head) != _HEAD or not head.startswith(MAGIC) or body < TAG:
            raise file_altered(blob_id, "header")
        self._cipher = ChunkCipher(key, head[len(MAGIC) :], MAGIC)
        self._last = max(0, -(-body // (CHUNK + TAG)) - 1)
        self._size = body - (self._last + 1) * TAG
        self._at = 0
        self._number = -1
        self._chunk = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place; the one it went to."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("negative place in a file")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    def readinto(self, buffer: object, /) -> int:
        """Fill `buffer` with what is left of the chunk here; 0 at the end. Raises FileAltered."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self._size:
            self._check_end()
            return 0
        number, within = divmod(self._at, CHUNK)
        if number != self._number:
            self._chunk, self._number = self._read(number), number
        piece = self._chunk[within : within + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the file below too."""
        if not self.closed:
            self._stream.close()
        super().close()

    def _check_end(self) -> None:
        """An empty file is genuine as well: its one chunk says so."""
        if self._number != self._last:
            self._chunk, self._number = self._read(self._last), self._last

    def _read(self, number: int) -> bytes:
        try:
            self._stream.seek(_HEAD + number * (CHUNK + TAG))
            sealed = self._stream.read(CHUNK + TAG)
            return self._cipher.open(number, sealed, last=number == self._last)
        except Altered as error:
            raise file_altered(self._id, str(error)) from error
        except OSError as error:
            raise from_os_error(error, self._id) from error


def _filled(source: Source) -> bytes:
    """A whole chunk, or what is left."""
    chunk = source.read(CHUNK)
    while 0 < len(chunk) < CHUNK and (more := source.read(CHUNK - len(chunk))):
        chunk += more
    return chunk


def file_lost(detail: str) -> FileLost:
    """The copy is not there."""
    return FileLost(
        _("The copy of this file is gone"),
        _("It was kept beside your own data, and is no longer there."),
        _("Remove the file and attach it again."),
        kept=_("Everything else is unchanged."),
        detail=detail,
    )


def file_altered(blob_id: str, detail: str) -> FileAltered:
    """The copy is not what was kept."""
    return FileAltered(
        _("The copy of this file is damaged"),
        _("Parts of it were altered or lost on the disk; none of that is used."),
        _("Remove the file and attach it again."),
        kept=_("Everything else is unchanged."),
        detail=f"{blob_id}: {detail}",
    )
