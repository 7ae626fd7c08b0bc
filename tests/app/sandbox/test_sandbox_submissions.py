"""Feedback at the sandbox: taken exactly once a key, kept a person apart, echoed in the feed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.portal import wire
from tests.support.plain_feedback import KEY, feedback, send
from tests.support.sandbox import SandboxServer


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=3) as running:
        yield running


def test_feedback_is_received_and_found_again(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    reply = send(sandbox, tokens, feedback())
    assert reply.status == 201
    receipt = msgspec.json.decode(reply.body, type=wire.Receipt)
    assert (receipt.client_id, receipt.kind) == (KEY, "feedback")
    found = sandbox.get(f"/v1/submissions/{KEY}", tokens)
    assert (found.status, found.body) == (200, reply.body)
    (kept,) = sandbox.submissions()
    assert (kept["id"], kept["subject"]) == (receipt.id, "usr-dana")
    assert kept["body"] == feedback()


def test_the_same_key_and_body_bring_the_same_receipt_and_one_submission(
    sandbox: SandboxServer,
) -> None:
    tokens = sandbox.sign_in()
    replies = [send(sandbox, tokens, feedback()) for _ in range(3)]
    assert len({reply.body for reply in replies}) == 1
    assert len(sandbox.submissions()) == 1


def test_the_same_key_at_the_same_moment_brings_one_submission(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: send(sandbox, tokens, feedback()), range(24)))
    assert {reply.status for reply in replies} == {201}
    assert len({reply.body for reply in replies}) == 1
    assert len(sandbox.submissions()) == 1


def test_the_same_key_with_another_body_is_a_conflict(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    send(sandbox, tokens, feedback())
    reply = send(sandbox, tokens, feedback(text="Something else"))
    assert (reply.status, reply.json()["code"]) == (409, "idempotency_mismatch")
    assert len(sandbox.submissions()) == 1


def test_a_key_is_known_for_more_than_ninety_days(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    first = send(sandbox, tokens, feedback())
    sandbox.mutate("advance_clock", seconds=91 * 86_400)
    later = sandbox.sign_in()
    assert send(sandbox, later, feedback()).body == first.body
    assert len(sandbox.submissions()) == 1


def test_a_key_belongs_to_one_person(sandbox: SandboxServer) -> None:
    dana, kim = sandbox.sign_in("dana"), sandbox.sign_in("kim")
    send(sandbox, dana, feedback())
    assert sandbox.get(f"/v1/submissions/{KEY}", kim).status == 404
    assert send(sandbox, kim, feedback(text="By Kim")).status == 201
    assert {kept["subject"] for kept in sandbox.submissions()} == {"usr-dana", "usr-kim"}


def test_keys_and_feed_survive_a_restart(home: Path) -> None:
    state = home / "state.db"
    with SandboxServer.start(orders=3, state=state) as sandbox:
        first = send(sandbox, sandbox.sign_in(), feedback())
    with SandboxServer.start(orders=3, state=state) as sandbox:
        assert send(sandbox, sandbox.sign_in(), feedback()).body == first.body


def test_received_feedback_comes_back_in_the_feed(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    cursor = sandbox.get("/v1/changes?limit=2000", tokens).json()["next"]
    receipt = send(sandbox, tokens, feedback(product_id="relay-gateway")).json()
    send(sandbox, tokens, feedback(product_id="relay-gateway"))
    (echo,) = sandbox.get(f"/v1/changes?after={cursor}", tokens).json()["changes"]
    assert (echo["kind"], echo["id"], echo["version"]) == ("feedback", receipt["id"], 1)
    assert echo["data"]["client_id"] == KEY
    assert "text" not in echo["data"]


def test_who_may_not_send_feedback_is_told(sandbox: SandboxServer) -> None:
    reply = send(sandbox, sandbox.sign_in("robin"), feedback())
    assert (reply.status, reply.json()["code"]) == (403, "not_permitted")
    assert sandbox.submissions() == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (feedback(text=""), "/text"),
        (feedback(text="x" * 10_001), "/text"),
        (feedback(topic=7), "/topic"),
        (feedback(created_at="yesterday"), "/created_at"),
        (feedback(created_at="2026-11-22T09:00:00"), "/created_at"),
        (feedback(acknowledged={"statement": "", "at": "2026-11-22T09:00:00Z"}),
         "/acknowledged/statement"),
        (feedback(acknowledged=None), "/acknowledged"),
        (feedback(client_id="another-key-0001"), "/client_id"),
        ([], ""),
        (b"{", ""),
        (b"", ""),
        (b"\xff\xfe", ""),
        (b"[" * 100_000, ""),
        (b'{"x":' + b"[" * 100_000, ""),
        (b'{"client_id":"\\ud800aaaaaaaa"}', ""),
    ],
)  # fmt: skip
def test_a_body_that_is_wrong_is_refused_with_the_place(
    sandbox: SandboxServer, body: Any, pointer: str
) -> None:
    reply = send(sandbox, sandbox.sign_in(), body)
    assert (reply.status, reply.json()["code"]) == (422, "invalid_body")
    assert reply.json()["errors"][0]["pointer"] == pointer
    assert sandbox.submissions() == []


def test_a_key_a_media_type_and_a_bearable_size_are_needed(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    assert send(sandbox, tokens, feedback(), key=None).status == 400
    assert send(sandbox, tokens, feedback(), **{"Content-Type": "text/plain"}).status == 415
    assert send(sandbox, tokens, b" " * 1_100_000).status == 413
    assert sandbox.submissions() == []


def test_members_from_the_future_are_ignored(sandbox: SandboxServer) -> None:
    assert send(sandbox, sandbox.sign_in(), feedback(mood="fine")).status == 201
