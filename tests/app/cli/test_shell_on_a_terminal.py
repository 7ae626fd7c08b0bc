"""The shell on a pseudo-terminal: questions, hidden input, progress, narrow windows."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from app.cli.exits import ExitCode
from tests.support import secret_service
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import SECONDS, Shell

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

import fcntl
import pty
import struct
import termios
from pathlib import Path

pytestmark = pytest.mark.skipif(
    bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
)


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, shell: Shell, columns: int, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**shell.environment, "TERM": "xterm"},
            cwd=shell.home,
        )
        os.close(theirs)
        self.shown = ""

    def read_until(self, words: str) -> None:
        """Read until `words` are shown."""
        while words not in self.shown:
            self._read()

    def type(self, text: str) -> None:
        """Type on the keyboard."""
        os.write(self._ours, text.encode())

    def press_ctrl_c(self) -> None:
        """Interrupt it as a person does: again, when nothing happened.

        Between showing a question and waiting for the answer a program can miss the first one.
        """
        while self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(1)

    def finish(self) -> int:
        """Read to the end; the exit status."""
        with contextlib.suppress(OSError):  # Linux says EIO when the other end is closed
            while self._read():
                pass
        os.close(self._ours)
        return self.process.wait(30)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], SECONDS)
        if not ready:
            self.process.kill()
            pytest.fail(f"nothing more was shown in {SECONDS} s after: {self.shown}")
        block = os.read(self._ours, 65536)
        self.shown += block.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(block)


@pytest.fixture(scope="module")
def keyring() -> Iterator[SecretService]:
    with secret_service.running() as service:
        yield service


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=3_000, process=True) as server:
        yield server


@pytest.fixture
def shell(home: Path, keyring: SecretService, sandbox: SandboxServer) -> Shell:
    shell = Shell(home, keyring.environment)
    assert shell.sign_in(sandbox).code == 0
    return shell


def test_feedback_asks_for_the_acknowledgement(shell: Shell) -> None:
    terminal = Terminal(shell, 80, "feedback", "send", "hello", "--later")
    terminal.read_until("[y/N]")
    terminal.type("y\n")
    assert terminal.finish() == 0
    assert "Queued" in terminal.shown

    terminal = Terminal(shell, 80, "feedback", "send", "hello")
    terminal.read_until("[y/N]")
    terminal.type("\n")
    assert terminal.finish() == ExitCode.PROBLEM
    assert len(shell.run("feedback", "list", "--json").document["feedback"]) == 1


def test_ctrl_c_at_a_question_ends_the_command(shell: Shell) -> None:
    terminal = Terminal(shell, 80, "feedback", "send", "hello")
    terminal.read_until("[y/N]")
    terminal.press_ctrl_c()
    assert terminal.finish() == ExitCode.CANCELED
    assert "Traceback" not in terminal.shown


def test_a_passphrase_is_asked_twice_and_never_shown(shell: Shell) -> None:
    terminal = Terminal(shell, 80, "profiles", "backup", "own.sealed")
    terminal.read_until("Passphrase:")
    terminal.type("correct horse battery\n")
    terminal.read_until("Once more:")
    terminal.type("correct horse battery\n")
    assert terminal.finish() == 0
    assert "correct horse" not in terminal.shown
    assert (shell.home / "own.sealed").exists()


def test_a_sync_shows_its_progress(shell: Shell) -> None:
    terminal = Terminal(shell, 80, "sync")
    assert terminal.finish() == 0
    assert "%" in terminal.shown or "it" in terminal.shown


@pytest.mark.parametrize("columns", [30, 80, 140])
def test_lines_fit_the_terminal_without_colors(shell: Shell, columns: int) -> None:
    assert shell.run("sync").code == 0
    terminal = Terminal(shell, columns, "orders", "list", "--limit", "5")
    assert terminal.finish() == 0
    assert max(map(len, terminal.shown.splitlines())) <= columns
    assert "\x1b" not in terminal.shown
