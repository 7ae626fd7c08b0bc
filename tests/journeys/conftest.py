"""What a journey starts from: a portal, a browser, and workstations with a keyring of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support import environment, secret_service
from tests.support.certify_shell import files, sandbox, shell
from tests.support.person import Person, install_browser
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.shell import Shell
from tests.support.windows import Program
from ui.instance import SingleInstance
from ui.link import Rhythm

__all__ = ["files", "sandbox", "shell"]

AtWindow = Callable[..., AbstractContextManager[Person]]


@pytest.fixture
def workstation(secret_service: SecretService, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, an open keyring and a browser: the folder of the home."""
    monkeypatch.setenv("BROWSER", str(install_browser(home)))
    return home


@pytest.fixture
def other_workstation(
    workstation: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Path]]:
    """Call it to go to another computer: another home and another keyring, both empty."""
    with ExitStack() as put_away:

        def move() -> Path:
            root = Path(put_away.enter_context(tempfile.TemporaryDirectory(prefix="cp-")))
            (root / "run").mkdir(mode=0o700)
            keyring = put_away.enter_context(secret_service.running())
            for name, value in {**environment.homes(str(root)), **keyring.environment}.items():
                monkeypatch.setenv(name, value)
            monkeypatch.setenv("BROWSER", str(install_browser(root)))
            return root

        yield move


@pytest.fixture
def at_window(workstation: Path, qapp: QApplication, qtbot: QtBot) -> AtWindow:
    """Start the program; at the end of the block the person quits it."""

    @contextmanager
    def start(
        rhythm: Rhythm | None = None, instance: SingleInstance | None = None
    ) -> Iterator[Person]:
        with Program(qapp, rhythm=rhythm, instance=instance) as program:
            yield Person(qtbot, program)

    return start


@pytest.fixture
def portal() -> Iterator[SandboxServer]:
    """A vendor's portal with a few orders."""
    with SandboxServer.start(orders=40) as server:
        yield server


@pytest.fixture
def at_shell(home: Path) -> Iterator[tuple[Shell, SandboxServer]]:
    """A workstation without a screen, signed in to a portal, both as processes of their own."""
    with (
        secret_service.running() as keyring,
        SandboxServer.start(orders=30, process=True) as sandbox,
    ):
        shell = Shell(home, keyring.environment)
        assert shell.sign_in(sandbox).code == 0
        assert shell.run("sync").code == 0
        yield shell, sandbox
