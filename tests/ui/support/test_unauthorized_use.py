"""Credentials in wrong hands: reported first, then the profile is locked, and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.account.model import User
from app.base.messages import Done, Failed, ProfileCard, ProfileLocked
from app.portal.errors import Unreachable
from app.support.requests.unauthorized import Unauthorized, checklist
from tests.screens.stage import TASK, Stage
from tests.screens.support_scenes import support
from tests.screens.world import NOW, StoppedClock, World
from ui.kit.theme import Theme
from ui.shell.locked import LockedState
from ui.support.page import SupportPage
from ui.support.unauthorized import UnauthorizedDialog

USERS = (
    User(id="usr-kim", name="Kim Sorensen", email="kim@example.com", role="user", active=True),
    User(id="usr-dana", name="Dana Weber", email="dana@example.com", role="user", active=True),
)


@pytest.fixture
def dialog(theme: Theme, qtbot: QtBot) -> UnauthorizedDialog:
    made = UnauthorizedDialog(theme, StoppedClock(), USERS, "usr-dana", offline=False, parent=None)
    qtbot.addWidget(made)
    return made


def test_only_a_text_and_a_moment_of_the_past_are_needed(dialog: UnauthorizedDialog) -> None:
    assert not dialog.go.isEnabled()
    dialog.text.setPlainText("Somebody else was signed in.")
    assert dialog.go.isEnabled()
    for day in ("2026-11-25", "yesterday", ""):
        dialog.day.setText(day)
        assert not dialog.go.isEnabled()
        assert dialog.day_row.has_error
    dialog.day.setText("2026-11-23")
    assert dialog.go.isEnabled()


def test_the_report_says_when_and_whose_users(dialog: UnauthorizedDialog) -> None:
    told: list[tuple[Unauthorized, bool]] = []
    dialog.reported.connect(lambda *said: told.append(said))
    dialog.text.setPlainText("Somebody else was signed in.")
    assert next(iter(dialog.boxes)) == "usr-dana", "oneself comes first"
    dialog.boxes["usr-kim"].setChecked(True)
    dialog.go.click()
    ((report, at_once),) = told
    assert report.users == ("usr-kim",)
    assert NOW - timedelta(minutes=1) <= report.noticed_at <= NOW
    assert not at_once


def test_offline_the_person_says_which_comes_first(theme: Theme, qtbot: QtBot) -> None:
    dialog = UnauthorizedDialog(theme, StoppedClock(), (), "", offline=True, parent=None)
    qtbot.addWidget(dialog)
    told: list[bool] = []
    dialog.reported.connect(lambda _report, now: told.append(now))
    dialog.text.setPlainText("Somebody else was signed in.")
    dialog.now.setChecked(True)
    dialog.go.click()
    assert told == [True]


def locked(stage: Stage) -> ProfileLocked:
    profile = stage.application.desk.profile
    assert profile is not None
    card = ProfileCard(
        id=profile.id, name=profile.name, vendor=profile.vendor, address=profile.address
    )
    report = Unreachable("portal.example").report()
    return ProfileLocked(profile_id=profile.id, revoked=False, profile=card, report=report)


def report_it(stage: Stage) -> None:
    page = stage.window.page
    assert isinstance(page, SupportPage)
    act = page.requests.unauthorized
    act.ask()
    stage.until(lambda: act.dialog is not None, "the dialog")
    assert act.dialog is not None
    act.dialog.text.setPlainText("Somebody else was signed in.")
    act.dialog.go.click()
    stage.rest()


def test_a_report_that_cannot_leave_is_followed_until_it_has(
    qapp: QApplication, world: World
) -> None:
    answers = {"LockProfile": (Failed(task=TASK, report=Unreachable("portal").report()),)}
    with support(world, qapp, answers=answers) as stage:
        report_it(stage)
        stage.until(lambda: stage.window.strip.says("lock"), "the words")
        remembered = stage.application.memory["lock.after"].split()
        profile = stage.application.desk.profile
        assert profile is not None
        assert remembered[0] == profile.id
        rooms = stage.application.desk.rooms
        assert rooms is not None
        (card,) = [one for one in rooms.requests.requests() if one.client_id == remembered[1]]
        assert card.fate is not None
        stage.application.memory.pop("lock.after")


def test_a_locked_profile_shows_what_to_do_and_remembers_what_is_done(
    qapp: QApplication, world: World
) -> None:
    with support(world, qapp, answers={"LockProfile": (Done(task=TASK),)}) as stage:
        message = locked(stage)
        stage.application.link.received.emit(message)
        stage.rest(1)
        assert stage.application.desk.rooms is None
        state = stage.window.stack.currentWidget()
        assert isinstance(state, LockedState)
        assert list(state.boxes) == [one.id for one in checklist()]
        state.boxes["passwords"].click()
        stage.application.link.received.emit(message)
        stage.rest(1)
        again = stage.window.stack.currentWidget()
        assert isinstance(again, LockedState)
        assert again is not state
        assert again.boxes["passwords"].isChecked()
        stage.application.memory.pop("lock.done")
