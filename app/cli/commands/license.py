"""`counterpart license`: license files on this computer and from isolated ones."""

from __future__ import annotations

from app.activation import host_program, program
from app.base.text import _
from app.cli.arguments import Commands, Namespace, Run, group, leaf
from app.cli.commands import (
    license_batch,
    license_doctor,
    license_history,
    license_hosts,
    license_move,
    license_qr,
    license_views,
)
from app.cli.context import Context
from app.cli.exits import ExitCode

_MORE_HERE = frozenset({"doctor"})
"""Commands that see more on a workstation than on an isolated host."""


def configure(commands: Commands) -> None:
    """Add the commands."""
    licenses = group(commands, "license", _("license files, and hosts without a network"))
    license_views.configure(licenses)
    license_history.configure(licenses)
    program.options(leaf(licenses, "verify", program.summary(), verify))
    for name in host_program.COMMANDS:
        if name in _MORE_HERE:
            continue
        command = host_program.module_of(name)
        command.options(leaf(licenses, name, command.summary(), _portable(name)))
    license_hosts.configure(licenses)
    license_move.configure(licenses)
    license_batch.configure(licenses)
    license_qr.configure(licenses)
    license_doctor.configure(licenses)


def verify(_context: Context, arguments: Namespace) -> ExitCode:
    """Verify files. `counterpart license verify` comes here only behind other options."""
    return ExitCode(program.run(arguments))


def _portable(name: str) -> Run:
    """A command of the portable room; it comes here only behind other options."""

    def run(_context: Context, arguments: Namespace) -> ExitCode:
        return ExitCode(host_program.run(name, arguments))

    return run
