"""Every fault the sandbox can be told to have, seen from a bare socket."""

from __future__ import annotations

import base64
import json
import socket
import time
import zlib
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urlsplit

import pytest

from app.portal import wire
from app.sandbox.faults import Fault, FaultKind
from tests.support.plain_feedback import feedback, send
from tests.support.sandbox import SandboxServer, visit


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(sandbox: SandboxServer) -> wire.Tokens:
    return sandbox.sign_in()


@pytest.fixture(autouse=True)
def no_faults_left(sandbox: SandboxServer) -> Iterator[None]:
    sandbox.requests(forget=True)
    yield
    sandbox.faults()


def raw(sandbox: SandboxServer, tokens: wire.Tokens, path: str, *, most: int = 1 << 22) -> bytes:
    """Every byte of the reply, at most so many."""
    parts = urlsplit(sandbox.address)
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip\r\n"
        f"Authorization: Bearer {tokens.access_token}\r\nConnection: close\r\n\r\n"
    )
    found = b""
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as line:
        line.sendall(request.encode())
        while len(found) < most:
            part = line.recv(65_536)
            if not part:
                break
            found += part
    return found


def head_and_body(content: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = content.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    pairs = (line.split(": ", 1) for line in lines[1:])
    return {"status": lines[0].split()[1], **{name.lower(): value for name, value in pairs}}, body


def test_without_faults_the_front_changes_nothing(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    head, body = head_and_body(raw(sandbox, tokens, "/v1/changes"))
    assert head["status"] == "200"
    assert int(head["content-length"]) == len(body)
    assert json.loads(zlib.decompress(body, 31))["changes"]


def test_faults_wait_for_their_request_and_happen_so_often(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    sandbox.fault("status", path="/v1/changes", method="GET", skip=1, times=2, status=503)
    assert sandbox.get("/v1/me", tokens).status == 200
    seen = [sandbox.get("/v1/changes?limit=1", tokens).status for _ in range(4)]
    assert seen == [200, 503, 503, 200]
    assert sandbox.faults_pending() == 0
    assert [r.fault for r in sandbox.requests("/v1/changes")] == [None, "status", "status", None]


@pytest.mark.parametrize("text", ["5", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1000000000", "soon"])
def test_too_many_requests_say_when_to_come_back_in_any_words(
    sandbox: SandboxServer, tokens: wire.Tokens, text: str
) -> None:
    sandbox.fault("status", status=429, retry_after=text)
    reply = sandbox.get("/v1/me", tokens)
    assert (reply.status, reply.headers["retry-after"]) == (429, text)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 422, 500, 502, 503])
def test_any_status_can_be_ordered(
    sandbox: SandboxServer, tokens: wire.Tokens, status: int
) -> None:
    sandbox.fault("status", status=status, code="ordered")
    reply = sandbox.get("/v1/me", tokens)
    assert (reply.status, reply.json()["code"]) == (status, "ordered")


@pytest.mark.parametrize("at", [0, 1, 40, 200])
def test_a_reply_is_cut_at_a_byte(sandbox: SandboxServer, tokens: wire.Tokens, at: int) -> None:
    whole = raw(sandbox, tokens, "/v1/me")
    sandbox.fault("cut", at=at)
    cut = raw(sandbox, tokens, "/v1/me")
    assert len(cut) == at
    assert whole[:10].startswith(cut[:10])
    sandbox.fault("cut_body", at=3)
    head, body = head_and_body(raw(sandbox, tokens, "/v1/me"))
    assert len(body) == 3 < int(head["content-length"])


def test_a_cut_comes_after_the_work_a_drop_before_it(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    before = len(sandbox.submissions())
    for kind, key, more in (("drop", "key-dropped-1", 0), ("cut", "key-cut-00001", 1)):
        sandbox.fault(kind, path="/v1/feedback")
        with pytest.raises((OSError, HTTPException)):
            send(sandbox, tokens, feedback(key), key)
        assert len(sandbox.submissions()) == before + more


def test_a_duplicated_request_is_received_twice_and_kept_once(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    before = len(sandbox.submissions())
    sandbox.fault("duplicate", path="/v1/feedback")
    assert send(sandbox, tokens, feedback("key-twice-001"), "key-twice-001").status == 201
    assert len(sandbox.submissions()) == before + 1


def test_the_work_can_be_done_and_an_error_be_told(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    before = len(sandbox.submissions())
    sandbox.fault("status_after", path="/v1/feedback", status=500)
    assert send(sandbox, tokens, feedback("key-after-001"), "key-after-001").status == 500
    assert len(sandbox.submissions()) == before + 1


def test_a_truncated_gzip_body_has_the_right_length_and_cannot_be_unpacked(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    sandbox.fault("truncated_gzip", at=9)
    head, body = head_and_body(raw(sandbox, tokens, "/v1/changes"))
    assert (head["content-encoding"], int(head["content-length"])) == ("gzip", len(body))
    unpacker = zlib.decompressobj(31)
    unpacker.decompress(body)
    assert not unpacker.eof


@pytest.mark.parametrize("off", [-5, 5])
def test_the_length_can_be_wrong(sandbox: SandboxServer, tokens: wire.Tokens, off: int) -> None:
    sandbox.fault("wrong_length", at=off)
    head, body = head_and_body(raw(sandbox, tokens, "/v1/me"))
    assert int(head["content-length"]) == len(body) + off


def test_a_bomb_is_small_outside_and_large_inside(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    sandbox.fault("bomb", at=20)
    _, body = head_and_body(raw(sandbox, tokens, "/v1/changes"))
    assert len(body) < 100_000
    assert len(zlib.decompress(body, 31)) == 20 << 20


@pytest.mark.parametrize("kind", ["endless", "huge_length"])
def test_a_body_goes_on_until_the_client_leaves(
    sandbox: SandboxServer, tokens: wire.Tokens, kind: str
) -> None:
    sandbox.fault(kind, at=2)
    assert len(raw(sandbox, tokens, "/v1/changes", most=3_000_000)) >= 3_000_000


def test_a_captive_network_labels_its_page_json(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    sandbox.fault("captive")
    reply = sandbox.get("/v1/me", tokens)
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.text.startswith("<!doctype html>")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_client_can_be_sent_elsewhere(
    sandbox: SandboxServer, tokens: wire.Tokens, status: int
) -> None:
    sandbox.fault("redirect", status=status, location="http://127.0.0.1:1/elsewhere")
    reply = sandbox.get("/v1/me", tokens)
    assert (reply.status, reply.headers["location"]) == (status, "http://127.0.0.1:1/elsewhere")


def test_errors_can_be_html_and_json_can_be_garbage(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    sandbox.fault("html_error", status=502, text='<a href="https://evil.example">pay</a>')
    reply = sandbox.get("/v1/me", tokens)
    assert (reply.status, "evil.example" in reply.text) == (502, True)
    sandbox.fault("garbage", text="NaN,")
    assert sandbox.get("/v1/me", tokens).text == "NaN,"


def test_a_reply_can_be_late_and_slow(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    sandbox.faults(
        Fault(kind=FaultKind.DELAY, seconds=0.3), Fault(kind=FaultKind.SLOW, seconds=0.001)
    )
    start = time.monotonic()
    assert sandbox.get("/v1/me", tokens).status == 200
    assert time.monotonic() - start >= 0.3
    start = time.monotonic()
    reply = raw(sandbox, tokens, "/v1/me")
    assert time.monotonic() - start >= 0.001 * len(reply)
    assert reply.endswith(b"}")


def test_the_portals_clock_can_be_off(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    right = parsedate_to_datetime(sandbox.get("/v1/me", tokens).headers["date"])
    sandbox.fault("clock", seconds=-86_400)
    wrong = parsedate_to_datetime(sandbox.get("/v1/me", tokens).headers["date"])
    assert 86_390 < (right - wrong).total_seconds() < 86_410


def test_every_change_can_have_members_from_the_future(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    sandbox.fault("unknown_fields")
    changes = json.loads(head_and_body(raw(sandbox, tokens, "/v1/changes"))[1])["changes"]
    assert all("x_future" in change and "x_future" in change["data"] for change in changes)


def test_what_came_in_can_be_looked_at(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    send(sandbox, tokens, feedback("key-looked-01"), "key-looked-01")
    (seen,) = sandbox.requests("/v1/feedback")
    assert seen.method == "POST"
    assert ("Idempotency-Key", "key-looked-01") in seen.headers
    assert json.loads(base64.b64decode(seen.body))["client_id"] == "key-looked-01"
    sandbox.requests(forget=True)
    assert sandbox.requests() == []


def test_a_sandbox_not_told_to_allow_faults_has_no_hand_inside() -> None:
    with SandboxServer.start(orders=1, allow_faults=False) as plain:
        for path in ("/sandbox/faults", "/sandbox/control"):
            assert visit("POST", plain.address + path, b"[]").status == 404
        for path in ("/sandbox/requests", "/sandbox/submissions"):
            assert visit("GET", plain.address + path).status == 404
