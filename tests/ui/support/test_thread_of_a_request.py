"""A thread: both sides in plain text, earlier ones on demand, what is unsent in its place."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.support.requests.model import (
    Fate,
    Message,
    RequestCard,
    RequestState,
    Severity,
    Side,
    Thread,
)
from tests.screens.world import NOW, StoppedClock
from tests.ui.support.conftest import Desk
from ui.kit.theme import Theme
from ui.support.requests.dialogs import ChangeDialog, RateDialog
from ui.support.requests.thread_pane import ThreadPane

NAUGHTY = Path(__file__).parents[4] / "shared" / "vectors" / "blns" / "blns.json"
HTML = '<img src="http://example.com/x.png"><a href="http://example.com">here</a> & <b>bold</b>'


def message(number: int, text: str = "", **more: object) -> Message:
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=number)
    side = Side.VENDOR if number % 2 else Side.CUSTOMER
    return Message(
        id=f"m{number}", side=side, author=f"Person {number}", text=text or f"Text {number}",
        sent_at=at, **more,
    )  # type: ignore[arg-type]  # fmt: skip


def thread(*messages: Message, earlier: int = 0) -> Thread:
    card = RequestCard(
        id="r1", number="KR-1", subject="A subject", severity=Severity.NORMAL,
        state=RequestState.OPEN, opened_at=NOW, changed_at=NOW,
    )  # fmt: skip
    return Thread(card=card, messages=messages, earlier=earlier)


@pytest.fixture
def pane(theme: Theme, qtbot: QtBot) -> ThreadPane:
    made = ThreadPane(theme, StoppedClock(), "Kestrane")
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    return made


def settle() -> None:
    """Let go what was thrown away."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_html_of_the_vendor_is_shown_letter_by_letter(pane: ThreadPane) -> None:
    pane.show_thread(thread(message(1, HTML)), alone=False)
    assert HTML in pane.talk.toPlainText()
    assert pane.talk.document().toPlainText().count("http://example.com") == 2


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the strings are beside a checkout only")
def test_any_string_comes_out_as_it_went_in(pane: ThreadPane) -> None:
    texts = json.loads(NAUGHTY.read_text("utf-8"))
    assert len(texts) == 515
    # Within a line Qt has no breaks, tells a hard space as a space, and knows no U+FFFE nor U+FEFF.
    breaks = str.maketrans(
        {**dict.fromkeys("\n\r\u2028\u2029\xa0", " "), "\ufffe": None, "\ufeff": None}
    )
    whole = [one.rstrip().translate(breaks) for one in texts]
    pane.show_thread(thread(message(1, "\n".join(whole))), alone=False)
    lines = pane.talk.toPlainText().split("\n")
    assert [one for one in whole if one not in lines] == []


def test_a_long_thread_is_one_widget_and_loads_what_came_before(pane: ThreadPane) -> None:
    few = thread(*(message(n) for n in range(50)))
    pane.show_thread(few, alone=False)
    settle()
    before = len(pane.findChildren(QWidget))
    wanted: list[tuple[str, str]] = []
    pane.earlier_wanted.connect(lambda *asked: wanted.append(asked))
    pane.show_thread(thread(*(message(n) for n in range(100, 150)), earlier=100), alone=False)
    assert pane.talk.verticalScrollBar().value() == pane.talk.verticalScrollBar().maximum()
    settle()
    assert len(pane.findChildren(QWidget)) == before
    assert "Show earlier messages (100)" in pane.talk.toPlainText()
    pane.talk.verticalScrollBar().setValue(0)
    pane.talk.verticalScrollBar().setValue(0)
    assert wanted == [("r1", "m100")], "asked once"
    pane.add_earlier("r1", tuple(message(n) for n in range(50, 100)))
    assert "Show earlier messages (50)" in pane.talk.toPlainText()
    assert pane.talk.verticalScrollBar().value() > 0, "what was seen stays in view"
    pane.show_thread(thread(*(message(n) for n in range(101, 151)), earlier=101), alone=False)
    shown = pane.thread_shown
    assert shown is not None
    assert [one.id for one in shown.messages] == [f"m{n}" for n in range(50, 151)]
    assert shown.earlier == 50


def test_what_is_unsent_offers_what_can_be_done_by_keyboard(pane: ThreadPane) -> None:
    fate = Fate(item="i1", state="refused")
    pane.show_thread(thread(message(2, "Mine", fate=fate)), alone=False)
    words = pane.talk.toPlainText()
    assert "Refused" in words
    done: list[str] = []
    pane.edit_wanted.connect(lambda item: done.append(f"edit {item}"))
    pane.discard_wanted.connect(lambda item: done.append(f"discard {item}"))
    pane.activateWindow()
    pane.talk.setFocus()
    QTest.keyClick(pane.talk, Qt.Key.Key_Tab)
    QTest.keyClick(pane.talk, Qt.Key.Key_Return)
    assert done == ["edit i1"]
    pane.talk.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClick(pane.talk, Qt.Key.Key_Tab)
    QTest.keyClick(pane.talk, Qt.Key.Key_Tab)
    QTest.keyClick(pane.talk, Qt.Key.Key_Return)
    assert done[1:] == ["discard i1"]


def test_a_closed_one_offers_to_be_reopened(desk: Desk) -> None:
    desk.open("Single")
    reply = desk.tab.board.pane.reply
    assert not reply.text.isVisible()
    reply.reopen.click()
    dialog = desk.tab.acts.dialog
    assert isinstance(dialog, ChangeDialog)
    dialog.text.setPlainText("It is back")
    dialog.go.click()
    desk.stage.until(reply.text.isVisible, "the box for a reply")
    assert "It is back" in desk.tab.board.pane.talk.toPlainText()


def test_a_rating_is_chosen_with_arrow_keys(desk: Desk) -> None:
    desk.open("Gateway")
    desk.tab._act("rate")
    dialog = desk.tab.acts.dialog
    assert isinstance(dialog, RateDialog)
    assert not dialog.go.isEnabled()
    dialog.activateWindow()
    desk.stage.until(dialog.isActiveWindow, "the keyboard")
    dialog.stars[2].setFocus()
    QTest.keyClick(dialog.stars[2], Qt.Key.Key_Space)
    QTest.keyClick(dialog.stars[2], Qt.Key.Key_Down)
    assert dialog.stars[3].isChecked()
    told: list[tuple[int, str]] = []
    dialog.chosen.connect(lambda *said: told.append(said))
    dialog.go.click()
    assert told == [(4, "")]


def test_feedback_about_an_answer_begins_on_the_other_tab(desk: Desk) -> None:
    desk.open("Gateway")
    pane = desk.tab.board.pane
    shown = pane.thread_shown
    assert shown is not None
    answer = next(one for one in shown.messages if one.side is Side.VENDOR)
    pane.feedback_wanted.emit(answer.id)
    desk.stage.rest()
    form = desk.page.feedback.form
    assert desk.page.tabs.current_key == "feedback"
    assert form.draft.answer_of == answer.id
    assert answer.author in form.about.text()
    form.not_about.click()
    assert form.draft.answer_of == ""
