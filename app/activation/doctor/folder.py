"""The folder that remembers this host: its rights, its owner, and whether sudo finds it too."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from app.activation.doctor.model import Area, Finding, Level
from app.activation.places import NAME
from app.activation.problems import BadState
from app.activation.words import _

_OPEN = stat.S_IRWXG | stat.S_IRWXO


def findings(folder: Path, problem: BadState | None, *, named: bool) -> Iterator[Finding]:
    """What is to be said about `folder`. `named`: a person named it with --state."""
    if problem is not None:
        yield _found(
            "folder.damaged", Level.BAD, problem.title, problem.explanation, problem.next_step,
            folder,
        )  # fmt: skip
    if not os.path.lexists(folder):
        yield _unused(folder)
    else:
        yield from _used(folder)
    yield from _with_sudo(named=named)


def _unused(folder: Path) -> Finding:
    above = next((up for up in folder.parents if up.exists()), folder.anchor)
    if not os.access(above, os.W_OK | os.X_OK):
        return _found(
            "folder.unwritable", Level.BAD, _("This host's folder cannot be made"),
            _("{place} cannot be written by this account, as in a home that is read-only.").format(
                place=above
            ),
            _("Name a folder that can be written with --state, the same one each time."), folder,
        )  # fmt: skip
    return _found(
        "folder.unused", Level.OK, _("This host's folder was not used yet"),
        _("It is made with the first request."), "", folder,
    )  # fmt: skip


def _used(folder: Path) -> Iterator[Finding]:
    try:
        found = os.stat(folder)
        files = [file for file in folder.iterdir() if file.is_file()]
    except OSError as error:
        yield _found(
            "folder.unreadable", Level.BAD, _("This host's folder cannot be read"),
            _("The system says: {why}. It may belong to another account.").format(
                why=error.strerror or error
            ),
            _("Use the account that made it, or sudo; or name another folder with --state."),
            folder,
        )  # fmt: skip
        return
    troubles = list(_rights(folder, found, files)) if os.name != "nt" else []
    if not os.access(folder, os.W_OK | os.X_OK) or not _all_writable(files):
        troubles.append(
            _found(
                "folder.read-only",
                Level.BAD,
                _("This host's folder can be read, not written"),
                _(
                    "The disk is read-only, or files in it belong to another account. What is "
                    "there still counts; nothing new can be remembered."
                ),
                _(
                    "Have an administrator give folder and files to this account, or mount the "
                    "disk for writing."
                ),
                folder,
            )
        )
    yield from troubles
    if not troubles:
        yield _found(
            "folder.rights", Level.OK, _("This host's folder is as it should be"),
            _("It can be read and written by its owner alone."), "", folder,
        )  # fmt: skip


def _rights(folder: Path, found: os.stat_result, files: list[Path]) -> Iterator[Finding]:
    me = os.geteuid()
    if me not in (found.st_uid, 0):
        yield _found(
            "folder.owner", Level.BAD, _("This host's folder belongs to another account"),
            _("Keys in it are for that account alone."),
            _("Use that account, or sudo; or name another folder with --state."), folder,
        )  # fmt: skip
    strangers = [file.name for file in files if _owner(file) not in (found.st_uid, None)]
    if strangers:
        yield _found(
            "folder.strangers", Level.WARN, _("Files in it belong to another account"),
            _("They were made with other rights than the folder, so one of the accounts cannot "
              "use them."),
            _("Give them to the folder's owner (chown)."), folder,
        )._replace(facts=((_("Files"), ", ".join(sorted(strangers))),))  # fmt: skip
    if found.st_mode & _OPEN or any(_mode(file) & _OPEN for file in files):
        yield _found(
            "folder.open", Level.WARN, _("Others may look into this host's folder"),
            _("The keys of this host's requests are in it; nobody else needs to read them."),
            _("Take the rights away: chmod 700 for the folder, 600 for its files."), folder,
        )  # fmt: skip


def _with_sudo(*, named: bool) -> Iterator[Finding]:
    """The same folder has to be found with sudo and without."""
    if named or sys.platform == "win32" or os.name == "nt":
        return
    if os.environ.get("COUNTERPART_HOME") or os.environ.get("COUNTERPART_HOST_STATE"):
        yield _found(
            "folder.variable", Level.NOTE, _("A variable decides where the folder is"),
            _("sudo forgets variables, so with it another folder would be used."),
            _("Name the folder with --state when you use sudo."), None,
        )  # fmt: skip
        return
    caller = os.environ.get("SUDO_USER", "")
    if os.geteuid() == 0 and caller in ("", "root"):
        yield _found(
            "folder.root", Level.NOTE, _("This is root's own folder"),
            _("Root signed in without sudo; requests of other accounts are in their folders."),
            _("Use sudo from the account that made the request, or --state."), None,
        )  # fmt: skip
        return
    home = _home()
    if os.geteuid() != 0 and home is not None and home != Path.home():
        yield _found(
            "folder.home", Level.WARN, _("With sudo another folder would be used"),
            _("HOME is not the home that the system knows of this account."),
            _("Name the folder with --state, the same one each time."), None,
        )._replace(
            facts=(
                (_("With sudo"), str(home / ".local" / "state" / NAME)),
            )
        )  # fmt: skip


def _home() -> Path | None:
    """The home of this account as the system has it written down."""
    import pwd  # noqa: PLC0415 - not on every system

    try:
        return Path(pwd.getpwuid(os.geteuid()).pw_dir)
    except KeyError:
        return None


def _all_writable(files: list[Path]) -> bool:
    return all(os.access(file, os.R_OK | os.W_OK) for file in files)


def _owner(file: Path) -> int | None:
    try:
        return os.lstat(file).st_uid
    except OSError:
        return None


def _mode(file: Path) -> int:
    try:
        return stat.S_IMODE(os.lstat(file).st_mode)
    except OSError:
        return 0


def _found(
    name: str, level: Level, title: str, cause: str, next_step: str, folder: Path | None
) -> Finding:
    facts = ((_("Folder"), str(folder)),) if folder is not None else ()
    return Finding(name, Area.FOLDER, level, title, cause, next_step, facts)
