"""The terms at the sandbox: texts as their hashes say, rule sets, acceptances, and their faults."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from app.portal import wire
from app.sandbox import documents
from tests.support.sandbox import SandboxServer, Visited, visit

KEY = "01976b2c-8f4e-7c11-9a3d-5b0f2e6d7a8c"
NEW = "terms-2026-09"
TEXT = documents.text("end-customer-terms-2026-09")


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30) as running:
        yield running


def feed(sandbox: SandboxServer, tokens: wire.Tokens, kind: str) -> dict[str, Any]:
    changes = sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    return {change["id"]: change["data"] for change in changes if change["kind"] == kind}


def acceptance(**changes: Any) -> dict[str, Any]:
    return {
        "client_id": KEY,
        "terms_document_id": NEW,
        "text_sha256": sha256(TEXT).hexdigest(),
        "accepted_at": "2026-11-22T09:30:00Z",
        "order_ids": ["ord-21207"],
        **changes,
    }


def accept(sandbox: SandboxServer, tokens: wire.Tokens, body: Any, key: str = KEY) -> Visited:
    headers = {
        "Authorization": f"Bearer {tokens.access_token}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
    }
    url = f"{sandbox.address}/v1/terms/acceptances"
    return visit("POST", url, json.dumps(body).encode(), headers)


def test_every_document_of_the_feed_has_its_text_and_its_rule_set(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    records = feed(sandbox, tokens, "terms_document")
    assert set(records) == {one.id for one in documents.published()}
    for name, record in records.items():
        text = sandbox.get(f"/v1/terms/{name}/text", tokens)
        assert text.headers["content-type"].startswith(record["text"]["media_type"])
        assert len(text.body) == record["text"]["size"]
        assert sha256(text.body).hexdigest() == record["text"]["sha256"]
        rules = sandbox.get(f"/v1/terms/{name}/rules", tokens).json()
        assert rules["terms_document_id"] == name
        assert rules["text_sha256"] == record["text"]["sha256"]
    assert records["product-relay-2025-09"]["product_ids"] == [
        "relay-gateway", "relay-gateway-eu", "relay-edge",
    ]  # fmt: skip
    assert records["support-2026-01"]["replaces"] == "support-2025-06"


def test_the_discovery_document_says_that_texts_are_offered(sandbox: SandboxServer) -> None:
    found = visit("GET", sandbox.address + wire.DISCOVERY_PATH).json()
    assert "terms_text" in found["features"]


@pytest.mark.parametrize("what", ["text", "rules"])
def test_what_has_not_changed_is_not_sent_again(sandbox: SandboxServer, what: str) -> None:
    tokens = sandbox.sign_in()
    path = f"/v1/terms/{NEW}/{what}"
    first = sandbox.get(path, tokens)
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        again = sandbox.get(path, tokens, **{"If-None-Match": known})
        assert (again.status, again.body) == (304, b"")
    assert sandbox.get(path, tokens, **{"If-None-Match": '"other"'}).body == first.body


def test_a_packed_text_is_the_same_text(sandbox: SandboxServer) -> None:
    packed = sandbox.get(f"/v1/terms/{NEW}/text", sandbox.sign_in(), **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.body) == TEXT


def test_unknown_documents_and_strangers_get_no_text(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    for what in ("text", "rules"):
        missing = sandbox.get(f"/v1/terms/terms-1999-01/{what}", tokens)
        assert (missing.status, missing.json()["code"]) == (404, "not_found")
        assert visit("GET", f"{sandbox.address}/v1/terms/{NEW}/{what}").status == 401


def test_an_acceptance_is_received_once_and_comes_back_in_the_feed(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in("robin")
    before = feed(sandbox, tokens, "terms_acceptance")
    replies = [accept(sandbox, tokens, acceptance()) for _ in range(3)]
    assert {reply.status for reply in replies} == {201}
    assert len({reply.body for reply in replies}) == 1
    receipt = replies[0].json()
    assert (receipt["client_id"], receipt["kind"]) == (KEY, "terms_acceptance")
    assert sandbox.get(f"/v1/submissions/{KEY}", tokens).json() == receipt
    (name,) = feed(sandbox, tokens, "terms_acceptance").keys() - before.keys()
    echo = feed(sandbox, tokens, "terms_acceptance")[name]
    assert (name, echo["client_id"], echo["accepted_by"]) == (receipt["id"], KEY, "Robin Adler")
    assert (echo["terms_document_id"], echo["order_ids"]) == (NEW, ["ord-21207"])


def test_another_text_than_the_published_one_cannot_be_accepted(sandbox: SandboxServer) -> None:
    reply = accept(sandbox, sandbox.sign_in(), acceptance(text_sha256="0" * 64))
    assert (reply.status, reply.json()["code"]) == (409, "other_text")
    assert sandbox.submissions() == []


def test_an_acceptance_sent_again_gets_its_receipt_also_when_the_text_has_changed_since(
    sandbox: SandboxServer,
) -> None:
    tokens = sandbox.sign_in()
    first = accept(sandbox, tokens, acceptance())
    record = feed(sandbox, tokens, "terms_document")[NEW]
    other = {**record, "text": {**record["text"], "sha256": "1" * 64}}
    sandbox.mutate("put", kind="terms_document", id=NEW, data=other)
    assert accept(sandbox, tokens, acceptance()).body == first.body
    late = acceptance(client_id="another-key-0001")
    assert accept(sandbox, tokens, late, "another-key-0001").status == 409


def test_the_same_key_for_another_acceptance_is_a_conflict(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    accept(sandbox, tokens, acceptance())
    reply = accept(sandbox, tokens, acceptance(order_ids=[]))
    assert (reply.status, reply.json()["code"]) == (409, "idempotency_mismatch")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"terms_document_id": "terms-1999-01"}, "/terms_document_id"),
        ({"terms_document_id": "a b"}, "/terms_document_id"),
        ({"text_sha256": "ABC"}, "/text_sha256"),
        ({"accepted_at": "today"}, "/accepted_at"),
        ({"order_ids": ["ord-21207", "ord-0"]}, "/order_ids/1"),
        ({"client_id": "another-key-0001"}, "/client_id"),
    ],
)
def test_a_wrong_acceptance_is_refused_with_the_place(
    sandbox: SandboxServer, changes: dict[str, Any], pointer: str
) -> None:
    reply = accept(sandbox, sandbox.sign_in(), acceptance(**changes))
    assert (reply.status, reply.json()["code"]) == (422, "invalid_body")
    assert reply.json()["errors"][0]["pointer"] == pointer
    assert sandbox.submissions() == []


def test_who_may_not_accept_is_told(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in("kim")
    sandbox.mutate("set_person", user="kim", permissions=["account", "orders"])
    reply = accept(sandbox, tokens, acceptance())
    assert (reply.status, reply.json()["code"]) == (403, "not_permitted")
    assert sandbox.get(f"/v1/terms/{NEW}/text", tokens).status == 200


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_fault_gives_another_text_than_the_published_one(
    sandbox: SandboxServer, encoding: str
) -> None:
    tokens = sandbox.sign_in()
    path = f"/v1/terms/{NEW}/text"
    right = sandbox.get(path, tokens)
    sandbox.fault("other_text", path=path)
    wrong = sandbox.get(path, tokens, **{"Accept-Encoding": encoding})
    assert wrong.body.startswith(TEXT)
    assert wrong.body != TEXT
    assert wrong.headers["etag"] != right.headers["etag"]
    sandbox.fault("other_text", path=path, text="# Nothing\n")
    assert sandbox.get(path, tokens).body == b"# Nothing\n"
    assert sandbox.get(path, tokens).body == TEXT


def test_a_fault_gives_a_rule_set_that_does_not_fit_its_schema(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    sandbox.fault("bad_rules", path=f"/v1/terms/{NEW}/rules")
    found = sandbox.get(f"/v1/terms/{NEW}/rules", tokens).json()
    assert found["text_sha256"] == sha256(TEXT).hexdigest()
    assert not any("clause" in value for value in found["values"])


def test_texts_can_be_published_while_it_runs(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    sandbox.mutate("put_text", id="terms-2031-01", text="# Terms\n", rules={"values": []})
    assert sandbox.get("/v1/terms/terms-2031-01/text", tokens).text == "# Terms\n"
    assert sandbox.get("/v1/terms/terms-2031-01/rules", tokens).json() == {"values": []}
    sandbox.mutate("put_text", id="terms-2031-01", text="# Terms, again\n")
    assert sandbox.get("/v1/terms/terms-2031-01/rules", tokens).status == 404
