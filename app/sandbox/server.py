"""Runs the portal on loopback: waitress, the state behind it, and for tests the faulty front."""

from __future__ import annotations

import contextlib
import errno
import logging
import select
import socket
import tempfile
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from waitress.server import create_server
from waitress.wasyncore import close_all

from app.base.clock import Clock
from app.base.errors import FileTrouble, Problem, from_os_error
from app.base.text import _
from app.sandbox.application import Portal
from app.sandbox.control import MovableClock
from app.sandbox.faults import Fault
from app.sandbox.front import Front
from app.sandbox.options import Options
from app.sandbox.seeding import Seed, open_or_create
from app.sandbox.state import bad_state

_HOST = "127.0.0.1"


class PortInUse(Problem):
    """Another program listens at the wanted port."""

    code = "CP-6202"


class Server:
    """A running sandbox: made listening, stopped with `stop`.

    Raises BadState, PortInUse and the Problems that failing files mean.
    """

    def __init__(self, options: Options, clock: Clock) -> None:
        self._closing = contextlib.ExitStack()
        with contextlib.ExitStack() as undo:
            moving = MovableClock(clock)
            listening = undo.enter_context(contextlib.closing(_listen(options.port)))
            folder = undo.enter_context(tempfile.TemporaryDirectory(prefix="sandbox-"))
            today = options.today or clock.now().date()
            path = options.state or Path(folder) / "state.db"
            state = open_or_create(path, _seed(options, today), clock)
            undo.callback(state.close)
            if options.today and state.meta("today") != options.today.isoformat():
                raise bad_state(path, f"made for --today {state.meta('today')}")
            self.state_path = path
            self.address = f"http://{_HOST}:{listening.getsockname()[1]}"
            application = Portal(state, moving, self.address, options).application()
            faults = _faults(options.faults)
            if options.allow_faults or faults:
                inner = undo.enter_context(contextlib.closing(_listen(0)))
                undo.callback(_serve(application, inner))
                undo.callback(_front(listening, inner.getsockname(), faults, moving))
            else:
                undo.callback(_serve(application, listening))
            self._closing = undo.pop_all()

    def stop(self) -> None:
        """Answer nobody any more and give everything back. More than once does no harm."""
        self._closing.close()


def _seed(options: Options, today: date) -> Seed:
    return Seed(options.orders, options.seed, today, options.requests, options.messages)


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortInUse(
                _("The port is taken"),
                _("Another program uses port {port}, or you may not.").format(port=port),
                _("Choose another with --port, or leave it out to take any free one."),
                detail=str(error),
            ) from error
        raise
    return listening


def _serve(application: Any, listening: socket.socket) -> Callable[[], None]:
    """Serve on a thread of its own; returns what stops it."""
    logging.getLogger("waitress").setLevel(logging.ERROR)
    server = create_server(
        application,
        sockets=[listening],
        threads=6,
        ident=None,
        asyncore_use_poll=hasattr(select, "poll"),
    )
    thread = threading.Thread(target=server.run, name="sandbox-portal", daemon=True)
    thread.start()

    def stop() -> None:
        # First whoever is still answering: he wakes the loop, whose pipe is gone after the second.
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: close_all(server._map, ignore_all=True))
        thread.join(10)

    return stop


def _front(
    listening: socket.socket, portal: tuple[str, int], faults: list[Fault], clock: Clock
) -> Callable[[], None]:
    """Open the faulty front on a thread of its own; returns what stops it."""
    front = Front(listening, portal, faults, clock)
    thread = threading.Thread(
        target=front.serve_forever, args=(0.05,), name="sandbox-front", daemon=True
    )
    thread.start()

    def stop() -> None:
        front.stop()
        thread.join(10)

    return stop


def _faults(path: Path | None) -> list[Fault]:
    if path is None:
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Fault])
    except OSError as error:
        raise from_os_error(error, path) from error
    except msgspec.DecodeError as error:
        raise FileTrouble(
            _("The file of faults cannot be used"),
            _("{path} is not a list of faults.").format(path=path),
            _("Correct the file, or leave out --faults."),
            detail=str(error),
        ) from error
