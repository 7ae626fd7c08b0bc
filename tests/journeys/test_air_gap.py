"""From a host without any network to a license and back, by files, with two homes and the shell.

The isolated host has nothing of this program but its portable room, and no network: its own empty
network namespace where the machine allows that, and in any case no socket.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import secret_service
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import Finished, Shell
from tests.support.sources import ROOT

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)

PROGRAM = """
import sys

def no_network(event, arguments):
    if event.startswith("socket.") or event.startswith("subprocess."):
        raise PermissionError(f"an isolated host does not do this: {event}")

sys.addaudithook(no_network)
from app.cli import main
code = main(sys.argv[1:])
assert not {"requests", "keyring", "msgspec", "PySide6", "sqlcipher3"} & set(sys.modules)
sys.exit(code)
"""


@functools.cache
def namespace() -> tuple[str, ...]:
    """What starts a program in a network of its own, with nothing in it; empty where forbidden."""
    tool = shutil.which("unshare")
    if tool is None:
        return ()
    words = (tool, "-rn")
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else ()


class IsolatedHost:
    """A host with the portable room, a home and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.product = folder / "opt" / "relay" / "license"
        self.product.parent.mkdir(parents=True)
        code = folder / "code" / "app"
        shutil.copytree(
            ROOT / "app" / "activation", code / "activation",
            ignore=shutil.ignore_patterns("__pycache__"),
        )  # fmt: skip
        shutil.copy(ROOT / "app" / "__init__.py", code)
        (code / "cli").mkdir()
        shutil.copy(ROOT / "app" / "cli" / "__init__.py", code / "cli")
        self._code = code.parent

    def run(self, *words: object) -> Finished:
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "PYTHONPATH": str(self._code)
        }  # fmt: skip
        done = subprocess.run(
            [*namespace(), sys.executable, "-c", PROGRAM, "license", *map(str, words)],
            cwd=self.home, env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Finished(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def workstation(home: Path) -> Iterator[tuple[Shell, SandboxServer]]:
    with (
        secret_service.running() as keyring,
        SandboxServer.start(orders=30, process=True) as sandbox,
    ):
        yield signed_in(home, keyring, sandbox), sandbox


def signed_in(home: Path, keyring: SecretService, sandbox: SandboxServer) -> Shell:
    shell = Shell(home, keyring.environment)
    done = shell.sign_in(sandbox)
    assert done.code == 0, done
    assert shell.run("sync").code == 0
    return shell


def test_an_isolated_host_is_activated_by_file_and_says_so_back(
    workstation: tuple[Shell, SandboxServer], tmp_path: Path
) -> None:
    shell, sandbox = workstation
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
    workstation: tuple[Shell, SandboxServer], tmp_path: Path
) -> None:
    shell, _sandbox = workstation
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
