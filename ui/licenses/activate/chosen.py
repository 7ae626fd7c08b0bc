"""Files and folders that a person chose or dropped: read in a job, pictures put apart.

Folders are walked; what cannot be one of ours by its look is left alone and counted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from app.activation.filing import LARGEST, content
from app.activation.problems import HostProblem
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.licenses.batches.model import Unread

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"})
_MOST_FILES = 20_000
_MOST_BYTES = 512_000_000
_OURS = (b"{", b"-----BEGIN LICENSE FILE-----", b"-----BEGIN MACHINE FILE-----")


class Chosen(NamedTuple):
    """What was read: files that may be ours, pictures by their place, and what could not be."""

    files: tuple[tuple[str, bytes], ...] = ()
    pictures: tuple[Path, ...] = ()
    unread: tuple[Unread, ...] = ()
    others: int = 0
    """Files of a folder that are of another kind and were left alone."""


def read_chosen(places: Sequence[Path], cancel: CancelToken, report: Report) -> Chosen:
    """Read what was chosen. Raises Cancelled; what cannot be read stands in `unread`."""
    files: list[tuple[str, bytes]] = []
    pictures: list[Path] = []
    unread: list[Unread] = []
    others = size = 0
    found = list(_walked(places))
    for number, (path, named) in enumerate(found[:_MOST_FILES]):
        cancel.check()
        report(Progress(_("Reading files"), number, len(found)))
        if path.suffix.casefold() in PICTURES:
            pictures.append(path)
            continue
        try:
            data = content(path, LARGEST)
        except HostProblem as problem:
            unread.append(Unread(path.name, problem.title, problem.explanation, problem.next_step))
            continue
        size += len(data)
        if not named and not data.lstrip()[:27].startswith(_OURS):
            others += 1
        elif size > _MOST_BYTES:
            unread.append(_too_much(path))
        else:
            files.append((path.name, data))
    unread += [_too_much(path) for path, _named in found[_MOST_FILES:]]
    return Chosen(tuple(files), tuple(pictures), tuple(unread), others)


def _walked(places: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """Every file, and whether a person named it; links to folders are not followed."""
    for place in places:
        if not place.is_dir():
            yield place, True
            continue
        for folder, below, names in os.walk(place):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith("."):
                    yield Path(folder, name), False


def _too_much(path: Path) -> Unread:
    return Unread(
        path.name,
        _("There is more than is read at once"),
        _("Files of up to half a gigabyte in all are read together."),
        _("Choose fewer files, and the rest afterwards."),
    )
