"""From a host without any network to a license and back, by files, with two homes and the shell.

The isolated host has nothing of this program but its portable room, and no network: its own empty
network namespace where the machine allows that, and in any case no socket.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support import secret_service
from tests.support.air_gap import IsolatedHost, namespace
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


def test_the_isolated_host_has_no_network() -> None:
    if not namespace():
        return  # then sockets are forbidden in its process
    seen = subprocess.run(
        [*namespace(), "cat", "/proc/net/dev"], capture_output=True, text=True, check=True
    ).stdout
    assert [line.split(":")[0].strip() for line in seen.splitlines() if ":" in line] == ["lo"]


def test_an_isolated_host_is_activated_by_file_and_says_so_back(
    at_shell: tuple[Shell, SandboxServer], tmp_path: Path
) -> None:
    shell, sandbox = at_shell
    host, medium = IsolatedHost(tmp_path / "isolated"), tmp_path / "medium"
    medium.mkdir()
    asked = host.run(
        "request", "--product", "relay-gateway-eu", "--license", "lic-21640-1",
        "--out", medium / "request.json", "--pseudonym",
    )  # fmt: skip
    assert asked.code == 0, asked
    assert "no license key" in asked.out

    traded = shell.run("license", "exchange", str(medium / "request.json"), "--out", str(medium))
    assert traded.code == 0, traded
    assert "answered" in traded.out
    vendor = json.loads(shell.run("license", "vendor", "--json").out)
    assert vendor["fingerprint"] in traded.out
    slip = (medium / "transfer-slip.txt").read_text()
    for name in ("activation-answers.json", "vendor.json", "revocations.json"):
        assert name in slip
    again = shell.run(
        "license", "exchange", str(medium / "request.json"), "--out", str(medium / "2"), "--json"
    )
    assert again.document["queued"] == 0
    first, second = (folder / "activation-answers.json" for folder in (medium, medium / "2"))
    assert first.read_bytes() == second.read_bytes()

    words = (
        "install", medium / "activation-answers.json", "--vendor-file", medium / "vendor.json",
        "--revocations", medium / "revocations.json", "--target", host.product,
    )  # fmt: skip
    unconfirmed = host.run(*words, "--yes")
    assert unconfirmed.code == 1
    assert not host.product.exists()
    installed = host.run(*words, "--yes", "--vendor-fingerprint", vendor["fingerprint"])
    assert installed.code == 0, installed
    assert host.product.read_text().startswith("-----BEGIN MACHINE FILE-----")

    status = host.run("status", "--json")
    assert status.code == 0, status
    [line] = status.document["installed"]
    assert (line["verdict"], line["file"]) == ("valid", str(host.product))
    assert 80 < line["days_left"] <= 90
    checked = shell.run("license", "verify", str(host.product), "--json")
    assert json.loads(checked.out)["verdict"] == "unknown_key", "nothing is trusted by itself"

    assert host.run("receipt", "--out", medium / "receipt.json").code == 0
    returned = shell.run("license", "return", str(medium / "receipt.json"), "--json")
    assert returned.code == 0, returned
    assert (returned.document["queued"], returned.document["known"]) == (1, 0)
    twice = shell.run("license", "return", str(medium / "receipt.json"), "--json")
    assert (twice.document["queued"], twice.document["known"]) == (0, 1)
    kinds = [one["kind"] for one in sandbox.submissions()]
    assert (kinds.count("activation"), kinds.count("host_receipts")) == (1, 1)


def test_a_refused_host_is_told_why_at_both_ends(
    at_shell: tuple[Shell, SandboxServer], tmp_path: Path
) -> None:
    shell, _sandbox = at_shell
    host, medium = IsolatedHost(tmp_path / "isolated"), tmp_path / "medium"
    medium.mkdir()
    request = medium / "request.json"
    words = ("--product", "relay-gateway", "--license", "lic-20655-1")
    assert host.run("request", *words, "--out", request).code == 0
    traded = shell.run("license", "exchange", str(request), "--out", str(medium))
    assert traded.code == 6, traded
    assert "No instance is left" in traded.out
    key = json.loads(shell.run("license", "vendor", "--json").out)["fingerprint"]
    refused = host.run(
        "install", medium / "activation-answers.json", "--vendor-file", medium / "vendor.json",
        "--vendor-fingerprint", key, "--yes",
    )  # fmt: skip
    assert refused.code == 1
    assert "No instance is left" in refused.out
    bad = medium / "notes.txt"
    bad.write_text("no request")
    wrong = shell.run("license", "exchange", str(bad), "--out", str(medium), "--json")
    assert wrong.document["problem"]["code"] == "CP-5401"
