"""Files at the sandbox: announced, sent in parts, resumed, compared, served in ranges."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.portal import wire
from app.sandbox.faults import FaultKind
from tests.support import support_desk as desk
from tests.support.sandbox import SandboxServer, visit

CONTENT = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30, upload_cap=100_000) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(sandbox: SandboxServer) -> wire.Tokens:
    return sandbox.sign_in()


@pytest.fixture(autouse=True)
def no_faults(sandbox: SandboxServer) -> Iterator[None]:
    yield
    sandbox.faults()


def test_a_file_arrives_in_parts_and_is_found_whole(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    told = desk.announce(sandbox, tokens, CONTENT, "a.bin").json()
    assert (told["received"], told["complete"]) == (0, False)
    assert sandbox.get(f"/v1/submissions/{told['client_id']}", tokens).status == 404
    half = len(CONTENT) // 2
    first = desk.send_part(sandbox, tokens, told["id"], CONTENT[:half], 0, len(CONTENT))
    assert (first.status, first.json()["received"]) == (200, half)
    state = sandbox.get(f"/v1/uploads/{told['client_id']}", tokens).json()
    assert (state["id"], state["received"]) == (told["id"], half)
    last = desk.send_part(sandbox, tokens, told["client_id"], CONTENT[half:], half, len(CONTENT))
    assert last.json()["complete"]
    receipt = sandbox.get(f"/v1/submissions/{told['client_id']}", tokens).json()
    assert (receipt["kind"], receipt["id"]) == ("upload", told["id"])


def test_the_same_announcement_says_how_far_the_file_is(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    told = desk.announce(sandbox, tokens, CONTENT, "b.bin").json()
    desk.send_part(sandbox, tokens, told["id"], CONTENT[:100], 0, len(CONTENT))
    again = desk.announce(sandbox, tokens, CONTENT, "b.bin", client_id=told["client_id"])
    assert (again.status, again.json()["id"]) == (201, told["id"])
    assert again.json()["received"] == 100
    other = desk.announce(sandbox, tokens, CONTENT, "c.bin", client_id=told["client_id"])
    assert (other.status, other.json()["code"]) == (409, "idempotency_mismatch")


def test_bytes_that_are_not_the_next_ones_are_refused(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    name = desk.announce(sandbox, tokens, CONTENT, "d.bin").json()["id"]
    for first in (1, 5_000):
        reply = desk.send_part(sandbox, tokens, name, b"abc", first, len(CONTENT))
        assert (reply.status, reply.json()["code"]) == (409, "wrong_offset")
    for piece, size in ((b"abc", 7), (CONTENT + b"x", len(CONTENT))):
        reply = desk.send_part(sandbox, tokens, name, piece, 0, size)
        assert (reply.status, reply.json()["code"]) == (400, "invalid_parameter")
    bearer = {"Authorization": f"Bearer {tokens.access_token}"}
    for said in (
        "",
        "bytes */10240",
        "bytes 0-2",
        "bytes 2-0/10240",
        "bytes=0-2",
        "bytes 0-5/10240",
    ):
        reply = visit(
            "PATCH",
            f"{sandbox.address}/v1/uploads/{name}",
            b"abc",
            {**bearer, "Content-Range": said},
        )
        assert (reply.status, reply.json()["code"]) == (400, "invalid_parameter"), said
    assert sandbox.get(f"/v1/uploads/{name}", tokens).json()["received"] == 0


def test_other_content_than_announced_is_dropped_and_may_be_sent_again(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    name = desk.announce(sandbox, tokens, CONTENT, "e.bin").json()["id"]
    wrong = CONTENT[:-1] + b"!"
    reply = desk.send_part(sandbox, tokens, name, wrong, 0, len(CONTENT))
    assert (reply.status, reply.json()["code"]) == (422, "hash_mismatch")
    assert sandbox.get(f"/v1/uploads/{name}", tokens).json()["received"] == 0
    assert desk.send_part(sandbox, tokens, name, CONTENT, 0, len(CONTENT)).json()["complete"]


def test_an_empty_file_is_complete_at_once(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    assert desk.announce(sandbox, tokens, b"", "empty.txt").json()["complete"]
    lie = desk.announce(sandbox, tokens, b"", "f.txt", sha256="0" * 64)
    assert (lie.status, lie.json()["code"]) == (422, "hash_mismatch")
    file = desk.upload(sandbox, tokens, b"", "nothing.log")
    name = desk.open_request(sandbox, tokens, uploads=[file])["id"]
    (message,) = desk.messages(sandbox, tokens, name)
    served = sandbox.get(f"/v1/attachments/{message['attachments'][0]['id']}", tokens)
    assert (served.status, served.body) == (200, b"")


def test_a_file_past_the_cap_and_a_part_past_four_megabytes_are_refused(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    large = desk.announce(sandbox, tokens, bytes(100_001), "large.bin")
    assert (large.status, large.json()["code"]) == (413, "upload_too_large")
    name = desk.announce(sandbox, tokens, CONTENT, "g.bin").json()["id"]
    reply = desk.send_part(sandbox, tokens, name, bytes((4 << 20) + 1), 0, 5 << 20)
    assert reply.status == 413


def test_files_belong_to_who_sent_them(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    kim = sandbox.sign_in("kim")
    file = desk.upload(sandbox, kim)
    assert sandbox.get(f"/v1/uploads/{file}", tokens).status == 404
    for wanted, words in ((file, "no such file"), ("nobody-sent-this", "no such file")):
        reply = desk.post(
            sandbox, tokens, wire.SUPPORT_REQUESTS_PATH, desk.new_request(uploads=[wanted])
        )
        assert (reply.status, reply.json()["code"]) == (422, "unknown_upload")
        assert reply.json()["errors"][0]["pointer"] == "/uploads/0"
        assert words in reply.json()["errors"][0]["detail"]
    begun = desk.announce(sandbox, tokens, CONTENT, "h.bin").json()["client_id"]
    body = desk.new_request(uploads=[desk.upload(sandbox, tokens), begun])
    reply = desk.post(sandbox, tokens, wire.SUPPORT_REQUESTS_PATH, body)
    assert reply.json()["errors"] == [{"pointer": "/uploads/1", "detail": "not complete"}]


def test_an_attachment_is_served_in_ranges(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    file = desk.upload(sandbox, tokens, CONTENT, "i.bin", part=3_000)
    request = desk.open_request(sandbox, tokens, uploads=[file])["id"]
    (message,) = desk.messages(sandbox, tokens, request)
    (attached,) = message["attachments"]
    assert attached["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    path = f"/v1/attachments/{attached['id']}"
    whole = sandbox.get(path, tokens)
    assert (whole.status, whole.body) == (200, CONTENT)
    for wanted, first, last in (
        ("bytes=0-99", 0, 99), ("bytes=10000-", 10_000, 10_239), ("bytes=-5", 10_235, 10_239),
        ("bytes=10200-99999", 10_200, 10_239),
    ):  # fmt: skip
        part = sandbox.get(path, tokens, Range=wanted)
        assert (part.status, part.body) == (206, CONTENT[first : last + 1]), wanted
        assert part.headers["content-range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    for passed_over in ("bytes=5-2", "bytes=a-b", "lines=1-2", "bytes=-", "bytes=0-1,3-4"):
        assert sandbox.get(path, tokens, Range=passed_over).status == 200
    assert sandbox.get(path, tokens, Range="bytes=0-1", **{"If-Range": '"other"'}).status == 200
    for unmet in ("bytes=10240-", "bytes=-0"):
        reply = sandbox.get(path, tokens, Range=unmet)
        assert (reply.status, reply.headers["content-range"]) == (416, "bytes */10240")
    assert sandbox.get("/v1/attachments/att-unknown", tokens).status == 404


def test_a_part_that_is_cut_leaves_what_arrived(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    name = desk.announce(sandbox, tokens, CONTENT, "j.bin").json()["id"]
    sandbox.fault(FaultKind.CUT_PART, path="/v1/uploads", method="PATCH", at=3_000)
    with pytest.raises(OSError, match=r"."):
        desk.send_part(sandbox, tokens, name, CONTENT, 0, len(CONTENT))
    assert sandbox.get(f"/v1/uploads/{name}", tokens).json()["received"] == 3_000
    rest = desk.send_part(sandbox, tokens, name, CONTENT[3_000:], 3_000, len(CONTENT))
    assert rest.json()["complete"]


def test_a_portal_can_be_made_to_say_the_wrong_range(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    name = desk.announce(sandbox, tokens, CONTENT, "k.bin").json()["id"]
    sandbox.fault(FaultKind.WRONG_RANGE, path="/v1/uploads", at=7)
    reply = desk.send_part(sandbox, tokens, name, CONTENT[:100], 0, len(CONTENT))
    assert reply.json()["received"] == 107
    sandbox.fault(FaultKind.WRONG_RANGE, path="/v1/attachments", at=7)
    reply = sandbox.get("/v1/attachments/att-5086-03", tokens, Range="bytes=0-9")
    assert reply.headers["content-range"].startswith("bytes 7-16/")


def test_a_file_goes_on_after_a_restart(home: Path) -> None:
    state = home / "state.db"
    with SandboxServer.start(orders=3, state=state) as sandbox:
        tokens = sandbox.sign_in()
        name = desk.announce(sandbox, tokens, CONTENT, "l.bin").json()["id"]
        desk.send_part(sandbox, tokens, name, CONTENT[:5_000], 0, len(CONTENT))
    assert (home / "state.db.files" / name).stat().st_size == 5_000
    with SandboxServer.start(orders=3, state=state) as sandbox:
        tokens = sandbox.sign_in()
        rest = desk.send_part(sandbox, tokens, name, CONTENT[5_000:], 5_000, len(CONTENT))
        assert rest.json()["complete"]
