"""`counterpart license doctor`: this computer as a host, and as a workstation of a profile."""

from __future__ import annotations

from app.activation import command_doctor as portable
from app.activation import host_program
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context
from app.cli.exits import ExitCode


def configure(licenses: Commands) -> None:
    """Add the command."""
    portable.options(leaf(licenses, "doctor", portable.summary(), run))


def run(_context: Context, arguments: Namespace) -> ExitCode:
    """Look, and tell."""
    return ExitCode(host_program.run("doctor", arguments))
