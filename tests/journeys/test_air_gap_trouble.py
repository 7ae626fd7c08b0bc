"""What goes wrong on the way across an air gap, and how each of it comes right again."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support import secret_service
from tests.support.air_gap import IsolatedHost
from tests.support.sandbox import SandboxServer
from tests.support.shell import Finished, Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)
PRODUCT, LICENSE = "relay-gateway-eu", "lic-21640-1"
ANSWERS, VENDOR, REVOCATIONS = "activation-answers.json", "vendor.json", "revocations.json"
AtShell = tuple[Shell, SandboxServer]


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    folder = tmp_path / "medium"
    folder.mkdir()
    return folder


def ask(host: IsolatedHost, file: Path, *more: str) -> dict[str, Any]:
    done = host.run(
        "request", "--product", PRODUCT, "--license", LICENSE, "--out", file, "--json", *more
    )
    assert done.code == 0, done
    found: dict[str, Any] = done.document["request"]
    return found


def exchange(shell: Shell, file: Path, out: Path) -> Finished:
    return shell.run("license", "exchange", str(file), "--out", str(out), "--json")


def vendors_key(shell: Shell) -> str:
    return str(shell.run("license", "vendor", "--json").document["fingerprint"])


def install(host: IsolatedHost, medium: Path, key: str) -> Finished:
    return host.run(
        "install", medium / ANSWERS, "--vendor-file", medium / VENDOR,
        "--revocations", medium / REVOCATIONS, "--vendor-fingerprint", key,
        "--target", host.product, "--yes", "--json",
    )  # fmt: skip


def outcome(done: Finished) -> str:
    return str(done.document["answers"][0]["outcome"])


def machines(sandbox: SandboxServer, license_id: str) -> list[Any]:
    changes = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()["changes"]
    newest = {one["id"]: one for one in changes if one["kind"] == "machine"}
    return [
        one["data"]
        for one in newest.values()
        if not one.get("deleted")
        and (one["data"]["license_id"], one["data"]["state"]) == (license_id, "active")
    ]


def instances(sandbox: SandboxServer, license_id: str, count: int) -> None:
    """Let the order permit so many more instances than are in use."""
    changes = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()["changes"]
    [data] = [one["data"] for one in changes if one["id"] == license_id][-1:]
    used = len(machines(sandbox, license_id))
    sandbox.mutate("put", kind="license", id=license_id, data=data | {"machines": used + count})


def test_a_lost_answer_is_had_again_and_a_host_installed_anew_uses_its_old_one(
    at_shell: AtShell, tmp_path: Path, medium: Path
) -> None:
    shell, sandbox = at_shell
    host = IsolatedHost(tmp_path / "isolated")
    before = len(machines(sandbox, LICENSE))
    ask(host, medium / "request.json")
    assert exchange(shell, medium / "request.json", medium).code == 0
    first = (medium / ANSWERS).read_bytes()
    (medium / ANSWERS).unlink()
    assert exchange(shell, medium / "request.json", medium).code == 0
    assert (medium / ANSWERS).read_bytes() == first
    key = vendors_key(shell)
    assert outcome(install(host, medium, key)) == "installed"
    content = host.product.read_bytes()
    assert outcome(install(host, medium, key)) == "duplicate"
    host.installs_anew()
    again = install(host, medium, key)
    assert outcome(again) == "installed", again
    assert "not remembered" in again.document["answers"][0]["explanation"]
    assert host.product.read_bytes() == content
    assert len(machines(sandbox, LICENSE)) == before + 1


def test_an_answer_for_another_host_and_a_changed_one_are_refused(
    at_shell: AtShell, tmp_path: Path, medium: Path
) -> None:
    shell, _sandbox = at_shell
    host = IsolatedHost(tmp_path / "isolated")
    asked = ask(host, medium / "request.json")
    other = dict(asked, request_id="another-host-0001", fingerprint="ab" * 32, nonce="A" * 43)
    document = json.loads((medium / "request.json").read_text())
    (medium / "other.json").write_text(json.dumps(document | {"requests": [other]}))
    assert exchange(shell, medium / "other.json", medium).code == 0
    key = vendors_key(shell)
    foreign = install(host, medium, key)
    assert (foreign.code, outcome(foreign)) == (1, "foreign")
    assert exchange(shell, medium / "request.json", medium).code == 0
    genuine = (medium / ANSWERS).read_text()
    (medium / ANSWERS).write_text(
        genuine.replace("MACHINE FILE-----\\ney", "MACHINE FILE-----\\nez")
    )
    forged = install(host, medium, key)
    assert (forged.code, outcome(forged)) == (1, "invalid")
    assert not host.product.exists()
    (medium / ANSWERS).write_text(genuine)
    assert outcome(install(host, medium, key)) == "installed"


def test_a_clock_that_is_wrong_is_explained_and_heals(
    at_shell: AtShell, tmp_path: Path, medium: Path
) -> None:
    shell, _sandbox = at_shell
    host = IsolatedHost(tmp_path / "isolated")
    ask(host, medium / "request.json")
    assert exchange(shell, medium / "request.json", medium).code == 0
    assert outcome(install(host, medium, vendors_key(shell))) == "installed"
    content = host.product.read_bytes()
    for off in (timedelta(days=-1), timedelta(days=-365), timedelta(hours=-2)):
        host.clock_is_off = off
        said = host.run("status")
        assert "clock" in said.out
        assert "nothing is locked" in said.out
        assert host.run("status", "--json").document["installed"][0]["file"] == str(host.product)
        assert "clock" in host.run("doctor").out
    host.clock_is_off = timedelta(0)
    healed = host.run("status", "--json")
    assert (healed.code, healed.document["clock"]["standing"]) == (0, "right")

    host.clock_is_off = timedelta(days=3650)
    [line] = host.run("status", "--json").document["installed"]
    assert line["verdict"] in ("expired", "stale"), "ten years ahead it would be over"
    host.clock_is_off = timedelta(0)
    back = host.run("status", "--json")
    assert back.document["installed"][0]["verdict"] == "valid", "no lasting harm"
    assert back.document["clock"]["standing"] == "earlier"
    assert host.run("status", "--clock-is-right", "--json").code == 0
    assert host.run("status", "--json").document["clock"]["standing"] == "right"
    assert host.product.read_bytes() == content


def test_a_removed_license_frees_its_instance_for_another_host(
    at_shell: AtShell, tmp_path: Path, medium: Path
) -> None:
    shell, sandbox = at_shell
    instances(sandbox, LICENSE, 1)
    old = IsolatedHost(tmp_path / "old")
    ask(old, medium / "old.json")
    assert exchange(shell, medium / "old.json", medium).code == 0
    key = vendors_key(shell)
    assert outcome(install(old, medium, key)) == "installed"
    answers = (medium / ANSWERS).read_bytes()

    request = json.loads((medium / "old.json").read_text())
    own = {"request_id": "new-hardware-0001", "fingerprint": "cd" * 32, "nonce": "C" * 42 + "A"}
    new = request["requests"][0] | own
    (medium / "new.json").write_text(json.dumps(request | {"requests": [new]}))
    full = exchange(shell, medium / "new.json", tmp_path / "full")
    assert [row["state"] for row in full.document["hosts"]] == ["refused"]
    assert "instance" in full.document["hosts"][0]["reason"]

    unconfirmed = old.run("remove", "--out", medium / "removal.json", "--json")
    assert unconfirmed.document["problem"]["code"] == "CP-7009"
    assert old.product.exists()
    removed = old.run("remove", "--out", medium / "removal.json", "--yes", "--json")
    assert removed.code == 0, removed
    assert not old.product.exists()
    (medium / ANSWERS).write_bytes(answers)
    late = install(old, medium, key)
    assert late.code == 1, "an answer from before its removal does not count any more"
    assert not old.product.exists()

    back = shell.run("license", "return", str(medium / "removal.json"), "--json")
    assert (back.code, back.document["queued"]) == (0, 1), back
    twice = shell.run("license", "return", str(medium / "removal.json"), "--json")
    assert twice.document["queued"] == 0
    assert shell.run("sync").code == 0
    free = exchange(shell, medium / "new.json", tmp_path / "free")
    assert [row["state"] for row in free.document["hosts"]] == ["issued"], free


def test_an_exchange_that_is_killed_or_cut_costs_one_instance_only(
    at_shell: AtShell, tmp_path: Path, medium: Path, long_run: bool
) -> None:
    shell, sandbox = at_shell
    host = IsolatedHost(tmp_path / "isolated")
    before = len(machines(sandbox, LICENSE))
    ask(host, medium / "request.json")
    dice = random.Random(4)
    for _kill in range(30 if long_run else 6):
        with shell.start(
            "license", "exchange", str(medium / "request.json"), "--out", str(medium), "--json"
        ) as process:
            try:
                process.wait(0.2 + dice.random() * 1.2)
            except subprocess.TimeoutExpired:
                process.kill()
            process.communicate()
    for kind, at in (("drop", 0), ("cut", 40), ("cut", 900), ("captive", 0)):
        sandbox.fault(kind, path="/v1/licenses", at=at, times=3)
        ended = exchange(shell, medium / "request.json", medium)
        assert "Traceback" not in ended.err, ended
    sandbox.faults()
    shell.run("outbox", "send")
    assert exchange(shell, medium / "request.json", medium).code == 0
    assert len(machines(sandbox, LICENSE)) == before + 1
    assert outcome(install(host, medium, vendors_key(shell))) == "installed"


def test_without_a_network_the_exchange_waits_in_the_outbox(
    at_shell: AtShell, tmp_path: Path, medium: Path
) -> None:
    shell, sandbox = at_shell
    host = IsolatedHost(tmp_path / "isolated")
    ask(host, medium / "request.json")
    sandbox.fault("drop", path="/", times=10_000)
    offline = exchange(shell, medium / "request.json", medium)
    assert offline.code not in (0, 1), offline
    assert offline.document["queued"] == 1
    assert not (medium / ANSWERS).exists()
    sandbox.faults()
    online = exchange(shell, medium / "request.json", medium)
    assert (online.code, online.document["queued"]) == (0, 0), online
    assert outcome(install(host, medium, vendors_key(shell))) == "installed"
