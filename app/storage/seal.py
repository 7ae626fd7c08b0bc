"""own.db in one file under a passphrase: `profiles backup`, and back on another workstation.

    "CPSEAL" 00 01 | header length (4 bytes) | header JSON | chunks

The key is stretched from the passphrase (scrypt). A chunk is at most 64 KB under AES-256-GCM; its
nonce counts the chunks and marks the last, its associated data is the header: so a flipped bit, a
lost, doubled, moved or added chunk is found (the STREAM construction). The first chunk holds what
belongs to the store (its key, the profile's description), the rest is the store's file.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import struct
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from app.base.clock import Clock
from app.base.errors import from_os_error
from app.base.files import replacing
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.storage.database import Database
from app.storage.errors import BadBackup
from app.storage.key import StoreKey
from app.storage.migrate import copy_into
from app.storage.recovery import stretch

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"CPSEAL\x00\x01"
_CHUNK = 64 * 1024
_TAG = 16
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
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> None:
    """Write a sealed copy of an open own.db, consistent while it is in use, to `target`.

    Raises the problems of disk and store, Cancelled; then no file is left behind.
    """
    header = msgspec.json.encode(
        _Header(clock.now(), _COST, secrets.token_bytes(16), secrets.token_bytes(7))
    )
    cipher, nonce = _cipher(header, passphrase)
    with _scratch(target.parent) as folder:
        copy = folder / "own.db"
        copy_into(own, copy)
        size = copy.stat().st_size
        first = msgspec.json.encode(_Contents(key.raw, about, size))
        with replacing(target) as sink, copy.open("rb") as source:
            sink.write(MAGIC + struct.pack(">I", len(header)) + header)
            sink.write(_frame(cipher, nonce, 0, first, header, last=False))
            done = 0
            for number, (chunk, last) in enumerate(_chunks(source, _CHUNK), 1):
                if cancel is not None:
                    cancel.check()
                sink.write(_frame(cipher, nonce, number, chunk, header, last=last))
                done += len(chunk)
                report(Progress(_("Sealing"), done, size))


def unseal(
    source: Path,
    own_path: Path,
    passphrase: str,
    *,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> Unsealed:
    """Put the store of a sealed file at `own_path`, in one step and only when all of it is genuine.

    Raises BadBackup (not one, altered, cut, or another passphrase), the disk's problems, Cancelled.
    An existing file at `own_path` is never replaced: FileExistsError.
    """
    if own_path.exists():
        raise FileExistsError(own_path)
    try:
        with source.open("rb") as stream:
            header = _read_header(stream)
            cipher, nonce = _cipher(header, passphrase)
            contents = _read_contents(stream, cipher, nonce, header)
            with replacing(own_path) as sink:
                done = 0
                for number, (sealed, last) in enumerate(_chunks(stream, _CHUNK + _TAG), 1):
                    if cancel is not None:
                        cancel.check()
                    chunk = _open(cipher, nonce, number, sealed, header, last=last)
                    sink.write(chunk)
                    done += len(chunk)
                    report(Progress(_("Opening the backup"), done, contents.size))
                if done != contents.size:
                    raise _altered("size")
    except OSError as error:
        raise from_os_error(error, source) from error
    made_at = msgspec.json.decode(header, type=_Header).made_at
    return Unsealed(StoreKey(contents.key), contents.about, made_at)


def _read_header(stream: BinaryIO) -> bytes:
    if stream.read(len(MAGIC)) != MAGIC:
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
    return header


def _read_contents(stream: BinaryIO, cipher: AESGCM, nonce: bytes, header: bytes) -> _Contents:
    length = stream.read(4)
    size = struct.unpack(">I", length)[0] if len(length) == 4 else 0
    if not _TAG < size <= _CHUNK:
        raise _altered("contents")
    sealed = stream.read(size)
    try:
        return msgspec.json.decode(
            _open(cipher, nonce, 0, sealed, header, last=False), type=_Contents
        )
    except msgspec.DecodeError as error:
        raise _altered("contents") from error


def _cipher(header: bytes, passphrase: str) -> tuple[AESGCM, bytes]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 17 ms (P1)

    try:
        known = msgspec.json.decode(header, type=_Header)
    except msgspec.DecodeError as error:
        raise _altered("header") from error
    power_of_two = known.cost > 1 and known.cost & (known.cost - 1) == 0
    if not power_of_two or known.cost > _LARGEST_COST or len(known.nonce) != 7:
        raise _altered("header")
    return AESGCM(stretch(passphrase.encode(), known.salt, known.cost)), known.nonce


def _frame(
    cipher: AESGCM, nonce: bytes, number: int, chunk: bytes, header: bytes, *, last: bool
) -> bytes:
    sealed = cipher.encrypt(_nonce(nonce, number, last=last), chunk, _data(header))
    return (struct.pack(">I", len(sealed)) if number == 0 else b"") + sealed


def _open(
    cipher: AESGCM, nonce: bytes, number: int, sealed: bytes, header: bytes, *, last: bool
) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - 17 ms (P1)

    try:
        return cipher.decrypt(_nonce(nonce, number, last=last), sealed, _data(header))
    except (InvalidTag, ValueError) as error:
        if number == 0:
            raise BadBackup(
                _("The backup does not open"),
                _("The passphrase is another one, or the file was altered."),
                _("Type the passphrase again; compare the file with another copy of it."),
                kept=_("Nothing was changed."),
            ) from error
        raise _altered(f"chunk {number}") from error


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">I", number) + bytes([last])


def _data(header: bytes) -> bytes:
    return _MARK + hashlib.sha256(MAGIC + header).digest()


def _chunks(stream: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of `size` bytes and whether each is the last; an empty stream is one empty piece."""
    chunk = stream.read(size)
    while True:
        following = stream.read(size)
        yield chunk, not following
        if not following:
            return
        chunk = following


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
