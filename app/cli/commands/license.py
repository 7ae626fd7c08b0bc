"""`counterpart license`: license files on this computer and from isolated ones."""

from __future__ import annotations

from app.activation import program
from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.context import Context
from app.cli.exits import ExitCode


def configure(commands: Commands) -> None:
    """Add the commands."""
    licenses = group(commands, "license", _("license files, verified without a network"))
    program.options(leaf(licenses, "verify", program.summary(), verify))


def verify(_context: Context, arguments: Namespace) -> ExitCode:
    """Verify files. `counterpart license verify` comes here only behind other options."""
    return ExitCode(program.run(arguments))
