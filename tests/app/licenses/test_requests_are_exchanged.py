"""At the connected workstation: requests sent once, answers fetched again, receipts returned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.activation import vendor_file
from app.exchange.model import OutboxState
from app.licenses.errors import NoVendorFile
from app.licenses.model import Exchanged, HostState
from tests.support.isolated_hosts import body_of, host_request, receipt_of
from tests.support.license_verifier import Verifier, signed_record, unpadded
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from tests.support.workstations import UNLIMITED, Workstation

PATH = "/v1/licenses/activations"


def answers(found: Exchanged) -> list[Any]:
    assert found.answers is not None
    return list(json.loads(found.answers)["responses"])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30) as server:
        changes = server.get("/v1/changes?limit=2000", server.sign_in()).json()["changes"]
        [plenty] = [one["data"] for one in changes if one["id"] == "lic-21640-1"]
        server.mutate("put", kind="license", id="lic-21640-1", data=plenty | UNLIMITED)
        yield server


@pytest.fixture
def station(home: Path, sandbox: SandboxServer) -> Iterator[Workstation]:
    sandbox.faults()
    desk = Desk(home / "desk")
    yield Workstation(desk, desk.sign_in(sandbox), sandbox)
    desk.office.close()


def machines(sandbox: SandboxServer) -> int:
    tokens = sandbox.sign_in()
    changes = sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    return sum(change["kind"] == "machine" for change in changes)


def test_one_set_holds_many_hosts_and_each_is_answered_by_itself(station: Workstation) -> None:
    good = [host_request(f"many-{number}") for number in range(3)]
    bad = host_request("bad", license_id="lic-0")
    assert station.states(*good, bad) == ["waiting"] * 4
    found = station.exchange(*good, bad)
    assert [row.state for row in found.rows] == [HostState.ISSUED] * 3 + [HostState.REFUSED]
    assert not found.complete
    assert found.rows[3].reason == "This account has no such license"
    assert [one["request_id"] for one in answers(found)] == [one.request_id for one in (*good, bad)]
    vendor = station.vendor()
    record = json.loads(vendor.content)
    told = json.loads(unpadded(record["payload"]))
    keys = {jwk["kid"]: unpadded(jwk["x"]) for jwk in told["keys"]}
    verifier = Verifier(signed_record(record, keys))
    for made, answer in zip(good, answers(found), strict=False):
        _algorithm, content = verifier.payload(answer["machine_file"])
        assert content["meta"]["request"]["id"] == made.request_id


def test_the_same_request_is_sent_once_whichever_files_it_comes_in(station: Workstation) -> None:
    first, second = host_request("once-1"), host_request("once-2")
    found = station.exchange(first)
    before = station.sandbox.requests(PATH)
    assert station.queue(first) == 0
    assert answers(station.found(first)) == answers(found)
    assert station.queue(first, second) == 1
    station.send()
    assert station.states(second, first) == ["issued", "issued"]
    after = station.sandbox.requests(PATH)
    assert len([one for one in after if one.method == "POST"]) == 1 + len(
        [one for one in before if one.method == "POST"]
    )


@pytest.mark.parametrize("at", [0, 1, 40, 300])
def test_a_lost_reply_costs_no_second_instance(station: Workstation, at: int) -> None:
    made = host_request(f"lost-{at}")
    before = machines(station.sandbox)
    station.sandbox.fault("cut", path=PATH, method="POST", at=at)
    assert station.queue(made) == 1
    station.send()
    assert station.states(made) == ["waiting"]
    assert station.queue(made) == 0
    station.send()
    assert station.states(made) == ["issued"]
    assert machines(station.sandbox) == before + 1


@pytest.mark.parametrize("fault", ["status", "cut", "garbage", "drop"])
def test_an_answer_that_could_not_be_fetched_comes_with_the_next_sending(
    station: Workstation, fault: str
) -> None:
    made = host_request(f"fetch-{fault}")
    station.exchange(made)
    station.forget_answers()
    station.sandbox.fault(fault, path=PATH, method="GET", times=0)
    station.send()
    assert station.states(made) == ["waiting"]
    station.sandbox.faults()
    station.send()
    assert station.states(made) == ["issued"]


def test_what_was_refused_may_be_tried_again(station: Workstation) -> None:
    made = host_request("later", "lic-20655-1", "relay-gateway")
    reason = station.exchange(made).rows[0].reason
    assert reason.startswith("No instance is left of this license")
    tokens = station.sandbox.sign_in()
    changes = station.sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    [machine] = [one["data"] for one in changes if one["id"] == "mac-20655-1-1"]
    gone = machine | {"state": "deactivated", "ended_at": "2026-11-23T00:00:00Z"}
    station.sandbox.mutate("put", kind="machine", id="mac-20655-1-1", data=gone)
    assert station.exchange(made).complete
    assert station.queue(made) == 0


def test_a_changed_request_is_never_sent_under_its_old_id(station: Workstation) -> None:
    made = host_request("changed")
    station.exchange(made)
    other = made._replace(body=json.dumps(body_of(made) | {"host_name": "other"}))
    assert station.queue(other) == 0
    assert station.states(other) == ["changed"]
    assert station.found(other).answers is None


def test_a_set_the_portal_refuses_is_told_and_can_be_sent_again(station: Workstation) -> None:
    made = host_request("not permitted")
    station.sandbox.fault("status", path=PATH, method="POST", status=403)
    station.queue(made)
    station.send()
    rooms = station.rooms()
    items = [one for one in rooms.outbox.items() if one.state is OutboxState.REFUSED]
    rooms.close()
    assert len(items) == 1
    assert items[0].problem is not None
    assert station.exchange(made).complete


def test_receipts_are_returned_once(station: Workstation) -> None:
    first, second = host_request("receipt-1"), host_request("receipt-2")
    station.exchange(first, second)
    one, two = receipt_of(first), receipt_of(second)
    assert station.give_back(one).queued == 1
    done = station.give_back(one, two)
    assert (done.queued, done.known) == (1, 1)
    station.send()
    sent = [s for s in station.sandbox.submissions() if s["kind"] == "host_receipts"]
    assert [len(s["body"]["receipts"]) for s in sent] == [1, 1]


def test_a_receipt_of_an_unknown_host_is_refused_by_the_vendor(station: Workstation) -> None:
    done = station.give_back(receipt_of(host_request("stranger")))
    station.send()
    rooms = station.rooms()
    item = rooms.outbox.get(done.items[0])
    rooms.close()
    assert item.state is OutboxState.REFUSED


def test_the_vendor_file_carries_every_change_of_key(home: Path) -> None:
    with SandboxServer.start(orders=30) as sandbox:
        desk = Desk(home / "desk")
        station = Workstation(desk, desk.sign_in(sandbox), sandbox)
        with pytest.raises(NoVendorFile):
            station.vendor()
        station.exchange(host_request("before"))
        now = datetime.now(UTC)
        first = vendor_file.offered(station.vendor().content, None, now)
        assert station.vendor().fingerprint == vendor_file.short_fingerprint(
            bytes.fromhex(first.trust.public)
        )
        sandbox.mutate("rotate_key")
        desk.sign_in(sandbox)
        station.exchange(host_request("after"))
        second = vendor_file.offered(station.vendor().content, first.trust, now)
        assert second.known
        assert second.trust.kid != first.trust.kid
        desk.office.close()
