"""The faulty front door, only for tests: hands requests to the portal and spoils the replies.

A WSGI server permits no malformed reply, so the faults happen in this small proxy before it.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from base64 import b64encode
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
from msgspec import Struct

from app.base.clock import Clock
from app.sandbox import spoiled
from app.sandbox.faults import Fault, FaultKind, FaultList
from app.sandbox.http import MAX_STATEMENT
from app.sandbox.spoiled import Answer

FAULTS_PATH = "/sandbox/faults"
REQUESTS_PATH = "/sandbox/requests"
_HOP_BY_HOP = ("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade")
_MOST = MAX_STATEMENT + 1
_NOTED = 1_024
_BLOCK = 65_536
_FILES = "/v1/attachments/"


class Received(Struct, frozen=True):
    """A request as it came in, for tests to look at; `body` is base64, of a file its beginning."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: str
    fault: str | None


class Front(ThreadingHTTPServer):
    """Answers at `listening` and passes requests on to `portal` (host and port)."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(
        self,
        listening: socket.socket,
        portal: tuple[str, int],
        faults: list[Fault],
        clock: Clock,
    ) -> None:
        super().__init__(listening.getsockname(), _Visitor, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.portal = portal
        self.clock = clock
        self.faults = FaultList(faults)
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._received: list[Received] = []
        self._open: set[socket.socket] = set()

    def note(self, received: Received) -> None:
        """Remember what came in."""
        with self._lock:
            self._received.append(received)

    def received(self, *, forget: bool = False) -> list[Received]:
        """What came in since the start, or since it was last forgotten."""
        with self._lock:
            found = list(self._received)
            if forget:
                self._received.clear()
        return found

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection on its own thread, and know of it while it is open."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that go away in the middle are what the tests are about."""

    def stop(self) -> None:
        """End every connection and wait for their threads."""
        self.stopping.set()
        self.shutdown()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Visitor(BaseHTTPRequestHandler):
    """One connection from a client."""

    server: Front
    protocol_version = "HTTP/1.1"
    timeout = 120

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, *_words: Any) -> None:
        """Nothing is logged: addresses hold codes."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        said = self.headers.get("Content-Length", "0")
        length = int(said) if said.isdecimal() else 0
        path = self.path.partition("?")[0]
        if length > _MOST:
            now = self.server.clock.now()
            self._send_whole(spoiled.made_up(now, 413, b"too large", "text/plain"))
            self._end()
            return
        body = self.rfile.read(length)
        if len(body) < length:
            self._end()
            return
        if path in (FAULTS_PATH, REQUESTS_PATH):
            self._send_whole(self._own(path, body))
            return
        fault = None
        if not path.startswith("/sandbox/"):
            fault = self.server.faults.next_for(self.command, path)
            self.server.note(
                Received(
                    self.command,
                    self.path,
                    list(self.headers.items()),
                    b64encode(body if self.command != "PATCH" else body[:_NOTED]).decode(),
                    fault.kind.value if fault else None,
                )
            )
        if fault:
            self._with_fault(fault, body)
        elif path.startswith(_FILES):
            self._pass_through()
        else:
            self._send_whole(self._ask(body))

    def _own(self, path: str, body: bytes) -> Answer:
        found: Any = None
        now = self.server.clock.now()
        if path == REQUESTS_PATH:
            found = self.server.received(forget=self.command == "DELETE")
        elif self.command == "POST":
            try:
                self.server.faults.replace(msgspec.json.decode(body, type=list[Fault]))
            except msgspec.DecodeError as error:
                return spoiled.made_up(now, 422, str(error).encode(), "text/plain")
        else:
            found = self.server.faults.pending()
        return spoiled.made_up(now, 200, msgspec.json.encode(found), "application/json")

    def _with_fault(self, fault: Fault, body: bytes) -> None:
        match fault.kind:
            case FaultKind.DROP:
                self._end()
                return
            case FaultKind.ENDLESS:
                self._send_until_gone(spoiled.endless())
                return
            case FaultKind.HUGE_LENGTH:
                self._send_until_gone(spoiled.huge(fault.at))
                return
            case FaultKind.CUT_PART:
                self._pass_on_the_first(body[: fault.at])
                self._end()
                return
            case FaultKind.DELAY:
                self.server.stopping.wait(fault.seconds)
            case FaultKind.DUPLICATE:
                self._ask(body)
            case _:
                pass
        now = self.server.clock.now()
        answer = spoiled.instead(fault, now) or spoiled.changed(fault, self._ask(body), now)
        match fault.kind:
            case FaultKind.CUT:
                self._send((answer.head() + answer.body)[: fault.at])
                self._end()
            case FaultKind.CUT_BODY:
                self._send(answer.head() + answer.body[: fault.at])
                self._end()
            case FaultKind.SLOW:
                self._send_slowly(answer.head() + answer.body, fault.seconds)
            case FaultKind.WRONG_LENGTH:
                self._send(answer.head() + answer.body)
                self._end()
            case _:
                self._send_whole(answer)

    def _pass_on_the_first(self, part: bytes) -> None:
        """Bring the beginning of a part to the portal as a part of its own."""
        first, _, rest = self.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")
        if not part or not first.isdecimal():
            return
        size = rest.partition("/")[2]
        self.headers.replace_header("Content-Length", str(len(part)))
        last = int(first) + len(part) - 1
        self.headers.replace_header("Content-Range", f"bytes {first}-{last}/{size}")
        self._ask(part)

    def _pass_through(self) -> None:
        """Pass a file on block by block: it may be larger than the memory."""
        with contextlib.closing(self._asked(b"")) as asked:
            reply = asked.getresponse()
            self._send(Answer(reply.status, _kept(reply), b"").head())
            while block := reply.read(_BLOCK):
                self._send(block)

    def _ask(self, body: bytes) -> Answer:
        """What the portal answers."""
        with contextlib.closing(self._asked(body)) as asked:
            reply = asked.getresponse()
            content = reply.read()
        return Answer(reply.status, _kept(reply), content)

    def _asked(self, body: bytes) -> http.client.HTTPConnection:
        """A connection to the portal on which the request was sent."""
        asked = http.client.HTTPConnection(*self.server.portal, timeout=60)
        asked.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in _HOP_BY_HOP:
                asked.putheader(name, value)
        asked.endheaders(body or None)
        return asked

    def _send_whole(self, answer: Answer) -> None:
        self._send(answer.head() + (b"" if self.command == "HEAD" else answer.body))

    def _send(self, content: bytes) -> None:
        self.wfile.write(content)

    def _send_slowly(self, content: bytes, pause: float) -> None:
        for place in range(len(content)):
            self.wfile.write(content[place : place + 1])
            if self.server.stopping.wait(pause):
                break
        self._end()

    def _send_until_gone(self, parts: Iterable[bytes]) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            for part in parts:
                self.wfile.write(part)
                if self.server.stopping.is_set():
                    break

    def _end(self) -> None:
        """Close at once, in the middle of whatever was being said."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)


def _kept(reply: http.client.HTTPResponse) -> tuple[tuple[str, str], ...]:
    """The headers that are for the client, not for this connection."""
    return tuple(pair for pair in reply.getheaders() if pair[0].lower() not in _HOP_BY_HOP)
