"""`counterpart license rehost`: shown, stated, sent, and refused with the vendor's reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.cli.exits import ExitCode
from tests.support import secret_service
from tests.support.sandbox import SandboxServer
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with SandboxServer.start(orders=40) as sandbox, secret_service.running() as service:
        made = Shell(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


def rehost(shell: Shell, machine: str, *more: str) -> tuple[int, str]:
    words = ("license", "rehost", machine, "--reason", "hardware-failure", *more)
    ran = shell.run(*words)
    return ran.code, ran.out + ran.err


def test_a_machine_is_freed_after_everything_was_shown(shell: Shell) -> None:
    code, said = rehost(shell, "mac-20655-1-1")
    assert code == ExitCode.USAGE, "nobody can be asked here"
    code, said = rehost(shell, "mac-20655-1-1", "--yes", "--statement", "The board burnt.")
    assert code == 0, said
    assert "lic-20655-1" in said
    assert "The board burnt." in said
    assert "is free" in said
    shell.run("sync")
    code, said = rehost(shell, "mac-20655-1-1", "--yes")
    assert "CP-5432" in said


def test_the_vendors_reason_for_refusing_is_shown(shell: Shell) -> None:
    for number in (1, 2, 3):
        code, said = rehost(shell, f"mac-21640-1-{number}", "--yes", "--later")
        assert (code, "queued" in said) == (0, True)
    code, said = rehost(shell, "mac-21640-1-4", "--yes")
    assert code == ExitCode.PARTLY
    assert "3 of 3" in said


def test_a_machine_that_nobody_knows_is_said(shell: Shell) -> None:
    code, said = rehost(shell, "mac-none", "--yes")
    assert (code, "CP-5431" in said) == (ExitCode.PROBLEM, True)
    ran = shell.run("license", "rehost", "mac-20655-1-2", "--reason", "sold", "--yes")
    assert ran.code == ExitCode.USAGE
