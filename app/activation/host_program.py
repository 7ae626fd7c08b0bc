"""The commands of an isolated host, which need nothing of this program but this room.

`counterpart license request|install|status|receipt|remove|slip|qr|doctor|verify`. Exit status:
0 done, 1 not done or not valid, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from app.activation import program
from app.activation.called import tool
from app.activation.problems import HostProblem
from app.activation.shell import DONE, Shell
from app.activation.words import _

COMMANDS = ("request", "install", "status", "receipt", "remove", "slip", "qr", "doctor")
"""Each is a module of `commands` with `summary`, `options` and `run`."""

PORTABLE = ("verify", *COMMANDS)


def main(name: str, arguments: Sequence[str]) -> int:
    """Run the command `name` with these arguments; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows its escape instead of ending the command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _main(name, arguments)
    except BrokenPipeError:  # what reads our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _main(name: str, arguments: Sequence[str]) -> int:
    if name == "verify":
        return program.main(arguments)
    command = module_of(name)
    parser = argparse.ArgumentParser(
        prog=f"{tool()} {name}", description=command.summary(), allow_abbrev=False
    )
    command.options(parser)
    parser.add_argument("--json", action="store_true", help=_("write one JSON document"))
    return run(name, parser.parse_args(arguments))


def run(name: str, arguments: argparse.Namespace) -> int:
    """Run a command whose arguments were read; problems are told, never raised."""
    shell = Shell(as_json=arguments.json)
    try:
        return int(module_of(name).run(arguments, shell))
    except HostProblem as problem:
        return shell.problem(problem)


def module_of(name: str) -> Any:
    """The module of a command."""
    return import_module(f"app.activation.commands.{name}")
