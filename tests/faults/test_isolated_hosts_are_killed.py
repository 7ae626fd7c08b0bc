"""kill -9 at every step of an isolated host's commands: old or new, never half, and it goes on."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.activation import receipts, requests, state
from tests.support.isolated_shell import Host
from tests.support.sources import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")

KILLER = """
import os, signal, sys
steps, most = 0, int(sys.argv[1])
touching = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.chmod", "os.chown",
            "os.truncate", "fcntl.flock", "fcntl.lockf"}
calm = (".py", ".pyc", ".so", ".mo", ".cfg")

def count(event, arguments):
    global steps
    if event not in touching or not started:
        return
    name = str(arguments[0]) if arguments else ""
    if event == "open" and (name.endswith(calm) or name.startswith(("/proc", "/sys", "/etc"))):
        return
    steps += 1
    if steps == most:
        os.kill(os.getpid(), signal.SIGKILL)

started = False
sys.addaudithook(count)
from app.activation.host_program import main
started = True
sys.exit(main(sys.argv[2], sys.argv[3:]))
"""
MOST_STEPS = 200
OLD_LICENSE = "-----BEGIN LICENSE FILE-----\nZXhhbXBsZQ==\n-----END LICENSE FILE-----\n"


@pytest.fixture
def host(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Host:
    return Host(tmp_path, capsys)


def killed_at_every_step(words: Sequence[object], stride: int = 1) -> Iterator[int]:
    """Run a command again and again, killed some steps later each time, until one ends well."""
    for most in range(1, MOST_STEPS, stride):
        done = subprocess.run(
            [sys.executable, "-c", KILLER, str(most), *map(str, words)],
            cwd=ROOT, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr
        if done.returncode != -signal.SIGKILL:
            assert done.returncode == 0, (done.stdout, done.stderr)
            assert most > 5, "the command was never killed"
            return
        yield most
    pytest.fail("the command has more steps than expected")


def install_words(host: Host, answer: Path) -> list[object]:
    told = host.folder / "vendor.json"
    told.write_text(json.dumps(host.vendor.vendor_file(str(host.place))))
    return [
        "install", answer, "--vendor-file", told, "--vendor-fingerprint", host.vendor.short,
        "--allow-root", host.folder / "lib", "--yes", "--state", host.state, "--json",
    ]  # fmt: skip


def test_an_install_that_is_killed_leaves_the_old_license_or_the_new_one(
    host: Host, long_run: bool
) -> None:
    made = host.vendor.answer(host.request())
    answer = host.carried(made)
    words = install_words(host, answer)
    memory = host.state / "host.json"
    before = memory.read_bytes()
    host.place.write_text(OLD_LICENSE)
    seen = set()
    for _step in killed_at_every_step(words, 1 if long_run else 2):
        now = host.place.read_text()
        assert now in (OLD_LICENSE, made["machine_file"])
        kept = [one.read_text() for one in host.place.parent.glob("license.before-*")]
        assert set(kept) <= {OLD_LICENSE}
        if now == made["machine_file"]:
            assert kept == [OLD_LICENSE], "the old file is kept"
        found = state.load(host.state)
        assert all(
            hashlib.sha256(Path(one.path).read_bytes()).hexdigest() == one.sha256
            for one in found.installed
        ), "nothing is remembered as installed that is not in place"
        seen.add((now, bool(found.installed)))
        for one in host.place.parent.iterdir():
            one.unlink()
        host.place.write_text(OLD_LICENSE)
        memory.write_bytes(before)
    assert {now for now, _known in seen} == {OLD_LICENSE, made["machine_file"]}
    assert host.outcome(answer) == "duplicate"


def test_after_a_kill_the_same_command_finishes_the_work(host: Host) -> None:
    answer = host.carried(host.vendor.answer(host.request()))
    host.place.write_text(OLD_LICENSE)
    for _step in killed_at_every_step(install_words(host, answer), 4):
        assert host.place.read_text().startswith("-----BEGIN ")
    assert host.place.read_text() != OLD_LICENSE
    kept = [one.read_text() for one in host.place.parent.glob("license.before-*")]
    assert OLD_LICENSE in kept
    assert host.run("status").code == 0
    [one] = state.load(host.state).installed
    assert one.path == str(host.place)
    assert not list(host.folder.rglob("*.part")), "what a kill left is cleared away"


def test_a_request_that_is_killed_is_whole_or_not_there_and_never_forgotten(host: Host) -> None:
    out = host.folder / "request.json"
    words = ["request", "--product", "relay", "--license", "lic-1", "--out", out,
             "--state", host.state, "--json"]  # fmt: skip
    for _step in killed_at_every_step(words, 2):
        if out.exists():
            [asked] = requests.read_set(out.read_bytes()).requests
            assert state.load(host.state).request(asked["request_id"]), "its key is kept"
    assert len(state.load(host.state).requests) == 1, "the one that waits is written again"


def test_a_removal_that_is_killed_is_undone_or_proved(host: Host, long_run: bool) -> None:
    answer = host.carried(host.vendor.answer(host.request()))
    out = host.folder / "removal.json"
    words = ["remove", "--out", out, "--yes", "--state", host.state, "--json"]
    assert host.outcome(answer) == "installed"
    content = host.place.read_bytes()
    for _step in killed_at_every_step(words, 1 if long_run else 4):
        if out.exists():
            assert receipts.read_set(out.read_bytes()).facts[0]["done"] == "removed"
            assert not host.place.exists(), "what is proved to be removed is gone"
        if host.place.exists():
            assert host.place.read_bytes() == content
    assert out.exists()
    assert not host.place.exists()
    gone = state.load(host.state)
    assert (len(gone.installed), len(gone.removed)) == (0, 1)
    assert [one for one in host.place.parent.iterdir() if one.read_bytes() == content] == []
