"""The journey of a notification: a notice comes in, the desktop shows it, a click leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support.desktop import desktop
from tests.support.sandbox import SandboxServer
from tests.support.secret_service import SecretService

SUBJECT = "Relay Gateway 6 is no longer <b>supported</b>"


# Xvfb has no visual with an alpha channel, which a menu with round corners asks for.
@pytest.mark.qt_log_ignore("Falling back to using screens root_visual", extend=True)
def test_a_new_notice_is_shown_on_the_desktop_once_and_a_click_opens_it(
    at_window: AtWindow, workstation: Path, portal: SandboxServer, secret_service: SecretService
) -> None:
    with desktop(secret_service.address) as screen, at_window() as person:
        screen.start_server(("body", "body-markup", "actions"))
        steps.sign_in(person, portal)
        rooms = person.program.desk.rooms
        assert rooms is not None
        person.until(lambda: not rooms.alerts.untold(), "what there is from the start")
        assert screen.shown == [], "what a profile begins with is no news"
        portal.mutate("put_notice", id="ntc-new", kind="end_of_life", subject=SUBJECT, text="x")
        steps.synchronize(person)
        person.until(lambda: screen.shown, "the notification")
        title, text = screen.shown[0][3:5]
        assert SUBJECT in title
        assert "<b>" not in text
        person.goes_to("Orders")
        screen.click(1)
        person.until(lambda: person.program.window.current == "notices", "the notices")
        person.until(
            lambda: (
                (shown := person.program.window.page.received.pane.notice) and shown.id == "ntc-new"
            ),
            "the notice itself",
        )
        steps.synchronize(person)
        assert len(screen.shown) == 1
        assert screen.refused == []
