"""A file that a person chose, opened so that only a regular one is read, and a still one."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from app.base.errors import Problem, from_os_error
from app.exchange import errors
from app.storage.blobs import Source

MOST_BYTES = 4 * 1024**3
"""Of one file, by the contract (UploadNew)."""

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class Picked(msgspec.Struct, frozen=True):
    """What is read. `check` raises FileChanging where it changed since it was opened."""

    name: str
    size: int
    stream: Source
    check: Callable[[], None]


@contextlib.contextmanager
def picked(source: Path | tuple[str, bytes]) -> Iterator[Picked]:
    """Open what is to be attached. Raises CannotAttach, FileChanging."""
    if isinstance(source, tuple):
        name, content = source
        if len(content) > MOST_BYTES:
            raise errors.cannot_attach(name, errors.Why.TOO_LARGE)
        yield Picked(name, len(content), io.BytesIO(content), _unchanging)
        return
    found = _looked_at(source)
    descriptor = _opened(source)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode) or _place(before) != _place(found):
            raise errors.file_changing(source.name)

        def check() -> None:
            if _state(os.fstat(descriptor)) != _state(before):
                raise errors.file_changing(source.name)
            if _place(_looked_at(source)) != _place(before):
                raise errors.file_changing(source.name)

        reader = _Still(descriptor, before.st_size, source)
        yield Picked(source.name, before.st_size, reader, check)
    finally:
        os.close(descriptor)


class _Still:
    """Reads an open file; one that has become longer than it was is refused at once."""

    def __init__(self, descriptor: int, size: int, path: Path) -> None:
        self._descriptor = descriptor
        self._left = size
        self._path = path

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        try:
            piece = os.read(self._descriptor, size)
        except OSError as error:
            raise _unreadable(self._path, error) from error
        self._left -= len(piece)
        if self._left < 0 or (not piece and self._left > 0):
            raise errors.file_changing(self._path.name)
        return piece


def _looked_at(path: Path) -> os.stat_result:
    try:
        found = path.lstat()
    except ValueError as error:
        raise errors.cannot_attach(path.name, errors.Why.VANISHED) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    why = _why_not(found)
    if why is not None:
        raise errors.cannot_attach(path.name, why)
    return found


def _why_not(found: os.stat_result) -> errors.Why | None:
    if stat.S_ISLNK(found.st_mode):
        return errors.Why.LINK
    if stat.S_ISDIR(found.st_mode):
        return errors.Why.FOLDER
    if not stat.S_ISREG(found.st_mode):
        return errors.Why.NO_FILE
    return errors.Why.TOO_LARGE if found.st_size > MOST_BYTES else None


def _opened(path: Path) -> int:
    try:
        return os.open(path, _FLAGS)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return errors.cannot_attach(path.name, errors.Why.VANISHED)
    if isinstance(error, PermissionError):
        return errors.cannot_attach(path.name, errors.Why.FORBIDDEN)
    return from_os_error(error, path)


def _place(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _state(found: os.stat_result) -> tuple[int, int, int, int]:
    return (*_place(found), found.st_size, found.st_mtime_ns)


def _unchanging() -> None:
    """Bytes in memory do not change."""
