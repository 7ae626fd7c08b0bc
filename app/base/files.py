"""Crash-safe files: a reader sees the old content or the new, never a half (threat 44)."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.base.errors import from_os_error


@contextlib.contextmanager
def replacing(path: Path, *, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Write a file that takes the place of `path` only when the block ends well.

    The new content is in a temporary file beside `path`, made with `mode` before the first byte,
    flushed to the disk, then renamed over it, and the folder is flushed too. Raises the Problem
    that an OSError means (disk full, not writable); the old file is then untouched. A device or a
    pipe is refused: renaming over it would take it away from everybody.
    """
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.part")
    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "not a regular file")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise from_os_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace the content of `path` in one step. Raises as `replacing` does."""
    with replacing(path, mode=mode) as stream:
        stream.write(content)


def private_folder(path: Path) -> Path:
    """Make `path` (and what is above it) readable by this user only, and return it."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, path) from error
    return path


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk where the system can (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_BINARY = getattr(os, "O_BINARY", 0)
