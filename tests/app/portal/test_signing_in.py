"""Finding a portal and signing in to it: the embedded vendor on a socket, and hostile stand-ins."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from app.base.clock import SystemClock
from app.base.errors import Cancelled
from app.base.tasks import CancelToken
from app.portal import errors, signin
from app.portal.discovery import discover, origin_of
from app.portal.tokens import TokenSet, sign_in_problem
from app.portal.transport import Transport
from app.portal.wire import DeviceStart, Discovery, OAuthError
from tests.support.network import transport
from tests.support.raw_server import RawServer, always, answer
from tests.support.sandbox import SandboxServer, visit

CLOCK = SystemClock()


@pytest.fixture(scope="module")
def portal() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=5) as server:
        yield server


@pytest.fixture
def client() -> Iterator[Transport]:
    with transport() as made:
        yield made


@pytest.fixture
def found(portal: SandboxServer, client: Transport) -> Discovery:
    return discover(client, portal.address)


def _sign_in(
    client: Transport, found: Discovery, browser: Callable[[str], object], **options: object
) -> TokenSet:
    return signin.with_browser(
        client, found, open_browser=lambda url: browser(url) and None, clock=CLOCK, **options
    )


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("portal.example.com", "https://portal.example.com"),
        (" Portal.Example.com:8443/login?x ", "https://portal.example.com:8443"),
        ("https://portal.example.com/some/page", "https://portal.example.com"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost"),
        ("[::1]:99", "http://[::1]:99"),
        ("münchen.example", "https://xn--mnchen-3ya.example"),
    ],
)
def test_an_address_may_be_typed_in_many_ways(typed: str, origin: str) -> None:
    assert origin_of(typed) == origin


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "http://portal.example.com", "ftp://x", "a b", "https://", "u:p@portal.example.com",
     "x..y", "host:99999", "host:0", "[::1", "a" * 300, "java\nscript:x", "javascript:alert(1)",
     "<b>x</b>"],
)  # fmt: skip
def test_what_cannot_be_an_address_is_said_before_anything_is_sent(
    typed: str, client: Transport
) -> None:
    with pytest.raises(errors.BadAddress) as caught:
        discover(client, typed)
    assert "u:p" not in str(caught.value.report())


def test_the_embedded_vendor_is_found(found: Discovery, portal: SandboxServer) -> None:
    assert found.api == portal.address
    assert found.keys


def test_a_web_site_is_not_a_portal(client: Transport) -> None:
    for content in (
        answer(b"{}"),
        answer(b"[1]"),
        answer(b"{", kind="application/json"),
        answer(b"none", "404 Not Found", "text/html"),
        answer(b"", "302 Found", Location="https://elsewhere.example/"),
        answer(b"\xff\xfe{}"),
    ):
        with RawServer(always(content)) as server, pytest.raises(errors.NotAPortal) as caught:
            discover(client, server.url)
        assert "Check the address" in caught.value.next_step


def test_an_unknown_address_is_unreachable(client: Transport) -> None:
    with pytest.raises(errors.Unreachable):
        discover(client, "no-such-portal.invalid")


@pytest.mark.parametrize("member", ["api", "token_endpoint", "authorization_endpoint"])
@pytest.mark.parametrize("address", ["http://portal.example.com/x", "javascript:alert(1)", ""])
def test_a_portal_that_names_unsafe_addresses_is_refused(
    member: str, address: str, found: Discovery, client: Transport
) -> None:
    body = msgspec.json.encode(msgspec.structs.replace(found, **{member: address}))
    with RawServer(always(answer(body))) as server, pytest.raises(errors.NotAPortal):
        discover(client, server.url)


def test_the_browser_brings_tokens_and_sees_a_page(
    found: Discovery, client: Transport, portal: SandboxServer
) -> None:
    pages: list[str] = []
    addresses: list[str] = []

    def browser(url: str) -> None:
        addresses.append(url)
        pages.append(portal.sign_in_as_browser(url).text)

    tokens = _sign_in(client, found, browser)
    assert tokens.refresh_token
    assert tokens.expires_at > CLOCK.now()
    assert tokens.access_token not in repr(tokens)
    query = parse_qs(urlsplit(addresses[0]).query)
    assert query["code_challenge_method"] == ["S256"]
    redirect = urlsplit(query["redirect_uri"][0])
    assert redirect.hostname == "127.0.0.1"
    for _turn in range(200):
        if pages:
            break
        threading.Event().wait(0.01)
    assert "You are signed in" in pages[0]
    assert redirect.port is not None
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", redirect.port), timeout=1)


def test_consent_refused_is_its_own_error_and_the_page_says_so(
    found: Discovery, client: Transport, portal: SandboxServer
) -> None:
    with pytest.raises(errors.ConsentRefused) as caught:
        _sign_in(client, found, lambda url: portal.sign_in_as_browser(url, decision="deny"))
    assert "allow access" in caught.value.next_step


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("access_denied", errors.ConsentRefused),
        ("account_locked", errors.AccountLocked),
        ("invalid_credentials", errors.WrongPassword),
        ("login_required", errors.WrongPassword),
        ("server_error", errors.ServerFault),
        ("temporarily_unavailable", errors.Throttled),
        ("<b>something</b>", errors.SignInFailed),
    ],
)
def test_each_refusal_of_the_portals_page_has_its_own_words(
    word: str, kind: type[errors.PortalProblem], found: Discovery, client: Transport
) -> None:
    def browser(url: str) -> None:
        query = parse_qs(urlsplit(url).query)
        back = f"{query['redirect_uri'][0]}?error={word}&state={query['state'][0]}"
        visit("GET", f"{back}&iss={found.issuer}&error_description=call+http://evil.example")

    with pytest.raises(kind) as caught:
        _sign_in(client, found, browser)
    report = caught.value.report()
    assert report.next_step
    assert "evil" not in f"{report.title}{report.explanation}{report.next_step}"
    assert isinstance(sign_in_problem(OAuthError(word), "h"), kind)


@pytest.mark.parametrize("wrong", ["state", "iss", "no iss", "no state", "two states", "no code"])
def test_an_answer_of_another_sign_in_is_refused(
    wrong: str, found: Discovery, client: Transport, portal: SandboxServer
) -> None:
    portal.requests(forget=True)

    def browser(url: str) -> None:
        query = parse_qs(urlsplit(url).query)
        state, back = query["state"][0], query["redirect_uri"][0]
        given = {
            "state": f"code=c&state=other&iss={found.issuer}",
            "iss": f"code=c&state={state}&iss=https://evil.example",
            "no iss": f"code=c&state={state}",
            "no state": f"code=c&iss={found.issuer}",
            "two states": f"code=c&state={state}&state={state}&iss={found.issuer}",
            "no code": f"state={state}&iss={found.issuer}",
        }
        visit("GET", f"{back}?{given[wrong]}")

    with pytest.raises(errors.SignInTampered):
        _sign_in(client, found, browser)
    assert portal.requests("/oauth/token") == []


def test_other_requests_to_the_loopback_do_not_end_the_wait(
    found: Discovery, client: Transport, portal: SandboxServer
) -> None:
    statuses: list[int] = []

    def browser(url: str) -> None:
        back = parse_qs(urlsplit(url).query)["redirect_uri"][0]
        origin = back.removesuffix("/callback")
        port = urlsplit(back).port or 0
        idle = socket.create_connection(("127.0.0.1", port))  # as browsers do beforehand
        statuses.append(visit("GET", f"{origin}/favicon.ico").status)
        statuses.append(visit("POST", back, b"code=x").status)
        statuses.append(visit("GET", back, headers={"Host": "evil.example"}).status)
        with socket.create_connection(("127.0.0.1", port)) as noise:
            noise.sendall(b"\x00\xff" * 20_000)
        portal.sign_in_as_browser(url)
        idle.close()

    assert _sign_in(client, found, browser).access_token
    assert statuses == [404, 404, 404]


def test_cancel_works_while_the_browser_never_returns(found: Discovery, client: Transport) -> None:
    cancel = CancelToken()
    timer = threading.Timer(0.2, cancel.cancel)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        _sign_in(client, found, lambda url: None, cancel=cancel)
    assert time.monotonic() - began < 1.2
    timer.join()


def test_a_browser_that_never_returns_ends_in_time(found: Discovery, client: Transport) -> None:
    with pytest.raises(errors.SignInExpired):
        _sign_in(client, found, lambda url: None, timeout=0.2)


def test_no_browser_is_said_with_the_other_way(found: Discovery, client: Transport) -> None:
    def browser(url: str) -> None:
        raise OSError(url)

    with pytest.raises(errors.BrowserMissing) as caught:
        _sign_in(client, found, browser)
    assert "counterpart signin" in caught.value.next_step
    assert "code_challenge" not in caught.value.detail


def test_a_code_is_worth_nothing_without_its_verifier(
    found: Discovery, client: Transport, portal: SandboxServer
) -> None:
    other = portal.sign_in_as_browser(portal.authorize_url("v" * 43), follow=False).answer()

    def browser(url: str) -> None:
        query = parse_qs(urlsplit(url).query)
        back = f"{query['redirect_uri'][0]}?code={other['code']}&state={query['state'][0]}"
        visit("GET", f"{back}&iss={found.issuer}")

    with pytest.raises(errors.SignInFailed):
        _sign_in(client, found, browser)


class _Waits(CancelToken):
    """Notes how long it was asked to wait, and does not."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        return self.cancelled


def _device(
    client: Transport, found: Discovery, show: Callable[[DeviceStart], object], cancel: CancelToken
) -> TokenSet:
    return signin.with_device(
        client, found, show=lambda start: show(start) and None, clock=CLOCK, cancel=cancel
    )


def test_a_code_typed_elsewhere_signs_in(
    found: Discovery, client: Transport, portal: SandboxServer
) -> None:
    def show(start: DeviceStart) -> None:
        assert re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", start.user_code)
        portal.approve_device(start.user_code)

    tokens = _device(client, found, show, _Waits())
    assert tokens.refresh_token


def test_refusing_on_the_other_device_is_its_own_error(
    found: Discovery, client: Transport, portal: SandboxServer
) -> None:
    with pytest.raises(errors.ConsentRefused):
        _device(
            client,
            found,
            lambda start: portal.approve_device(start.user_code, decision="deny"),
            _Waits(),
        )


def _device_portal(found: Discovery, server: RawServer) -> Discovery:
    return msgspec.structs.replace(
        found,
        device_authorization_endpoint=f"{server.url}/device",
        token_endpoint=f"{server.url}/token",
    )


def _start(**changes: object) -> bytes:
    start = DeviceStart("d" * 20, "ABCD-EFGH", "https://portal.example.com/device", 900, None, 7)
    return answer(msgspec.json.encode(msgspec.structs.replace(start, **changes)))


def _word(error: str) -> bytes:
    return answer(msgspec.json.encode(OAuthError(error)), "400 Bad Request")


TOKENS = answer(b'{"access_token":"a","token_type":"bearer","expires_in":60,"refresh_token":"r"}')


def test_polling_keeps_the_interval_slows_down_and_survives_faults(
    found: Discovery, client: Transport
) -> None:
    answers = [
        _start(),
        _word("authorization_pending"),
        _word("slow_down"),
        answer(b"{}", "500 Oops"),
        answer(b"{}", "429 Busy", Retry_After="40"),
        TOKENS,
    ]
    waits = _Waits()
    with RawServer(always(*answers)) as server:
        tokens = _device(client, _device_portal(found, server), lambda start: None, waits)
    assert tokens.access_token == "a"
    assert waits.waits == [7, 7, 12, 24, 40]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("expired_token", errors.SignInExpired),
        ("access_denied", errors.ConsentRefused),
        ("account_locked", errors.AccountLocked),
        ("invalid_grant", errors.SignInFailed),
    ],
)
def test_the_device_way_ends_with_its_own_words(
    word: str, kind: type[errors.PortalProblem], found: Discovery, client: Transport
) -> None:
    with RawServer(always(_start(), _word(word))) as server, pytest.raises(kind):
        _device(client, _device_portal(found, server), lambda start: None, _Waits())


def test_a_code_that_ran_out_ends_the_polling(found: Discovery, client: Transport) -> None:
    with (
        RawServer(always(_start(expires_in=0), _word("authorization_pending"))) as server,
        pytest.raises(errors.SignInExpired),
    ):
        _device(client, _device_portal(found, server), lambda start: None, _Waits())


def test_cancel_ends_the_polling(found: Discovery, client: Transport) -> None:
    cancel = CancelToken()
    with (
        RawServer(always(_start(), _word("authorization_pending"))) as server,
        pytest.raises(Cancelled),
    ):
        _device(client, _device_portal(found, server), lambda start: cancel.cancel(), cancel)


@pytest.mark.parametrize(
    "changes",
    [
        {"verification_uri": "javascript:alert(1)"},
        {"verification_uri": "http://portal.example.com"},
        {"user_code": "AB\u202eCD"},
        {"user_code": "x" * 100},
    ],
)
def test_a_device_answer_that_could_mislead_is_refused(
    changes: dict[str, object], found: Discovery, client: Transport
) -> None:
    with RawServer(always(_start(**changes))) as server, pytest.raises(errors.NotAPortal):
        _device(client, _device_portal(found, server), lambda start: None, _Waits())


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"access_token":"my secret","token_type":"bearer","expires_in":1}',
        b'{"access_token":"a\\r\\nX: y","token_type":"bearer","expires_in":1}',
        b'{"access_token":"a","token_type":"mac","expires_in":1}',
        b'{"access_token":1,"token_type":"bearer","expires_in":1}',
    ],
)
def test_tokens_that_cannot_be_used_are_refused_without_showing_them(
    body: bytes, found: Discovery, client: Transport
) -> None:
    with RawServer(always(_start(), answer(body))) as server:
        with pytest.raises(errors.NotAPortal) as caught:
            _device(client, _device_portal(found, server), lambda start: None, _Waits())
        assert "my secret" not in str(caught.value.report())


def test_nothing_of_a_sign_in_is_written_to_disk(
    found: Discovery, client: Transport, portal: SandboxServer, home: Path
) -> None:
    _sign_in(client, found, portal.sign_in_as_browser)
    assert [path for path in home.rglob("*") if path.is_file()] == []
