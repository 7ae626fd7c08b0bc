"""One run of the shell: reads the command line, runs the command, returns the exit status."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import NoReturn

from app import __version__
from app.base import logs
from app.base.bugs import bug_report
from app.base.clock import SystemClock
from app.base.errors import Cancelled, Problem
from app.base.paths import folders
from app.base.text import _
from app.cli.arguments import common
from app.cli.context import Context, usage
from app.cli.exits import UNKNOWN, ExitCode, exit_code_of, words
from app.cli.output import Output, standard

COMMANDS = (
    "signin", "sync", "orders", "terms", "deadlines", "notices", "notice", "license", "support",
    "certify", "account", "feedback", "outbox", "profiles", "sandbox",
)  # fmt: skip
"""Each is a module of app.cli.commands with `configure(parser)`; leaves set `run`."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are problems, so that --json holds for them as well."""

    def error(self, message: str) -> NoReturn:
        """Raise the usage problem that `message` means."""
        raise usage(message)


def run(argv: Sequence[str] | None = None) -> ExitCode:
    """Run the command line `argv` (None: this process's)."""
    given = list(sys.argv[1:] if argv is None else argv)
    output = standard(json="--json" in given, details="--details" in given)
    try:
        return _run(given, output)
    except BrokenPipeError:
        _forget_stdout()
        return ExitCode.OK


def _run(given: Sequence[str], output: Output) -> ExitCode:
    context: Context | None = None
    try:
        arguments = _parse(given)
        output.json, profile = bool(arguments.json), arguments.profile
        places = folders()
        context = Context(output, places, SystemClock(), profile=profile)
        with _logged(places.logs), _ctrl_c(context):
            code = arguments.run(context, arguments)
        return ExitCode(code)
    except SystemExit as ended:  # argparse after --help and --version
        return ExitCode(int(ended.code or 0))
    except (Cancelled, KeyboardInterrupt):
        return _canceled(output)
    except Problem as problem:
        output.problem(problem.report())
        return _status(given, exit_code_of(problem.code))
    except BrokenPipeError:
        raise
    except Exception as error:
        output.problem(bug_report(error, "shell"))
        return _status(given, ExitCode.PROBLEM)
    finally:
        if context:
            context.close()


def _status(given: Sequence[str], code: ExitCode) -> ExitCode:
    """The exit status of a problem: a check that could not be made is "unknown" to monitoring."""
    return ExitCode(UNKNOWN) if {"deadlines", "--check"} <= set(given) else code


def _parse(given: Sequence[str]) -> argparse.Namespace:
    arguments, rest = build(_named(given)).parse_known_args(given)
    if rest and arguments.command != "sandbox":
        raise usage(_("This is not understood: {words}").format(words=" ".join(rest)))
    arguments.rest = rest
    return arguments


def _named(given: Sequence[str]) -> tuple[str, ...]:
    """The command that is called, so that only its modules are loaded; all where that is open."""
    first = Parser(add_help=False, allow_abbrev=False)
    common(first, top=True)
    first.add_argument("command", nargs="?")
    first.add_argument("behind", nargs=argparse.REMAINDER)
    try:
        found, unknown = first.parse_known_args(given)
    except Problem:
        return COMMANDS
    return COMMANDS if unknown or found.command not in COMMANDS else (found.command,)


def build(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser of the shell with these commands."""
    parser = Parser(
        prog="counterpart",
        description=_("Your account with a software vendor: orders, feedback and more, offline."),
        epilog=_exit_codes(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"counterpart {__version__}")
    common(parser, top=True)
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), required=True)
    for name in names:
        module = import_module(f"app.cli.commands.{name}")
        module.configure(commands)
    return parser


def _exit_codes() -> str:
    lines = [_("Exit codes:"), *(f"  {int(code):>3}  {words(code)}" for code in ExitCode)]
    return "\n".join(lines)


def _canceled(output: Output) -> ExitCode:
    if output.json:
        output.show({"canceled": True}, list)
    else:
        output.note(_("Canceled."))
    return ExitCode.CANCELED


@contextlib.contextmanager
def _logged(folder: Path) -> Iterator[None]:
    """Log to the shell's own file; a disk that takes no log is no reason not to run."""
    try:
        logger = logs.start(folder, "shell")
    except (Problem, OSError):
        yield
        return
    try:
        yield
    finally:
        logs.stop(logger)


@contextlib.contextmanager
def _ctrl_c(context: Context) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        context.interrupted()

    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:  # called from a thread, by a test: there is no signal to take
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _forget_stdout() -> None:
    """The reader went away (`| head`): what is still buffered must not fail at exit."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
