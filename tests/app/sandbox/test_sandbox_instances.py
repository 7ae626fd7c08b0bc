"""Instances at the issuer: counted by the order, freed by a proof once, or on a person's word."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.activation.checking import check
from app.activation.state import MadeRequest, stamp
from app.activation.vendor_file import parsed
from app.activation.verdicts import Verdict
from app.portal import wire
from tests.support.isolated_hosts import body_of, host_request, receipt_of, removal_of
from tests.support.license_verifier import signed_record, unpadded
from tests.support.sandbox import SandboxServer, Visited, visit

PATH = "/v1/licenses/activations"
RECEIPTS = "/v1/licenses/receipts"
DEACTIVATIONS = "/v1/licenses/deactivations"
EU = "lic-21640-1"


class Portal:
    """The sandbox, signed in to."""

    def __init__(self, server: SandboxServer) -> None:
        self.server = server
        self.tokens = server.sign_in()

    def post(self, path: str, body: dict[str, Any], tokens: wire.Tokens | None = None) -> Visited:
        whole = {"client_id": str(uuid.uuid4())} | body
        headers = {
            "Authorization": f"Bearer {(tokens or self.tokens).access_token}",
            "Content-Type": "application/json",
            "Idempotency-Key": whole["client_id"],
        }
        return visit("POST", self.server.address + path, json.dumps(whole).encode(), headers)

    def feed(self, kind: str) -> dict[str, Any]:
        page = self.server.get("/v1/changes?limit=2000", self.tokens).json()["changes"]
        return {one["id"]: one["data"] for one in page if one["kind"] == kind}

    def answer(self, made: MadeRequest | dict[str, Any]) -> dict[str, Any]:
        body = body_of(made) if isinstance(made, MadeRequest) else made
        reply = self.post(PATH, {"requests": [body]})
        assert reply.status == 200, reply.text
        [found] = reply.json()["responses"]
        return dict(found)

    def give_back(self, *records: Any) -> Visited:
        return self.post(RECEIPTS, {"receipts": list(records)})

    def state(self, fingerprint: str) -> list[str]:
        """What became of the machines with this fingerprint, oldest first."""
        found = [m for m in self.feed("machine").values() if m["fingerprint"] == fingerprint]
        return [one["state"] for one in sorted(found, key=lambda one: one["activated_at"])]

    def limit(self, machines: int | None, production: int | None = None) -> int:
        """Let the license have this many instances beside those in use now."""
        data = self.feed("license")[EU]
        held = [
            one for one in self.feed("machine").values()
            if one["license_id"] == EU and one["state"] == "active"
        ]  # fmt: skip
        productive = sum(one["production"] for one in held)
        data["machines"] = None if machines is None else len(held) + machines
        data["production_machines"] = None if production is None else productive + production
        self.server.mutate("put", kind="license", id=EU, data=data)
        return len(held)


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=40) as running:
        yield running


@pytest.fixture
def portal(server: SandboxServer) -> Portal:
    found = Portal(server)
    found.limit(None)
    return found


def test_a_proof_of_removal_frees_the_instance_once(portal: Portal) -> None:
    portal.limit(1)
    made, other = host_request("first"), host_request("second")
    fingerprint = body_of(made)["fingerprint"]
    assert portal.answer(made)["outcome"] == "issued"
    assert portal.answer(other)["reason"]["code"] == "no_instance_left"
    proof = removal_of(made)
    assert portal.give_back(receipt_of(made), proof).status == 201
    assert portal.state(fingerprint) == ["deactivated"]
    assert all(m["ended_at"] for m in portal.feed("machine").values() if m["state"] != "active")
    assert portal.answer(other)["outcome"] == "issued"
    ended = portal.answer(made)
    assert (ended["outcome"], ended["reason"]["code"]) == ("stale", "activation_ended")


def test_a_proof_that_comes_again_does_not_free_what_was_taken_anew(portal: Portal) -> None:
    made, again = host_request("anew"), host_request("anew")
    fingerprint = body_of(made)["fingerprint"]
    portal.answer(made)
    proof = removal_of(made)
    portal.give_back(proof)
    assert portal.answer(again)["outcome"] == "issued"
    assert portal.state(fingerprint) == ["deactivated", "active"]
    assert portal.give_back(proof).status == 201
    assert portal.state(fingerprint) == ["deactivated", "active"]
    portal.give_back(removal_of(again))
    assert portal.state(fingerprint) == ["deactivated", "deactivated"]


def test_a_machine_is_free_when_all_that_it_asked_for_is_given_up(portal: Portal) -> None:
    made, renewal = host_request("renewed"), host_request("renewed")
    fingerprint = body_of(made)["fingerprint"]
    portal.answer(made)
    portal.answer(renewal)
    portal.give_back(removal_of(made))
    assert portal.state(fingerprint) == ["active"], "the answer to its renewal could be installed"
    unsent = host_request("renewed").request_id
    portal.give_back(removal_of(made, renewal.request_id, unsent))
    assert portal.state(fingerprint) == ["deactivated"]


def test_a_proof_that_does_not_hold_frees_nothing(portal: Portal) -> None:
    made, other = host_request("held"), host_request("holder")
    for one in (made, other):
        portal.answer(one)
    before = datetime.now(UTC) - timedelta(days=1)
    good = removal_of(made)
    bad = {
        "about another license": removal_of(made, license_id="lic-20655-1"),
        "before it was installed": removal_of(made, removed_at=stamp(before)),
        "another machine": removal_of(made, other.request_id),
        "not signed by the key": good | {"jws": removal_of(other)["jws"]},
        "not a receipt": good | {"payload": "e30"},
        "no such request": removal_of(host_request("held")),
    }
    for why, record in bad.items():
        reply = portal.give_back(record)
        assert reply.status == 422, why
        assert why in reply.json()["errors"][0]["detail"]
    for one in (made, other):
        assert portal.state(body_of(one)["fingerprint"]) == ["active"]


def test_production_is_counted_apart_where_the_order_grants_others(portal: Portal) -> None:
    portal.limit(2, 1)
    first, second, third = (body_of(host_request(f"count-{n}")) for n in range(3))
    assert portal.answer(first)["outcome"] == "issued"
    refused = portal.answer(second)["reason"]
    assert refused["code"] == "no_production_instance_left"
    assert " of " in refused["title"]
    assert portal.answer(second | {"production": False})["outcome"] == "issued"
    full = portal.answer(third | {"production": False})["reason"]
    assert full["code"] == "no_instance_left"


def test_a_test_host_takes_an_instance_where_the_order_grants_no_others(portal: Portal) -> None:
    portal.limit(1, 1)
    test, productive = (body_of(host_request(f"plain-{n}")) for n in range(2))
    assert portal.answer(test | {"production": False})["outcome"] == "issued"
    assert portal.answer(productive)["reason"]["code"] == "no_instance_left"


def test_a_test_host_that_becomes_productive_is_counted_as_such(portal: Portal) -> None:
    portal.limit(1, 0)
    test = body_of(host_request("promoted")) | {"production": False}
    assert portal.answer(test)["outcome"] == "issued"
    promoted = body_of(host_request("promoted"))
    assert portal.answer(promoted)["reason"]["code"] == "no_production_instance_left"
    portal.limit(0, 1)
    assert portal.answer(body_of(host_request("promoted")))["outcome"] == "issued"
    assert portal.state(promoted["fingerprint"]) == ["active"]
    [machine] = [
        one for one in portal.feed("machine").values() if one["fingerprint"] == test["fingerprint"]
    ]
    assert machine["production"]


def test_the_orders_decide_how_many_a_license_allows(portal: Portal) -> None:
    licenses = portal.feed("license")
    granted = {
        name: (one["machines"], one["production_machines"]) for name, one in licenses.items()
    }
    assert granted["lic-20655-1"] == (6, 6)
    assert granted["lic-21715-1"] == (1, 0), "an evaluation is no production instance"


def test_what_a_request_replaces_is_freed_by_the_proof_in_it(portal: Portal) -> None:
    old, new = host_request("old-box"), host_request("new-box")
    portal.answer(old)
    portal.limit(0)
    assert portal.answer(new)["reason"]["code"] == "no_instance_left"
    moved = body_of(host_request("new-box")) | {"replaces": removal_of(old)}
    assert portal.answer(moved)["outcome"] == "issued"
    assert portal.state(body_of(old)["fingerprint"]) == ["deactivated"]
    assert portal.state(moved["fingerprint"]) == ["active"]
    stranger = host_request("stranger", "lic-20655-1", "relay-gateway")
    for proof in (removal_of(host_request("nobody")), removal_of(stranger)):
        body = body_of(host_request("third-box")) | {"replaces": proof}
        assert portal.answer(body)["reason"]["code"] == "replacement_not_proved"


def test_a_machine_that_still_holds_its_instance_is_not_replaced_by_its_name(
    portal: Portal,
) -> None:
    named = body_of(host_request("named-box")) | {"replaces": {"machine_id": "mac-21640-1-1"}}
    assert portal.answer(named)["reason"]["code"] == "replaced_machine_active"
    unknown = body_of(host_request("named-box")) | {"replaces": {"machine_id": "mac-none"}}
    assert portal.answer(unknown)["reason"]["code"] == "unknown_machine"
    for bad in ({}, [], {"machine_id": "a b"}, removal_of(host_request()) | {"machine_id": "m"}):
        reply = portal.post(PATH, {"requests": [named | {"replaces": bad}]})
        assert reply.status == 422
        assert reply.json()["errors"][0]["pointer"].startswith("/requests/0")


def statement(machine: str, **changes: Any) -> dict[str, Any]:
    return {
        "machine_id": machine,
        "reason": "hardware_failure",
        "stated": {
            "statement": "It is used there no longer.", "by": "Dana Brandt",
            "at": "2026-11-22T09:30:00Z",
        },
    } | changes  # fmt: skip


def test_a_dead_machine_is_freed_on_a_persons_word_a_few_times_a_year() -> None:
    with SandboxServer.start(orders=40) as server:
        portal = Portal(server)
        made = host_request("dead")
        portal.answer(made)
        fingerprint = body_of(made)["fingerprint"]
        name = next(k for k, m in portal.feed("machine").items() if m["fingerprint"] == fingerprint)
        whole = {"client_id": str(uuid.uuid4())} | statement(name)
        once, again = (portal.post(DEACTIVATIONS, whole) for _ in range(2))
        assert (once.status, again.body) == (201, once.body)
        assert portal.state(fingerprint) == ["deactivated"]
        assert portal.answer(made)["outcome"] == "stale", "the dead host's answer is void"
        assert portal.post(DEACTIVATIONS, statement(name)).json()["code"] == "not_active"
        assert portal.post(DEACTIVATIONS, statement("mac-none")).status == 404
        for number in (1, 2):
            done = portal.post(DEACTIVATIONS, statement(f"mac-21640-1-{number}"))
            assert done.status == 201
        limit = portal.post(DEACTIVATIONS, statement("mac-21640-1-3"))
        assert (limit.status, limit.json()["code"]) == (409, "deactivation_limit")
        assert "2027" in limit.json()["detail"]
        assert portal.feed("machine")["mac-21640-1-3"]["state"] == "active"
        other = portal.post(DEACTIVATIONS, statement("mac-20655-1-1"))
        assert other.status == 201, "each license has its own"
        server.mutate("advance_clock", seconds=366 * 86_400.0)
        portal.tokens = server.sign_in()
        assert portal.post(DEACTIVATIONS, statement("mac-21640-1-3")).status == 201


def test_a_statement_needs_words_a_name_and_the_right_to_make_it(portal: Portal) -> None:
    said = statement("mac-21640-1-4")
    for bad in (
        {"reason": "sold"}, {"stated": {}}, {"stated": said["stated"] | {"statement": ""}},
        {"stated": said["stated"] | {"by": ""}}, {"machine_id": ""},
    ):  # fmt: skip
        assert portal.post(DEACTIVATIONS, said | bad).status == 422
    robin = portal.server.sign_in(user="robin")
    assert portal.post(DEACTIVATIONS, said, robin).status == 403
    assert portal.feed("machine")["mac-21640-1-4"]["state"] == "active"


def test_a_revoked_machine_stands_in_the_next_list_and_gets_no_more_files() -> None:
    with SandboxServer.start(orders=40) as server:
        portal = Portal(server)
        made = host_request("revoked")
        answer = portal.answer(made)
        fingerprint = body_of(made)["fingerprint"]
        name = next(k for k, m in portal.feed("machine").items() if m["fingerprint"] == fingerprint)
        server.mutate("revoke_machine", id=name)
        record = server.get("/v1/licenses/vendor-file", portal.tokens).json()
        jwks = visit("GET", server.address + wire.DISCOVERY_PATH).json()["keys"]
        keys = {jwk["kid"]: unpadded(jwk["x"]) for jwk in jwks}
        found = signed_record(portal.feed("revocation_list")["revocations"], keys)
        assert (found["number"], found["machines"]) == (2, [name])
        assert portal.state(fingerprint) == ["revoked"]
        told = parsed(json.dumps(signed_record(record, keys)).encode())
        checked = check(
            answer["machine_file"].encode(), told.keys, at=datetime.now(UTC),
            fingerprint=fingerprint, revoked=found["machines"],
        )  # fmt: skip
        assert checked.verdict is Verdict.REVOKED
        assert portal.answer(host_request("revoked"))["reason"]["code"] == "machine_revoked"


def test_files_from_before_a_change_of_key_hold_and_the_old_key_signs_no_new_ones() -> None:
    with SandboxServer.start(orders=40) as server:
        portal = Portal(server)
        made = host_request("rotated")
        before = portal.answer(made)["machine_file"].encode()
        server.mutate("advance_clock", seconds=60.0)
        server.mutate("rotate_key")
        server.mutate("advance_clock", seconds=60.0)
        after = portal.answer(host_request("rotated"))["machine_file"].encode()
        record = server.get("/v1/licenses/vendor-file", portal.tokens).json()
        jwks = visit("GET", server.address + wire.DISCOVERY_PATH).json()["keys"]
        told = signed_record(record, {jwk["kid"]: unpadded(jwk["x"]) for jwk in jwks})
        assert [key["status"] for key in told["keys"]] == ["current", "retired"]
        assert "retired_at" not in told["keys"][0]
        vendor = parsed(json.dumps(told).encode())
        at = datetime.now(UTC) + timedelta(minutes=3)
        fingerprint = body_of(made)["fingerprint"]
        for file in (before, after):
            checked = check(file, vendor.keys, at=at, fingerprint=fingerprint)
            assert checked.verdict is Verdict.VALID, checked.reasons
        early = told["keys"][1] | {"retired_at": "2026-01-01T00:00:00Z"}
        vendor = parsed(json.dumps(told | {"keys": [told["keys"][0], early]}).encode())
        checked = check(before, vendor.keys, at=at, fingerprint=fingerprint)
        assert checked.verdict is Verdict.UNKNOWN_KEY
