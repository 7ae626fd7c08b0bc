"""Labels over several lines: broken where the words fit, whatever characters they hold."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.kit.labels import Label
from ui.kit.paint import text_width
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle


@pytest.mark.parametrize("odd", ["", "\N{GRINNING FACE}", "\N{GRINNING FACE}" * 7, "ü 日本"])
def test_lines_break_between_words_and_nothing_is_lost(
    theme: Theme, qtbot: QtBot, odd: str
) -> None:
    text = f"No font has {odd} and the text is kept as it is, so that it can be changed later on."
    label = Label(theme, text, TextStyle.BODY, wrap=True)
    qtbot.addWidget(label)
    lines = [words for _left, words in label._lay_out(190)]
    assert len(lines) > 2
    assert " ".join(lines).split() == text.split()
    assert all(text_width(label.font(), one) <= 191 for one in lines)
