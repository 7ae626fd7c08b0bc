"""requests bent to this client's rules. The only file that imports requests; imported late.

What is overridden, and why: certifi's roots would be added to the system's (`cert_verify`); the
context reaches proxied connections only when it is passed there too; an answer cut inside its
header lines or chunk framing would pass as complete (`StrictReader`); and no connection can be
stopped from outside (`Lever`). Redirects, cookies, .netrc and environment are never consulted,
because requests' Session only prepares here and the adapter sends.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import io
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import requests
import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from app.portal.proxies import ProxyCredentials

LONGEST_LINE = 65536


class Stopped(OSError):
    """The exchange was stopped from outside (cancel or deadline)."""


class Lever:
    """Holds a second handle on the sockets of one exchange, so that another thread can end it.

    A handle of its own, because the TLS layer takes the socket away while it shakes hands, and
    `SSLSocket.shutdown` drops encryption before it shuts down.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handles: list[socket.socket] = []
        self._pulled = False

    def watch(self, sock: socket.socket) -> None:
        """Include `sock`. Raises Stopped when the lever has been pulled already."""
        with self._lock:
            if self._pulled:
                raise Stopped
            self._handles.append(socket.fromfd(sock.fileno(), sock.family, sock.type))

    def pull(self) -> None:
        """End every connection of the exchange now: whoever reads or writes there gets an error."""
        with self._lock:
            self._pulled = True
            for handle in self._handles:
                with contextlib.suppress(OSError):
                    handle.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """The exchange is over: let go of the handles."""
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()


class StrictReader(io.BufferedReader):
    """Reads header lines and chunk sizes; a line without its end is an error, not an end."""

    lines = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        """The next line with its end. Raises http.client's errors for a cut or endless one."""
        limit = LONGEST_LINE + 1 if size is None or size < 0 else size
        line = super().readline(limit)
        if line.endswith(b"\n"):
            self.lines += 1
        elif len(line) >= limit:
            raise http.client.LineTooLong("line")
        elif line or self.lines:
            raise http.client.IncompleteRead(line)
        return line


class StrictResponse(http.client.HTTPResponse):
    """An answer whose framing is read strictly."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = StrictReader(self.fp.detach())


class Wiring(requests.adapters.HTTPAdapter):
    """requests' adapter with our TLS context, proxy sign-in, strict framing and levers."""

    def __init__(self, context: ssl.SSLContext, credentials: ProxyCredentials | None) -> None:
        self._context = context
        self._credentials = credentials
        self._local = threading.local()
        super().__init__(pool_connections=4, pool_maxsize=4, max_retries=0)

    @contextlib.contextmanager
    def under(self, lever: Lever) -> Iterator[None]:
        """What this thread sends in the block can be stopped by `lever`."""
        self._local.lever = lever
        try:
            yield
        finally:
            self._local.lever = None
            lever.release()

    def watch(self, sock: socket.socket) -> None:
        """Put `sock` under the lever of this thread's exchange."""
        lever = getattr(self._local, "lever", None)
        if lever is not None:
            lever.watch(sock)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **options: Any
    ) -> None:
        """Requests' hook: direct connections."""
        options["ssl_context"] = self._context
        super().init_poolmanager(connections, maxsize, block, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools()

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Requests' hook: connections by a proxy."""
        options["ssl_context"] = self._context
        options["proxy_ssl_context"] = self._context
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = self._pools()
        return manager

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """What the proxy is told: Basic credentials from the keyring, where there are some."""
        if self._credentials is None:
            return super().proxy_headers(proxy)
        pair = f"{self._credentials.user}:{self._credentials.password}".encode()
        return {"Proxy-Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Requests' hook: it would add certifi's roots; the context alone decides here."""
        conn.cert_reqs = "CERT_REQUIRED"

    def _pools(self) -> dict[str, Any]:
        watch = self.watch

        class Plain(HTTPConnection):
            response_class = StrictResponse

            def _new_conn(self) -> socket.socket:
                return _watched(super()._new_conn(), watch)

            def request(self, *args: Any, **options: Any) -> None:
                if self.sock is not None:
                    watch(self.sock)
                super().request(*args, **options)

        class Secure(Plain, HTTPSConnection):
            """The same over TLS; the next class in line is urllib3's HTTPSConnection."""

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        return {"http": PlainPool, "https": SecurePool}


def _watched(sock: socket.socket, watch: Callable[[socket.socket], None]) -> socket.socket:
    try:
        watch(sock)
    except BaseException:
        sock.close()
        raise
    return sock


def make_session() -> requests.Session:
    """A session that only prepares requests: no environment, no .netrc, no default headers."""
    session = requests.Session()
    session.trust_env = False
    session.headers.clear()
    return session


def causes(error: BaseException) -> Iterator[BaseException]:
    """`error` and every exception it wraps, in the several ways libraries do it."""
    seen: list[BaseException] = []
    queue: list[BaseException | None] = [error]
    while queue:
        found = queue.pop(0)
        if found is None or any(found is known for known in seen):
            continue
        seen.append(found)
        yield found
        queue += [found.__cause__, found.__context__, getattr(found, "reason", None)]
        queue += [argument for argument in found.args if isinstance(argument, BaseException)]
        queue = [item for item in queue if isinstance(item, BaseException)]


WIRE_ERRORS = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
)
"""What sending and reading may raise."""
