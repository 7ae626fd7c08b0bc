"""The host kit's own front: the commands of a host without the rest of this program.

Exit status: that of the command; 2 wrong usage; 3 this computer cannot run the kit.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app import __version__
from app.activation import host_program, kit_check, program
from app.activation.called import KIT
from app.activation.problems import HostProblem
from app.activation.shell import DONE, USAGE, Shell
from app.activation.words import _

CANNOT_RUN = 3


class CannotRun(HostProblem):
    """The cryptographic part of the kit cannot be loaded on this computer."""

    code = "CP-7020"


def main(arguments: Sequence[str], folder: Path, about: Sequence[str] = ()) -> int:
    """Run one command of the kit that lies in `folder`; `about` is said with its version."""
    name = arguments[0] if arguments else "--help"
    shell = Shell(as_json="--json" in arguments)
    kit_check.forgive()
    try:
        if name in ("--help", "-h", "help"):
            shell.show({"commands": _commands()}, _help())
            return DONE
        if name == "--version":
            said = [f"{KIT} {__version__}", *about]
            shell.show({"version": __version__, "about": list(about)}, said)
            return DONE
        if name not in host_program.PORTABLE:
            shell.note(_("There is no command “{name}”.").format(name=name), *_help())
            return USAGE
        _native_code(folder)
        return host_program.main(name, arguments[1:])
    except CannotRun as problem:
        shell.problem(problem)
        return CANNOT_RUN
    except KeyboardInterrupt:
        return 130


def _commands() -> dict[str, str]:
    """Each command with what it does."""
    found = {"verify": program.summary()}
    for name in host_program.PORTABLE:
        if name not in found:
            found[name] = host_program.module_of(name).summary()
    found["check"] = kit_check.summary()
    return found


def _help() -> list[str]:
    said = _commands()
    width = max(map(len, said))
    return [
        _("usage: {kit} COMMAND [OPTIONS]").format(kit=KIT),
        _("Activates a computer without a network, by files that are carried."),
        "",
        *(f"  {name:<{width}}  {does}" for name, does in said.items()),
        "",
        _("{kit} COMMAND --help tells the rest.").format(kit=KIT),
    ]


def _native_code(folder: Path) -> None:
    """Load the first piece of native code. Raises CannotRun where the system does not let it."""
    try:
        from Crypto.Util import _cpu_features  # noqa: F401, PLC0415 - this is what is tried
    except (ImportError, OSError) as error:
        raise _why_not(folder, error) from error


def _why_not(folder: Path, error: Exception) -> CannotRun:
    if _forbids_programs(folder):
        return CannotRun(
            _("The kit cannot be used from this place"),
            _("{folder} is mounted “noexec”: no native code may be run from there.").format(
                folder=folder
            ),
            _("Copy the kit's folder to a disk where programs may run, and start it there."),
        )
    return CannotRun(
        _("The kit's cryptographic part does not load on this computer"),
        _("The system says: {why}").format(why=str(error)[:500]),
        _("Look for damage with “{kit} check”; the kit's README says what it runs on.").format(
            kit=KIT
        ),
    )


def _forbids_programs(folder: Path) -> bool:
    """Whether this folder lies on a file system that is mounted noexec."""
    if not hasattr(os, "statvfs"):
        return False
    try:
        flags = os.statvfs(folder).f_flag
    except OSError:
        return False
    return bool(flags & getattr(os, "ST_NOEXEC", 8)) and sys.platform.startswith("linux")
