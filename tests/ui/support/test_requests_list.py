"""The list of requests: where each stands, found by any word of any message, by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.support.requests.model import RequestState
from tests.screens.support_scenes import _draft as begin
from tests.ui.support.conftest import Desk
from ui.support.requests.rows import spoken


def test_each_row_says_number_product_severity_state_clock_and_when(desk: Desk) -> None:
    board = desk.tab.board
    card = next(one for one in board.rows.cards if one.overdue)
    said = spoken(card, desk.stage.application.desk.clock.now())
    for words in (card.subject, card.number, card.product_name, "severity High", "Overdue"):
        assert words in said
    assert card.clock_words in said


def test_a_word_of_a_message_finds_its_request_and_shows_the_piece(desk: Desk) -> None:
    board = desk.tab.board
    board.field.setText("log writer")
    desk.stage.until(lambda: len(board.rows.cards) == 1, "the request that was found")
    (card,) = board.rows.cards
    assert "log writer" in card.found
    assert card.subject.startswith("Memory of")
    desk.open("Memory of")
    marks = desk.tab.board.pane.talk.extraSelections()
    assert {one.cursor.selectedText() for one in marks} >= {"log", "writer"}


def test_the_chips_show_one_state_or_what_needs_one(desk: Desk) -> None:
    board = desk.tab.board
    board.state.set_value(RequestState.CLOSED)
    assert [one.state for one in board.rows.cards] == [RequestState.CLOSED]
    board.state.set_value("")
    board.mine.setChecked(True)
    states = {one.state for one in board.rows.cards}
    assert states == {RequestState.ANSWERED, RequestState.WAITING}


def test_nothing_that_fits_offers_to_show_all(desk: Desk) -> None:
    board = desk.tab.board
    board.field.setText("nothing is called so")
    desk.stage.until(lambda: not board.rows.cards, "no request")
    state = board.stack.currentWidget()
    state.secondary.click()  # type: ignore[attr-defined]
    desk.stage.until(lambda: len(board.rows.cards) == len(board.cards) > 1, "all requests")


def test_arrow_down_enter_and_escape_lead_in_and_out(desk: Desk) -> None:
    board = desk.tab.board
    desk.stage.window.activateWindow()
    desk.stage.until(desk.stage.window.isActiveWindow, "the keyboard")
    board.field.setFocus()
    QTest.keyClick(board.field, Qt.Key.Key_Down)
    assert board.current == board.rows.cards[0].id
    QTest.keyClick(board.rows, Qt.Key.Key_Return)
    desk.stage.until(lambda: board.pane.thread_shown is not None, "the thread")
    QTest.keyClick(board.pane.reply.text, Qt.Key.Key_Escape)
    assert not board.current
    assert not board.pane.isVisible()


def test_list_and_thread_take_turns_in_a_small_window(desk: Desk) -> None:
    desk.stage.window.resize(880, 560)
    desk.stage.rest(1)
    desk.open("Memory of")
    board = desk.tab.board
    assert not board.list.isVisible()
    assert board.pane.isVisible()
    desk.stage.window.resize(1280, 800)
    desk.stage.rest(1)
    assert board.list.isVisible()
    assert board.pane.isVisible()


def test_what_was_not_sent_stands_in_place_with_where_it_is(desk: Desk) -> None:
    draft = begin(desk.rooms)
    found = desk.rooms.requests.check(draft.id).findings
    desk.rooms.requests.decide(draft.id, [one.id for one in found], "an exercise")
    desk.rooms.requests.send(draft.id, desk.subject)
    desk.stage.window.refresh(frozenset({"outbox"}))
    desk.stage.rest()
    card = desk.tab.board.rows.cards[0]
    assert card.state is RequestState.UNSENT
    said = spoken(card, desk.stage.application.desk.clock.now())
    assert "Not sent yet" in said
    assert "leaves with the next synchronization" in said
