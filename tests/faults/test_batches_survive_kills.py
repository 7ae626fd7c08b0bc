"""kill -9 while a batch is collected, sent, answered, carried: it goes on, nothing is doubled."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.activation import receipts
from app.licenses.batches.model import HostStanding
from app.storage.ledger import reconcile
from app.storage.opening import full_check
from tests.support.batch_worker import once, secrets_of
from tests.support.isolated_hosts import host_request, receipt_of
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from tests.support.sources import ROOT
from tests.support.workstations import UNLIMITED, Workstation, files_of

HOSTS = 40
KILLS, LONG_KILLS = 14, 200


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30) as server:
        changes = server.get("/v1/changes?limit=2000", server.sign_in()).json()["changes"]
        [plenty] = [one["data"] for one in changes if one["id"] == "lic-21640-1"]
        server.mutate("put", kind="license", id="lic-21640-1", data=plenty | UNLIMITED)
        yield server


def hosts_in(folder: Path) -> None:
    """Request files and the receipts that their hosts would bring."""
    for name in ("in", "back"):
        (folder / name).mkdir()
    for number in range(HOSTS):
        made = host_request(f"kill-{number:02}")
        [(name, data)] = files_of(made)
        (folder / "in" / name).write_bytes(data)
        (folder / "back" / name).write_bytes(receipts.set_of([receipt_of(made)], "set-0001"))


def killed_round(folder: Path, station: Workstation, batch_id: str, dice: random.Random) -> None:
    """A process that works on the batch, and is killed at some point of it."""
    words = [str(folder), station.info.id, batch_id, str(dice.randrange(10**6))]
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.support.batch_worker", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(secrets_of(station.desk, station.info.id).encode())
    child.stdin.close()
    assert child.stdout.readline() == b"working\n"
    try:
        child.wait(dice.random() * 0.5)
    except subprocess.TimeoutExpired:
        child.kill()
    with child.stdout as rest:
        said = rest.read()
    child.wait()
    assert b"CP-1999" not in said


def machines(sandbox: SandboxServer) -> Counter[str]:
    changes = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()["changes"]
    return Counter(
        one["data"]["name"]
        for one in changes
        if one["kind"] == "machine" and one["data"]["name"].startswith("kill-")
    )


def test_killed_at_any_point_a_batch_goes_on_and_each_host_is_activated_once(
    tmp_path: Path, sandbox: SandboxServer, long_run: bool
) -> None:
    desk = Desk(tmp_path / "desk")
    station = Workstation(desk, desk.sign_in(sandbox), sandbox)
    hosts_in(tmp_path)
    batch_id = station.new_batch()
    dice = random.Random(20261123)
    for _kill in range(LONG_KILLS if long_run else KILLS):
        killed_round(tmp_path, station, batch_id, dice)
    with station.own() as own:
        assert full_check(own) == ()
        folder = desk.office.profiles.folder(station.info.id)
        assert reconcile(own, folder.ledger).missing == ()
    files = sorted((tmp_path / "in").glob("*.json"))
    for _round in range(2):
        once(desk.office, station.info.id, batch_id, tmp_path, files)
    found = station.batch(batch_id)
    assert len(found.hosts) == HOSTS
    assert found.count(HostStanding.RETURNED) == HOSTS
    assert set(machines(sandbox).values()) == {1}
    assert len(machines(sandbox)) == HOSTS
    taken = Counter(
        record["payload"]
        for sent in sandbox.submissions()
        if sent["kind"] == "host_receipts"
        for record in sent["body"]["receipts"]
    )
    assert set(taken.values()) == {1}
    assert len(taken) == HOSTS
    desk.office.close()
