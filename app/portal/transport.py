"""The one seam to the network: one method in, a closed family of errors out.

A request has one deadline from name lookup to the last byte, can be cancelled in any of its
phases, follows no redirect that leaves its origin or carries a credential, and gives back only
answers that are complete and of the kind that was asked for (threats 8–16).
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

import msgspec

from app.base.clock import Clock
from app.base.errors import Cancelled
from app.base.tasks import CancelToken, TooSlow, bounded
from app.portal import answers, errors
from app.portal.proxies import ProxyChoice, ProxyCredentials, choose, is_loopback, shown
from app.portal.retry_after import http_date

if TYPE_CHECKING:
    from app.portal.wiring import Lever, Wiring

CAP = 8 * 1024 * 1024
"""Bytes that an answer may have, packed and unpacked, unless the caller says otherwise."""

DEADLINE = 30.0
"""Seconds for a whole request, redirects included (threat 11)."""

CONNECT_TIMEOUT = 10.0
SKEW = timedelta(minutes=5)
"""A clock that differs more from the portal's is off."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 4


class Reply(msgspec.Struct, frozen=True):
    """A complete answer. Header names are in lower case. Its repr shows no content."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def __repr__(self) -> str:
        return f"Reply({self.status}, {len(self.body)} bytes)"


class Transport:
    """Sends requests. Safe to use from several threads; keeps connections open between them."""

    def __init__(
        self,
        *,
        clock: Clock,
        proxy: str = "system",
        company_ca: Path | None = None,
        proxy_credentials: ProxyCredentials | None = None,
        user_agent: str = "counterpart",
    ) -> None:
        self._clock = clock
        self._proxy = proxy
        self._company_ca = company_ca
        self._credentials = proxy_credentials
        self._user_agent = user_agent
        self._wiring: Wiring | None = None
        self._lock = threading.Lock()
        self._skew: timedelta | None = None

    @property
    def skew(self) -> timedelta | None:
        """How far this computer's clock is ahead of the portal's; None before the first answer."""
        return self._skew

    @property
    def clock_off(self) -> bool:
        """Whether the clock is known to be off by more than five minutes."""
        return self._skew is not None and abs(self._skew) > SKEW

    def proxy_for(self, url: str) -> ProxyChoice:
        """The proxy that a request to `url` takes, for showing. Raises ProxyNotUsable."""
        return choose(self._proxy, urlsplit(url).hostname or "")

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        cap: int = CAP,
        deadline: float = DEADLINE,
        cancel: CancelToken | None = None,
        accept: str = answers.JSON,
        also: Collection[int] = (),
        proves_itself: bool = False,
    ) -> Reply:
        """Send one request and return its complete answer.

        Answers with status 200–299, 304 or one in `also` are returned; every other status and
        every fault is raised as one of `app.portal.errors`, or Cancelled. `deadline` is in
        seconds. With `accept` JSON (the default) a web page in place of data is an error too.
        What `proves_itself` by a signature (a time stamp) may come over plain http.
        Redirects are followed within the same origin only, for a GET without credentials.
        """
        sending = {"user-agent": self._user_agent, "accept-encoding": "gzip", "accept": accept}
        sending.update({name.lower(): value for name, value in (headers or {}).items()})
        movable = method == "GET" and body is None and "authorization" not in sending
        ends = self._clock.monotonic() + deadline
        for _hop in range(_MOST_REDIRECTS + 1):
            left = ends - self._clock.monotonic()
            checked_url(url, plain=proves_itself)
            reply = self._exchange(method, url, sending, body, cap, left, cancel)
            target = _redirect_target(reply)
            if target is None or not movable or _origin(target) != _origin(reply.url):
                return self._judge(reply, accept, also)
            url = target
        raise errors.RedirectRefused(_host(url), detail="too many redirects")

    def close(self) -> None:
        """Close the connections kept open. The transport can be used again."""
        with self._lock:
            if self._wiring is not None:
                self._wiring.close()
                self._wiring = None

    def _judge(self, reply: Reply, accept: str, also: Collection[int]) -> Reply:
        host = _host(reply.url)
        fine = 200 <= reply.status < 300 or reply.status == 304
        if not fine and reply.status not in also:
            raise answers.refusal(
                reply.status, reply.headers, reply.body, host=host, now=self._clock.now()
            )
        if accept == answers.JSON:
            answers.check_json(reply.headers, reply.body, host)
        return reply

    def _exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        cap: int,
        seconds: float,
        cancel: CancelToken | None,
    ) -> Reply:
        """One request and one answer, on a thread of its own that can be left behind."""
        if cancel is not None:
            cancel.check()
        host = urlsplit(url).hostname or ""
        proxy = choose(self._proxy, host)
        from app.portal import exchange  # noqa: PLC0415 - requests costs 82 ms: first use only
        from app.portal.wiring import Lever  # noqa: PLC0415

        wiring = self._ready()
        lever = Lever()
        work = exchange.Exchange(
            wiring=wiring,
            lever=lever,
            method=method,
            url=url,
            headers=headers,
            body=body,
            cap=cap,
            proxy=proxy,
            timeouts=(min(CONNECT_TIMEOUT, max(seconds, 0.01)), max(seconds, 0.01)),
            clock_ahead=self._skew is not None and self._skew > SKEW,
        )
        with _ended(lever, host):
            status, fields, content = bounded(work.run, max(seconds, 0.01), cancel=cancel)
        self._note_date(fields)
        return Reply(status, fields, content, url)

    def _ready(self) -> Wiring:
        from app.portal import tls, wiring  # noqa: PLC0415

        with self._lock:
            if self._wiring is None:
                context = tls.make_context(self._company_ca)
                self._wiring = wiring.Wiring(context, self._credentials)
            return self._wiring

    def _note_date(self, headers: Mapping[str, str]) -> None:
        instant = http_date(headers.get("date"))
        if instant is not None:
            self._skew = self._clock.now() - instant


@contextmanager
def _ended(lever: Lever, host: str) -> Iterator[None]:
    """End the exchange's connections when the caller no longer waits for it."""
    try:
        yield
    except TooSlow as error:
        lever.pull()
        raise errors.TimedOut(host) from error
    except Cancelled:
        lever.pull()
        raise


def checked_url(url: str, *, plain: bool = False) -> SplitResult:
    """`url` taken apart. Raises BadAddress unless it is https, or http to this computer.

    With `plain` http is fine to anywhere.
    """
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise errors.BadAddress(url[:200]) from None
    secure = parts.scheme == "https" or (
        parts.scheme == "http" and (plain or is_loopback(parts.hostname or ""))
    )
    if not usable or not secure or "@" in parts.netloc:
        raise errors.BadAddress(shown(url[:200]))
    return parts


def _redirect_target(reply: Reply) -> str | None:
    location = reply.headers.get("location")
    if reply.status not in _REDIRECTS or not location:
        return None
    try:
        return urljoin(reply.url, location)
    except ValueError:
        return None


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
        plain = "@" not in parts.netloc
        return (parts.scheme, (parts.hostname or "") if plain else "@", port)
    except ValueError:
        return ("", "", None)


def _host(url: str) -> str:
    return urlsplit(url).netloc
