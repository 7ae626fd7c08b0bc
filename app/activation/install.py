"""Putting a license where the product reads it: in one step, the old file kept, nothing else hit.

The place comes from the signed vendor file and has to lie under a root that is allowed, without
any link on the way; or a person names it. Only a license file is ever replaced.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.activation import filing
from app.activation.envelope import LARGEST
from app.activation.problems import BadPlace
from app.activation.words import _

_NEW_MODE = 0o644
_BEGINNINGS = (b"-----BEGIN LICENSE FILE-----", b"-----BEGIN MACHINE FILE-----", b"key/")
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Target(NamedTuple):
    """Where a license goes. `old`: a license file is there now."""

    path: Path
    old: bool


class Put(NamedTuple):
    """What was done. `previous` is where the old file is kept, None where there was none."""

    path: Path
    previous: Path | None


def allowed_roots() -> tuple[Path, ...]:
    """The folders under which a vendor may have its license put."""
    if sys.platform == "win32":
        names = ("ProgramData", "ProgramFiles", "ProgramFiles(x86)")
        return tuple(Path(os.environ[name]) for name in names if os.environ.get(name))
    if sys.platform == "darwin":
        return tuple(map(Path, ("/Library/Application Support", "/opt", "/usr/local", "/srv")))
    return tuple(map(Path, ("/var/lib", "/var/opt", "/opt", "/etc/opt", "/usr/local", "/srv")))


def vendors_target(location: str, roots: Sequence[Path]) -> Target:
    """The place that the vendor names, once it is known to be a decent one. Raises BadPlace.

    Its path has no link any more: what leads to the root is resolved, below it none may be.
    """
    path = Path(location)
    if _CONTROL.search(location) or ".." in path.parts or not path.is_absolute():
        raise _bad(location, _("It is no absolute path."))
    root = next((root for root in roots if root in path.parents), None)
    if root is None:
        names = ", ".join(map(str, roots))
        raise _bad(location, _("It is not under a folder where licenses may go: {roots}.").format(
            roots=names
        ))  # fmt: skip
    place = path.parent
    while place not in (root.parent, place.parent):
        if place.is_symlink():
            raise _bad(location, _("{place} is a link to another place.").format(place=place))
        place = place.parent
    return _target(root.resolve() / path.relative_to(root))


def given_target(name: str) -> Target:
    """The place that a person names; links on the way to its folder are followed and shown."""
    path = Path(os.path.abspath(os.path.expanduser(name)))
    if path.is_dir() and not path.is_symlink():
        raise _bad(name, _("It is a folder: name the file."))
    return _target(path.parent.resolve() / path.name)


def put(target: Target, data: bytes, now: datetime) -> Put:
    """Write the license. Raises BadPlace, CannotWrite; the old file is then in its place still."""
    path = target.path
    try:
        with filing.held_folder(path.parent) as folder:
            previous = _keep_old(folder, path, now)
            _replace(folder, path, data)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            why = _("A folder on the way has become a link to another place meanwhile.")
            raise _bad(str(path), why) from error
        raise filing.cannot_write(path, error) from error
    return Put(path, previous)


def _target(path: Path) -> Target:
    if not path.parent.is_dir():
        raise _bad(
            str(path),
            _("The folder {folder} does not exist; is the product installed?").format(
                folder=path.parent
            ),
        )
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return Target(path, old=False)
    except OSError as error:
        raise _bad(str(path), error.strerror or str(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise _bad(str(path), _("What is there is no regular file."))
    if not _is_license(filing.content(path, LARGEST)):
        raise _bad(str(path), _("What is there is no license file: it is not replaced."))
    return Target(path, old=True)


def _is_license(data: bytes) -> bool:
    """Whether it begins like one, or is empty: a damaged license may be replaced as well."""
    return not data.strip() or data.startswith(_BEGINNINGS)


def _keep_old(folder: int | None, path: Path, now: datetime) -> Path | None:
    """A second name for the file that is there, so that replacing it does not lose it."""
    place = path.name if folder is not None else str(path)
    try:
        found = os.stat(place, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise _bad(str(path), _("What is there is no regular file."))
    kept = _free_name(path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}"))
    try:
        if folder is None:
            os.link(path, kept)
        else:
            os.link(
                path.name, kept.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False
            )
    except OSError:  # a file system without second names
        flags = os.O_RDONLY | _NO_LINK | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(place, flags, dir_fd=folder), "rb") as stream:
            _write(folder, kept, stream.read(LARGEST), stat.S_IMODE(found.st_mode))
    return kept


def _free_name(wanted: Path) -> Path:
    name, number = wanted, 1
    while os.path.lexists(name):
        number += 1
        name = wanted.with_name(f"{wanted.name}-{number}")
    return name


def _replace(folder: int | None, path: Path, data: bytes) -> None:
    temporary = filing.part_of(path)
    place = path.name if folder is not None else str(path)
    part = temporary.name if folder is not None else str(temporary)
    try:
        filing.drop_parts(path, folder)
        mode, owner = _mode_and_owner(place, folder)
        _write(folder, temporary, data, mode, owner)
        os.replace(part, place, src_dir_fd=folder, dst_dir_fd=folder)
        if folder is not None:
            os.fsync(folder)
    finally:
        try:
            os.unlink(part, dir_fd=folder)
        except OSError:
            pass  # it took its place, or was never made


def _mode_and_owner(place: str, folder: int | None) -> tuple[int, tuple[int, int] | None]:
    """Those of the file that is replaced, so that the product can read the new one as well."""
    try:
        found = os.stat(place, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return _NEW_MODE, None
    return stat.S_IMODE(found.st_mode), (found.st_uid, found.st_gid)


def _write(
    folder: int | None,
    path: Path,
    data: bytes,
    mode: int,
    owner: tuple[int, int] | None = None,
) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0)
    place = path.name if folder is not None else str(path)
    descriptor = os.open(place, flags, 0o600, dir_fd=folder)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        if os.name != "nt":
            if owner is not None and os.geteuid() == 0:
                os.fchown(stream.fileno(), *owner)
            os.fchmod(stream.fileno(), mode)
        os.fsync(stream.fileno())


def _bad(place: str, why: str) -> BadPlace:
    return BadPlace(
        _("The license is not written to {place}").format(place=place[:300]),
        why,
        _("Name the file with --target, or ask the vendor where the product reads it."),
    )
