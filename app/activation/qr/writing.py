"""What a whole set of codes held, written to the disk; a bundle replaces nothing that differs."""

from __future__ import annotations

from pathlib import Path

from app.activation import filing
from app.activation.problems import BadFile
from app.activation.qr.bundle import NAMES, files_of
from app.activation.qr.frames import Gathering
from app.activation.words import _


def write_set(gathering: Gathering, out: Path | None) -> tuple[Path, ...]:
    """Write a whole set: to the file `out`, or into it where it is a folder or holds several.

    Raises BadFile where a file of a bundle would replace another one, CannotWrite.
    """
    data = gathering.data()
    if gathering.kind != "bundle":
        file = out or Path(NAMES[gathering.kind])
        file = file / NAMES[gathering.kind] if file.is_dir() else file
        filing.write(file, data, mode=0o644)
        return (file,)
    carried, folder = files_of(data), out or Path()
    for one in carried:
        there = folder / one.name
        if there.exists() and filing.content(there) != one.data:
            raise BadFile(
                _("{file} is there already").format(file=there),
                _("The set holds a file of this name, and it is another one."),
                _("Name an empty folder with --out."),
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise filing.cannot_write(folder, error) from error
    for one in carried:
        filing.write(folder / one.name, one.data, mode=0o644)
    return tuple(folder / one.name for one in carried)
