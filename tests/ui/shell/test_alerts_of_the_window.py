"""What the window tells the desktop: once, not in quiet hours, and a click leads there."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from app.base.settings import Settings
from app.overview.alerts import Alert
from app.services.rooms import Rooms
from tests.screens.stage import Stage
from tests.screens.world import NOW, World
from ui.shell.alerts import Alerts, quiet_hours, waiting
from ui.shell.counts import Figures
from ui.shell.tray import Tray, tray_icon

NAME = "alerts-told"


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="account") as made:
        made.until(lambda: made.application.alerts is not None, "the first paint")
        yield made
        forget(rooms_of(made))


@pytest.fixture
def alerts(stage: Stage, shown: list[Alert], monkeypatch: pytest.MonkeyPatch) -> Alerts:
    found = stage.application.alerts
    assert found is not None
    monkeypatch.setattr(found.notifier, "show", shown.append)
    found._rest.stop()
    found._later.stop()
    stage.rest(1)
    forget(rooms_of(stage))
    return found


@pytest.fixture
def shown() -> list[Alert]:
    return []


def rooms_of(stage: Stage) -> Rooms:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    return rooms


def forget(rooms: Rooms) -> None:
    """As if this profile had never been looked at."""
    with rooms._own.write() as tx:
        tx.execute("DELETE FROM meta WHERE name = ?", (NAME,))


def look(stage: Stage, alerts: Alerts) -> None:
    alerts._look()
    stage.rest(2)


def set_to(stage: Stage, **changed: object) -> None:
    actions = stage.application.actions
    actions.change_settings(msgspec.structs.replace(stage.application.desk.settings, **changed))


def test_what_a_profile_begins_with_is_taken_as_known(
    stage: Stage, alerts: Alerts, shown: list[Alert]
) -> None:
    look(stage, alerts)
    assert shown == []
    assert rooms_of(stage).alerts.untold() == ()


def test_what_comes_in_later_is_told_once(stage: Stage, alerts: Alerts, shown: list[Alert]) -> None:
    known = rooms_of(stage)
    known.alerts.note(())
    new = next(one for one in known.alerts.untold() if one.page == "notices")
    known.alerts.note(one.key for one in known.alerts.untold() if one.key != new.key)
    look(stage, alerts)
    look(stage, alerts)
    assert [(one.title, one.part) for one in shown] == [(new.title, new.part)]


def test_what_came_in_while_nobody_was_there_is_one_summary(
    stage: Stage, alerts: Alerts, shown: list[Alert]
) -> None:
    rooms_of(stage).alerts.note(())
    look(stage, alerts)
    [alert] = shown
    assert alert.title == "While it was quiet"
    assert "new notices" in alert.text
    assert "was refused" in alert.text


def test_quiet_hours_hold_everything_back_until_they_are_over(
    stage: Stage, alerts: Alerts, shown: list[Alert], monkeypatch: pytest.MonkeyPatch
) -> None:
    look(stage, alerts)
    set_to(stage, quiet_from="00:00", quiet_to="23:59")
    rooms = rooms_of(stage)
    forget(rooms)
    rooms.alerts.note(())
    look(stage, alerts)
    assert shown == []
    assert alerts._later.isActive()
    assert alerts._later.remainingTime() > 60 * 60_000
    set_to(stage, quiet_from="", quiet_to="")
    alerts._later.timeout.emit()
    stage.rest(2)
    assert len(shown) == 1


def test_where_they_are_turned_off_nothing_is_told_and_nothing_comes_later(
    stage: Stage, alerts: Alerts, shown: list[Alert]
) -> None:
    rooms_of(stage).alerts.note(())
    set_to(stage, alerts=False)
    look(stage, alerts)
    set_to(stage, alerts=True)
    look(stage, alerts)
    assert shown == []


def test_a_click_brings_the_window_there(stage: Stage, alerts: Alerts) -> None:
    notice = rooms_of(stage).notices.inbox()[0]
    stage.window.hide()
    alerts.open(Alert(title="t", text="", page="notices", part=notice.id))
    stage.rest()
    assert stage.window.isVisible()
    assert stage.window.current == "notices"
    opened = stage.window.page.received.pane.notice  # type: ignore[union-attr]
    assert opened.id == notice.id


def test_closing_the_window_ends_the_program_unless_it_is_to_stay_in_the_tray(
    stage: Stage, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[bool] = []
    monkeypatch.setattr("ui.shell.alerts.leave", lambda: ends.append(True))
    monkeypatch.setattr(Tray, "there", property(lambda _tray: True))
    event = QCloseEvent()
    stage.window.closing.emit(event)
    assert event.isAccepted()
    set_to(stage, stay_in_tray=True)
    assert not stage.window.close()
    assert not stage.window.isVisible()
    alerts.tray.open_wanted.emit()
    assert stage.window.isVisible()
    stage.window.close()
    alerts.tray.quit_wanted.emit()
    stage.until(lambda: bool(ends), "the end of the program")


def test_without_a_tray_nothing_is_missing(stage: Stage, alerts: Alerts) -> None:
    set_to(stage, stay_in_tray=True)
    monkey = QCloseEvent()
    if not alerts.tray.there:
        stage.window.closing.emit(monkey)
        assert monkey.isAccepted()
        assert not alerts.tray.tell(Alert(title="t", text="x", page="overview"))


def test_the_icon_has_a_figure_where_something_waits(stage: Stage) -> None:
    theme = stage.application.theme
    plain, five = tray_icon(theme, 0), tray_icon(theme, 5)
    assert plain.pixmap(32).toImage() != five.pixmap(32).toImage()
    tally = stage.application.desk.tally
    assert waiting(Figures(notices=3), tally) == 3 + tally.refused


def test_settings_that_are_no_times_leave_every_hour_loud() -> None:
    assert quiet_hours(Settings(quiet_from="soon", quiet_to="25:00")).start is None
    assert NOW.tzinfo is not None
