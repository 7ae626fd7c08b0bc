"""A backup is brought back on another workstation, where what was queued is then delivered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import Desktop
from tests.support import environment, secret_service
from tests.support.sandbox import SandboxServer
from ui.shell.backups import BackupDialog, RestoreDialog

PASSPHRASE = "three boats on a quiet lake"


def test_a_backup_comes_back_on_a_new_workstation(
    desktop: Desktop,
    sandbox: SandboxServer,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desktop.start()
    desktop.sign_in_at_first_run(sandbox)
    desktop.until(lambda: desktop.synced)
    port = sandbox.port
    sandbox.stop()
    item = desktop.write_feedback("Queued on the old computer.")
    desktop.until(lambda: desktop.state_of(item) == "waiting")
    file = tmp_path / "moving.counterpart"
    _back_up(desktop, file)
    desktop.stop()

    (home / "new" / "run").mkdir(parents=True, mode=0o700)
    for name, value in environment.homes(str(home / "new")).items():
        monkeypatch.setenv(name, value)
    with (
        secret_service.running() as keyring,
        SandboxServer.start(orders=300, state=home / "portal.db", port=port) as again,
    ):
        for name, value in keyring.environment.items():
            monkeypatch.setenv(name, value)
        desktop.start()
        _restore(desktop, file)
        desktop.go("support")
        desktop.until(lambda: desktop.state_of(item) in {"queued", "waiting"})
        window = desktop.application.window
        desktop.until(lambda: window.strip.says("sign-in"))
        desktop.click(window.strip._banners["sign-in"].button)  # type: ignore[attr-defined]
        desktop.answer_sign_in(again)
        desktop.until(lambda: desktop.synced)
        desktop.until(lambda: desktop.state_of(item) == "sent")
        assert [sent["client_id"] for sent in again.submissions()] == [item]
        page = desktop.go("orders")
        desktop.until(lambda: page.model.rowCount() == 300)
        desktop.stop()


def _back_up(desktop: Desktop, file: Path) -> None:
    desktop.application.actions.backup()
    dialog = desktop.dialog
    assert isinstance(dialog, BackupDialog)
    dialog.file.setText(str(file))
    desktop.qtbot.keyClicks(dialog.first, PASSPHRASE)
    desktop.qtbot.keyClicks(dialog.second, PASSPHRASE)
    desktop.click(dialog.action)
    desktop.until(lambda: desktop.dialog is None)
    assert file.is_file()


def _restore(desktop: Desktop, file: Path) -> None:
    window = desktop.application.window
    desktop.until(lambda: type(window.stack.currentWidget()).__name__ == "FirstRun")
    desktop.click(window.stack.currentWidget().restore)  # type: ignore[attr-defined]
    dialog = desktop.dialog
    assert isinstance(dialog, RestoreDialog)
    dialog.file.setText(str(file))
    desktop.qtbot.keyClicks(dialog.passphrase, "not the passphrase")
    desktop.click(dialog.action)
    desktop.until(lambda: dialog._banner is not None)
    dialog.passphrase.clear()
    desktop.qtbot.keyClicks(dialog.passphrase, PASSPHRASE)
    desktop.click(dialog.action)
    desktop.until(lambda: desktop.dialog is None)
    desktop.until(lambda: desktop.application.desk.profile is not None)
