"""Files of this room: read without waiting, replaced in one step, never half there."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.activation.problems import BadFile, CannotWrite
from app.activation.words import _

LARGEST = 64_000_000
"""Bytes of the largest file that is carried: a thousand answers."""


def content(file: Path, most: int = LARGEST) -> bytes:
    """The bytes of a regular file. Raises BadFile where it cannot be read or is larger."""
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise _unreadable(file, _("It is no regular file."))
            data = stream.read(most + 1)
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error
    if len(data) > most:
        raise _unreadable(file, _("It is larger than such a file can be."))
    return data


def write(file: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Put `data` in the place of `file`; a folder that root enters for a user stays the user's.

    Raises CannotWrite; the old file is then untouched.
    """
    temporary = part_of(file)
    try:
        drop_parts(file)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
        descriptor = os.open(temporary, flags, mode)
        with os.fdopen(descriptor, "wb") as stream:
            hand_over(descriptor, file.parent)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, file)
        sync_folder(file.parent)
    except OSError as error:
        raise cannot_write(file, error) from error
    finally:
        try:
            os.unlink(temporary)
        except OSError:
            pass  # it took its place, or was never made


def part_of(file: Path) -> Path:
    """Where `file` is written before it takes its place."""
    return file.with_name(f".{file.name}.{os.urandom(6).hex()}.part")


def drop_parts(file: Path, folder: int | None = None) -> None:
    """Remove what a write of `file` left that was killed; `folder` is its folder, held open."""
    wanted = re.compile(rf"\.{re.escape(file.name)}\.[0-9a-f]{{12}}\.part")
    for name in os.listdir(file.parent if folder is None else folder):
        if wanted.fullmatch(name):
            os.unlink(file.with_name(name) if folder is None else name, dir_fd=folder)


def hand_over(descriptor: int, folder: Path) -> None:
    """Give a file that root makes to the owner of its folder: sudo and the user share it."""
    if os.name == "nt" or os.geteuid() != 0:
        return
    owner = os.stat(folder)
    os.fchown(descriptor, owner.st_uid, owner.st_gid)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk where the system can (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def held_folder(path: Path) -> Iterator[int | None]:
    """The folder, held open so that it cannot be exchanged meanwhile (None on Windows).

    `path` is absolute and without links: each folder on the way is opened from the one before it,
    and OSError (ELOOP or ENOTDIR) is raised where one has become a link.
    """
    if os.name == "nt":
        yield None
        return
    descriptor = _walked(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _walked(path: Path) -> int:
    """A descriptor of the folder, reached without following a link."""
    flags = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
    step = flags | getattr(os, "O_PATH", os.O_RDONLY)  # a way may be passed that cannot be read
    here = os.open(path.anchor, step)
    try:
        for place, name in enumerate(path.parts[1:], 2):
            last = place == len(path.parts)
            below = os.open(name, flags | os.O_RDONLY if last else step, dir_fd=here)
            os.close(here)
            here = below
    except BaseException:
        os.close(here)
        raise
    return here


def cannot_write(file: Path, error: OSError) -> CannotWrite:
    """The problem that an OSError means while `file` is written."""
    return CannotWrite(
        _("{file} cannot be written").format(file=file),
        _("The system says: {why}. What was there before is untouched.").format(
            why=error.strerror or error
        ),
        _("Make room or choose another place, then run the command again."),
    )


def _unreadable(file: Path, why: str) -> BadFile:
    return BadFile(
        _("{file} cannot be read").format(file=file),
        why,
        _("Check the medium, or have the file made once more."),
    )


_BINARY = getattr(os, "O_BINARY", 0)
