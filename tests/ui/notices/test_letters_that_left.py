"""Letters of one's own on the notices page: begun from the menu, marked as sent, received."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.notices.model import DraftKind, NoticeDraft, Way
from app.notices.wishes import LetterWishes
from app.services.rooms import Rooms
from tests.screens.stage import Stage
from tests.screens.world import NOW, World
from ui.kit.buttons import LinkButton
from ui.notices.page import NoticesPage
from ui.notices.sending import SentDialog

TODAY = NOW.date()


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    """The page; letters that a test made are gone after it."""
    with Stage(qapp, world.filled, page="notices") as made:
        yield made
        kept = rooms_of(made).notices
        for letter in kept.drafts():
            kept.unmark_sent(letter.id)
            kept.discard_draft(letter.id)


@pytest.fixture
def page(stage: Stage) -> NoticesPage:
    shown = stage.window.page
    assert isinstance(shown, NoticesPage)
    stage.window.show_page("notices", "drafts")
    stage.rest()
    return shown


def rooms_of(stage: Stage) -> Rooms:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    return rooms


def opened(stage: Stage, page: NoticesPage, kind: DraftKind) -> NoticeDraft:
    """A letter of this kind, open in the pane."""
    key = rooms_of(stage).terms.draft_letter(
        kind, LetterWishes(by="Kim Arndt", orders=("KO-20417",), about="a delay")
    )
    stage.window.show_page("notices", key)
    stage.rest()
    shown = page.drafts.pane.draft
    assert shown is not None
    assert shown.id == key
    return shown


def asked(page: NoticesPage, qtbot: QtBot) -> SentDialog:
    qtbot.mouseClick(page.drafts.pane.mark, Qt.MouseButton.LeftButton)
    assert isinstance(page.acts.dialog, SentDialog)
    return page.acts.dialog


def mark(
    stage: Stage, page: NoticesPage, qtbot: QtBot, posted: date, received: date | None = None
) -> None:
    dialog = asked(page, qtbot)
    dialog.posted.setText(posted.isoformat())
    dialog.received.setText(received.isoformat() if received else "")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert page.acts.dialog is None
    stage.rest()


def said(page: NoticesPage) -> str:
    labels = page.drafts.pane.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def state_cell(page: NoticesPage, key: str) -> str:
    model = page.drafts.model
    return model.cell(model.row_of(key), model.columnCount() - 1).text


def test_an_order_that_is_not_there_is_a_problem_and_no_letter(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.problem_met, timeout=20_000):
        page.acts.begin(DraftKind.DISPUTE, ("KO-nothing",), "x")
    assert rooms_of(stage).notices.drafts() == ()


def test_a_letter_that_left_is_frozen_and_says_that_no_receipt_is_recorded(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    letter = opened(stage, page, DraftKind.DISPUTE)
    mark(stage, page, qtbot, TODAY - timedelta(days=5))
    pane = page.drafts.pane
    assert pane.area.isReadOnly()
    assert not pane.save.isVisible()
    assert not pane.discard.isVisible()
    assert pane.copy.isVisible()
    words = said(page)
    assert "Sent by post on Thu 19 Nov 2026" in words
    assert "No receipt is recorded yet" in words
    assert "Consultation ends" not in words
    assert state_cell(page, letter.id) == "Sent"


def test_its_receipt_is_recorded_later_and_starts_its_clock(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    letter = opened(stage, page, DraftKind.DISPUTE)
    mark(stage, page, qtbot, TODAY - timedelta(days=5))
    mark(stage, page, qtbot, TODAY - timedelta(days=5), TODAY - timedelta(days=3))
    assert "Consultation ends" in said(page)
    assert "It counts from Sat 21 Nov 2026" in said(page)
    assert state_cell(page, letter.id) == "Sent, received"
    links = [link for link in page.drafts.pane.findChildren(LinkButton) if "CET" in link.text()]
    qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    stage.rest()
    assert stage.window.current == "deadlines"
    entry = stage.window.page.detail.entry  # type: ignore[union-attr]
    assert entry.deadline.notice_id == letter.id


def test_a_notice_received_in_time_says_that_the_last_moment_is_done(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    opened(stage, page, DraftKind.NON_RENEWAL)
    mark(stage, page, qtbot, TODAY - timedelta(days=2), TODAY)
    assert "Last moment to cancel Strata Cloud: done" in said(page)
    assert "in time" in said(page)


def test_days_that_cannot_be_are_said_at_their_field(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    letter = opened(stage, page, DraftKind.DISPUTE)
    dialog = asked(page, qtbot)
    for posted, received, wrong in (
        ("soon", "", (True, False)),
        ((TODAY + timedelta(days=1)).isoformat(), "", (True, False)),
        (TODAY.isoformat(), "2026-02-30", (False, True)),
        (TODAY.isoformat(), (TODAY - timedelta(days=1)).isoformat(), (False, True)),
    ):
        dialog.posted.setText(posted)
        dialog.received.setText(received)
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        assert (dialog.posted_row.has_error, dialog.received_row.has_error) == wrong
    dialog.reject()
    stage.rest()
    assert rooms_of(stage).notices.draft(letter.id).sent is None


def test_an_objection_to_publicity_is_taken_to_leave_by_e_mail(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    opened(stage, page, DraftKind.PUBLICITY)
    dialog = asked(page, qtbot)
    assert dialog.chosen_way is Way.EMAIL
    dialog.reject()


def test_a_letter_that_was_not_sent_after_all_is_a_draft_again(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    letter = opened(stage, page, DraftKind.DISPUTE)
    mark(stage, page, qtbot, TODAY)
    dialog = asked(page, qtbot)
    qtbot.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    stage.rest()
    assert rooms_of(stage).notices.draft(letter.id).sent is None
    assert not page.drafts.pane.area.isReadOnly()
    assert page.drafts.pane.discard.isVisible()
    assert state_cell(page, letter.id) == "Draft"


def test_what_was_typed_last_is_part_of_what_was_sent(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    letter = opened(stage, page, DraftKind.DISPUTE)
    page.drafts.pane.area.setPlainText("Typed last.")
    mark(stage, page, qtbot, TODAY)
    kept = rooms_of(stage).notices.draft(letter.id)
    assert kept.letter == "Typed last."
    assert kept.sent is not None


def test_a_new_letter_is_prepared_where_the_last_one_was_sent(
    stage: Stage, page: NoticesPage, qtbot: QtBot
) -> None:
    sent = opened(stage, page, DraftKind.NON_RENEWAL)
    mark(stage, page, qtbot, TODAY)
    stage.window.show_page("deadlines", "cancel_by:ord-20417:lin-20417-1")
    stage.rest()
    shown = stage.window.page
    entry = shown.detail.entry  # type: ignore[union-attr]
    assert "receipt is not recorded yet" in entry.deadline.text
    shown.acts.prepare_letter(entry)  # type: ignore[union-attr]
    stage.rest()
    letters = rooms_of(stage).notices.drafts()
    assert len(letters) == 2
    assert {letter.id for letter in letters if letter.sent} == {sent.id}
