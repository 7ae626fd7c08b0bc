"""The live preview: pages by keys, sizes, and made anew a moment after the last change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.documents.problems import GlyphMissing
from ui.certification.pages.making import Unprintable
from ui.certification.pages.pane import PagesPane
from ui.certification.pages.view import FIT_PAGE, FIT_WIDTH, PagesView
from ui.jobs import Jobs
from ui.kit.theme import Theme


def png(color: str, size: tuple[int, int] = (210, 297)) -> bytes:
    """A page of one color."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


COLORS = ("white", "gray", "black", "silver")


class NoRooms:
    """Pages that need no store."""

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def pages(qtbot: QtBot) -> tuple[bytes, ...]:
    return tuple(png(color) for color in COLORS)


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs(NoRooms)  # type: ignore[arg-type]
    yield made
    assert made.close(5)


@pytest.fixture
def view(theme: Theme, qtbot: QtBot, pages: tuple[bytes, ...]) -> PagesView:
    made = PagesView(theme, name="Pages")
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    made.show_pages(pages)
    return made


def press(qtbot: QtBot, view: PagesView, key: Qt.Key, *, ctrl: bool = False) -> None:
    how = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(view, key, how)


def test_the_keys_go_page_by_page_and_to_the_ends(view: PagesView, qtbot: QtBot) -> None:
    assert view.page == 1
    press(qtbot, view, Qt.Key.Key_PageDown)
    assert view.page == 2
    press(qtbot, view, Qt.Key.Key_PageDown)
    press(qtbot, view, Qt.Key.Key_PageUp)
    assert view.page == 2
    press(qtbot, view, Qt.Key.Key_End)
    assert view.page == 4
    press(qtbot, view, Qt.Key.Key_Home)
    assert view.page == 1


def test_ctrl_and_plus_enlarge_step_by_step_and_ctrl_0_fits_again(
    view: PagesView, qtbot: QtBot
) -> None:
    fitting = view.sheets[0].width()
    press(qtbot, view, Qt.Key.Key_Plus, ctrl=True)
    assert view.zoom.isdigit()
    assert view.sheets[0].width() > fitting
    press(qtbot, view, Qt.Key.Key_Minus, ctrl=True)
    press(qtbot, view, Qt.Key.Key_0, ctrl=True)
    assert view.zoom == FIT_WIDTH
    assert abs(view.sheets[0].width() - fitting) <= 12, "but for a scroll bar"


def test_a_whole_page_fits_what_is_seen(view: PagesView) -> None:
    view.set_zoom(FIT_PAGE)
    assert view.sheets[0].height() <= view.viewport().height()


def test_each_page_has_a_name_for_who_hears_it(view: PagesView) -> None:
    assert [one.accessibleName() for one in view.sheets[:2]] == ["Page 1 of 4", "Page 2 of 4"]


def test_a_change_on_one_page_leaves_the_place_and_the_others_alone(
    view: PagesView, pages: tuple[bytes, ...], qtbot: QtBot
) -> None:
    press(qtbot, view, Qt.Key.Key_PageDown)
    before, place = view.sheets, view.verticalScrollBar().value()
    view.show_pages((pages[0], png("red"), *pages[2:]))
    assert view.sheets == before
    assert view.verticalScrollBar().value() == place
    view.show_pages(pages[:2])
    assert len(view.sheets) == 2


def test_many_changes_in_a_row_make_the_pages_once(
    theme: Theme, jobs: Jobs, qtbot: QtBot, pages: tuple[bytes, ...]
) -> None:
    pane, made = PagesPane(theme, jobs), list[str]()
    qtbot.addWidget(pane)
    pane.show_pages(pages)

    def make(key: str) -> Any:
        def two(*_around: object) -> Sequence[bytes]:
            made.append(key)
            return pages[:2]

        return two

    with qtbot.waitSignal(pane.shown):
        for key in ("A", "An", "Ann", "Anna"):
            pane.ask(key, make(key))
    assert made == ["Anna"]
    assert pane.number.text() == "Page 1 of 2"


def test_pages_of_one_step_never_cancel_those_of_another(
    theme: Theme, jobs: Jobs, qtbot: QtBot, pages: tuple[bytes, ...]
) -> None:
    left, entered = PagesPane(theme, jobs), PagesPane(theme, jobs)
    waiting, go_on = Event(), Event()
    for pane in (left, entered):
        qtbot.addWidget(pane)

    def slow(*_around: object) -> Sequence[bytes]:
        waiting.set()
        assert go_on.wait(10)
        return pages[:2]

    entered.ask("second step", slow)
    qtbot.waitUntil(waiting.is_set)
    left.show_pages(pages)
    left.ask("first step", lambda *_a: pages[:1])
    qtbot.waitUntil(lambda: not left._timer.isActive())
    with qtbot.waitSignal(entered.shown):
        go_on.set()
    assert len(entered.view.sheets) == 2


def test_pages_nobody_looks_at_are_made_once_they_are_asked_for_again(
    theme: Theme, jobs: Jobs, qtbot: QtBot, pages: tuple[bytes, ...]
) -> None:
    pane = PagesPane(theme, jobs)
    qtbot.addWidget(pane)
    pane.show_pages(pages)
    pane.ask("x", lambda *_a: pages[:1])
    pane.rest()
    assert not pane._timer.isActive()
    with qtbot.waitSignal(pane.shown):
        pane.ask("x", lambda *_a: pages[:1])
    assert len(pane.view.sheets) == 1


def test_what_no_font_has_is_offered_to_be_replaced_and_the_old_pages_stay(
    theme: Theme, jobs: Jobs, qtbot: QtBot, pages: tuple[bytes, ...]
) -> None:
    pane, missing = PagesPane(theme, jobs), GlyphMissing(("𐍈",))
    qtbot.addWidget(pane)
    pane.show_pages(pages)
    with qtbot.waitSignal(pane.failed):
        pane.ask("x", lambda *_a: Unprintable(missing.characters, missing.report()))
    assert len(pane.view.sheets) == 4
    assert pane.state.text() == "Not up to date"
    assert pane.problem is not None
    with qtbot.waitSignal(pane.unprintable) as asked:
        pane.problem.buttons[0].click()
    assert asked.args == [("𐍈",)]
    with qtbot.waitSignal(pane.shown):
        pane.ask("y", lambda *_a: pages[:1])
    assert pane.problem is None
