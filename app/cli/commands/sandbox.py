"""`counterpart sandbox`: the embedded portal, run as the program of its own that it is."""

from __future__ import annotations

import subprocess
import sys

from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, usage
from app.cli.exits import ExitCode


def configure(commands: Commands) -> None:
    """Add the command."""
    leaf(
        commands, "sandbox",
        _("run the embedded portal on this computer; takes its options, as --port and --orders"),
        sandbox,
    )  # fmt: skip


def sandbox(context: Context, arguments: Namespace) -> ExitCode:
    """Run it until it ends or is interrupted; its output is ours."""
    options = [option for option in arguments.rest if option != "--"]
    if context.output.json and "--json" not in options:
        options.append("--json")
    with subprocess.Popen([sys.executable, "-P", "-m", "app.sandbox", *options]) as process:
        # Ctrl+C reaches it as well: it is in the same group of processes.
        while process.poll() is None:
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                if context.cancel.cancelled:
                    process.terminate()
                    process.wait()
                    return ExitCode.CANCELED
    match process.returncode:
        case 0:
            return ExitCode.OK
        case 2:
            raise usage(_("The embedded portal does not take these options; see above."))
        case _:
            return ExitCode.CANCELED if context.cancel.cancelled else ExitCode.PROBLEM
