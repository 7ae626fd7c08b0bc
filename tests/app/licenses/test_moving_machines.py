"""A dead machine's instance is freed on a person's word; a living one's by its own proof."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import Problem
from app.exchange.model import OutboxItem, OutboxState
from app.licenses.moving_model import Cause
from tests.support.isolated_hosts import body_of, host_request, removal_of
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from tests.support.workstations import Workstation

MACHINE = "mac-20655-1-1"


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=40) as server:
        yield server


@pytest.fixture
def station(home: Path, sandbox: SandboxServer) -> Iterator[Workstation]:
    desk = Desk(home / "desk")
    found = Workstation(desk, desk.sign_in(sandbox), sandbox)
    found.synchronize()
    yield found
    desk.office.close()


def free(station: Workstation, machine: str, words: str = "") -> str:
    with station.licenses() as licenses:
        subject = station.info.subject
        return licenses.moving.free(machine, Cause.HARDWARE_FAILURE, words, subject)


def item(station: Workstation, name: str) -> OutboxItem:
    rooms = station.rooms()
    try:
        return rooms.outbox.get(name)
    finally:
        rooms.close()


def codes(station: Workstation, machine: str) -> str:
    with pytest.raises(Problem) as caught:
        free(station, machine)
    return caught.value.code


def machine_state(station: Workstation, machine: str) -> str:
    station.synchronize()
    with station.licenses() as licenses:
        return next(one.state for one in licenses.views.machines() if one.id == machine)


def test_a_dead_machine_frees_its_instance_for_another(station: Workstation) -> None:
    new = host_request("new-gw", "lic-20655-1", "relay-gateway")
    assert station.exchange(new).rows[0].reason.startswith("No instance is left")
    sent = free(station, MACHINE, "The board burnt.")
    assert item(station, sent).state is OutboxState.QUEUED
    assert free(station, MACHINE) == sent, "stated twice, it is one statement"
    station.send()
    assert item(station, sent).state is OutboxState.SENT
    assert machine_state(station, MACHINE) == "deactivated"
    [told] = [one for one in station.sandbox.submissions() if one["kind"] == "machine_deactivation"]
    assert told["body"]["stated"]["statement"] == "The board burnt."
    assert told["body"]["stated"]["by"]
    assert station.exchange(new).rows[0].state.value == "issued"
    assert codes(station, MACHINE) == "CP-5432"


def test_a_lost_reply_frees_it_once(station: Workstation) -> None:
    sent = free(station, MACHINE)
    station.sandbox.fault("cut", path="/v1/licenses/deactivations", method="POST", at=40)
    station.send()
    assert item(station, sent).state is OutboxState.WAITING
    station.send()
    assert item(station, sent).state is OutboxState.SENT
    kinds = [one["kind"] for one in station.sandbox.submissions()]
    assert kinds.count("machine_deactivation") == 1


def test_what_the_vendors_policy_does_not_allow_is_refused_with_its_reason(
    station: Workstation,
) -> None:
    for number in (1, 2, 3):
        free(station, f"mac-20655-1-{number}")
    station.send()
    refused = free(station, "mac-20655-1-4")
    station.send()
    found = item(station, refused)
    assert found.state is OutboxState.REFUSED
    assert found.problem is not None
    assert "3 of 3" in found.problem.detail
    again = free(station, "mac-20655-1-4")
    assert again != refused, "a refused statement does not stand in the way of the next one"


def test_a_machine_is_known_by_id_name_or_fingerprint(station: Workstation) -> None:
    with station.licenses() as licenses:
        by_id = licenses.moving.machine("mac-21640-1-2")
        assert licenses.moving.machine(by_id.fingerprint[:12]) == by_id
    assert codes(station, "gw-none") == "CP-5431"
    assert codes(station, "") == "CP-5431"
    assert codes(station, by_id.name) == "CP-5431", "two licenses have a machine of this name"
    with station.licenses() as licenses, pytest.raises(Problem) as caught:
        licenses.moving.free("mac-21640-1-2", Cause.OTHER, "x" * 2001, station.info.subject)
    assert caught.value.code == "CP-5433"


def test_a_living_machine_is_moved_by_its_proof(station: Workstation) -> None:
    old = host_request("old-gw")
    station.exchange(old)
    fingerprint = body_of(old)["fingerprint"]
    station.synchronize()
    with station.licenses() as licenses:
        name = licenses.moving.machine(fingerprint).machine_id
    assert station.give_back(removal_of(old)).queued == 1
    assert station.give_back(removal_of(old)).queued == 0, "the proof is the same each time"
    station.send()
    assert machine_state(station, name) == "deactivated"
    assert codes(station, fingerprint) == "CP-5432"
