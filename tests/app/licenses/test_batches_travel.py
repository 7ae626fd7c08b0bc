"""A batch between two computers, its answers back to its hosts, what is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.activation import requests, responses, vendor_file
from app.activation.responses import Means, Outcome
from app.activation.state import HostState, MadeRequest
from app.licenses.batches.model import HostStanding
from app.licenses.errors import BadAnswers, BatchInUse, NothingToCarry, UnknownBatch
from app.licenses.model import RECEIPTS_KIND
from tests.support.isolated_hosts import body_of, host_request, receipt_of, removal_of
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from tests.support.workstations import UNLIMITED, Workstation, files_of

PATH = "/v1/licenses/activations"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30) as server:
        changes = server.get("/v1/changes?limit=2000", server.sign_in()).json()["changes"]
        [plenty] = [one["data"] for one in changes if one["id"] == "lic-21640-1"]
        server.mutate("put", kind="license", id="lic-21640-1", data=plenty | UNLIMITED)
        yield server


@pytest.fixture(scope="module")
def desks(
    sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workstation, Workstation]]:
    found = []
    for name in ("one", "other"):
        desk = Desk(tmp_path_factory.mktemp(name))
        found.append(Workstation(desk, desk.sign_in(sandbox), sandbox))
        found[-1].synchronize()
    yield found[0], found[1]
    for station in found:
        station.desk.office.close()


@pytest.fixture
def station(desks: tuple[Workstation, Workstation]) -> Iterator[Workstation]:
    yield desks[0]
    desks[0].sandbox.faults()


@pytest.fixture
def other(desks: tuple[Workstation, Workstation]) -> Workstation:
    return desks[1]


def answers_of(station: Workstation, batch_id: str) -> list[Any]:
    with station.licenses() as licenses:
        data = licenses.answers(batch_id)
    return list(json.loads(data)["responses"]) if data else []


def posts(station: Workstation) -> int:
    return sum(one.method == "POST" for one in station.sandbox.requests(PATH))


def fetched(station: Workstation) -> int:
    return sum(one.method == "GET" for one in station.sandbox.requests(PATH))


def test_the_answers_of_a_set_come_with_its_sending_and_are_not_fetched_again(
    station: Workstation,
) -> None:
    batch_id = station.new_batch(*(host_request(f"at-once-{number}") for number in range(3)))
    before = posts(station), fetched(station)
    assert station.send_batch(batch_id) == 3
    assert station.batch(batch_id).count(HostStanding.ANSWERED) == 3
    assert (posts(station), fetched(station)) == (before[0] + 1, before[1])


def test_a_lost_answer_is_fetched_again(station: Workstation) -> None:
    batch_id = station.new_batch(host_request("lost"))
    station.send_batch(batch_id)
    before = answers_of(station, batch_id)
    station.forget_answers()
    assert station.standings(batch_id) == {"lost": "sent"}
    asked = fetched(station)
    station.send()
    assert station.standings(batch_id) == {"lost": "answered"}
    assert answers_of(station, batch_id) == before
    assert fetched(station) > asked


def test_part_of_a_batch_may_fail_and_the_rest_goes_on(station: Workstation) -> None:
    good = [host_request(f"part-{number}") for number in range(2)]
    full = host_request("part-full", "lic-20655-1", "relay-gateway")
    batch_id = station.new_batch(*good, full)
    station.send_batch(batch_id)
    assert station.standings(batch_id) == {
        "part-0": "answered", "part-1": "answered", "part-full": "refused"
    }  # fmt: skip
    assert {one["request_id"] for one in answers_of(station, batch_id)} == {
        one.request_id for one in good
    }


def test_another_computer_sends_the_set_and_its_answers_are_taken_in_once(
    station: Workstation, other: Workstation
) -> None:
    made = [host_request(f"by-other-{number}") for number in range(3)]
    batch_id = station.new_batch(*made)
    with station.licenses() as licenses:
        [data] = licenses.request_sets(batch_id)
        assert licenses.request_sets(batch_id) == (data,)
    exchanged = other.exchange(*made)
    assert exchanged.complete
    assert exchanged.answers is not None
    with station.licenses() as licenses:
        assert licenses.take_answers(batch_id, exchanged.answers) == 3
        assert licenses.take_answers(batch_id, exchanged.answers) == 0
    assert set(station.standings(batch_id).values()) == {"answered"}
    assert station.send_batch(batch_id) == 0
    done = station.take_receipts(batch_id, *(receipt_of(one) for one in made))
    assert (done.added, done.known) == (3, 0)
    station.send()
    assert set(station.standings(batch_id).values()) == {"returned"}


def test_a_receipt_that_the_vendor_refuses_keeps_no_other_from_arriving(
    station: Workstation,
) -> None:
    made = [host_request(f"receipts-{number}") for number in range(3)]
    batch_id = station.new_batch(*made)
    station.send_batch(batch_id)
    bad = removal_of(made[1], removed_at="2001-01-01T00:00:00Z")
    records = [receipt_of(made[0]), bad, receipt_of(made[2])]
    assert station.take_receipts(batch_id, *records).added == 3
    station.send()
    assert "returned" not in station.standings(batch_id).values(), "taken whole or not at all"
    assert station.take_receipts(batch_id, *records).added == 3
    station.send()
    found = station.standings(batch_id)
    assert [found["receipts-0"], found["receipts-2"]] == ["returned", "returned"]
    assert found["receipts-1"] != "returned"
    with station.own() as own:
        rows = own.read(
            "SELECT state, count(*) FROM outbox WHERE kind = ? GROUP BY state", (RECEIPTS_KIND,)
        )
        left = [count for state, count in rows if state == "refused"]
    assert left == [1], "only the one that is not good is left as such"
    again = station.take_receipts(batch_id, *records)
    assert (again.added, again.known) == (1, 2)


def test_request_files_hold_what_their_hosts_wrote(station: Workstation) -> None:
    made = [host_request(f"as-written-{number}") for number in range(3)]
    batch_id = station.new_batch(*made)
    [chosen] = [one.id for one in station.batch(batch_id).hosts if one.host_name == "as-written-1"]
    with station.licenses() as licenses:
        [everything] = licenses.request_sets(batch_id)
        [one] = licenses.request_sets(batch_id, [chosen])
    assert [dict(found) for found in requests.read_set(everything).requests] == [
        body_of(request) for request in made
    ]
    assert [dict(found) for found in requests.read_set(one).requests] == [body_of(made[1])]


def test_what_is_no_set_of_answers_changes_nothing(station: Workstation) -> None:
    batch_id = station.new_batch(host_request("unmoved"))
    for data in (b"", b"{}", b"[]", b"\xff", b'{"responses": 1}', b"[" * 100_000):
        with station.licenses() as licenses, pytest.raises(BadAnswers):
            licenses.take_answers(batch_id, data)
    assert station.standings(batch_id) == {"unmoved": "requested"}


def changed_answer(station: Workstation, made: MadeRequest, **changes: Any) -> bytes:
    """The vendor's answer as somebody changed it on the way."""
    found = station.exchange(made)
    assert found.answers is not None
    document = json.loads(found.answers)
    document["responses"][0] |= changes
    return json.dumps(document).encode()


def test_an_answer_that_no_key_of_the_vendor_made_is_refused_and_not_carried(
    station: Workstation, other: Workstation
) -> None:
    made = host_request("forged")
    good = json.loads(changed_answer(other, made))["responses"][0]["machine_file"]
    lines = good.split("\n")
    lines[3] = lines[3][:-4] + "AAAA"
    forged = changed_answer(other, made, machine_file="\n".join(lines))
    batch_id = station.new_batch(made)
    station.exchange(host_request("brings the keys"))
    with station.licenses() as licenses:
        licenses.take_answers(batch_id, forged)
    found = station.host(batch_id, "forged")
    assert found.standing is HostStanding.REFUSED
    assert found.words
    assert answers_of(station, batch_id) == []
    with station.licenses() as licenses:
        licenses.confirm_hosts(batch_id, [found.id])
    station.send_batch(batch_id)
    assert station.standings(batch_id) == {"forged": "answered"}


def test_an_answer_with_the_file_of_another_host_is_foreign(
    station: Workstation, other: Workstation
) -> None:
    made, neighbor = host_request("mixed-up"), host_request("neighbor")
    theirs = json.loads(changed_answer(other, neighbor))["responses"][0]["machine_file"]
    mixed = changed_answer(other, made, machine_file=theirs)
    batch_id = station.new_batch(made)
    station.exchange(host_request("brings the keys too"))
    with station.licenses() as licenses:
        licenses.take_answers(batch_id, mixed)
    assert station.standings(batch_id) == {"mixed-up": "foreign"}
    assert answers_of(station, batch_id) == []


def test_encrypted_answers_are_verified_with_the_key_that_was_delivered(
    station: Workstation,
) -> None:
    tokens = station.sandbox.sign_in()
    changes = station.sandbox.get("/v1/changes?limit=2000", tokens).json()["changes"]
    sealed = [
        (one["id"], one["data"]["product_id"])
        for one in changes
        if one["kind"] == "license"
        and one["data"]["state"] == "active"
        and one["data"]["product_id"] in ("relay-edge", "strata-archive", "beacon-addons")
    ]
    assert sealed, "the sandbox sells products with encrypted files"
    license_id, product_id = sealed[0]
    batch_id = station.new_batch(host_request("sealed", license_id, product_id))
    station.send_batch(batch_id)
    found = station.host(batch_id, "sealed")
    assert found.standing is HostStanding.ANSWERED, found.words
    assert found.expires_at is not None


def test_a_receipt_that_another_key_signed_is_not_sent(station: Workstation) -> None:
    made = host_request("signs itself")
    batch_id = station.new_batch(made)
    station.send_batch(batch_id)
    stranger = host_request("signs itself")._replace(request_id=made.request_id)
    body = body_of(stranger) | {"request_id": made.request_id}
    wrong = receipt_of(stranger._replace(body=json.dumps(body)))
    done = station.take_receipts(batch_id, wrong, receipt_of(made))
    assert (done.added, len(done.unread)) == (1, 1)
    station.send()
    assert station.standings(batch_id) == {"signs itself": "returned"}


def test_a_receipt_is_queued_for_the_vendor_once(station: Workstation) -> None:
    made = host_request("receipt once")
    batch_id = station.new_batch(made)
    station.send_batch(batch_id)
    record = receipt_of(made)
    assert station.take_receipts(batch_id, record, record).added == 1
    again = station.take_receipts(batch_id, record)
    assert (again.added, again.known) == (0, 1)
    assert station.give_back(record).known == 1


def test_what_goes_on_the_medium_is_written_together(station: Workstation, tmp_path: Path) -> None:
    batch_id = station.new_batch(host_request("on the medium"))
    with station.licenses() as licenses, pytest.raises(NothingToCarry):
        licenses.carry_back(batch_id, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    station.send_batch(batch_id)
    with station.licenses() as licenses:
        files = licenses.carry_back(batch_id, tmp_path / "out")
        data = licenses.answers(batch_id)
    assert [file.name for file in files] == [
        "activation-answers.json", "vendor.json", "revocations.json", "transfer-slip.txt"
    ]  # fmt: skip
    assert files[0].read_bytes() == data
    assert "activation-answers.json" in files[3].read_text()


def test_a_host_that_lost_its_memory_installs_the_answer_it_was_given_before(
    station: Workstation, tmp_path: Path
) -> None:
    made = host_request("forgetful")
    batch_id = station.new_batch(made, host_request("beside it"))
    station.send_batch(batch_id)
    with station.licenses() as licenses:
        files = {one.name: one for one in licenses.carry_back(batch_id, tmp_path)}
    told = vendor_file.offered(files["vendor.json"].read_bytes(), None, datetime.now(UTC))
    means = Means(HostState(), told.file.keys, datetime.now(UTC), [body_of(made)["fingerprint"]])
    answers = responses.read_answers(files["activation-answers.json"].read_bytes())
    [found] = responses.judged(answers, means)
    assert found.outcome is Outcome.UNBOUND
    assert found.answer.request_id == made.request_id


def test_batches_are_named_closed_and_removed_where_nothing_was_sent(station: Workstation) -> None:
    made = host_request("kept")
    with station.licenses() as licenses:
        first, second = licenses.new_batch(" Ulm  May "), licenses.new_batch("Linz")
        ids = [one.id for one in licenses.batches()]
        assert ids.index(second) < ids.index(first)
        licenses.rename_batch(second, "Linz II")
        licenses.close_batch(first)
        assert licenses.batch(first).closed_at is not None
        assert (licenses.batch(first).name, licenses.batch(second).name) == ("Ulm May", "Linz II")
        licenses.close_batch(first, False)
        assert licenses.batch(first).closed_at is None
        licenses.collect(first, files_of(made))
        licenses.send(first, station.info.subject)
        with pytest.raises(BatchInUse):
            licenses.remove_batch(first)
        licenses.remove_batch(second)
        with pytest.raises(UnknownBatch):
            licenses.batch(second)
        for call in (licenses.batch, licenses.ready, licenses.request_sets, licenses.answers):
            with pytest.raises(UnknownBatch):
                call("nothing")
    card = next(one for one in station_cards(station) if one.id == first)
    assert (card.hosts, card.held_back, card.done) == (1, 0, 0)


def station_cards(station: Workstation) -> tuple[Any, ...]:
    with station.licenses() as licenses:
        return licenses.batches()


def test_a_host_is_dropped_and_comes_again_with_its_file(station: Workstation) -> None:
    made = host_request("dropped")
    batch_id = station.new_batch(made)
    with station.licenses() as licenses:
        licenses.drop_hosts(batch_id, [station.host(batch_id, "dropped").id])
    assert station.batch(batch_id).hosts == ()
    assert station.collect(batch_id, made).added == 1


def test_answers_that_came_before_the_keys_are_verified_at_the_next_sending(
    station: Workstation, tmp_path: Path
) -> None:
    made = host_request("before the keys")
    data = changed_answer(station, made)
    desk = Desk(tmp_path / "fresh")
    fresh = Workstation(desk, desk.sign_in(station.sandbox), station.sandbox)
    batch_id = fresh.new_batch(made)
    with fresh.licenses() as licenses:
        assert licenses.take_answers(batch_id, data) == 1
    early = fresh.host(batch_id, "before the keys")
    assert early.standing is HostStanding.ANSWERED
    assert "Not verified" in early.words
    fresh.send()
    late = fresh.host(batch_id, "before the keys")
    assert (late.standing, late.words) == (HostStanding.ANSWERED, "")
    assert late.expires_at is not None
    desk.office.close()
