"""A removal that is cut off, or meets a full disk, leaves a license that is whole or gone."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.activation import aside, receipts, state
from app.activation.state import Keeper
from tests.support.isolated_shell import Host

_CALLS = ("open", "rename", "replace", "link", "unlink", "fsync", "mkdir")

_KILLED = """
import os, signal, sys
from app.activation import host_program
left = int(sys.argv[1])
def counted(real):
    def call(*args, **more):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return real(*args, **more)
    return call
for name in {calls!r}:
    setattr(os, name, counted(getattr(os, name)))
sys.exit(host_program.main("remove", sys.argv[2:]))
"""


def installed(host: Host) -> bytes:
    request = host.request()
    assert host.outcome(host.carried(host.vendor.answer(request))) == "installed"
    return host.place.read_bytes()


def whole_or_gone(host: Host, content: bytes) -> bool:
    """Whether the license is gone; what is remembered agrees with what is there."""
    host.run("status")
    found = state.load(host.state)
    assert found.leaving == ()
    gone = bool(found.removed)
    assert bool(found.installed) is not gone
    assert host.place.exists() is not gone
    assert gone or host.place.read_bytes() == content
    assert [file.name for file in host.place.parent.iterdir()] == ([] if gone else ["license"])
    assert [one["done"] for one in receipts.read_set(_receipt(host)).facts] == [
        "removed" if gone else "installed"
    ]
    return gone


def _receipt(host: Host) -> bytes:
    out = host.folder / "receipt.json"
    assert host.run("receipt", "--out", out).code == 0
    return out.read_bytes()


def test_a_kill_at_any_step_loses_nothing(host: Host) -> None:
    content, step, ends = installed(host), 0, set()
    specimen = (host.state / "host.json").read_bytes()
    while True:
        (host.state / "host.json").write_bytes(specimen)
        host.place.write_bytes(content)
        ran = subprocess.run(
            [
                sys.executable, "-c", _KILLED.format(calls=_CALLS), str(step), "lic-1", "--yes",
                "--out", str(host.folder / "r.json"), "--state", str(host.state), "--keep-file",
            ],
            check=False, capture_output=True, cwd=Path(__file__).parents[3], timeout=60,
        )  # fmt: skip
        ends.add(whole_or_gone(host, content))
        if ran.returncode == 0:
            break
        assert ran.returncode == -signal.SIGKILL, ran.stderr
        step += 2  # every other one: a process each
    assert step > 8, "it was cut off at many places"
    assert ends == {True, False}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_disk_that_refuses_at_any_step_leaves_it_whole_or_gone(
    host: Host, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, step = installed(host), 0
    specimen = (host.state / "host.json").read_bytes()
    while True:
        (host.state / "host.json").write_bytes(specimen)
        host.place.write_bytes(content)
        with monkeypatch.context() as failing:
            left = _refusing(failing, step, code)
            ran = host.run("remove", "--yes", "--out", host.folder / "r.json")
            failed = left() < 0
        gone = whole_or_gone(host, content)
        assert gone or ran.code == 1
        if not failed:
            assert gone
            assert step > 8
            break
        step += 1


def _refusing(patch: pytest.MonkeyPatch, step: int, code: int) -> Callable[[], int]:
    """Let the step of this number fail, once."""
    left = step

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if left == -1:
                raise OSError(code, os.strerror(code))
            return real(*args, **more)

        return call

    for name in ("rename", "replace", "unlink", "fsync", "link"):
        patch.setattr(os, name, counted(getattr(os, name)))
    return lambda: left


def test_a_new_license_in_its_place_is_not_hit_by_what_was_left_undone(host: Host) -> None:
    installed(host)
    [one] = state.load(host.state).installed
    out = aside.leaving(one.path, one.sha256)
    host.run("remove", "--yes", "--out", host.folder / "r.json")
    with Keeper(host.state) as keeper:
        keeper.save(keeper.state._replace(leaving=(out,)))
    Path(out.aside).write_text("not ours")
    content = installed(host)
    assert host.run("status").code == 0
    assert host.place.read_bytes() == content
    assert Path(out.aside).read_text() == "not ours"


@pytest.mark.parametrize("what", ["file", "link"])
def test_a_file_that_is_exchanged_in_the_last_moment_is_given_its_place_back(
    host: Host, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = installed(host)
    other = host.folder / "other"
    other.write_bytes(content if what == "link" else b"other")
    real = os.rename

    def exchanged(old: Any, new: Any, **more: Any) -> None:
        monkeypatch.setattr(os, "rename", real)
        host.place.unlink()
        if what == "link":
            host.place.symlink_to(other)
        else:
            other.rename(host.place)
        real(old, new, **more)

    monkeypatch.setattr(os, "rename", exchanged)
    out = host.folder / "r.json"
    assert host.run("remove", "--yes", "--out", out).problem == "CP-7006"
    assert os.path.lexists(host.place)
    assert host.place.is_symlink() is (what == "link")
    assert host.place.read_bytes() == (content if what == "link" else b"other")
    assert not out.exists()
    assert [file.name for file in host.place.parent.iterdir()] == ["license"]
    assert len(state.load(host.state).installed) == 1


def test_two_removals_at_once_end_as_one(host: Host) -> None:
    installed(host)
    command = [
        sys.executable, "-c",
        "import sys; from app.activation import host_program as p;"
        "sys.exit(p.main('remove', sys.argv[1:]))",
        "lic-1", "--yes", "--json", "--state", str(host.state), "--out",
    ]  # fmt: skip
    running = [
        subprocess.Popen(
            [*command, str(host.folder / f"{number}.json")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[3],
        )
        for number in range(2)
    ]  # fmt: skip
    told = []
    for one in running:
        out, err = one.communicate(timeout=60)
        assert one.returncode == 0, err
        told.append(json.loads(out)["again"])
    assert sorted(told) == [False, True]
    assert len(state.load(host.state).removed) == 1
    proofs = [
        receipts.read_set((host.folder / f"{number}.json").read_bytes()).receipts
        for number in range(2)
    ]
    assert proofs[0] == proofs[1]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(["ask", "install", "remove", "old", "lose"]), max_size=8))
def test_whatever_the_order_a_removed_answer_never_comes_back(host: Host, steps: list[str]) -> None:
    for file in (host.state / "host.json", host.place):
        file.unlink(missing_ok=True)
    answers: list[Any] = []
    given_up: list[Any] = []
    for step in steps:
        match step:
            case "ask":
                answers.append(host.vendor.answer(host.request("--new")))
            case "install" if answers:
                host.install(host.carried(answers[-1]))
            case "remove":
                ran = host.run("remove", "--yes", "--out", host.folder / "r.json")
                if ran.code == 0 and not ran.document["again"]:
                    given_up, answers = [*given_up, *answers], []
            case "lose":
                host.place.unlink(missing_ok=True)
            case "old" if given_up:
                assert host.outcome(host.carried(given_up[0])) == "removed"
    found = state.load(host.state)
    names = {name for one in found.removed for name in one.requests}
    assert {one["request_id"] for one in given_up} <= names
    assert not {one.request_id for one in found.installed} & names
