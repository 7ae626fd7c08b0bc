"""Files of isolated hosts as they are named on the command line: one by one, or folders of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from app.activation.filing import content
from app.activation.problems import HostProblem
from app.licenses.batches.model import Unread


class FoundFiles(msgspec.Struct, frozen=True):
    """What could be read, and what could not."""

    good: list[tuple[str, bytes]]
    bad: list[Unread]


def found_files(paths: Sequence[Path]) -> FoundFiles:
    """The files named; of a folder all `.json` files in it and below, by name."""
    found = FoundFiles([], [])
    for path in paths:
        for file in _files(path):
            try:
                found.good.append((file.name, content(file)))
            except HostProblem as problem:
                found.bad.append(
                    Unread(str(file), problem.title, problem.explanation, problem.next_step)
                )
    return found


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*.json") if file.is_file())
    else:
        yield path
