"""A license file is taken away in one step, so that it can be put back until that is recorded.

It gets another name in its own folder first: that needs no room and hits no other file. Only a
regular file with exactly the bytes that were installed is ever touched.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from app.activation import filing
from app.activation.envelope import LARGEST
from app.activation.problems import BadPlace, CannotWrite, HostProblem
from app.activation.state import Keeper, Leaving
from app.activation.words import _

_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def leaving(path: str, sha256: str) -> Leaving:
    """What to remember before the file at `path` is set aside."""
    place = Path(path)
    return Leaving(path, str(place.with_name(f".{place.name}.{os.urandom(6).hex()}.out")), sha256)


def is_there(path: str, sha256: str) -> bool:
    """Whether the license file is there still. Raises BadPlace for anything else in its place."""
    place = Path(path)
    try:
        with filing.held_folder(place.parent) as folder:
            return _holds(folder, place, sha256)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _not_ours(path, error.strerror or str(error)) from error


def set_aside(one: Leaving) -> None:
    """Take the file out of its place. Raises BadPlace, CannotWrite; it is then in its place."""
    place, aside = Path(one.path), Path(one.aside)
    try:
        with filing.held_folder(place.parent) as folder:
            if not _holds(folder, place, one.sha256):
                return
            _renamed(folder, place, aside)
            try:
                _holds(folder, aside, one.sha256)
            except BadPlace:  # exchanged between the look and the step
                _named_again(folder, aside, place)
                raise
            _flushed(folder)
    except FileNotFoundError:
        return  # it is gone, and its folder with it
    except OSError as error:
        raise filing.cannot_write(place, error) from error


def put_back(one: Leaving) -> None:
    """Give the file its place again. Raises BadPlace where another has taken it, CannotWrite."""
    place, aside = Path(one.path), Path(one.aside)
    try:
        with filing.held_folder(place.parent) as folder:
            if not _exists(folder, aside):
                return
            if _holds(folder, place, one.sha256):
                os.unlink(_name(folder, aside), dir_fd=folder)
            else:
                _named_again(folder, aside, place)
            _flushed(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise filing.cannot_write(place, error) from error


def dropped(one: Leaving) -> None:
    """Delete it, under either name; another file in its place stays. Raises CannotWrite."""
    place, aside = Path(one.path), Path(one.aside)
    try:
        with filing.held_folder(place.parent) as folder:
            for file in (aside, place):
                _deleted(folder, file, one.sha256)
    except FileNotFoundError:
        return
    except OSError as error:
        raise filing.cannot_write(aside, error) from error


def _deleted(folder: int | None, file: Path, sha256: str) -> None:
    try:
        if not _holds(folder, file, sha256):
            return
    except BadPlace:
        return  # it is not ours
    os.unlink(_name(folder, file), dir_fd=folder)
    _flushed(folder)


def settled(keeper: Keeper) -> None:
    """Finish what was recorded, undo what was not; what cannot be done now is tried next time."""
    state = keeper.state
    if not state.leaving:
        return
    here = {(one.path, one.sha256) for one in state.installed}
    left = tuple(
        one for one in state.leaving if not _ended(one, back=(one.path, one.sha256) in here)
    )
    try:
        keeper.save(state._replace(leaving=left))
    except CannotWrite:
        return  # the disk is full; it is all the same the next time


def _ended(one: Leaving, *, back: bool) -> bool:
    """Put a file back, or delete it; whether that could be done."""
    try:
        (put_back if back else dropped)(one)
    except HostProblem:
        return False
    return True


def _holds(folder: int | None, file: Path, sha256: str) -> bool:
    """Whether the file is there. Raises BadPlace where it holds anything else."""
    try:
        descriptor = os.open(_name(folder, file), os.O_RDONLY | _NO_LINK, dir_fd=folder)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _not_ours(str(file), _("What is there is a link.")) from error
        raise
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise _not_ours(str(file), _("What is there is no regular file."))
        data = stream.read(LARGEST + 1)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise _not_ours(str(file), _("What is there is not the file that was installed."))
    return True


def _exists(folder: int | None, file: Path) -> bool:
    try:
        os.stat(_name(folder, file), dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _named_again(folder: int | None, aside: Path, place: Path) -> None:
    """Rename back, but never over another file."""
    if _exists(folder, place):
        return
    try:
        os.link(
            _name(folder, aside), _name(folder, place),
            src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False,
        )  # fmt: skip
        os.unlink(_name(folder, aside), dir_fd=folder)
    except FileExistsError:
        return
    except (OSError, NotImplementedError):  # a file system without second names
        _renamed(folder, aside, place)


def _renamed(folder: int | None, old: Path, new: Path) -> None:
    os.rename(
        _name(folder, old), _name(folder, new), src_dir_fd=folder, dst_dir_fd=folder
    )  # fmt: skip


def _name(folder: int | None, file: Path) -> str:
    return file.name if folder is not None else str(file)


def _flushed(folder: int | None) -> None:
    if folder is not None:
        os.fsync(folder)


def _not_ours(place: str, why: str) -> BadPlace:
    return BadPlace(
        _("{place} is not taken away").format(place=place),
        why,
        _("Look at it. Take it away by hand if it is not needed, then run the command again."),
    )
