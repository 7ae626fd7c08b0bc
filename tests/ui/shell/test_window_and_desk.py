"""The window around the pages: what it remembers, says, asks and never does by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base import settings as settings_file
from app.base.errors import ProblemReport
from app.base.messages import KindsChanged, OutboxChanged, OutboxTally, SignedOut
from app.base.tasks import Progress
from tests.screens.scenes import FAULTY, LOCKED, LOST, OFFLINE, SYNCING
from tests.screens.stage import Stage
from tests.screens.world import StoppedClock, World
from ui.kit.banners import BannerTone, ProblemBanner
from ui.kit.dialogs import ConfirmDialog
from ui.kit.states import EmptyState, ProgressLine
from ui.kit.theme import Scheme, Theme
from ui.link import LinkState
from ui.page import Work
from ui.shell.recovery import RecoveryCodeDialog
from ui.shell.strip import Strip

TROUBLE = ProblemReport(code="CP-0001", title="A", explanation="b", next_step="c")


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled) as made:
        yield made


def test_a_page_is_made_when_it_is_first_shown(stage: Stage) -> None:
    assert set(stage.window._pages) == {"overview"}
    stage.window.show_page("support")
    assert set(stage.window._pages) == {"overview", "support"}
    stage.rest()


def test_the_page_and_the_place_of_the_window_are_remembered(stage: Stage) -> None:
    stage.window.show_page("account")
    stage.window.remember()
    assert stage.application.memory["page"] == "account"
    assert stage.application.memory["geometry"]


def test_below_1100_px_the_navigation_shows_icons_alone(stage: Stage) -> None:
    stage.window.resize(1000, 700)
    stage.wait(30)
    assert stage.window.navigation.width() == 56
    stage.window.resize(1280, 800)
    stage.wait(30)
    assert stage.window.navigation.width() == 160


def test_the_theme_follows_at_once_and_is_kept(stage: Stage) -> None:
    stage.application.actions.set_scheme(Scheme.DARK)
    assert stage.application.theme.dark
    kept = settings_file.load(stage.application.folders.config)
    assert kept.theme == "dark"


def test_offline_is_said_in_the_footer_and_not_as_an_error(
    qapp: QApplication, world: World
) -> None:
    with Stage(qapp, world.filled, answers=OFFLINE) as stage:
        stage.until(lambda: stage.application.desk.standing.offline, "being offline")
        assert stage.window.footer._offline.isVisible()
        assert not stage.window.strip.findChildren(ProblemBanner)


def test_a_faulty_portal_is_said_with_what_to_do(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.filled, answers=FAULTY) as stage:
        stage.until(lambda: stage.window.strip.says("sync"), "the banner")


def test_a_first_load_shows_its_progress_and_can_be_stopped(
    qapp: QApplication, world: World
) -> None:
    with Stage(qapp, world.fresh, answers=SYNCING) as stage:
        stage.until(lambda: bool(stage.window.strip.findChildren(ProgressLine)), "the progress")
        line = stage.window.strip.findChildren(ProgressLine)[0]
        assert line._detail.text().startswith("31,000 of 100,000")
        assert line.button is not None


def test_being_signed_out_is_said_until_it_is_over(stage: Stage) -> None:
    profile = stage.application.desk.profile
    assert profile is not None
    stage.application.link.received.emit(SignedOut(profile_id=profile.id))
    assert stage.window.strip.says("sign-in")
    stage.application.desk.sync()
    stage.until(lambda: not stage.window.strip.says("sign-in"), "the banner's end")


def test_a_hung_worker_is_said_and_so_is_its_return(stage: Stage) -> None:
    stage.application.link.state_changed.emit(LinkState.HUNG)
    assert stage.window.strip.says("worker")
    stage.application.link.state_changed.emit(LinkState.RUNNING)
    assert stage.window.strip.says("worker"), "that it runs again is said as well"


def test_a_locked_keyring_offers_to_try_again(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.filled, answers=LOCKED) as stage:
        shown = stage.window.stack.currentWidget()
        stage.until(lambda: isinstance(stage.window.stack.currentWidget(), EmptyState), "the state")
        shown = stage.window.stack.currentWidget()
        assert isinstance(shown, EmptyState)
        assert shown.primary is not None
        assert shown.primary.text() == "Try again"


def test_a_lost_key_offers_the_code_and_says_what_would_be_lost(
    qapp: QApplication, world: World
) -> None:
    with Stage(qapp, world.filled, answers=LOST) as stage:
        stage.until(lambda: isinstance(stage.window.stack.currentWidget(), EmptyState), "the state")
        shown = stage.window.stack.currentWidget()
        assert isinstance(shown, EmptyState)
        assert shown.primary is not None
        assert "recovery code" in shown.primary.text()


def test_the_recovery_code_is_not_passed_by(stage: Stage) -> None:
    stage.application.actions.show_recovery_code("", "AAAA-BBBB")
    dialog = stage.application.actions.dialog
    assert isinstance(dialog, RecoveryCodeDialog)
    dialog.reject()
    assert dialog.isVisible()
    assert dialog.kept.has_error
    assert not dialog.action.isEnabled()
    dialog.kept.set_checked(True)
    dialog.accept()
    assert stage.application.actions.dialog is None


def test_a_session_in_memory_asks_before_unsent_items_are_lost(
    qapp: QApplication, world: World
) -> None:
    with Stage(qapp, world.filled, memory_only=True) as stage:
        assert stage.window.strip.says("memory")
        stage.application.link.received.emit(OutboxChanged(OutboxTally(queued=1)))
        stage.window.close()
        assert stage.window.isVisible()
        dialog = stage.application.actions.dialog
        assert isinstance(dialog, ConfirmDialog)
        dialog.reject()
        assert stage.window.isVisible()
        stage.application.link.received.emit(OutboxChanged(OutboxTally()))
        assert stage.window.close()


def test_a_kept_session_closes_without_a_question(stage: Stage) -> None:
    stage.application.link.received.emit(OutboxChanged(OutboxTally(queued=3)))
    assert stage.window.close()


def test_the_same_trouble_said_again_replaces_itself(theme: Theme, qtbot: QtBot) -> None:
    strip = Strip(theme, StoppedClock())
    qtbot.addWidget(strip)
    strip.tell("sync", TROUBLE)
    strip.tell("sync", TROUBLE)
    strip.say("other", BannerTone.WARN, "words")
    assert len(strip._banners) == 2
    strip.take_back_all()
    assert strip.isHidden()


def test_quick_work_does_not_make_the_page_jump(theme: Theme, qtbot: QtBot) -> None:
    strip = Strip(theme, StoppedClock())
    qtbot.addWidget(strip)
    owner = QObject()
    quick = Work("Quick", None, owner)
    strip.follow(quick)
    quick.progress(Progress("Receiving", 1, 2))
    quick.end()
    assert strip.isHidden()
    slow = Work("Slow", None, owner)
    strip.follow(slow)
    qtbot.waitUntil(lambda: not strip.isHidden(), timeout=5_000)
    slow.end()
    assert strip.isHidden()


def test_a_mirror_that_was_made_anew_is_read_from_then_on(stage: Stage) -> None:
    desk = stage.application.desk
    before, profile = desk.rooms, desk.profile
    assert profile is not None
    mirror = stage.application.folders.profiles / profile.id / "mirror.db"
    assert desk.rooms is not None
    copy = mirror.with_name("copy.db")
    copy.write_bytes(mirror.read_bytes())
    stage.application.link.received.emit(KindsChanged(("order",)))
    assert desk.rooms is before, "the same file stays open"
    copy.replace(mirror)
    stage.application.link.received.emit(KindsChanged(("order",)))
    assert desk.rooms is not before
    assert desk.profile == profile
    stage.rest()
    assert stage.window.current == "overview"
