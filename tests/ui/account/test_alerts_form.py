"""When the desktop is told: each choice holds at once, and what is set is shown."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base import settings as settings_file
from app.base.settings import Settings
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.account.alerts_form import AlertsCard
from ui.kit.theme import Theme


@pytest.fixture
def card(qapp: QApplication, qtbot: QtBot) -> AlertsCard:
    made = AlertsCard(Theme(qapp))
    qtbot.addWidget(made)
    return made


def test_turning_quiet_hours_on_takes_the_usual_night(card: AlertsCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.changed) as told:
        card.night.box.click()
    kept = told.args[0]
    assert (kept.quiet_from, kept.quiet_to) == ("18:00", "08:00")
    with qtbot.waitSignal(card.changed) as told:
        card.night.box.click()
    assert told.args[0] == Settings()


def test_a_time_that_was_set_in_the_file_stays_as_it_is(card: AlertsCard, qtbot: QtBot) -> None:
    card.show_settings(Settings(quiet_from="17:45", quiet_to="08:10", theme="dark"))
    assert (card.start.value, card.end.value) == ("17:45", "08:10")
    with qtbot.waitSignal(card.changed) as told:
        card.weekends.box.click()
    kept = told.args[0]
    assert (kept.quiet_from, kept.quiet_weekends, kept.theme) == ("17:45", True, "dark")


def test_what_is_turned_off_needs_no_hours(card: AlertsCard) -> None:
    card.show_settings(Settings(alerts=False))
    assert not card.night.box.isEnabled()
    assert not card.weekends.box.isEnabled()


def test_it_is_kept_from_the_page_of_the_account(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.filled, page="account") as stage:
        page = stage.window.page
        page.computer.alerts.stay.box.click()  # type: ignore[union-attr]
        folder = world.filled.places.config
        assert settings_file.load(folder).stay_in_tray
        assert stage.application.desk.settings.stay_in_tray
