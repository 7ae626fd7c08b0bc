"""Feedback: nothing goes without the acknowledgement, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.support.model import FeedbackState
from app.support.service import LONGEST_TEXT
from tests.screens.stage import Stage
from tests.screens.world import World
from tests.support.sandbox import SandboxServer
from ui.kit.buttons import Button
from ui.kit.dialogs import ConfirmDialog
from ui.support.feedback.tab import FeedbackTab
from ui.support.page import SupportPage


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="support") as made:
        yield made


@pytest.fixture
def page(stage: Stage) -> FeedbackTab:
    shown = stage.window.page
    assert isinstance(shown, SupportPage)
    shown.show_part("feedback")
    stage.rest()
    return shown.feedback


def test_who_may_not_give_feedback_is_told_who_can_change_that(
    qapp: QApplication, world: World
) -> None:
    with Stage(qapp, world.reader, page="support") as stage:
        shown = stage.window.page
        assert isinstance(shown, SupportPage)
        shown.show_part("feedback")
        stage.rest()
        assert not shown.feedback.form.isVisible()
        said = [label.text() for label in shown.findChildren(QLabel) if label.isVisible()]
        assert "You may not give feedback" in said


def test_each_piece_shows_where_it_is(page: FeedbackTab) -> None:
    states = [row.item.state for row in page.list.rows]
    assert states[-3:] == [FeedbackState.QUEUED, FeedbackState.REFUSED, FeedbackState.SENT]
    refused = page.list.rows[-2]
    assert "Refused" in refused.fate.text()
    assert refused.accessibleName().endswith("Refused")


def test_the_vendors_own_statement_is_shown(page: FeedbackTab) -> None:
    assert page.form.statement.text() == SandboxServer.feedback_statement
    assert page.form.statement.textFormat() is Qt.TextFormat.PlainText


def test_send_stays_off_until_there_is_a_text_and_the_acknowledgement(page: FeedbackTab) -> None:
    form = page.form
    assert not form.send.isEnabled()
    form.text.setPlainText("Fine.")
    assert not form.send.isEnabled()
    form.acknowledged.set_checked(True)
    assert form.send.isEnabled()
    form.text.setPlainText("   ")
    assert not form.send.isEnabled()


def test_a_text_that_is_too_long_says_so_and_is_not_sent(page: FeedbackTab) -> None:
    form = page.form
    form.acknowledged.set_checked(True)
    form.text.setPlainText("x" * (LONGEST_TEXT + 1))
    assert not form.send.isEnabled()
    assert form._text_row.has_error


def test_another_statement_has_to_be_acknowledged_anew(page: FeedbackTab) -> None:
    page.form.acknowledged.set_checked(True)
    page.form.offer("Another statement.", ())
    assert not page.form.acknowledged.checked


def test_a_draft_is_kept_while_it_is_typed(stage: Stage, page: FeedbackTab, qtbot: QtBot) -> None:
    page.form.text.setPlainText("Half a thought")
    qtbot.waitUntil(lambda: page.form.note.text().startswith("Draft saved"), timeout=10_000)
    rooms = stage.application.desk.rooms
    assert rooms is not None
    draft = rooms.support.load_draft()
    assert draft is not None
    assert draft.text == "Half a thought"


def test_sending_queues_at_once_and_empties_the_form(
    stage: Stage, page: FeedbackTab, qtbot: QtBot
) -> None:
    page.form.text.setPlainText("Queued by a test.")
    page.form.acknowledged.set_checked(True)
    with qtbot.waitSignal(page.queued, timeout=10_000) as queued:
        page.form.send.click()
    stage.rest()
    assert page.form.draft.is_empty
    assert not page.form.acknowledged.checked
    found = [row.item for row in page.list.rows if row.item.id == queued.args[0]]
    assert found[0].state is FeedbackState.QUEUED


def test_refused_feedback_comes_back_into_the_form(stage: Stage, page: FeedbackTab) -> None:
    refused = next(row for row in page.list.rows if row.item.state is FeedbackState.REFUSED)
    change = next(b for b in refused.findChildren(Button) if b.text().startswith("Change"))
    change.click()
    assert page.form.draft.text == refused.item.text
    assert not page.form.acknowledged.checked


def test_discarding_asks_first(stage: Stage, page: FeedbackTab) -> None:
    before = len(page.list.rows)
    page.list.discarded.emit(page.list.rows[0].item.id)
    dialog = page.findChild(ConfirmDialog)
    assert isinstance(dialog, ConfirmDialog)
    dialog.reject()
    stage.rest()
    assert len(page.list.rows) == before
