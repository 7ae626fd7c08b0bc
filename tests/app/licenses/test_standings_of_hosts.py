"""Where each host of a batch stands: one test a standing, on a real portal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.activation import requests
from app.activation.state import MadeRequest
from app.licenses.batches.model import HostStanding
from tests.support.isolated_hosts import body_of, host_request, receipt_of, removal_of
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from tests.support.workstations import UNLIMITED, Workstation

PATH = "/v1/licenses/activations"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30) as server:
        changes = server.get("/v1/changes?limit=2000", server.sign_in()).json()["changes"]
        [plenty] = [one["data"] for one in changes if one["id"] == "lic-21640-1"]
        server.mutate("put", kind="license", id="lic-21640-1", data=plenty | UNLIMITED)
        yield server


@pytest.fixture(scope="module")
def desk(sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workstation]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    station = Workstation(desk, desk.sign_in(sandbox), sandbox)
    station.synchronize()
    yield station
    desk.office.close()


@pytest.fixture
def station(desk: Workstation) -> Iterator[Workstation]:
    yield desk
    desk.sandbox.faults()


def standing(station: Workstation, batch_id: str, name: str) -> str:
    return station.host(batch_id, name).standing.value


def test_a_host_that_was_expected_is_missing_until_its_request_comes(station: Workstation) -> None:
    batch_id = station.new_batch()
    with station.licenses() as licenses:
        assert licenses.expect(batch_id, ["gw-a", " gw-b ", "GW-A", ""]) == 2
        assert licenses.expect(batch_id, ["gw-b"]) == 0
    assert station.standings(batch_id) == {"gw-a": "missing", "gw-b": "missing"}
    assert station.collect(batch_id, host_request("gw-a")).added == 1
    assert station.standings(batch_id) == {"gw-a": "requested", "gw-b": "missing"}


def test_a_request_goes_its_whole_way(station: Workstation) -> None:
    made = host_request("whole-way")
    batch_id = station.new_batch(made)
    seen = [standing(station, batch_id, "whole-way")]
    with station.licenses() as licenses:
        assert licenses.ready(batch_id) == 1
        assert licenses.send(batch_id, station.info.subject) == 1
        assert licenses.ready(batch_id) == 0
        assert licenses.send(batch_id, station.info.subject) == 0
    seen.append(standing(station, batch_id, "whole-way"))
    station.send()
    answered = station.host(batch_id, "whole-way")
    seen.append(answered.standing.value)
    assert answered.answered_at is not None
    assert answered.expires_at is not None
    assert answered.expires_at > datetime.now(UTC) + timedelta(days=80)
    station.take_receipts(batch_id, receipt_of(made))
    seen.append(standing(station, batch_id, "whole-way"))
    station.send()
    seen.append(standing(station, batch_id, "whole-way"))
    assert seen == ["requested", "sent", "answered", "installed", "returned"]


def test_a_removal_is_told_and_counts_once_the_vendor_saw_it(station: Workstation) -> None:
    made = host_request("removed")
    batch_id = station.new_batch(made)
    station.send_batch(batch_id)
    station.take_receipts(batch_id, receipt_of(made), removal_of(made))
    waiting = station.host(batch_id, "removed")
    assert waiting.standing is HostStanding.INSTALLED
    assert "proof of removal" in waiting.words
    station.send()
    assert standing(station, batch_id, "removed") == "removed"


def test_a_machine_that_the_vendor_ended_is_removed(station: Workstation) -> None:
    made = host_request("ended")
    batch_id = station.new_batch(made)
    station.send_batch(batch_id)
    tokens = station.sandbox.sign_in()
    changes = station.sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    [machine] = [
        one for one in changes if one["kind"] == "machine" and one["data"]["name"] == "ended"
    ]
    gone = machine["data"] | {"state": "deactivated", "ended_at": "2026-11-23T00:00:00Z"}
    station.sandbox.mutate("put", kind="machine", id=machine["id"], data=gone)
    assert standing(station, batch_id, "ended") == "answered"
    station.synchronize()
    assert standing(station, batch_id, "ended") == "removed"


def test_a_cloned_machine_id_is_a_duplicate_until_it_is_confirmed(station: Workstation) -> None:
    first, copy = host_request("original"), host_request("copy", machine="original")
    batch_id = station.new_batch(first, copy)
    held = station.host(batch_id, "copy")
    assert held.standing is HostStanding.DUPLICATE
    assert held.same_as == "original"
    assert "original" in held.words
    assert station.send_batch(batch_id) == 1
    with station.licenses() as licenses:
        licenses.confirm_hosts(batch_id, [held.id])
        assert licenses.ready(batch_id) == 1
    confirmed = station.host(batch_id, "copy")
    assert confirmed.standing is HostStanding.REQUESTED
    assert confirmed.confirmed
    assert station.send_batch(batch_id) == 1
    assert station.standings(batch_id) == {"original": "answered", "copy": "answered"}


def test_of_two_with_one_id_the_activated_one_is_the_original(station: Workstation) -> None:
    late, early = (
        host_request("a-late", machine="one-id"),
        host_request("b-early", machine="one-id"),
    )
    station.exchange(early)
    batch_id = station.new_batch(late, early)
    assert station.standings(batch_id) == {"a-late": "duplicate", "b-early": "answered"}


def test_a_host_with_another_fingerprint_than_before_is_changed(station: Workstation) -> None:
    station.exchange(host_request("rebuilt", machine="old board"))
    batch_id = station.new_batch(host_request("rebuilt", machine="new board"))
    held = station.host(batch_id, "rebuilt")
    assert held.standing is HostStanding.CHANGED
    assert "another fingerprint" in held.words
    assert station.send_batch(batch_id) == 0
    with station.licenses() as licenses:
        licenses.confirm_hosts(batch_id, [held.id])
    assert station.send_batch(batch_id) == 1
    assert standing(station, batch_id, "rebuilt") == "answered"


def test_a_host_that_the_vendor_knows_by_name_with_another_fingerprint_is_changed(
    station: Workstation,
) -> None:
    batch_id = station.new_batch(host_request("gw-ulm-01", machine="replaced"))
    assert standing(station, batch_id, "gw-ulm-01") == "changed"


def test_two_machines_of_one_name_are_not_taken_for_one(station: Workstation) -> None:
    first, second = (host_request("localhost", machine=name) for name in ("left", "right"))
    batch_id = station.new_batch(first, second)
    assert sorted(one.standing.value for one in station.batch(batch_id).hosts) == [
        "changed",
        "requested",
    ]


def test_after_a_removal_the_name_may_go_to_other_hardware(station: Workstation) -> None:
    old = host_request("moved", machine="before")
    batch_id = station.new_batch(old)
    station.send_batch(batch_id)
    station.take_receipts(batch_id, removal_of(old))
    station.send()
    other = station.new_batch(host_request("moved", machine="after"))
    station.synchronize()
    assert standing(station, other, "moved") == "requested"


def test_a_request_for_a_license_of_somebody_else_is_foreign(station: Workstation) -> None:
    strange = host_request("foreign", license_id="lic-0")
    wrong = host_request("other-product", product_id="relay-edge")
    batch_id = station.new_batch(strange, wrong)
    assert station.standings(batch_id) == {"foreign": "foreign", "other-product": "foreign"}
    assert "lic-0" in station.host(batch_id, "foreign").words
    assert station.send_batch(batch_id) == 0


def test_an_answer_and_a_receipt_of_a_strange_host_are_foreign(station: Workstation) -> None:
    stranger = host_request("stranger")
    batch_id = station.new_batch(host_request("of the batch"))
    assert station.take_receipts(batch_id, receipt_of(stranger)).added == 0
    answer = {"request_id": "somebody-else-1", "outcome": "issued", "machine_file": "x"}
    document = {
        "client_id": "set-0001", "issued_at": "2026-11-23T00:00:00Z", "responses": [answer]
    }  # fmt: skip
    with station.licenses() as licenses:
        assert licenses.take_answers(batch_id, json.dumps(document).encode()) == 0
    strays = [one for one in station.batch(batch_id).hosts if one.standing is HostStanding.FOREIGN]
    assert {one.request_id for one in strays} == {"somebody-else-1", stranger.request_id}
    assert all(one.words for one in strays)
    assert station.collect(batch_id, stranger).added == 1
    assert standing(station, batch_id, "stranger") == "requested"


def test_what_the_vendor_finds_too_old_is_stale_and_an_old_request_says_so_before(
    station: Workstation,
) -> None:
    old = host_request("old", at=datetime.now(UTC) - timedelta(days=40))
    batch_id = station.new_batch(old)
    asked = station.host(batch_id, "old")
    assert asked.standing is HostStanding.REQUESTED
    assert "too old" in asked.words
    station.send_batch(batch_id)
    found = station.host(batch_id, "old")
    assert found.standing is HostStanding.STALE
    assert found.words == "The request is older than 30 days"
    with station.licenses() as licenses:
        licenses.confirm_hosts(batch_id, [found.id])
        assert licenses.ready(batch_id) == 1


def test_a_refusal_says_why_and_may_be_tried_again(station: Workstation) -> None:
    made = host_request("full", "lic-20655-1", "relay-gateway")
    batch_id = station.new_batch(made)
    station.send_batch(batch_id)
    found = station.host(batch_id, "full")
    assert found.standing is HostStanding.REFUSED
    assert found.words.startswith("No instance is left of this license")
    with station.licenses() as licenses:
        assert licenses.ready(batch_id) == 0
        licenses.confirm_hosts(batch_id, [found.id])
        assert licenses.ready(batch_id) == 1
    station.send_batch(batch_id)
    assert standing(station, batch_id, "full") == "refused"


def test_a_set_that_the_portal_refuses_refuses_its_hosts(station: Workstation) -> None:
    batch_id = station.new_batch(host_request("not permitted"))
    station.sandbox.fault("status", path=PATH, method="POST", status=403)
    station.send_batch(batch_id)
    found = station.host(batch_id, "not permitted")
    assert found.standing is HostStanding.REFUSED
    assert found.words
    station.sandbox.faults()
    with station.licenses() as licenses:
        licenses.confirm_hosts(batch_id, [found.id])
    station.send_batch(batch_id)
    assert standing(station, batch_id, "not permitted") == "answered"


def test_a_set_that_waits_says_why(station: Workstation) -> None:
    batch_id = station.new_batch(host_request("waits"))
    station.sandbox.fault("status", path=PATH, method="POST", status=503, times=0)
    station.send_batch(batch_id)
    found = station.host(batch_id, "waits")
    assert found.standing is HostStanding.SENT
    assert found.words


def test_a_request_that_was_changed_after_it_was_sent_is_refused(station: Workstation) -> None:
    made = host_request("meddled")
    station.exchange(made)
    other = made._replace(body=json.dumps(body_of(made) | {"production": False}))
    batch_id = station.new_batch(other)
    assert standing(station, batch_id, "meddled") == "refused"
    assert station.send_batch(batch_id) == 0


def test_a_changed_request_under_a_known_id_is_not_read(station: Workstation) -> None:
    made = host_request("twice told")
    batch_id = station.new_batch(made)
    other = made._replace(body=json.dumps(body_of(made) | {"production": False}))
    found = station.collect(batch_id, other)
    assert (found.added, found.known, len(found.unread)) == (0, 0, 1)
    assert "twice told" in found.unread[0].words


def test_the_same_file_twice_is_simply_known(station: Workstation) -> None:
    made = host_request("once")
    batch_id = station.new_batch(made)
    again = station.collect(batch_id, made, made)
    assert (again.added, again.known, again.unread) == (0, 2, ())
    assert len(station.batch(batch_id).hosts) == 1


def test_what_is_no_request_is_told_file_by_file(station: Workstation) -> None:
    made = host_request("good one")
    files = [
        ("good.json", requests.set_of([body_of(made)], "set-0001")),
        ("empty", b""),
        ("picture.png", b"\x89PNG"),
        ("receipt.json", b'{"format": "counterpart-host-receipts"}'),
        ("answers.json", b'{"client_id": "set-0001", "responses": []}'),
        ("vendor.json", b'{"payload": "e30", "jws": "a..b"}'),
        ("license", b"-----BEGIN MACHINE FILE-----"),
        ("deep.json", b"[" * 100_000),
        ("key.json", requests.set_of([body_of(made) | {"license_key": "K"}], "set-0002")),
    ]
    batch_id = station.new_batch()
    with station.licenses() as licenses:
        found = licenses.collect(batch_id, files)
    assert found.added == 1
    assert [one.name for one in found.unread] == [name for name, _data in files[1:]]
    titles = {one.name: one.title for one in found.unread}
    assert titles["receipt.json"] == "This is a receipt file"
    assert titles["answers.json"] == "This is a set of answers"
    assert titles["vendor.json"] == "This is a file of the vendor"
    assert titles["license"] == "This is a license file"
    assert all(one.title and one.words and one.next_step for one in found.unread)


def test_of_two_requests_of_one_host_the_newer_counts(station: Workstation) -> None:
    now = datetime.now(UTC)
    old, new = (host_request("asked-twice", at=now - timedelta(hours=hours)) for hours in (2, 1))
    batch_id = station.new_batch(new, old)
    assert station.host(batch_id, "asked-twice").request_id == new.request_id
    other = station.new_batch(old, new)
    assert station.host(other, "asked-twice").request_id == new.request_id
    assert station.collect(other, old).known == 1
    assert station.host(other, "asked-twice").request_id == new.request_id


def machines(station: Workstation, name: str) -> int:
    tokens = station.sandbox.sign_in()
    changes = station.sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    return sum(one["kind"] == "machine" and one["data"]["name"] == name for one in changes)


def reinstalled(made: MadeRequest) -> MadeRequest:
    """The same machine, which remembers nothing, asks anew."""
    name = str(body_of(made)["host_name"])
    return host_request(name, at=datetime.now(UTC) + timedelta(seconds=1))


def test_a_reinstalled_host_keeps_its_instance_and_its_old_answer_until_the_new_one_is_here(
    station: Workstation,
) -> None:
    made = host_request("reinstalled")
    batch_id = station.new_batch(made)
    station.send_batch(batch_id)
    with station.licenses() as licenses:
        before = licenses.answers(batch_id)
    again = reinstalled(made)
    station.collect(batch_id, again)
    found = station.host(batch_id, "reinstalled")
    assert found.standing is HostStanding.REQUESTED
    assert "keeps its instance" in found.words
    with station.licenses() as licenses:
        assert licenses.answers(batch_id) == before
    station.send_batch(batch_id)
    assert standing(station, batch_id, "reinstalled") == "answered"
    with station.licenses() as licenses:
        [answer] = json.loads(licenses.answers(batch_id) or b"")["responses"]
    assert answer["request_id"] == again.request_id
    assert machines(station, "reinstalled") == 1


def test_hosts_of_a_batch_under_way_that_are_held_back_are_on_the_overview(
    station: Workstation,
) -> None:
    batch_id = station.new_batch(name="Kiel 3")
    with station.licenses() as licenses:
        licenses.expect(batch_id, ["gw-x", "gw-y"])
    assert needs_of(station, batch_id) == ["2 hosts of Kiel 3 need you"]
    with station.licenses() as licenses:
        licenses.close_batch(batch_id)
    assert needs_of(station, batch_id) == []


def needs_of(station: Workstation, batch_id: str) -> list[str]:
    rooms = station.rooms()
    try:
        needs = rooms.overview.overview().needs
    finally:
        rooms.close()
    return [need.title for need in needs if need.license_part == f"activate:{batch_id}"]
