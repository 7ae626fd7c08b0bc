"""Threats 8, 9, 11, 13, 14: where a request goes, how long it may take, whom it trusts."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from app.base.errors import Cancelled
from app.base.tasks import CancelToken
from app.portal import errors
from app.portal.proxies import ProxyCredentials
from app.portal.transport import Transport
from tests.support.network import ShiftedClock, transport
from tests.support.raw_server import Authority, Conversation, RawServer, always, answer

BEARER = {"authorization": "Bearer of-the-profile"}


@pytest.fixture
def client() -> Iterator[Transport]:
    with transport() as made:
        yield made


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.new("Company Inspection Root")


def test_netrc_proxies_and_bundles_of_the_environment_are_ignored(
    client: Transport, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = home / "netrc"
    netrc.write_text("machine 127.0.0.1 login thief password p\ndefault login thief password p\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with RawServer(always(answer())) as trap, RawServer(always(answer())) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, trap.url)
            monkeypatch.setenv(name.lower(), trap.url)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(home / "nothing.pem"))
        monkeypatch.setenv("CURL_CA_BUNDLE", str(home / "nothing.pem"))
        client.request("GET", server.url, headers=BEARER)
        client.request("GET", server.url)
        with transport(proxy="system") as by_system:
            by_system.request("GET", server.url)
            assert by_system.proxy_for("https://portal.example.com").address == ""
    assert trap.connections == 0
    assert b"authorization: Bearer of-the-profile" in server.heard[0]
    assert b"authorization" not in server.heard[1].lower()


def test_proxies_of_the_environment_count_when_the_settings_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:word@proxy.example.com:8080")
    monkeypatch.setenv("NO_PROXY", "inside.example.com")
    with transport(proxy="environment") as client:
        choice = client.proxy_for("https://portal.example.com/x")
        assert choice.source == "environment"
        assert choice.address.endswith("proxy.example.com:8080")
        assert "word" not in repr(choice)
        assert client.proxy_for("https://inside.example.com/").address == ""
        assert client.proxy_for("http://127.0.0.1:1/").address == ""


@pytest.mark.parametrize(
    "setting",
    ["http://proxy.example.com/proxy.pac", "wpad.pac", "socks5://p:1080", "http://u:p@p:80", "://"],
)
def test_a_proxy_that_cannot_be_used_is_named_so_and_its_password_is_not_shown(
    setting: str,
) -> None:
    with transport(proxy=setting) as client, pytest.raises(errors.ProxyNotUsable) as caught:
        client.request("GET", "https://portal.example.com/")
    assert "PAC" in caught.value.explanation
    assert "u:p@" not in str(caught.value.report())


def _tunnel(to: int, credentials: bytes | None):
    """A proxy that opens tunnels to `to`, when it gets `credentials`."""

    def talk(conversation: Conversation) -> None:
        request = conversation.hear()
        if credentials is not None and credentials not in request:
            conversation.say(
                b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                b"Proxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n"
            )
            return
        conversation.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", to)) as inner:
            back = threading.Thread(target=_copy, args=(inner, conversation.sock))
            back.start()
            _copy(conversation.sock, inner)
            back.join(5)

    return talk


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
    except OSError:
        return
    finally:
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def test_a_proxy_gets_its_credentials_and_never_the_bearer(
    authority: Authority, tmp_path: Path
) -> None:
    root = authority.save(tmp_path / "root.pem")
    context = authority.context(tmp_path, names=("portal.example.com",))
    word = base64.b64encode(b"me:word")
    with (
        RawServer(always(answer()), context=context) as server,
        RawServer(_tunnel(server.port, word)) as proxy,
    ):
        for credentials, works in ((ProxyCredentials("me", "word"), True), (None, False)):
            client = Transport(
                clock=ShiftedClock(),
                proxy=proxy.url,
                company_ca=root,
                proxy_credentials=credentials,
            )
            try:
                if works:
                    client.request("GET", "https://portal.example.com/v1", headers=BEARER)
                    continue
                with pytest.raises(errors.ProxyNeedsSignIn) as caught:
                    client.request("GET", "https://portal.example.com/v1", headers=BEARER)
                assert "Negotiate" in caught.value.explanation
            finally:
                client.close()
    assert len(server.heard) == 1
    assert b"proxy-authorization" not in server.heard[0].lower()
    assert all(request.startswith(b"CONNECT portal.example.com:443") for request in proxy.heard)
    assert b"Bearer" not in b"".join(proxy.heard)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("signed", [True, False])
def test_no_redirect_takes_anything_to_another_host(
    status: int, method: str, signed: bool, client: Transport
) -> None:
    with RawServer(always(answer())) as other:
        for place in (
            f"{other.url}/v1",
            f"//127.0.0.1:{other.port}/v1",
            f"http://localhost:{other.port}",
            f"http://x@127.0.0.1:{other.port}/",
            "http://portal.example.com/",
            "file:///etc/passwd",
            "http://[",
        ):
            moved = answer(b"", f"{status} Moved", Location=place)
            with RawServer(always(moved)) as server:
                with pytest.raises(errors.RedirectRefused) as caught:
                    client.request(
                        method,
                        server.url,
                        headers=BEARER if signed else None,
                        body=b"text" if method == "POST" else None,
                    )
                assert place not in str(caught.value.report())
                assert server.connections == 1
    assert other.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_origin_is_followed_for_an_unsigned_get_only(
    status: int, client: Transport
) -> None:
    moved = answer(b"", f"{status} Moved", Location="/new?x=1")
    with RawServer(always(moved, answer(b'"here"'))) as server:
        reply = client.request("GET", server.url + "/old")
        assert (reply.body, reply.url) == (b'"here"', server.url + "/new?x=1")
    for options in ({"headers": BEARER}, {"body": b"{}"}):
        method = "POST" if "body" in options else "GET"
        with RawServer(always(moved, answer())) as server:
            with pytest.raises(errors.RedirectRefused):
                client.request(method, server.url + "/old", **options)
            assert len(server.heard) == 1


def test_a_circle_of_redirects_ends(client: Transport) -> None:
    with RawServer(always(answer(b"", "302 Found", Location="/again"))) as server:
        with pytest.raises(errors.RedirectRefused):
            client.request("GET", server.url)
        assert len(server.heard) == 5


def test_cookies_are_never_sent_back(client: Transport) -> None:
    with RawServer(always(answer(Set_Cookie="track=1; Path=/"))) as server:
        client.request("GET", server.url)
        client.request("GET", server.url)
    assert b"cookie" not in b"".join(server.heard).lower()


def _silent(conversation: Conversation) -> None:
    conversation.hold()


def _half_a_head(conversation: Conversation) -> None:
    conversation.hear()
    conversation.say(b"HTTP/1.1 200 OK\r\nContent-Le")
    conversation.hold()


def _dripping(conversation: Conversation) -> None:
    conversation.hear()
    conversation.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    conversation.say(b"Content-Length: 100000\r\n\r\n")
    conversation.drip(b" " * 100_000, 0.05)


PHASES = {"silent": _silent, "half a head": _half_a_head, "byte by byte": _dripping}


@pytest.mark.parametrize("phase", PHASES)
def test_the_deadline_bounds_the_whole_request(phase: str, client: Transport) -> None:
    with RawServer(PHASES[phase]) as server:
        began = time.monotonic()
        with pytest.raises(errors.TimedOut):
            client.request("GET", server.url, deadline=0.6)
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("phase", [*PHASES, "connecting", "shaking hands", "sending", "name"])
def test_cancel_answers_within_a_second_in_every_phase(
    phase: str, client: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel = CancelToken()
    body = None
    release = threading.Event()
    with RawServer(PHASES.get(phase, _silent)) as server:
        url = server.url
        match phase:
            case "shaking hands":
                url = f"https://localhost:{server.port}"
            case "sending":
                body = bytes(64 * 1024 * 1024)
                server.talk = _never_reads
            case "name" | "connecting":
                # Name lookup and connecting cannot be made to hang without a network of one's
                # own, so the system's calls for them are held up here.
                name = "getaddrinfo" if phase == "name" else "create_connection"
                place = socket if phase == "name" else _urllib3_connection()
                monkeypatch.setattr(place, name, lambda *_a, **_k: _held(release))
        timer = threading.Timer(0.2, cancel.cancel)
        timer.start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            client.request("POST", url, body=body, cancel=cancel)
        assert time.monotonic() - began < 1.2
        timer.join()
        release.set()


def _urllib3_connection():
    import urllib3.util.connection

    return urllib3.util.connection


def _held(release: threading.Event) -> None:
    release.wait(10)
    raise OSError("held")


def _never_reads(conversation: Conversation) -> None:
    conversation.ending.wait(10)


def test_a_cancelled_token_sends_nothing(client: Transport) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with RawServer(always(answer())) as server:
        with pytest.raises(Cancelled):
            client.request("GET", server.url, cancel=cancel)
        assert server.connections == 0


def test_a_connection_is_used_again_after_a_good_answer_and_never_after_a_bad_one(
    client: Transport,
) -> None:
    with RawServer(always(answer(), answer(), answer(b"x" * 9000), answer())) as server:
        client.request("GET", server.url)
        client.request("GET", server.url)
        assert server.connections == 1
        with pytest.raises(errors.TooLarge):
            client.request("GET", server.url, cap=10)
        client.request("GET", server.url)
        assert server.connections == 2


BAD = {
    "expired": {"days": (-30, -2)},
    "wrong host": {"names": ("other.example.com",)},
    "self-signed": {"self_signed": True},
    "no SAN": {"names": ()},
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_certificate_stops_before_the_first_byte_of_http(
    kind: str, authority: Authority, tmp_path: Path
) -> None:
    root = authority.save(tmp_path / "root.pem")
    context = authority.context(tmp_path, **BAD[kind])
    with RawServer(always(answer()), context=context) as server, transport(company_ca=root) as it:
        with pytest.raises(errors.TlsRefused) as caught:
            it.request("POST", server.url, headers=BEARER, body=b"text")
        assert server.heard == []
    problem = caught.value
    assert problem.reason
    assert problem.reason in problem.explanation
    assert "Nothing was sent" in problem.explanation
    assert problem.issuer == ("localhost" if kind == "self-signed" else "Company Inspection Root")


def test_an_unknown_root_is_refused_by_name_and_accepted_once_set_as_the_companys(
    authority: Authority, tmp_path: Path
) -> None:
    context = authority.context(tmp_path)
    with RawServer(always(answer()), context=context) as server:
        with transport() as client, pytest.raises(errors.TlsRefused) as caught:
            client.request("GET", server.url)
        assert "Company Inspection Root" in caught.value.explanation
        assert server.heard == []
        with transport(company_ca=authority.save(tmp_path / "root.pem")) as client:
            assert client.request("GET", server.url).status == 200


def test_a_certificate_of_tomorrow_means_that_the_clock_is_behind(
    authority: Authority, tmp_path: Path
) -> None:
    root = authority.save(tmp_path / "root.pem")
    context = authority.context(tmp_path, days=(2, 30))
    with RawServer(always(answer()), context=context) as server, transport(company_ca=root) as it:
        with pytest.raises(errors.ClockOff) as caught:
            it.request("GET", server.url)
        assert server.heard == []
    assert "behind" in caught.value.explanation


def test_an_expired_certificate_is_the_clocks_fault_when_the_clock_is_known_to_be_ahead(
    authority: Authority, tmp_path: Path
) -> None:
    root = authority.save(tmp_path / "root.pem")
    context = authority.context(tmp_path, days=(-30, -2))
    clock = ShiftedClock(timedelta(days=40))
    today = format_datetime(datetime.now(UTC), usegmt=True)
    with (
        RawServer(always(answer(Date=today))) as plain,
        RawServer(always(answer()), context=context) as server,
    ):
        client = Transport(clock=clock, proxy="none", company_ca=root)
        try:
            client.request("GET", plain.url)
            assert client.clock_off
            with pytest.raises(errors.ClockOff, match="clock"):
                client.request("GET", server.url)
        finally:
            client.close()


def test_old_tls_is_refused(authority: Authority, tmp_path: Path) -> None:
    root = authority.save(tmp_path / "root.pem")
    old = authority.context(tmp_path)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with RawServer(always(answer()), context=old) as server, transport(company_ca=root) as client:
        with pytest.raises(errors.TlsRefused):
            client.request("GET", server.url)
        assert server.heard == []


def test_a_server_without_tls_hears_no_request(client: Transport) -> None:
    heard: list[bytes] = []

    def talk(conversation: Conversation) -> None:
        heard.append(conversation.sock.recv(65536))
        conversation.say(answer(b"no", "400 Bad"))

    with RawServer(talk) as server, pytest.raises(errors.TlsRefused):
        client.request("GET", f"https://127.0.0.1:{server.port}", headers=BEARER)
    assert b"Bearer" not in b"".join(heard)
    assert b"GET" not in b"".join(heard)


def test_plain_http_goes_to_this_computer_only(client: Transport) -> None:
    for url in (
        "http://portal.example.com/",
        "ftp://127.0.0.1/",
        "https://u:p@h/",
        "https://",
        "x",
    ):
        with pytest.raises(errors.BadAddress) as caught:
            client.request("GET", url)
        assert "u:p" not in str(caught.value.report())


def test_a_company_certificate_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "junk.pem").write_text("junk")
    for path in (tmp_path / "junk.pem", tmp_path / "missing.pem"):
        with transport(company_ca=path) as client, pytest.raises(errors.CompanyCaUnreadable):
            client.request("GET", "https://portal.example.com/")


def test_nobody_home_is_unreachable(client: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.Unreachable) as caught:
        client.request("GET", f"http://127.0.0.1:{port}/")
    assert caught.value.retry
    with pytest.raises(errors.Unreachable):
        client.request("GET", "https://portal.invalid/")
