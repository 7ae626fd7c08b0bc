"""Threats 7, 10, 12, 15, 16: what an answer may do to us — nothing but say what it should."""

from __future__ import annotations

import gzip
import json
import random
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from app.base.errors import Problem
from app.portal import errors
from app.portal.transport import CAP, Transport
from tests.support.network import transport
from tests.support.raw_server import JSON, Conversation, RawServer, always, answer, chunked

BLNS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "blns" / "blns.json"


@pytest.fixture
def client() -> Iterator[Transport]:
    with transport() as made:
        yield made


def _closing(content: bytes):
    def talk(conversation: Conversation) -> None:
        conversation.hear()
        conversation.say(content)

    return talk


BODY = json.dumps({"word": "value " * 8, "n": 1}).encode()
WHOLE = {
    "plain": answer(BODY),
    "gzip": answer(gzip.compress(BODY), Content_Encoding="gzip"),
    "chunks": chunked(BODY, 31),
    "gzip in chunks": chunked(gzip.compress(BODY), 40, Content_Encoding="gzip"),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_an_answer_cut_at_any_byte_is_refused(kind: str, client: Transport) -> None:
    content = WHOLE[kind]
    cuts = iter(range(len(content) + 1))

    def talk(conversation: Conversation) -> None:
        conversation.hear()
        conversation.say(content[: next(cuts)])

    with RawServer(talk) as server:
        for cut in range(len(content)):
            with pytest.raises((errors.Truncated, errors.Unreachable, errors.NotAPortal)) as got:
                client.request("GET", server.url)
            assert got.value.retry, cut
        assert client.request("GET", server.url).body == BODY


def test_a_body_that_ends_with_the_connection_is_refused_even_if_whole(client: Transport) -> None:
    with (
        RawServer(
            _closing(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}")
        ) as server,
        pytest.raises(errors.Truncated),
    ):
        client.request("GET", server.url)


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: -1",
        "Content-Length: 0x2",
        "Transfer-Encoding: gzip, chunked",
    ],
)
def test_ambiguous_framing_is_refused(framing: str, client: Transport) -> None:
    content = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n{framing}\r\n\r\n".encode() + b"{}"
    with RawServer(_closing(content)) as server, pytest.raises(errors.Truncated):
        client.request("GET", server.url)


def test_gzip_with_a_wrong_check_sum_or_more_behind_it_is_refused(client: Transport) -> None:
    packed = bytearray(gzip.compress(BODY))
    packed[-6] ^= 1
    for wrong in (bytes(packed), gzip.compress(BODY) + b"more", BODY):
        content = answer(wrong, Content_Encoding="gzip")
        with RawServer(_closing(content)) as server, pytest.raises(errors.Truncated):
            client.request("GET", server.url)


def _endless_chunks(conversation: Conversation) -> None:
    conversation.hear()
    conversation.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    conversation.say(b"Transfer-Encoding: chunked\r\n\r\n")
    piece = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    while not conversation.ending.is_set():
        conversation.say(piece)


def _endless_line(conversation: Conversation) -> None:
    conversation.hear()
    conversation.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not conversation.ending.is_set():
        conversation.say(b"0" * 65536)


def _endless_headers(conversation: Conversation) -> None:
    conversation.hear()
    conversation.say(b"HTTP/1.1 200 OK\r\n")
    while not conversation.ending.is_set():
        conversation.say(b"X-More: " + b"y" * 60000 + b"\r\n")


def _huge(conversation: Conversation) -> None:
    conversation.hear()
    conversation.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    conversation.say(b"Content-Length: 1073741824\r\n\r\n")
    while not conversation.ending.is_set():
        conversation.say(b"a" * 65536)


def _bomb() -> bytes:
    import zlib

    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1 << 20)
    packed = b"".join(squeeze.compress(zeros) for _ in range(300)) + squeeze.flush()
    return answer(packed, Content_Encoding="gzip")


@pytest.mark.parametrize(
    "talk",
    [_endless_chunks, _endless_line, _endless_headers, _huge, _closing(_bomb())],
    ids=["endless chunks", "endless line", "endless headers", "1 GB stated", "gzip bomb"],
)
def test_endless_and_exploding_answers_stop_at_the_cap(talk, client: Transport) -> None:
    with RawServer(always(answer())) as warm:
        client.request("GET", warm.url)
    with RawServer(talk) as server:
        tracemalloc.start()
        try:
            with pytest.raises((errors.TooLarge, errors.NotAPortal)):
                client.request("GET", server.url)
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 32 * 1024 * 1024


def test_a_body_up_to_the_cap_comes_through(client: Transport) -> None:
    body = b'"' + b"a" * (CAP - 2) + b'"'
    with RawServer(always(answer(body))) as server:
        assert client.request("GET", server.url).body == body
        with pytest.raises(errors.TooLarge):
            client.request("GET", server.url, cap=CAP - 1)


PAGE = b"<!DOCTYPE html><html><a href='http://evil.example/'>Sign in</a></html>"


@pytest.mark.parametrize("kind", ["text/html", "application/json", "text/plain; charset=utf-8"])
@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf", b"\r\n  "])
def test_a_web_page_in_place_of_data_is_the_networks_sign_in(
    kind: str, lead: bytes, client: Transport
) -> None:
    with (
        RawServer(always(answer(lead + PAGE, kind=kind))) as server,
        pytest.raises(errors.NetworkSignInNeeded) as caught,
    ):
        client.request("GET", server.url)
    _says_only_ours(caught.value, PAGE.decode())
    assert caught.value.retry


def test_status_511_is_the_networks_sign_in_too(client: Transport) -> None:
    content = answer(PAGE, "511 Network Authentication Required", "text/html")
    with RawServer(always(content)) as server, pytest.raises(errors.NetworkSignInNeeded):
        client.request("GET", server.url)


@pytest.mark.parametrize("kind", ["text/plain", "image/png", "application/octet-stream"])
def test_data_that_is_not_json_is_not_a_portals(kind: str, client: Transport) -> None:
    with RawServer(always(answer(b"hello", kind=kind))) as server, pytest.raises(errors.NotAPortal):
        client.request("GET", server.url)


def test_what_does_not_speak_http_is_not_a_portal(client: Transport) -> None:
    with (
        RawServer(_closing(b"SSH-2.0-OpenSSH_9.2\r\n")) as server,
        pytest.raises(errors.NotAPortal),
    ):
        client.request("GET", server.url)


def _date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("5", 5, 5),
        ("0", 0, 0),
        ("-1", 0, 0),
        ("1e9", 3600, 3600),
        ("999999999999999999999999", 3600, 3600),
        ("nan", 0, 0),
        ("inf", 3600, 3600),
        ("soon", 0, 0),
        ("Wed, 99 Foo 2026 99:99:99 GMT", 0, 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0, 0),
        ("", 0, 0),
        pytest.param(lambda: _date(120), 30, 120, id="a date in two minutes"),
        pytest.param(lambda: _date(1e6), 3600, 3600, id="a date in some days"),
    ],
)
def test_retry_after_is_obeyed_and_clamped_to_an_hour(
    status: str,
    header: str | Callable[[], str],
    least: float,
    most: float,
    client: Transport,
) -> None:
    text = header if isinstance(header, str) else header()
    with (
        RawServer(always(answer(b"{}", status, Retry_After=text))) as server,
        pytest.raises(errors.Throttled) as caught,
    ):
        client.request("GET", server.url)
    assert least <= caught.value.retry_after <= most


@pytest.mark.parametrize(
    ("status", "kind", "again"),
    [
        (400, errors.Refused, False),
        (401, errors.SignInNeeded, True),
        (403, errors.NotPermitted, False),
        (404, errors.NotFound, False),
        (408, errors.TimedOut, True),
        (409, errors.Conflict, False),
        (410, errors.Gone, False),
        (418, errors.Refused, False),
        (422, errors.Refused, False),
        (500, errors.ServerFault, True),
        (502, errors.ServerFault, True),
        (503, errors.ServerFault, True),
        (504, errors.ServerFault, True),
        (304, None, None),
        (999, errors.NotAPortal, True),
    ],
)
def test_each_status_is_one_of_a_closed_set(
    status: int, kind: type[errors.PortalProblem] | None, again: bool, client: Transport
) -> None:
    document = {"type": "about:blank", "title": "No", "detail": "Because", "code": "reason"}
    body = b"" if status == 304 else json.dumps(document).encode()
    content = answer(body, f"{status} X", "application/problem+json")
    with RawServer(always(content)) as server:
        if kind is None:
            assert client.request("GET", server.url).status == status
            return
        with pytest.raises(kind) as caught:
            client.request("GET", server.url)
        assert caught.value.retry is again
        assert "Because" in caught.value.detail
        _says_only_ours(caught.value, "Because")
        assert client.request("GET", server.url, also=(status,)).status == status


def test_a_conflict_over_a_try_still_under_way_may_be_sent_again(client: Transport) -> None:
    content = answer(b'{"code": "in_progress"}', "409 Conflict", "application/problem+json")
    with RawServer(always(content)) as server, pytest.raises(errors.Conflict) as caught:
        client.request("GET", server.url)
    assert caught.value.retry


def _says_only_ours(problem: Problem, theirs: str) -> None:
    words = f"{problem.title} {problem.explanation} {problem.next_step} {problem.kept}"
    if len(theirs.strip()) > 3:
        assert theirs not in words
    assert "<" not in words
    assert "http" not in words


def _shapes(text: str) -> list[tuple[str, bytes]]:
    document = {"title": text, "detail": text, "code": text, "instance": text, "type": text}
    return [
        ("application/problem+json", json.dumps(document).encode("utf-8", "surrogatepass")),
        ("application/problem+json", text.encode("utf-8", "surrogatepass")),
        ("text/html", f"<html><a href='http://evil.example'>{text}</a>".encode()),
    ]


@pytest.mark.skipif(not BLNS.exists(), reason="the shared test vectors are not beside this clone")
def test_hostile_strings_as_error_bodies_never_reach_a_sentence(client: Transport) -> None:
    strings: list[str] = json.loads(BLNS.read_text("utf-8"))
    assert len(strings) >= 500
    answers = [answer(body, "422 X", kind) for text in strings for kind, body in _shapes(text)]
    expected: set[tuple[str, ...]] = set()
    with RawServer(always(*answers)) as server:
        for _content in answers:
            with pytest.raises(errors.Refused) as caught:
                client.request("GET", server.url)
            problem = caught.value
            expected.add((problem.title, problem.explanation, problem.next_step, problem.kept))
            assert len(problem.detail) < 10_000
            assert not any(ord(c) < 32 and c != "\n" for c in problem.detail)
            assert not set(problem.detail) & set("\u202e\u2066\u2067\u200b\ufeff\x7f")
    assert len(expected) == 1


def test_junk_as_a_problem_document_is_still_a_known_error(client: Transport) -> None:
    chance = random.Random(7)
    bodies = [b"[" * 100_000, b"null", b"\xff\xfe", b'{"title": 5}', chance.randbytes(3000)]
    content = [answer(body, "400 X", "application/problem+json") for body in bodies]
    with RawServer(always(*content)) as server:
        for _body in bodies:
            with pytest.raises(errors.Refused):
                client.request("GET", server.url)
