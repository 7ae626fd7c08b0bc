"""`python -m app.sandbox`: start the invented vendor's portal and serve until told to end.

Exit codes: 0 ended as told, 1 another problem, 2 usage, 3 unusable state file, 4 port taken.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

import msgspec

from app.base.clock import SystemClock
from app.base.errors import Problem
from app.base.text import _
from app.sandbox import vendor
from app.sandbox.options import Options, parse
from app.sandbox.server import PortInUse, Server
from app.sandbox.state import BadState

_STEP_SECONDS = 0.5
_BLOCK = 4096


class _Demo(msgspec.Struct):
    user: str
    password: str


class _Listening(msgspec.Struct):
    address: str
    account: _Demo


def main(arguments: list[str] | None = None) -> int:
    """Run the sandbox; returns the exit code."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    end = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_args: end.set())
    try:
        server = Server(options, SystemClock())
    except Problem as problem:
        return _failed(problem, options)
    try:
        _announce(server.address, options)
        if options.until_stdin_closes:
            threading.Thread(target=_watch_stdin, args=(end,), daemon=True).start()
        while not end.wait(_STEP_SECONDS):
            pass
    finally:
        server.stop()
    return 0


def _announce(address: str, options: Options) -> None:
    listening = _Listening(address, _Demo(vendor.DEMO_USER, vendor.DEMO_PASSWORD))
    print(msgspec.json.encode(listening).decode(), flush=True)
    if not options.as_json:
        words = _("Serving {orders} orders. Ctrl+C ends it.").format(orders=f"{options.orders:,}")
        print(words, file=sys.stderr, flush=True)


def _failed(problem: Problem, options: Options) -> int:
    if options.as_json:
        print(msgspec.json.encode(problem.report()).decode(), file=sys.stderr)
    else:
        words = (f"{problem.title}. {problem.explanation}", problem.next_step, problem.detail)
        print("\n".join(filter(None, words)), file=sys.stderr)
    match problem:
        case BadState():
            return 3
        case PortInUse():
            return 4
        case _:
            return 1


def _watch_stdin(end: threading.Event) -> None:
    """Wait for the end of standard input, past Python's buffer, which may not be held at exit."""
    try:
        while os.read(0, _BLOCK):
            pass
    except OSError:
        pass
    end.set()


if __name__ == "__main__":
    sys.exit(main())
