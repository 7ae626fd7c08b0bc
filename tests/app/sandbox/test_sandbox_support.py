"""Support at the sandbox: requests, messages, changes, and what agents say by script."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

import msgspec
import pytest

from app.portal import wire
from app.sandbox.faults import FaultKind
from tests.support import support_desk as desk
from tests.support.sandbox import SandboxServer


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=40, access_seconds=86_400 * 400) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(sandbox: SandboxServer) -> wire.Tokens:
    return sandbox.sign_in()


def the_request(sandbox: SandboxServer, tokens: wire.Tokens, name: str) -> dict[str, Any]:
    found: dict[str, Any] = desk.records(sandbox, tokens, "support_request")[name]
    return found


def test_a_new_request_comes_back_with_its_text_and_its_target(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    receipt = desk.open_request(
        sandbox, tokens, product_id="strata-archive", order_id="ord-21388", severity="urgent",
        business_impact="Nothing is archived.", product_version="3.4.0", modified=True,
    )  # fmt: skip
    assert receipt["kind"] == "support_request"
    found = the_request(sandbox, tokens, receipt["id"])
    assert (found["state"], found["client_id"]) == ("open", receipt["client_id"])
    assert found["business_impact"] == "Nothing is archived."
    assert found["respond_by"][:13] > found["opened_at"][:13]
    (message,) = desk.messages(sandbox, tokens, receipt["id"])
    assert (message["client_id"], message["author_side"]) == (receipt["client_id"], "customer")


def test_agents_answer_by_script_and_the_state_moves(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    receipt = desk.open_request(sandbox, tokens, product_id="relay-gateway", order_id="ord-20655")
    name, ours = receipt["id"], receipt["client_id"]
    sandbox.mutate("advance_clock", seconds=121)
    found = the_request(sandbox, tokens, name)
    assert found["state"] == "answered"
    assert found["answered_at"]
    sandbox.mutate("advance_clock", seconds=121)
    assert the_request(sandbox, tokens, name)["state"] == "waiting_for_customer"
    file = desk.upload(sandbox, tokens)
    assert desk.say(sandbox, tokens, ours, "Here it is.", uploads=[file]).status == 201
    assert the_request(sandbox, tokens, name)["state"] == "open"
    sandbox.mutate("run_agents")
    assert the_request(sandbox, tokens, name)["state"] == "waiting_for_customer"
    thread = desk.messages(sandbox, tokens, name)
    assert [m["author_side"] for m in thread] == [
        "customer", "vendor", "vendor", "customer", "vendor", "vendor",
    ]  # fmt: skip
    (attached,) = thread[3]["attachments"]
    content = sandbox.get(f"/v1/attachments/{attached['id']}", tokens)
    assert (content.status, content.body) == (200, b"a line of a log\n")


def test_the_same_request_twice_is_one_request(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    body = desk.new_request()
    sandbox.fault(FaultKind.CUT, path=wire.SUPPORT_REQUESTS_PATH, at=5)
    with pytest.raises((OSError, HTTPException)):
        desk.post(sandbox, tokens, wire.SUPPORT_REQUESTS_PATH, body)
    sandbox.fault(FaultKind.DUPLICATE, path=wire.SUPPORT_REQUESTS_PATH)
    replies = [desk.post(sandbox, tokens, wire.SUPPORT_REQUESTS_PATH, body) for _ in range(3)]
    sandbox.faults()
    assert {reply.status for reply in replies} == {201}
    assert len({reply.body for reply in replies}) == 1
    opened = desk.records(sandbox, tokens, "support_request").values()
    assert sum(r is not None and r["client_id"] == body["client_id"] for r in opened) == 1


def test_a_closed_request_takes_no_message_until_it_is_opened_again(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    receipt = desk.open_request(sandbox, tokens)
    name = receipt["id"]
    assert desk.change(sandbox, tokens, receipt["client_id"], "close", text="Done.").status == 201
    refused = desk.say(sandbox, tokens, name, "One more thing")
    assert (refused.status, refused.json()["code"]) == (409, "request_closed")
    assert desk.change(sandbox, tokens, name, "rate", rating=4).status == 201
    found = the_request(sandbox, tokens, name)
    assert (found["state"], found["rating"]) == ("closed", 4)
    assert found["closed_at"]
    sandbox.mutate("run_agents")
    assert [m["change"] for m in desk.messages(sandbox, tokens, name)] == [None, "close", "rate"]
    assert desk.change(sandbox, tokens, name, "reopen").status == 201
    assert desk.say(sandbox, tokens, name, "One more thing").status == 201
    found = the_request(sandbox, tokens, name)
    assert (found["state"], found["closed_at"]) == ("open", None)


def test_a_vendor_answers_with_a_file_closes_and_deletes(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    receipt = desk.open_request(sandbox, tokens)
    file = ("fix.txt", b"Set it to 4.\n")
    desk.agent_reply(sandbox, receipt["client_id"], "Please try this.", file=file)
    answer = desk.messages(sandbox, tokens, receipt["id"])[-1]
    (attached,) = answer["attachments"]
    assert (attached["name"], attached["size"]) == ("fix.txt", 13)
    assert sandbox.get(f"/v1/attachments/{attached['id']}", tokens).body == file[1]
    sandbox.mutate("close_request", request=receipt["id"])
    assert the_request(sandbox, tokens, receipt["id"])["state"] == "closed"
    sandbox.mutate("delete_request", request=receipt["id"])
    assert the_request(sandbox, tokens, receipt["id"]) is None
    assert desk.messages(sandbox, tokens, receipt["id"]) == []
    for name in (receipt["id"], receipt["client_id"]):
        gone = desk.say(sandbox, tokens, name, "Are you there?")
        assert (gone.status, gone.json()["code"]) == (410, "gone")
    unknown = desk.change(sandbox, tokens, "req-nobody-knows", "close")
    assert (unknown.status, unknown.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"subject": ""}, "/subject"),
        ({"subject": "x" * 301}, "/subject"),
        ({"severity": "dreadful"}, "/severity"),
        ({"text": "x" * 100_001}, "/text"),
        ({"product_id": "of-nobody"}, "/product_id"),
        ({"order_id": "ord-0"}, "/order_id"),
        ({"license_id": "lic-0"}, "/license_id"),
        ({"machine_id": "mac-0"}, "/machine_id"),
        ({"uploads": ["a" * 65]}, "/uploads/0"),
    ],
)
def test_what_is_wrong_in_a_request_is_said_with_its_place(
    sandbox: SandboxServer, tokens: wire.Tokens, changes: dict[str, Any], pointer: str
) -> None:
    body = desk.new_request(**changes)
    reply = desk.post(sandbox, tokens, wire.SUPPORT_REQUESTS_PATH, body)
    assert reply.status == 422
    assert reply.json()["errors"][0]["pointer"] == pointer


def test_a_text_of_a_hundred_thousand_letters_fits_in_any_script(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    text = "\N{GOTHIC LETTER AHSA}" * 100_000
    body = msgspec.json.encode(desk.new_request(text=text, client_id="long-text-0001"))
    reply = desk.post(sandbox, tokens, wire.SUPPORT_REQUESTS_PATH, body, "long-text-0001")
    assert reply.status == 201
    (message,) = desk.messages(sandbox, tokens, reply.json()["id"])
    assert message["text"] == text
    sandbox.mutate("delete_request", request="long-text-0001")


def test_the_names_in_path_and_body_agree(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    name = desk.open_request(sandbox, tokens)["id"]
    path = wire.SUPPORT_MESSAGES_PATH.format(request_id=name)
    body = {"request_id": "another", "created_at": desk.AT, "text": "Hello"}
    reply = desk.post(sandbox, tokens, path, body)
    assert (reply.status, reply.json()["errors"][0]["pointer"]) == (422, "/request_id")
    rating = desk.change(sandbox, tokens, name, "rate")
    assert (rating.status, rating.json()["errors"][0]["pointer"]) == (422, "/rating")


def test_who_may_not_ask_for_support_is_told(sandbox: SandboxServer) -> None:
    robin = sandbox.sign_in("robin")
    replies = (
        desk.post(sandbox, robin, wire.SUPPORT_REQUESTS_PATH, desk.new_request()),
        desk.say(sandbox, robin, "req-5081", "Hello"),
        desk.change(sandbox, robin, "req-5081", "close"),
    )
    for reply in replies:
        assert (reply.status, reply.json()["code"]) == (403, "not_permitted")


def test_an_agent_who_is_away_answers_nothing(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    sandbox.mutate("set_agents", seconds=None)
    name = desk.open_request(sandbox, tokens)["id"]
    sandbox.mutate("advance_clock", seconds=86_400)
    assert the_request(sandbox, tokens, name)["state"] == "open"
    sandbox.mutate("set_agents", seconds=120)


def test_word_of_unauthorized_use_is_urgent_and_ends_the_other_sign_ins(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    elsewhere, kim = sandbox.sign_in(), sandbox.sign_in("kim")
    body = {
        "client_id": "stolen-0001", "created_at": desk.AT, "noticed_at": desk.AT,
        "text": "A notebook is gone.", "users": ["user-1", "user-3"],
    }  # fmt: skip
    reply = desk.post(sandbox, tokens, wire.UNAUTHORIZED_USE_PATH, body)
    assert (reply.status, reply.json()["kind"]) == (201, "unauthorized_use")
    assert [sandbox.get("/v1/me", one).status for one in (tokens, elsewhere, kim)] == [
        200, 401, 401,
    ]  # fmt: skip
    again = desk.post(sandbox, tokens, wire.UNAUTHORIZED_USE_PATH, body)
    assert again.body == reply.body
    found = the_request(sandbox, tokens, reply.json()["id"])
    assert (found["severity"], found["state"]) == ("urgent", "open")
    wrong = {**body, "client_id": "stolen-0002", "users": ["user-99"]}
    refused = desk.post(sandbox, tokens, wire.UNAUTHORIZED_USE_PATH, wrong)
    assert refused.json()["errors"][0]["pointer"] == "/users/0"
