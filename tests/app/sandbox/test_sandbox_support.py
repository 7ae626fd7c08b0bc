"""Support at the sandbox: requests, messages, changes, and what agents say by script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.portal import wire
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
