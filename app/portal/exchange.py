"""One request and its answer over the wire, and what each way of failing there means.

Imported at the first connection, because it brings requests with it.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests
import urllib3

from app.portal import body as bodies
from app.portal import errors, tls
from app.portal.proxies import ProxyChoice, shown, unused_environment
from app.portal.server_text import plain
from app.portal.wiring import WIRE_ERRORS, Lever, Wiring, causes, make_session


class Exchange:
    """What is to be sent, and by which way. `run` does it, on whatever thread calls it."""

    def __init__(
        self,
        *,
        wiring: Wiring,
        lever: Lever,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        cap: int,
        proxy: ProxyChoice,
        timeouts: tuple[float, float],
        clock_ahead: bool,
    ) -> None:
        self._wiring = wiring
        self._lever = lever
        self._method = method
        self._url = url
        self._headers = headers
        self._body = body
        self._cap = cap
        self._proxy = proxy
        self._timeouts = timeouts
        self._clock_ahead = clock_ahead
        self._host = urlsplit(url).netloc

    def run(self) -> tuple[int, dict[str, str], bytes]:
        """Send and read it all: status, headers (lower-case names), unpacked body.

        Raises one of `app.portal.errors`. The connection is kept only after a complete answer.
        """
        with make_session() as session, self._wiring.under(self._lever):
            request = requests.Request(
                self._method, self._url, headers=dict(self._headers), data=self._body
            )
            try:
                prepared = session.prepare_request(request)
                response = self._wiring.send(
                    prepared, stream=True, timeout=self._timeouts, proxies=self._proxies()
                )
            except WIRE_ERRORS as error:
                raise self._meaning(error, begun=False) from error
            try:
                return self._read(response)
            except WIRE_ERRORS as error:
                raise self._meaning(error, begun=True) from error
            finally:
                response.close()

    def _read(self, response: requests.Response) -> tuple[int, dict[str, str], bytes]:
        headers = {name.lower(): value for name, value in response.headers.items()}
        content = bodies.read_body(
            response.raw,
            response.status_code,
            headers,
            method=self._method,
            cap=self._cap,
            host=self._host,
        )
        return response.status_code, headers, content

    def _proxies(self) -> dict[str, str]:
        return {"https": self._proxy.address} if self._proxy.address else {}

    def _meaning(self, error: BaseException, *, begun: bool) -> errors.PortalProblem:
        chain = list(causes(error))
        for found in chain:
            problem = self._one_meaning(found, begun=begun)
            if problem is not None:
                return problem
        kind = errors.Truncated if begun else errors.Unreachable
        return kind(self._host, detail=self._note(chain[-1]))

    def _one_meaning(self, error: BaseException, *, begun: bool) -> errors.PortalProblem | None:
        match error:
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError() | ssl.SSLSyscallError():
                kind = errors.Truncated if begun else errors.Unreachable
                return kind(self._host, detail=self._note(error))
            case ssl.SSLError() if not begun:
                return tls.refusal(error, self._route(), clock_ahead=self._clock_ahead)
            case OSError() if "Tunnel connection failed: 407" in str(error):
                return errors.ProxyNeedsSignIn(shown(self._proxy.address))
            case socket.gaierror() | ConnectionRefusedError() | http.client.RemoteDisconnected():
                return errors.Unreachable(self._host, detail=self._note(error))
            case TimeoutError():
                return errors.TimedOut(self._host, detail=self._note(error))
            case http.client.IncompleteRead() | urllib3.exceptions.IncompleteRead():
                return errors.Truncated(self._host, detail=self._note(error))
            case (
                urllib3.exceptions.InvalidChunkLength()
                | urllib3.exceptions.InvalidHeader()
                | ssl.SSLError()
            ):
                return errors.Truncated(self._host, detail=self._note(error))
            case http.client.LineTooLong():
                return errors.TooLarge(self._host, detail=self._note(error))
            case http.client.HTTPException() | requests.exceptions.InvalidURL():
                return errors.NotAPortal(self._host, detail=self._note(error))
            case _:
                return None

    def _route(self) -> tls.Route:
        parts = urlsplit(self._url)
        proxy = self._proxy.address
        return tls.Route(
            parts.hostname or "",
            parts.port or 443,
            proxy,
            self._wiring.proxy_headers(proxy) if proxy else {},
        )

    def _note(self, error: BaseException) -> str:
        """Technical words for "Details": kind and text of the innermost error, and the proxy."""
        lines = [plain(f"{type(error).__name__}: {error}", 300)]
        if self._proxy.address:
            lines.append(f"proxy {shown(self._proxy.address)} ({self._proxy.source})")
        elif unused_environment():
            lines.append("HTTPS_PROXY is set, but not used: see Account, Connection")
        return "\n".join(lines)
