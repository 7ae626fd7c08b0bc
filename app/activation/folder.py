"""The folder of this host: made for its user alone, held by one process at a time."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from app.activation.problems import CannotWrite
from app.activation.words import _


def make(folder: Path) -> None:
    """Make the folder, for its user alone; what root makes in a user's home is the user's.

    Raises OSError.
    """
    missing = [up for up in (folder, *folder.parents) if not up.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700)
        if os.name != "nt" and os.geteuid() == 0:
            above = os.stat(place.parent)
            os.chown(place, above.st_uid, above.st_gid, follow_symlinks=False)
    if not stat.S_ISDIR(os.stat(folder).st_mode):
        raise NotADirectoryError(20, _("it is no folder"), str(folder))


def hold(descriptor: int) -> None:
    """Wait until no other process has the folder; the system lets go when this one ends."""
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 - this system's own

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined] # Windows
        return
    import fcntl  # noqa: PLC0415 - this system's own

    fcntl.flock(descriptor, fcntl.LOCK_EX)


def unusable(folder: Path, why: str) -> CannotWrite:
    """The problem with a folder that the system does not let be used."""
    return CannotWrite(
        _("The folder {folder} cannot be used").format(folder=folder),
        _("This host's requests and keys are kept there. The system says: {why}.").format(why=why),
        _("Name a folder that can be written with --state, the same one each time."),
    )
