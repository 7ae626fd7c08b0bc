"""What can go wrong with a store, in words; and which problem an error of SQLite means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import Cancelled, Problem
from app.base.text import _

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    from sqlcipher3 import dbapi2 as sqlite

Error = sqlite.Error


class StoreProblem(Problem):
    """Base of what can be wrong with one of the two databases."""

    code = "CP-2000"


class WrongKey(StoreProblem):
    """The file is whole, as far as can be seen, but this key does not open it."""

    code = "CP-2001"


class Corrupt(StoreProblem):
    """The file's bytes are not what was written."""

    code = "CP-2002"


class NewerStore(StoreProblem):
    """The file was written by a newer version of this program."""

    code = "CP-2003"


class StoreReadOnly(StoreProblem):
    """The file or its folder cannot be written."""

    code = "CP-2004"


class StoreFull(StoreProblem):
    """There is no room left on the disk."""

    code = "CP-2005"


class StoreBusy(StoreProblem):
    """Another process held the store for longer than the waiting time."""

    code = "CP-2006"


class StoreMissing(StoreProblem):
    """There is no such file (yet), or it cannot be opened at all."""

    code = "CP-2007"


class OlderStore(StoreProblem):
    """The file still has to be brought to this version, which a read-only opening cannot do."""

    code = "CP-2008"


class DiskFault(StoreProblem):
    """The system reported an error while the store was read or written."""

    code = "CP-2009"


class BadCode(StoreProblem):
    """A recovery code that was mistyped, or that belongs to another profile."""

    code = "CP-2010"


class BadBackup(StoreProblem):
    """A backup that is not one, was altered, or does not open with this passphrase."""

    code = "CP-2011"


class Interrupted(Cancelled):
    """The running statement was stopped from another thread. Nothing to show."""


class Constraint(Exception):
    """A row that the schema does not admit: a bug, or a broken record of the vendor's."""


def from_sqlite(error: sqlite.Error, path: Path, *, own: bool) -> Exception:
    """The exception of ours that `error` means; `error` itself where it can only be a bug."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    detail = f"{getattr(error, 'sqlite_errorname', type(error).__name__)}: {path.name}"
    match code & 0xFF:
        case 9:
            return Interrupted()
        case 19:
            return Constraint(str(error))
        case 5 | 6:
            return busy(detail)
        case 3 | 8:
            return read_only(path, detail)
        case 13:
            return full(path, detail)
        case 10:
            return disk_fault(path, detail)
        case 11 | 26:
            return corrupt(path, own=own, detail=detail)
        case 14:
            return missing(path, detail)
        case _:
            return error


def busy(detail: str = "") -> StoreBusy:
    """Another process is writing."""
    return StoreBusy(
        _("The store is busy"),
        _("Another window or command of this program is writing at the moment."),
        _("Try again in a few seconds."),
        kept=_("Nothing was changed."),
        detail=detail,
    )


def read_only(path: Path, detail: str = "") -> StoreReadOnly:
    """The place of `path` cannot be written."""
    return StoreReadOnly(
        _("Your data can only be read"),
        _("The folder {folder} cannot be written.").format(folder=path.parent),
        _("Everything can be looked at. To change or send something, make the folder writable."),
        kept=_("What was saved before is unchanged."),
        detail=detail,
    )


def full(path: Path, detail: str = "") -> StoreFull:
    """The disk of `path` is full."""
    return StoreFull(
        _("The disk is full"),
        _("There was no room to save in {folder}.").format(folder=path.parent),
        _("Free some space, then try again: what you typed is still there."),
        kept=_("What was saved before is unchanged."),
        detail=detail,
    )


def disk_fault(path: Path, detail: str = "") -> DiskFault:
    """Reading or writing `path` failed."""
    return DiskFault(
        _("The disk reported an error"),
        _("Saving in {folder} did not work.").format(folder=path.parent),
        _("Check the disk, then try again: what you typed is still there."),
        kept=_("What was saved before is unchanged."),
        detail=detail,
    )


def corrupt(path: Path, *, own: bool, detail: str = "") -> Corrupt:
    """Bytes of `path` were altered."""
    if own:
        return Corrupt(
            _("Your own data is damaged"),
            _("The file {name} is not as it was written.").format(name=path.name),
            _("Let the program repair it: a copy is kept, all that can be read is carried over."),
            kept=_("The damaged file is never thrown away."),
            detail=detail,
        )
    return Corrupt(
        _("The local copy of the vendor's data is damaged"),
        _("The file {name} is not as it was written.").format(name=path.name),
        _("It is put aside and fetched again at the next synchronization."),
        kept=_("Your own items and drafts are in another file and not touched."),
        detail=detail,
    )


def wrong_key(path: Path, *, own: bool, detail: str = "") -> WrongKey:
    """The key does not open `path`."""
    step = (
        _("Use the recovery code you were shown when the profile was made.")
        if own
        else _("It is put aside and fetched again at the next synchronization.")
    )
    return WrongKey(
        _("The key does not open this store"),
        _("The key in the keyring is not the one that {name} was written with.").format(
            name=path.name
        ),
        step,
        kept=_("Nothing was changed."),
        detail=detail,
    )


def newer(path: Path, found: int, known: int) -> NewerStore:
    """`path` has schema version `found`; this program knows `known`."""
    return NewerStore(
        _("This data belongs to a newer version of the program"),
        _("{name} was written by a newer version than this one.").format(name=path.name),
        _("Install the newer version."),
        kept=_("Nothing was changed."),
        detail=f"schema {found}, known {known}",
    )


def older(path: Path, found: int, known: int) -> OlderStore:
    """`path` waits to be migrated by a process that may write it."""
    return OlderStore(
        _("The local data is being brought up to date"),
        _("{name} was written by an older version and is not converted yet.").format(
            name=path.name
        ),
        _("Wait a moment, or synchronize."),
        kept=_("Nothing was changed."),
        detail=f"schema {found}, known {known}",
    )


def missing(path: Path, detail: str = "") -> StoreMissing:
    """There is no file to open at `path`."""
    return StoreMissing(
        _("There is no local data yet"),
        _("The file {name} is not there or cannot be opened.").format(name=path.name),
        _("Synchronize to fetch it."),
        detail=detail,
    )
