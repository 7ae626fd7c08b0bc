"""A batch of more hosts than one set may hold: two sets out, two files back, all of it real."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.activation import installing, requests, responses, vendor_file
from app.activation.fingerprint import fingerprint_of
from app.activation.parts import read_parts
from app.activation.requests import Wish
from app.activation.responses import USABLE, Judged
from app.activation.state import HostState, MadeRequest
from app.activation.vendor_file import VendorFile
from app.licenses.batches.model import HostStanding
from tests.support.isolated_hosts import body_of, host_request
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from tests.support.workstations import UNLIMITED, Workstation

PATH = "/v1/licenses/activations"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Workstation]:
    with SandboxServer.start(orders=30) as server:
        changes = server.get("/v1/changes?limit=2000", server.sign_in()).json()["changes"]
        [plenty] = [one["data"] for one in changes if one["id"] == "lic-21640-1"]
        server.mutate("put", kind="license", id="lic-21640-1", data=plenty | UNLIMITED)
        desk = Desk(tmp_path / "home")
        found = Workstation(desk, desk.sign_in(server), server)
        found.synchronize()
        yield found
        desk.office.close()


def posts(station: Workstation) -> int:
    return sum(one.method == "POST" for one in station.sandbox.requests(PATH))


def test_a_batch_of_fifteen_hundred_travels_in_two_files_and_a_host_of_the_second_installs(
    station: Workstation, tmp_path: Path
) -> None:
    readings = read_parts()
    wish = Wish("relay-gateway-eu", "lic-21640-1", "zz-the-last", production=True)
    here = requests.make(wish, fingerprint_of(wish.product_id, readings), datetime.now(UTC))
    made = [*(host_request(f"many-{number:04}") for number in range(1499)), here]
    with station.licenses() as licenses:
        batch_id = licenses.new_batch("fifteen hundred")
        licenses.collect(
            batch_id, [("first", file_of(made[:750])), ("second", file_of(made[750:]))]
        )
        sets = licenses.request_sets(batch_id)
        assert [len(requests.read_set(one).requests) for one in sets] == [1000, 500]
    before = posts(station)
    assert station.send_batch(batch_id) == 1500
    assert posts(station) == before + 2
    assert station.batch(batch_id).count(HostStanding.ANSWERED) == 1500
    with station.licenses() as licenses:
        files = {one.name: one.read_bytes() for one in licenses.carry_back(batch_id, tmp_path)}
    first, second = (
        responses.read_answers(files[name])
        for name in ("activation-answers.json", "activation-answers-2.json")
    )
    assert (len(first), len(second)) == (1000, 500)
    vendor = vendor_file.offered(files["vendor.json"], None, datetime.now(UTC)).file
    state = HostState(requests=(here,))
    assert not any(usable(first, state, vendor, readings))
    [mine] = usable(second, state, vendor, readings)
    place = tmp_path / "product" / "license"
    place.parent.mkdir()
    plan = installing.plan(mine, vendor, readings, str(place))
    state, done = installing.carried_out(plan, state, datetime.now(UTC))
    assert done.request_id == here.request_id
    assert place.read_bytes() == mine.data


def file_of(made: list[MadeRequest]) -> bytes:
    return requests.set_of([body_of(one) for one in made], "set-0001")


def usable(found: Any, state: HostState, vendor: VendorFile, readings: Any) -> list[Judged]:
    judged = installing.judged(found, state, vendor, readings, datetime.now(UTC))
    return [one for one in judged if one.outcome in USABLE]
