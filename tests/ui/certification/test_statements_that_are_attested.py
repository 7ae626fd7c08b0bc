"""One statement: an expected answer counts at once, any other once its text is there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.certification.model import Attestation, Question, Reply
from app.certification.reconcile.model import ClauseRef
from tests.screens.world import StoppedClock
from ui.certification.attest.statement import LONGEST, StatementRow
from ui.kit.buttons import LinkButton
from ui.kit.theme import Theme

QUESTION = Question(
    id="restrictions", statement="We have kept to the restrictions.", why="Figures do not show it.",
    clause=ClauseRef("12", "terms-2026-09"),
)  # fmt: skip


@pytest.fixture
def line(theme: Theme, qtbot: QtBot) -> StatementRow:
    made = StatementRow(theme, StoppedClock(), 1, QUESTION)
    qtbot.addWidget(made)
    made.show()
    made.show_answer(None, editable=True)
    return made


def choose(qtbot: QtBot, line: StatementRow, reply: Reply) -> None:
    qtbot.mouseClick(line.choices[reply], Qt.MouseButton.LeftButton)


def answer(reply: Reply, text: str = "") -> Attestation:
    return Attestation(
        question_id=QUESTION.id, statement=QUESTION.statement, clause=QUESTION.clause, reply=reply,
        text=text, by="Anna Berg", at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
    )  # fmt: skip


def test_yes_counts_at_once(line: StatementRow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(line.answered) as said:
        choose(qtbot, line, Reply.YES)
    assert said.args == ["yes", ""]
    assert line.is_whole
    assert line.text_row.isHidden()


def test_an_exception_waits_for_its_text(line: StatementRow, qtbot: QtBot) -> None:
    said: list[tuple[str, str]] = []
    line.answered.connect(lambda reply, text: said.append((reply, text)))
    choose(qtbot, line, Reply.EXCEPTION)
    assert not said
    assert line.state.text() == "Text missing"
    line.show_missing()
    assert line.text_row.has_error
    line.text.setPlainText("Two hosts stood elsewhere until March.")
    assert not line.text_row.has_error
    line.keep()
    line.keep()
    assert said == [("exception", "Two hosts stood elsewhere until March.")]


def test_what_is_being_typed_outlives_the_draft_being_read_again(
    line: StatementRow, qtbot: QtBot
) -> None:
    line.show_answer(answer(Reply.YES), editable=True)
    choose(qtbot, line, Reply.NO)
    line.show_answer(answer(Reply.YES), editable=True)
    assert line.reply is Reply.NO


def test_who_answered_and_when_is_said(line: StatementRow) -> None:
    line.show_answer(answer(Reply.EXCEPTION, "Two hosts."), editable=True)
    assert line.by.text().startswith("Anna Berg, yesterday")
    assert line.text.toPlainText() == "Two hosts."


def test_a_made_document_lets_nobody_change_an_answer(line: StatementRow) -> None:
    line.show_answer(answer(Reply.YES), editable=False)
    assert not any(button.isEnabled() for button in line.choices.values())
    assert line.text.isReadOnly()


def test_a_text_longer_than_any_page_is_cut(line: StatementRow, qtbot: QtBot) -> None:
    choose(qtbot, line, Reply.NO)
    line.text.setPlainText("x" * (LONGEST + 50))
    assert len(line.text.toPlainText()) == LONGEST


def test_the_clause_opens_in_the_terms(line: StatementRow, qtbot: QtBot) -> None:
    link = line.findChild(LinkButton)
    assert isinstance(link, LinkButton)
    with qtbot.waitSignal(line.clause_wanted) as asked:
        link.click()
    assert asked.args == ["terms-2026-09#12"]
