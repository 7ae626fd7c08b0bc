"""A copied key leaves the clipboard again, and what a person copied since is left alone."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.kit.secret import SecretClipboard

KEY = "AB12-CD34-EF56-7QF2"


def test_a_key_is_taken_back_after_a_while(qapp: QApplication, qtbot: QtBot) -> None:
    clipboard = SecretClipboard(clear_ms=30)
    clipboard.copy(KEY)
    assert qapp.clipboard().text() == KEY
    qtbot.waitUntil(lambda: qapp.clipboard().text() == "")


def test_what_was_copied_since_stays(qapp: QApplication, qtbot: QtBot) -> None:
    clipboard = SecretClipboard(clear_ms=30)
    clipboard.copy(KEY)
    qapp.clipboard().setText("KO-20417")
    qtbot.waitUntil(lambda: not clipboard._timer.isActive())
    assert qapp.clipboard().text() == "KO-20417"


def test_clipboard_histories_are_asked_not_to_keep_it(qapp: QApplication) -> None:
    clipboard = SecretClipboard()
    clipboard.copy(KEY)
    hint = qapp.clipboard().mimeData().data("x-kde-passwordManagerHint")
    assert bytes(hint.data()) == b"secret"
    clipboard.take_back()
    assert qapp.clipboard().text() == ""
