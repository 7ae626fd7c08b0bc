"""The sandbox as issuer: requests answered once, instances counted, files anybody can verify."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.activation import signed
from app.activation.checking import check
from app.activation.requests import request_hash
from app.activation.vendor_file import parsed
from app.activation.verdicts import Verdict
from app.portal import wire
from app.sandbox.license_files import POLICIES
from tests.support.isolated_hosts import body_of, host_request, receipt_of
from tests.support.license_verifier import Verifier, signed_record, unpadded
from tests.support.sandbox import SandboxServer, Visited, visit

PATH = "/v1/licenses/activations"
RECEIPTS = "/v1/licenses/receipts"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=40) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(sandbox: SandboxServer) -> wire.Tokens:
    return sandbox.sign_in()


def post(
    sandbox: SandboxServer, tokens: wire.Tokens, body: Any, path: str = PATH, key: str = ""
) -> Visited:
    headers = {
        "Authorization": f"Bearer {tokens.access_token}",
        "Content-Type": "application/json",
        "Idempotency-Key": key or body["client_id"],
    }
    return visit("POST", sandbox.address + path, json.dumps(body).encode(), headers)


def answers(sandbox: SandboxServer, tokens: wire.Tokens, *requests: Any) -> list[Any]:
    reply = post(sandbox, tokens, {"client_id": str(uuid.uuid4()), "requests": list(requests)})
    assert reply.status == 200, reply.text
    found: list[Any] = reply.json()["responses"]
    return found


def feed(sandbox: SandboxServer, tokens: wire.Tokens, kind: str) -> dict[str, Any]:
    changes = sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    return {change["id"]: change["data"] for change in changes if change["kind"] == kind}


def vendor(sandbox: SandboxServer, tokens: wire.Tokens) -> dict[str, Any]:
    record = sandbox.get("/v1/licenses/vendor-file", tokens).json()
    jwks = visit("GET", sandbox.address + wire.DISCOVERY_PATH).json()["keys"]
    found: dict[str, Any] = signed_record(record, {k["kid"]: unpadded(k["x"]) for k in jwks})
    return found


def license_key(sandbox: SandboxServer, tokens: wire.Tokens, license_id: str) -> str:
    deliveries = feed(sandbox, tokens, "delivery")
    return str(deliveries[license_id.replace("lic-", "del-") + "-k"]["license_key"])


def test_the_feed_names_the_licenses_of_the_hand_made_orders(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    licenses = feed(sandbox, tokens, "license")
    eu = licenses["lic-21640-1"]
    assert (eu["product_id"], eu["machines"], eu["state"]) == ("relay-gateway-eu", 30, "active")
    assert license_key(sandbox, tokens, "lic-21640-1").endswith(eu["key_hint"])
    machines = feed(sandbox, tokens, "machine")
    held = [one for one in machines.values() if one["license_id"] == "lic-20655-1"]
    assert len(held) == licenses["lic-20655-1"]["machines"] == 6
    assert {one["state"] for one in licenses.values()} >= {"active", "expired"}
    assert "activations" in visit("GET", sandbox.address + wire.DISCOVERY_PATH).json()["features"]


@pytest.mark.parametrize("product", POLICIES)
def test_its_files_pass_an_independent_verifier_and_ours(
    sandbox: SandboxServer, tokens: wire.Tokens, product: str
) -> None:
    licenses = feed(sandbox, tokens, "license")
    name = next(
        (
            key
            for key, one in licenses.items()
            if one["product_id"] == product and one["state"] == "active" and key != "lic-20655-1"
        ),
        "",
    )
    if not name:
        assert product in {"relay-gateway", "strata-archive", "beacon-addons"}, product
        name = next(key for key, one in licenses.items() if one["product_id"] == product)
        renewed = licenses[name] | {
            "state": "active", "expires_at": None, "machines": 99, "production_machines": None
        }  # fmt: skip
        sandbox.mutate("put", kind="license", id=name, data=renewed)
    made = host_request(f"host-{product}", name, product)
    productive = feed(sandbox, tokens, "license")[name]["production_machines"] != 0
    body = body_of(made) | {"production": productive}
    [answer] = answers(sandbox, tokens, body)
    assert answer["outcome"] == "issued", answer["reason"]
    told, secret = vendor(sandbox, tokens), license_key(sandbox, tokens, name)
    verifier = Verifier(told)
    policy = POLICIES[product]
    wanted = f"{'aes-256-gcm' if policy.encrypted else 'base64'}+{policy.scheme}"
    algorithm, license_file = verifier.payload(answer["license_file"], secret)
    assert algorithm == wanted
    assert license_file["data"]["id"] == name
    algorithm, machine_file = verifier.payload(answer["machine_file"], secret + body["fingerprint"])
    assert algorithm == wanted
    assert machine_file["data"]["attributes"]["fingerprint"] == body["fingerprint"]
    assert machine_file["meta"]["request"] == {
        "id": made.request_id, "sha256": request_hash(body), "nonce": body["nonce"],
        "host_key": body["host_key"]["kid"],
    }  # fmt: skip
    keys = parsed(json.dumps(told).encode()).keys
    for kind in ("license_file", "machine_file"):
        checked = check(
            answer[kind].encode(), keys, at=datetime.now(UTC), license_keys=[secret],
            fingerprint=body["fingerprint"],
        )  # fmt: skip
        assert checked.verdict is Verdict.VALID, checked.reasons
        assert checked.payload is not None
        assert checked.payload.licensee == "Brennholt SE"
        assert checked.payload.request == machine_file["meta"]["request"]


def test_the_same_request_gets_the_same_answer_whichever_set_it_comes_in(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    body = body_of(host_request("twice"))
    before = feed(sandbox, tokens, "machine")
    first = {"client_id": str(uuid.uuid4()), "requests": [body]}
    once, again = (post(sandbox, tokens, first) for _ in range(2))
    assert once.body == again.body
    [elsewhere] = answers(sandbox, tokens, body)
    assert elsewhere == once.json()["responses"][0]
    found = sandbox.get(f"{PATH}/{first['client_id']}", tokens)
    assert found.body == once.body
    receipt = sandbox.get(f"/v1/submissions/{first['client_id']}", tokens).json()
    assert receipt["kind"] == "activation"
    assert len(feed(sandbox, tokens, "machine")) == len(before) + 1
    other = first | {"requests": [body_of(host_request("other"))]}
    assert post(sandbox, tokens, other).status == 409
    assert sandbox.get(f"{PATH}/unknown-set", tokens).status == 404


def test_a_host_that_asks_anew_takes_no_second_instance(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    [first] = answers(sandbox, tokens, body_of(host_request("again")))
    before = feed(sandbox, tokens, "machine")
    [second] = answers(sandbox, tokens, body_of(host_request("again")))
    assert first["outcome"] == second["outcome"] == "issued"
    assert feed(sandbox, tokens, "machine") == before


def test_each_host_is_answered_by_itself(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    good = body_of(host_request("good"))
    old = datetime.now(UTC) - timedelta(days=31)
    wanted = {
        "unknown_license": body_of(host_request("a", license_id="lic-1")),
        "other_product": body_of(host_request("b", product_id="strata-connector")),
        "no_instance_left": body_of(host_request("c", "lic-20655-1", "relay-gateway")),
        "license_expired": body_of(host_request("d", "lic-18022-1", "relay-gateway")),
        "request_stale": body_of(host_request("e", at=old)),
        "nonce_used": body_of(host_request("f")) | {"nonce": good["nonce"]},
        "request_changed": good | {"host_name": "other"},
    }
    [issued] = answers(sandbox, tokens, good)
    assert issued["outcome"] == "issued"
    found = answers(sandbox, tokens, *wanted.values())
    assert [one["reason"]["code"] for one in found] == list(wanted)
    assert all(one["machine_file"] is None for one in found)
    assert [one["outcome"] for one in found].count("stale") == 1
    twice = answers(sandbox, tokens, good, good)
    assert [one["outcome"] for one in twice] == ["issued", "duplicate"]


def test_receipts_are_taken_from_the_hosts_own_keys_only(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    made, other = host_request("receipt"), host_request("unanswered")
    answers(sandbox, tokens, body_of(made))
    good = receipt_of(made)
    body = {"client_id": str(uuid.uuid4()), "receipts": [good]}
    once, again = (post(sandbox, tokens, body, RECEIPTS) for _ in range(2))
    assert once.status == 201
    assert once.json()["kind"] == "host_receipts"
    assert again.body == once.body
    forged = good | {"jws": receipt_of(other)["jws"]}
    content = unpadded(good["payload"])
    otherwise = signed.sign(content, bytes.fromhex(made.seed), signed.REVOCATIONS)
    broken = (good | {"payload": "e30"}, good | {"payload": "x"})
    for bad in (receipt_of(other), forged, otherwise, *broken):
        refused = {"client_id": str(uuid.uuid4()), "receipts": [good, bad]}
        reply = post(sandbox, tokens, refused, RECEIPTS)
        assert reply.status == 422
        assert reply.json()["errors"][0]["pointer"] == "/receipts/1"


def test_who_may_not_see_licenses_gets_none(sandbox: SandboxServer) -> None:
    robin = sandbox.sign_in(user="robin")
    body = {"client_id": str(uuid.uuid4()), "requests": [body_of(host_request("x"))]}
    assert post(sandbox, robin, body).status == 403
    assert sandbox.get(f"{PATH}/some-set-of-hers", robin).status == 403


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "short"}, {"fingerprint": "zz" * 32}, {"components": {"cpu": "x"}},
        {"license_id": "a b"}, {"host_key": {"kty": "RSA"}}, {"created_at": "yesterday"},
        {"host_name": "x" * 256},
    ],
)  # fmt: skip
def test_a_request_that_does_not_follow_the_contract_is_refused(
    sandbox: SandboxServer, tokens: wire.Tokens, change: dict[str, Any]
) -> None:
    body = body_of(host_request("bad")) | change
    reply = post(sandbox, tokens, {"client_id": str(uuid.uuid4()), "requests": [body]})
    assert reply.status == 422
    assert reply.json()["errors"][0]["pointer"].startswith("/requests/0")


def test_the_vendor_file_changes_with_the_key_and_not_before() -> None:
    with SandboxServer.start(orders=5) as sandbox:
        tokens = sandbox.sign_in()
        first = sandbox.get("/v1/licenses/vendor-file", tokens)
        assert sandbox.get("/v1/licenses/vendor-file", tokens).body == first.body
        told = vendor(sandbox, tokens)
        assert {one["product_id"] for one in told["install_locations"]} == set(POLICIES)
        sandbox.mutate("rotate_key")
        changed = vendor(sandbox, tokens)
        assert len(changed["keys"]) == 2
        assert changed["pem_keys"] == told["pem_keys"]


def test_a_revoked_license_gets_no_more_files_and_stands_in_the_next_list() -> None:
    with SandboxServer.start(orders=30) as sandbox:
        tokens = sandbox.sign_in()
        before = feed(sandbox, tokens, "revocation_list")["revocations"]
        sandbox.mutate("revoke_license", id="lic-21640-1")
        after = feed(sandbox, tokens, "revocation_list")["revocations"]
        jwks = vendor(sandbox, tokens)["keys"]
        keys = {jwk["kid"]: unpadded(jwk["x"]) for jwk in jwks}
        first, second = signed_record(before, keys), signed_record(after, keys)
        assert (first["number"], first["licenses"]) == (1, [])
        assert (second["number"], second["licenses"]) == (2, ["lic-21640-1"])
        [refused] = answers(sandbox, tokens, body_of(host_request()))
        assert refused["reason"]["code"] == "license_revoked"
