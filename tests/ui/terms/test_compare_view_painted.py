"""The comparison as it is painted: marks that need no color, both themes, mirrored, 300 pages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.terms.changes import Mark, Piece
from app.terms.compare import compare
from app.terms.model import DocumentKind, Version
from tests.support.clauses import document
from tests.ui.kit.specimens import drawn
from ui.kit.theme import Scheme, Theme
from ui.kit.tokens import DARK, LIGHT, Token, contrast
from ui.terms.compare import CompareView
from ui.terms.compare.setting import LINE, mark_format, set_lines

OLD = document(
    ("1", "Scope", "All of it."),
    ("2", "Notice", "Cancel at least thirty days before the end."),
    ("3", "Gone", "This one is removed."),
)
NEW = document(
    ("1", "Scope", "All of it."),
    ("2", "Notice", "Cancel at least sixty days before the end."),
    ("4", "New", "Another text altogether, of its own."),
)


def version(label: str) -> Version:
    return Version(
        id=label, document="t", title="Terms", kind=DocumentKind.END_CUSTOMER, label=label
    )


def shown(qtbot: QtBot, theme: Theme, old=OLD, new=NEW) -> CompareView:
    made = CompareView(theme, name="Comparison")
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show_comparison(compare(old, new), version("1"), version("2"), (), {})
    made.show()
    qtbot.waitExposed(made)
    return made


def color_at(image: QImage, place: QPoint) -> str:
    return QColor(image.pixel(place)).name().upper()


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_marked_words_can_be_read(colors) -> None:
    for ground in (Token.ADD, Token.CUT, Token.WARN_BG, Token.WARN_LINE):
        assert contrast(colors[Token.TEXT], colors[ground]) >= 4.5
    for ink, ground in (
        (Token.OK, Token.BG),
        (Token.DANGER, Token.BG),
        (Token.TEXT2, Token.BG),
        (Token.TEXT2, Token.SURFACE),
        (Token.ACCENT, Token.SURFACE),
        (Token.ACCENT, Token.SUNKEN),
        (Token.TEXT2, Token.SUNKEN),
    ):
        assert contrast(colors[ink], colors[ground]) >= 4.5
    assert contrast(colors[Token.FOCUS], colors[Token.SURFACE]) >= 3


def test_marks_are_told_by_a_line_and_not_by_color_alone(theme: Theme) -> None:
    removed, added = mark_format(theme, Mark.REMOVED), mark_format(theme, Mark.ADDED)
    assert removed.fontStrikeOut()
    assert not removed.fontUnderline()
    assert added.fontUnderline()
    assert not added.fontStrikeOut()


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_both_tints_are_painted_where_their_words_stand(
    qtbot: QtBot, theme: Theme, scheme: Scheme
) -> None:
    theme.set_scheme(scheme)
    view = shown(qtbot, theme)
    image = drawn(view.text.viewport())
    row = view.text.stack.rows[1]
    top = view.text.stack.top(1) - view.text.verticalScrollBar().value()
    columns = view.text._painter.columns()
    for side, (word, token) in enumerate((("thirty", Token.CUT), ("sixty", Token.ADD))):
        lines = row.lines[side]
        start = lines.text.index(word)
        (box,) = lines.spans(start, start + len(word))
        spot = QPoint(columns[side].left() + int(box.left()) + 1, 0)
        colors = {
            color_at(image, QPoint(spot.x() + step, top + 45 + down))
            for step in range(0, int(box.width()), 2)
            for down in range(4, LINE - 4)
        }
        assert theme.color(token).name().upper() in colors


def test_a_line_of_text_is_one_line_box_and_a_blank_line_is_less(theme: Theme) -> None:
    text = "First.\nSecond.\n\nThird."
    lines = set_lines(theme, (Piece(text),), 400)
    assert lines.height == 3 * LINE + 8
    assert lines.top_of(text.index("Third")) == 2 * LINE + 8


def test_marks_stay_on_their_words_behind_signs_that_count_twice(theme: Theme) -> None:
    pieces = (Piece("🙂🙂 pay "), Piece("now", Mark.ADDED), Piece(" or never"))
    lines = set_lines(theme, pieces, 400)
    (look,) = lines.layout.formats()
    assert lines.layout.text().encode("utf-16-le")[2 * look.start : 2 * (look.start + 3)] == (
        "now".encode("utf-16-le")
    )
    assert len(lines.spans(7, 10)) == 1


def test_right_to_left_the_older_version_stands_at_the_right(
    qtbot: QtBot, theme: Theme, qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        view = shown(qtbot, theme)
        image = drawn(view.text.viewport())
        cut, add = (theme.color(token).name().upper() for token in (Token.CUT, Token.ADD))
        found: dict[str, list[int]] = {cut: [], add: []}
        top = view.text.stack.top(1) - view.text.verticalScrollBar().value()
        for y in range(top + 48, top + 64):
            for x in range(0, image.width(), 2):
                color = color_at(image, QPoint(x, y))
                if color in found:
                    found[color].append(x)
        assert min(found[cut]) > image.width() // 2 > max(found[add])
        corner = QPoint(0, 0)
        assert view.outline.mapTo(view, corner).x() > view.text.mapTo(view, corner).x()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def long_versions(count: int):
    words = " ".join(f"word{n}" for n in range(60))
    old = [(f"{n // 15 + 1}.{n % 15 + 1}", f"Heading {n}", f"{words} {n}") for n in range(count)]
    new = [
        (number, title, text.replace("word7 ", "other ") if at % 9 == 0 else text)
        for at, (number, title, text) in enumerate(old)
    ]
    return document(*old), document(*new)


def test_of_300_pages_only_what_is_seen_is_laid_out(qtbot: QtBot, theme: Theme) -> None:
    view = shown(qtbot, theme, *long_versions(2500))
    view.bar.only.click()
    text = view.text
    assert len(text.stack.rows) == 2500
    assert sum(row.exact for row in text.stack.rows) < 40
    bar = text.verticalScrollBar()
    bar.setValue(bar.maximum())
    at = len(text.stack.rows) - 1
    assert text.stack.rows[at].exact
    assert text.stack.top(at) + text.stack.rows[at].height == bar.value() + text.viewport().height()
    assert sum(row.exact for row in text.stack.rows) < 80


def test_scrolling_up_into_what_was_never_laid_out_does_not_jump(
    qtbot: QtBot, theme: Theme
) -> None:
    view = shown(qtbot, theme, *long_versions(300))
    view.bar.only.click()
    text, bar = view.text, view.text.verticalScrollBar()
    text.go_to(200)
    for _step in range(60):
        at = text.stack.at(bar.value() + 200)
        before = text.stack.top(at) - bar.value()
        bar.setValue(bar.value() - 44)
        assert text.stack.top(at) - bar.value() == before + 44


def test_another_width_keeps_the_place(qtbot: QtBot, theme: Theme) -> None:
    view = shown(qtbot, theme, *long_versions(300))
    text, bar = view.text, view.text.verticalScrollBar()
    text.go_to(153)
    first = text.stack.rows[text.stack.at(bar.value())].first
    view.resize(1300, 600)
    assert abs(text.stack.rows[text.stack.at(bar.value())].first - first) <= 1
    view.bar.inline.click()
    assert abs(text.stack.rows[text.stack.at(bar.value())].first - first) <= 1
    assert text.current == 153
