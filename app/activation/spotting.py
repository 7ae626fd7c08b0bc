"""Which files of a folder look like license files; each is read without waiting for anybody."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from app.activation.words import _

_BEGINNINGS = (b"-----BEGIN LICENSE FILE-----", b"-----BEGIN MACHINE FILE-----", b"key/")


def license_files(place: Path, at_folder: Callable[[], None] = lambda: None) -> Iterator[Path]:
    """What looks like a license file in a folder and below, by name; `at_folder` may raise."""
    for folder, folders, names in os.walk(place):
        at_folder()
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if _looks_right(file):
                yield file


def beginning(file: Path, most: int) -> bytes:
    """At most one byte more than `most` of a regular file. Raises OSError."""
    with open(file, "rb", opener=_without_waiting) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(_("it is no regular file"))
        return stream.read(most + 1)


def _looks_right(file: Path) -> bool:
    if file.suffix.lower() == ".lic":
        return True
    try:
        return beginning(file, 64)[:28].startswith(_BEGINNINGS)
    except OSError:
        return False


def _without_waiting(path: str, flags: int) -> int:
    """Open a pipe or a device without waiting for its other end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
