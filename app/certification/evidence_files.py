"""The hashes of the files that figures were counted from: in a folder, or in an evidence pack."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app.base.errors import Problem, from_os_error
from app.base.text import _

_MOST_FILES = 5_000
_MOST_BYTES = 2 * 1024**3
_PIECE = 1024 * 1024


class BadEvidence(Problem):
    """The evidence cannot be read: a damaged pack, or far too much of it."""

    code = "CP-5545"


def hashes(place: Path) -> frozenset[str]:
    """SHA-256 of every file in a folder or a zip, hexadecimal. Raises BadEvidence, FileTrouble."""
    try:
        if place.is_dir():
            return frozenset(_of_folder(place))
        with zipfile.ZipFile(place) as pack:
            return frozenset(_of_pack(pack))
    except OSError as error:
        raise from_os_error(error, place) from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise _bad(f"{type(error).__name__}: {error}"[:300]) from error


def _of_folder(place: Path) -> Iterator[str]:
    left, count = _MOST_BYTES, 0
    for path in sorted(place.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        count += 1
        left -= path.stat().st_size
        if left < 0 or count > _MOST_FILES:
            raise _bad("too much")
        with open(path, "rb") as stream:
            yield _hash(stream, _MOST_BYTES)


def _of_pack(pack: zipfile.ZipFile) -> Iterator[str]:
    """What a member claims as its size is not believed."""
    left = _MOST_BYTES
    members = [one for one in pack.infolist() if not one.is_dir()]
    if len(members) > _MOST_FILES:
        raise _bad("too many files")
    for one in members:
        left -= one.file_size
        if left < 0:
            raise _bad("too much")
        with pack.open(one) as stream:
            yield _hash(stream, one.file_size)


def _hash(stream: IO[bytes], most: int) -> str:
    made = hashlib.sha256()
    while piece := stream.read(_PIECE):
        most -= len(piece)
        if most < 0:
            raise _bad("larger than it says")
        made.update(piece)
    return made.hexdigest()


def _bad(detail: str) -> BadEvidence:
    return BadEvidence(
        _("The evidence cannot be read"),
        _("The folder or pack is damaged, or holds far more than evidence."),
        _("Ask for the evidence again, or check the certificate without it."),
        kept=_("Nothing was changed."),
        detail=detail,
    )
