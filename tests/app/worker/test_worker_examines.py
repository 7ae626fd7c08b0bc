"""The doctor in the worker and in the shell: real processes, a real keyring, the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.messages import (
    Cancel,
    Done,
    Examine,
    Examined,
    NoProfile,
    Open,
    Progressed,
    StoresReady,
)
from tests.support import secret_service
from tests.support.environment import NO_BUS
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import Shell, WorkerProcess

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def module_keyring() -> Iterator[SecretService]:
    with secret_service.running() as service:
        yield service


@pytest.fixture
def shell(home: Path, module_keyring: SecretService) -> Shell:
    return Shell(home, module_keyring.environment)


def levels(process: WorkerProcess, task: str = "look", *, offline: bool = False) -> dict[str, str]:
    process.say(Examine(task=task, offline=offline))
    found = process.hear(Examined)
    assert process.end_of(task) == Done(task=task)
    assert found.task == task
    return {one.id: one.level for one in found.findings}


def test_without_a_profile_and_a_keyring_it_examines_what_there_is(shell: Shell) -> None:
    environment = {**shell.environment, "DBUS_SESSION_BUS_ADDRESS": NO_BUS}
    with WorkerProcess(environment) as process:
        process.say(Open(None))
        process.hear(NoProfile)
        told = levels(process)
    assert told["network.no-profile"] == "note"
    assert told["keyring.absent"] == "warn"


def test_a_profile_is_examined_by_worker_and_shell_alike(shell: Shell) -> None:
    with SandboxServer.start(orders=20) as sandbox:
        assert shell.sign_in(sandbox).code == 0
        with WorkerProcess(shell.environment) as process:
            process.say(Open(None))
            process.hear(StoresReady)
            told = levels(process)
            quiet = levels(process, "again", offline=True)
        assert told["network.portal"] == "ok"
        assert told["vendor.pins"] == "ok"
        assert "network.skipped" in quiet
        ran = shell.run("license", "doctor", "--json", "--simulate", "mac")
    assert ran.code in (0, 1), ran
    ids = {one["id"] for one in ran.document["findings"]}
    assert {"network.portal", "vendor.pins", "clock.mark", "computer.policy"} <= ids
    assert ran.document["simulated"]


def test_an_examination_is_canceled_while_the_portal_says_nothing(shell: Shell) -> None:
    with SandboxServer.start(orders=20) as sandbox:
        assert shell.sign_in(sandbox).code == 0
        with WorkerProcess(shell.environment) as process:
            process.say(Open(None))
            process.hear(StoresReady)
            sandbox.fault("slow", seconds=0.2, path="/.well-known/customer-portal")
            process.say(Examine(task="look"))
            process.hear(Progressed, lambda said: said.progress.done == 2)
            process.say(Cancel("look"))
            assert process.end_of("look") == Done(task="look", canceled=True)


def test_the_shell_says_it_in_words_and_refuses_a_part_that_is_none(shell: Shell) -> None:
    ran = shell.run("license", "doctor", "--offline")
    assert "Keyring" in ran.out
    assert "No portal is known here yet" in ran.out
    assert shell.run("license", "doctor", "--simulate", "nose").code == 2
