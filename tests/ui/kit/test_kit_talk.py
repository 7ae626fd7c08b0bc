"""A conversation: plain text whatever comes in, mirrored for RTL, in the colors of the theme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from ui.kit.talk import Entry, Ground, Line, Piece, TalkView
from ui.kit.theme import Scheme, Theme
from ui.kit.tokens import Token


def entry(key: str, ground: Ground, *texts: str, link: str = "") -> Entry:
    return Entry(key, ground, tuple(Line((Piece(text, link=link),)) for text in texts))


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> TalkView:
    made = TalkView(theme, name="Messages")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def test_what_is_copied_is_what_was_said(view: TalkView) -> None:
    said = "<b>not bold</b> &amp; http://example.com\ta tab"
    view.show_entries([entry("a", Ground.THEIRS, said), entry("b", Ground.MINE, "mine")])
    view.selectAll()
    assert view.textCursor().selection().toPlainText() == f"{said}\nmine"


def test_a_break_within_a_line_makes_no_paragraph(view: TalkView) -> None:
    view.show_entries([entry("a", Ground.MINE, "one\u2029two\nthree\rfour")])
    assert view.document().blockCount() == 1


def test_ones_own_stand_at_the_end_in_either_direction(view: TalkView) -> None:
    shown = [entry("a", Ground.MINE, "mine"), entry("b", Ground.THEIRS, "theirs")]
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        view.setLayoutDirection(direction)
        view.show_entries(shown)
        view.grab()
        mine, theirs = (view.document().findBlockByNumber(n).blockFormat() for n in (0, 1))
        wide, narrow = mine.leftMargin(), mine.rightMargin()
        if direction is Qt.LayoutDirection.RightToLeft:
            wide, narrow = narrow, wide
        assert wide > narrow
        assert theirs.leftMargin() == mine.rightMargin()


def test_colors_follow_the_theme_and_the_place_stays(theme: Theme, view: TalkView) -> None:
    view.show_entries([entry(str(n), Ground.THEIRS, f"Text {n}") for n in range(60)])
    view.verticalScrollBar().setValue(700)
    before = view.verticalScrollBar().value()
    theme.set_scheme(Scheme.DARK)
    cursor = QTextCursor(view.document().firstBlock())
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
    assert cursor.charFormat().foreground().color() == theme.color(Token.TEXT)
    assert abs(view.verticalScrollBar().value() - before) <= 1


def test_a_link_tells_its_key_and_loads_nothing(view: TalkView, qtbot: QtBot) -> None:
    view.show_entries([entry("a", Ground.NONE, "Show more", link="earlier:all")])
    view.activateWindow()
    view.setFocus()
    with qtbot.waitSignal(view.link_chosen) as told:
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == ["earlier:all"]
    assert view.source().isEmpty()
