"""The only port this program ever opens: 127.0.0.1, while a sign-in is under way (threat 18).

It waits for the browser to come back with the answer of the sign-in (RFC 8252 section 7.3), shows
a plain page, and closes. Browsers open connections they never use, so several are served at once.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from app.base.clock import Clock
from app.base.tasks import TooSlow
from app.base.text import _

PATH = "/callback"
"""The contract's redirect path; the port differs each time (RFC 8252 section 7.3)."""

_LONGEST_REQUEST = 16384
_MOST_CONNECTIONS = 16
_TICK = 0.05


class Landing:
    """Listens on 127.0.0.1, on a port the system chooses, from `with` to its end."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._selector = selectors.DefaultSelector()
        self._open: dict[socket.socket, bytearray] = {}

    def __enter__(self) -> Landing:
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(8)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for connection in tuple(self._open):
            self._drop(connection)
        self._selector.close()
        self._listener.close()

    @property
    def address(self) -> str:
        """The redirect address to give to the portal."""
        return f"http://127.0.0.1:{self._port}{PATH}"

    def wait(self, seconds: float, check: Callable[[], None]) -> tuple[socket.socket, str]:
        """The first request for `address`: its connection, to be answered, and its query.

        `check` is called every 50 ms and may raise. Raises TooSlow after `seconds`.
        """
        ends = self._clock.monotonic() + seconds
        while self._clock.monotonic() < ends:
            check()
            for key, _events in self._selector.select(_TICK):
                if key.fileobj is self._listener:
                    self._accept()
                elif isinstance(key.fileobj, socket.socket):
                    query = self._hear(key.fileobj)
                    if query is not None:
                        return key.fileobj, query
        raise TooSlow

    def answer(self, connection: socket.socket, *, fine: bool) -> None:
        """Show the person in the browser how it went, and close that connection."""
        if fine:
            page = _page(
                _("You are signed in"),
                _("You can close this page and go back to Counterpart."),
            )
        else:
            page = _page(
                _("The sign-in did not work"),
                _("Go back to Counterpart: it says what happened and what to do."),
            )
        self._reply(connection, "200 OK", page)

    @property
    def _port(self) -> int:
        return int(self._listener.getsockname()[1])

    def _accept(self) -> None:
        try:
            connection, _peer = self._listener.accept()
        except OSError:
            return
        if len(self._open) >= _MOST_CONNECTIONS:
            connection.close()
            return
        connection.setblocking(False)
        self._open[connection] = bytearray()
        self._selector.register(connection, selectors.EVENT_READ)

    def _hear(self, connection: socket.socket) -> str | None:
        """Read what has come; the query once a whole request for our path is there."""
        heard = self._open[connection]
        try:
            piece = connection.recv(4096)
        except BlockingIOError:
            return None
        except OSError:
            piece = b""
        heard += piece
        if not piece or len(heard) > _LONGEST_REQUEST:
            self._drop(connection)
            return None
        if b"\r\n\r\n" not in heard:
            return None
        query = self._query_of(bytes(heard))
        if query is None:
            self._reply(connection, "404 Not Found", _page(_("Nothing here"), ""))
        return query

    def _query_of(self, request: bytes) -> str | None:
        """The query of a GET for our path under our own name; None for anything else.

        The Host header is compared so that no page can reach us under a name of its own (DNS
        rebinding).
        """
        lines = request.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        hosts = [line.partition(":")[2].strip() for line in lines if line.lower()[:5] == "host:"]
        if len(words) != 3 or words[0] != "GET" or hosts != [f"127.0.0.1:{self._port}"]:
            return None
        target = urlsplit(words[1])
        return target.query if target.path == PATH else None

    def _reply(self, connection: socket.socket, status: str, page: bytes) -> None:
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Content-Length: {len(page)}\r\nConnection: close\r\nCache-Control: no-store\r\n"
            "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
            "Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\r\n"
        )
        try:
            connection.settimeout(1.0)
            connection.sendall(head.encode("ascii") + page)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # The browser left; the sign-in does not depend on its seeing the page.
        self._drop(connection)

    def _drop(self, connection: socket.socket) -> None:
        if self._open.pop(connection, None) is not None:
            self._selector.unregister(connection)
            connection.close()


def parameters(query: str) -> dict[str, str]:
    """The parameters of an answer; those that come twice are left out, so they match nothing."""
    try:
        found = parse_qs(query, max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _page(title: str, sentence: str) -> bytes:
    import html  # noqa: PLC0415 - 7 ms, for a sign-in only

    return (
        "<!doctype html><html><head><meta charset='utf-8'>"
        f"<title>{html.escape(title)}</title><style>"
        "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;"
        "color-scheme:light dark}h1{font-size:1.5rem;font-weight:600}"
        f"</style></head><body><h1>{html.escape(title)}</h1><p>{html.escape(sentence)}</p>"
        "</body></html>"
    ).encode()
