"""How commands describe themselves to the parser, all in the same way."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from app.base.text import _
from app.cli.exits import ExitCode

if TYPE_CHECKING:
    from app.cli.context import Context

Namespace: TypeAlias = argparse.Namespace
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run: TypeAlias = "Callable[[Context, argparse.Namespace], ExitCode]"


def leaf(commands: Commands, name: str, words: str, run: Run) -> argparse.ArgumentParser:
    """A command that does something: `run` is called with the context and its arguments."""
    parser = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
    common(parser)
    parser.set_defaults(run=run)
    return parser


def group(commands: Commands, name: str, words: str) -> Commands:
    """A command that only has commands of its own."""
    parser = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
    return parser.add_subparsers(dest=f"{name}_command", metavar=_("COMMAND"), required=True)


def common(parser: argparse.ArgumentParser, *, top: bool = False) -> None:
    """The options every command takes, before or behind its name."""
    nothing = argparse.SUPPRESS
    parser.add_argument(
        "--json", action="store_true", default=False if top else nothing,
        help=_("write one JSON document to standard output"),
    )  # fmt: skip
    parser.add_argument(
        "--profile", metavar=_("NAME"), default=None if top else nothing,
        help=_("the profile to use: its name or id; without it the one used last"),
    )  # fmt: skip
    parser.add_argument(
        "--details", action="store_true", default=False if top else nothing,
        help=_("show the technical details of a problem"),
    )  # fmt: skip
