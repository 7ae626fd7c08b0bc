"""A license moves to new hardware, all the way: removed, carried, freed, asked for, installed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.activation.parts import Part, Reading
from app.activation.receipts import read_set as read_receipts
from app.activation.requests import read_set as read_requests
from app.base.files import private_folder
from app.licenses.batches.model import HostStanding
from tests.support.isolated_shell import Host
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from tests.support.workstations import Workstation

LICENSE = "lic-21640-1"
_COMMANDS = ("request", "install", "status", "remove")


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=5) as server:
        yield server


@pytest.fixture
def station(home: Path, sandbox: SandboxServer) -> Iterator[Workstation]:
    desk = Desk(home / "desk")
    found = Workstation(desk, desk.sign_in(sandbox), sandbox)
    found.synchronize()
    yield found
    desk.office.close()


class Box(Host):
    """A computer with parts of its own."""

    def __init__(self, folder: Path, capsys: Any, patch: pytest.MonkeyPatch) -> None:
        super().__init__(folder, capsys)
        self._patch = patch
        parts = tuple(Reading(part, f"{folder.name}-{part.value}") for part in Part)
        self._parts = parts

    def run(self, name: str, *arguments: object, as_json: bool = True) -> Any:
        for command in _COMMANDS:
            module = f"app.activation.commands.{command}"
            self._patch.setattr(f"{module}.read_parts", lambda: self._parts)
        return super().run(name, *arguments, as_json=as_json)

    def ask(self, *more: object) -> Path:
        out = self.folder / "request.json"
        words = ("--product", "relay-gateway-eu", "--license", LICENSE, "--out", out)
        assert self.run("request", *words, "--host-name", self.folder.name, *more).code == 0
        return out

    def take(self, station: Workstation, answers: bytes) -> str:
        """Install what was fetched; what became of it."""
        file, vendor = self.folder / "answers.json", self.folder / "vendor.json"
        file.write_bytes(answers)
        told = station.vendor()
        vendor.write_bytes(told.content)
        ran = self.run(
            "install", file, "--vendor-file", vendor, "--vendor-fingerprint", told.fingerprint,
            "--target", self.place, "--yes",
        )  # fmt: skip
        return str(ran.document["answers"][0]["outcome"])


def exchanged(station: Workstation, file: Path) -> tuple[str, bytes]:
    """A request file sent, and its answer fetched: why it was refused, or the answer."""
    found = read_requests(file.read_bytes())
    with station.licenses() as licenses:
        licenses.exchange([found], station.info.subject)
    station.send()
    with station.licenses() as licenses:
        told = licenses.exchanged([found])
    return told.rows[0].reason, told.answers or b""


def active(station: Workstation) -> set[str]:
    station.synchronize()
    with station.licenses() as licenses:
        found = licenses.views.machines(license_id=LICENSE)
    return {one.name for one in found if one.state == "active"}


def full(station: Workstation) -> None:
    """From now on the license has as many instances as are in use."""
    sandbox = station.sandbox
    changes = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()["changes"]
    [data] = [one["data"] for one in changes if one["id"] == LICENSE]
    used = len(active(station))
    sandbox.mutate("put", kind="license", id=LICENSE, data=data | {"machines": used})


def boxes(tmp_path: Path, capsys: Any, patch: pytest.MonkeyPatch) -> tuple[Box, Box]:
    folders = [tmp_path / name for name in ("old-box", "new-box")]
    for folder in folders:
        private_folder(folder)
    old, new = (Box(folder, capsys, patch) for folder in folders)
    return old, new


def test_one_request_file_moves_a_license(
    station: Workstation,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, new = boxes(tmp_path, capsys, monkeypatch)
    asked = old.ask()
    _reason, answer = exchanged(station, asked)
    assert old.take(station, answer) == "installed"
    full(station)
    reason, _answer = exchanged(station, new.ask())
    assert reason.startswith("No instance is left")
    proof = old.folder / "proof.json"
    assert old.run("remove", "--out", proof, "--yes").code == 0
    reason, moved = exchanged(station, new.ask("--replaces", proof, "--new"))
    assert reason == ""
    assert new.take(station, moved) == "installed"
    names = active(station)
    assert ("new-box" in names, "old-box" in names) == (True, False)
    assert old.take(station, answer) == "removed"
    assert json.loads(asked.read_text())["requests"][0]["license_id"] == LICENSE


def test_a_returned_proof_frees_the_instance_and_the_batch_says_so(
    station: Workstation,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, _new = boxes(tmp_path, capsys, monkeypatch)
    request = old.ask().read_bytes()
    with station.licenses() as licenses:
        batch = licenses.new_batch("Ulm")
        licenses.collect(batch, [("request.json", request)])
    station.send_batch(batch)
    with station.licenses() as licenses:
        answers = licenses.answers(batch)
    assert answers is not None
    assert old.take(station, answers) == "installed"
    proof = old.folder / "proof.json"
    assert old.run("remove", "--out", proof, "--yes").code == 0
    [record] = read_receipts(proof.read_bytes()).receipts
    station.take_receipts(batch, record)
    station.send()
    assert station.standings(batch) == {"old-box": HostStanding.REMOVED.value}
    assert "old-box" not in active(station)
    again = exchanged(station, old.ask())
    assert again[0] == "", "it asked anew"
    assert "old-box" in active(station)
    station.take_receipts(batch, record)
    station.send()
    assert "old-box" in active(station), "the proof from before frees nothing"
