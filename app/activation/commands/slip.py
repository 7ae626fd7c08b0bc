"""`counterpart license slip`: the slip of paper that goes with a medium."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.activation import clock, filing
from app.activation.shell import DONE, Shell
from app.activation.slip import slip
from app.activation.words import _


def summary() -> str:
    """What the command does, in one sentence."""
    return _("print a slip that goes with a medium: names, sizes, SHA-256 and two signatures")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    parser.add_argument(
        "file", nargs="+", metavar=_("FILE"), help=_("a file that is on the medium")
    )
    parser.add_argument("--out", metavar=_("FILE"), help=_("write the slip to this file"))


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Write it, or show it."""
    text = slip([Path(name) for name in arguments.file], clock.now())
    if arguments.out:
        filing.write(Path(arguments.out), text.encode("utf-8"), mode=0o644)
        words = [_("The slip was written to {file}.").format(file=arguments.out)]
        shell.show({"file": arguments.out}, words)
    else:
        shell.show({"slip": text}, text.splitlines())
    return DONE
