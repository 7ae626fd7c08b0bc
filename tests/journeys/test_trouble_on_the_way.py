"""What goes wrong is said, and the window stays usable throughout."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.base.messages import Started
from app.base.paths import folders
from tests.journeys.conftest import Desktop
from tests.support import secret_service
from tests.support.sandbox import SandboxServer
from ui.instance import SingleInstance
from ui.kit.states import EmptyState
from ui.link import LinkState, Rhythm
from ui.shell.sign_in import SignInDialog

QUICK = Rhythm(beat=60, start_beats=300, missed_beats=8, pauses=(20, 50, 100), calm_beats=5)


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be stopped by a signal there")
def test_a_hung_worker_is_restarted_and_the_window_says_so(
    desktop: Desktop, sandbox: SandboxServer
) -> None:
    pids: list[int] = []
    application = desktop.start(rhythm=QUICK)
    application.link.received.connect(
        lambda said: pids.append(said.pid) if isinstance(said, Started) else None
    )
    desktop.sign_in_at_first_run(sandbox)
    desktop.until(lambda: desktop.synced)
    desktop.until(lambda: pids)
    states: list[LinkState] = []
    application.link.state_changed.connect(states.append)
    page = desktop.go("orders")
    os.kill(pids[0], signal.SIGSTOP)
    desktop.until(lambda: LinkState.HUNG in states)
    assert application.window.strip.says("worker")
    page.bar.field.setFocus()
    desktop.qtbot.keyClicks(page.bar.field, "gateway")
    desktop.until(lambda: 0 < page.model.rowCount() < 300)
    desktop.until(lambda: application.link.state is LinkState.RUNNING and len(pids) > 1)
    desktop.synced.clear()
    desktop.press(Qt.Key.Key_F5)
    desktop.until(lambda: desktop.synced)
    assert application.desk.profile is not None


def test_a_locked_keyring_is_said_and_tried_again(
    desktop: Desktop, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with secret_service.running() as keyring:
        for name, value in keyring.environment.items():
            monkeypatch.setenv(name, value)
        desktop.start()
        desktop.sign_in_at_first_run(sandbox)
        desktop.until(lambda: desktop.synced)
        desktop.stop()
        keyring.lock()
        application = desktop.start()
        stack = application.window.stack
        desktop.until(lambda: isinstance(stack.currentWidget(), EmptyState))
        shown = stack.currentWidget()
        assert isinstance(shown, EmptyState)
        assert shown.accessibleName() == "Your keyring is locked"
        keyring.unlock()
        assert shown.primary is not None
        desktop.click(shown.primary)
        desktop.until(lambda: application.desk.profile is not None)
        desktop.stop()


def test_a_second_start_raises_the_first_window(desktop: Desktop, sandbox: SandboxServer) -> None:
    instance = SingleInstance(folders().state)
    assert instance.claim()
    application = desktop.start(instance=instance)
    with desktop.qtbot.waitSignal(application.painted, timeout=30_000):
        pass
    raised: list[bool] = []
    instance.raise_wanted.connect(lambda: raised.append(True))
    second = subprocess.Popen(
        [sys.executable, "-m", "ui.main"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
    )
    try:
        desktop.until(lambda: second.poll() is not None)
        assert second.returncode == 0
        assert raised
        assert application.window.isVisible()
    finally:
        second.kill()
        second.communicate()


def test_a_sign_in_that_nobody_finishes_can_be_canceled(
    desktop: Desktop, sandbox: SandboxServer
) -> None:
    application = desktop.start()
    window = application.window
    desktop.until(lambda: type(window.stack.currentWidget()).__name__ == "FirstRun")
    desktop.click(window.stack.currentWidget().sign_in)  # type: ignore[attr-defined]
    dialog = desktop.dialog
    assert isinstance(dialog, SignInDialog)
    desktop.qtbot.keyClicks(dialog.address, sandbox.address)
    desktop.click(dialog.action)
    desktop.until(lambda: dialog.url)
    desktop.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.waiting
    assert dialog.isVisible()
    desktop.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    desktop.until(lambda: desktop.dialog is None)


def test_an_address_that_is_no_portal_is_said_in_the_dialog(
    desktop: Desktop, sandbox: SandboxServer
) -> None:
    sandbox.fault("status", status=404, path="/.well-known/customer-portal")
    application = desktop.start()
    window = application.window
    desktop.until(lambda: type(window.stack.currentWidget()).__name__ == "FirstRun")
    application.actions.sign_in()
    dialog = desktop.dialog
    dialog.address.setText(sandbox.address)
    dialog.start()
    desktop.until(lambda: dialog._banner is not None)
    assert dialog.address.text() == sandbox.address
    assert not dialog.waiting
