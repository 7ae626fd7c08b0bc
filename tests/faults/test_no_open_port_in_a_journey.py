"""Threat 18 over a whole journey: neither window nor worker can be reached from outside.

Both are looked at every few milliseconds from the first moment to the last. The one exception is
the redirect of a sign-in under way, on loopback; its time ends with the sign-in.
"""

from __future__ import annotations

import os
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.support import secret_service as keyrings
from tests.support.listening import listening
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService
from tests.support.windows import Program
from ui.link import LinkState

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.skipif(bool(keyrings.missing()), reason="needs dbus-daemon and gnome-keyring"),
]


class Watch:
    """Looks at the program's processes again and again, and remembers what was open in a phase."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.phase = "start"
        self.seen: dict[str, set[str]] = {}
        self.looks = 0
        self._timer = QTimer(interval=15)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        self.looks += 1
        open_here = self.seen.setdefault(self.phase, set())
        for pid in (os.getpid(), *(worker.pid for worker in self._program.workers)):
            open_here |= listening(pid)

    def enter(self, phase: str) -> None:
        self.look()
        self.phase = phase
        self.look()

    def stop(self) -> None:
        self._timer.stop()


def test_only_the_redirect_of_a_sign_in_under_way_can_be_reached(
    qapp: QApplication,
    secret_service: SecretService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BROWSER", "/bin/true")
    with (
        SandboxServer.start(orders=50, process=True) as sandbox,
        Program(qapp) as program,
    ):
        watch = Watch(program)
        program.until(program.window.isVisible, "the window")
        watch.enter("sign-in")

        def browse(url: str) -> None:
            watch.look()
            assert len(watch.seen["sign-in"]) == 1
            sandbox.sign_in_as_browser(url)

        profile = program.sign_in(sandbox, browse)
        watch.enter("signed in")
        program.until(lambda: program.synced, "the first synchronization")
        shown = program.show("support")
        shown.show_part("feedback")
        program.rest()
        page = shown.feedback
        page.form.text.setPlainText("All is well")
        page.form.acknowledged.set_checked(True)
        page.form.send.click()
        program.until(sandbox.submissions, "the delivery")
        for key in ("overview", "orders", "account"):
            program.show(key)
        program.application.actions.sign_in()
        program.put_dialog_away()
        program.workers[0].kill()
        program.until(lambda: LinkState.RUNNING in program.states, "the worker's return")
        program.sync()
        watch.enter("signed out")
        program.application.actions.errands.sign_out()
        program.until(lambda: not program.desk.standing.signed_in, "the end of the sign-in")
        watch.enter("end")
        watch.stop()
        assert program.desk.profile is not None
        assert program.desk.profile.id == profile
    (redirect,) = watch.seen.pop("sign-in")
    assert redirect.startswith("0100007F:")
    assert not any(watch.seen.values()), watch.seen
    assert len(watch.seen) == 4
    assert watch.looks > 50
