"""The portal goes away and comes back, with a restart between: nothing lost or doubled."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from tests.journeys.conftest import Desktop
from tests.support.sandbox import SandboxServer


def test_feedback_written_offline_survives_a_restart_and_is_delivered_once(
    desktop: Desktop, sandbox: SandboxServer, home: Path
) -> None:
    desktop.start()
    desktop.sign_in_at_first_run(sandbox)
    desktop.until(lambda: desktop.synced)
    sandbox.stop()

    item = desktop.write_feedback("Written on a train.")
    desktop.until(lambda: desktop.state_of(item) == "waiting")
    desktop.press(Qt.Key.Key_F5)
    desktop.until(lambda: desktop.application.desk.standing.offline)
    footer = desktop.application.window.footer
    assert footer.words.startswith("Last synced ")
    desktop.until(lambda: footer.words.endswith("1 waiting to send"))
    desktop.stop()

    desktop.start(page="orders")
    desktop.until(lambda: desktop.page is not None and desktop.page.model.rowCount() == 300)
    desktop.until(lambda: desktop.application.desk.standing.offline)
    overview = desktop.go("overview")
    desktop.until(lambda: overview.unsent.count_label.text() == "1")
    desktop.go("support")
    desktop.until(lambda: desktop.state_of(item) in {"queued", "waiting"})

    with SandboxServer.start(orders=300, state=home / "portal.db", port=sandbox.port) as again:
        desktop.press(Qt.Key.Key_F5)
        desktop.until(lambda: desktop.state_of(item) == "sent")
        desktop.until(lambda: not desktop.application.desk.standing.offline)
        desktop.press(Qt.Key.Key_F5)
        desktop.until(lambda: len(desktop.synced) > 1)
        assert [sent["client_id"] for sent in again.submissions()] == [item]
        desktop.stop()


def test_a_draft_is_there_again_after_a_restart(desktop: Desktop, sandbox: SandboxServer) -> None:
    desktop.start()
    desktop.sign_in_at_first_run(sandbox)
    page = desktop.go("support")
    desktop.until(lambda: page.form.draft.statement)
    page.form.text.setFocus()
    desktop.qtbot.keyClicks(page.form.text, "Half a thought")
    desktop.stop()

    desktop.start(page="support")
    desktop.until(lambda: desktop.page is not None)
    desktop.until(lambda: desktop.page.form.draft.text == "Half a thought")
    assert not desktop.page.form.acknowledged.checked
