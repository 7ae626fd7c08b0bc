"""Notifications over a real session bus: typed as announced, clicked, without a server, cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.overview.alerts import Alert
from tests.support import desktop as support
from tests.support.desktop import Desktop
from ui.shell.notifier import Notifier

pytestmark = pytest.mark.skipif(bool(support.missing()), reason="dbus-daemon is not installed")


@pytest.fixture
def desk() -> Iterator[Desktop]:
    with support.desktop() as made:
        yield made


@pytest.fixture
def fallen() -> list[Alert]:
    """What was shown another way."""
    return []


@pytest.fixture
def notifier(desk: Desktop, fallen: list[Alert]) -> Iterator[Notifier]:
    def fall(alert: Alert) -> bool:
        fallen.append(alert)
        return True

    made = Notifier(fall, address=desk.socket)
    yield made
    made.close()
    made.deleteLater()


def alert(title: str = "New notice", text: str = "It starts a clock.") -> Alert:
    return Alert(title=title, text=text, page="notices", part="n1", pressing=True)


def test_a_notification_is_of_the_types_that_servers_insist_on(
    desk: Desktop, notifier: Notifier, qtbot: QtBot
) -> None:
    desk.start_server()
    notifier.show(alert())
    qtbot.waitUntil(lambda: bool(desk.shown))
    name, replaces, icon, title, text, actions, hints, timeout = desk.shown[0]
    assert (name, replaces, icon, timeout) == ("Counterpart", 0, "counterpart", -1)
    assert (title, text) == ("New notice", "It starts a clock.")
    assert actions == ["default", "Open"]
    assert hints == {"urgency": ("y", 1), "desktop-entry": ("s", "counterpart")}
    assert desk.refused == []


def test_a_click_leads_to_what_the_notification_was_about(
    desk: Desktop, notifier: Notifier, qtbot: QtBot
) -> None:
    desk.start_server()
    first, second = alert("First"), alert("Second")
    notifier.show(first)
    notifier.show(second)
    qtbot.waitUntil(lambda: len(notifier._shown) == 2)
    with qtbot.waitSignal(notifier.clicked) as clicked:
        desk.click(2)
    assert clicked.args == [second]
    desk.dismiss(1)
    qtbot.waitUntil(lambda: not notifier._shown)


def test_what_the_vendor_wrote_is_no_markup(
    desk: Desktop, notifier: Notifier, qtbot: QtBot
) -> None:
    desk.start_server(("body", "body-markup", "body-hyperlinks"))
    notifier.show(alert(text='<a href="x">pay</a> & go'))
    qtbot.waitUntil(lambda: bool(desk.shown))
    assert desk.shown[0][4] == '&lt;a href="x"&gt;pay&lt;/a&gt; &amp; go'


def test_text_of_any_length_and_script_is_shown_in_reason(
    desk: Desktop, notifier: Notifier, qtbot: QtBot
) -> None:
    desk.start_server()
    notifier.show(alert("通知\0" * 90_000, "\ud800 x" * 9_000))
    qtbot.waitUntil(lambda: bool(desk.shown))
    assert len(desk.shown[0][3]) <= 120
    assert len(desk.shown[0][4]) <= 600


def test_without_a_server_it_is_shown_another_way(
    notifier: Notifier, fallen: list[Alert], qtbot: QtBot
) -> None:
    notifier.show(alert())
    qtbot.waitUntil(lambda: len(fallen) == 1)
    notifier.show(alert())
    qtbot.waitUntil(lambda: len(fallen) == 2)


def test_a_desktop_that_does_not_answer_holds_nothing_up(
    desk: Desktop, notifier: Notifier, fallen: list[Alert], qtbot: QtBot
) -> None:
    desk.start_server(deaf=True)
    notifier._patience.setInterval(100)
    notifier.show(alert("First"))
    notifier.show(alert("Second"))
    qtbot.waitUntil(lambda: [one.title for one in fallen] == ["First", "Second"])


def test_a_bus_that_goes_away_loses_nothing(
    desk: Desktop, notifier: Notifier, fallen: list[Alert], qtbot: QtBot
) -> None:
    desk.start_server()
    notifier.show(alert())
    qtbot.waitUntil(lambda: bool(desk.shown))
    desk.stop_bus()
    qtbot.waitUntil(lambda: notifier._bus is None)
    notifier.show(alert())
    qtbot.waitUntil(lambda: len(fallen) == 1)


def test_without_any_bus_it_is_shown_another_way_at_once(fallen: list[Alert]) -> None:
    def fall(one: Alert) -> bool:
        fallen.append(one)
        return False

    made = Notifier(fall, address="")
    made.show(alert())
    assert len(fallen) == 1
    made.deleteLater()
