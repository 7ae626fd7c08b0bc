"""Ctrl+K: orders, pages and commands under one field, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.screens.stage import Stage
from tests.screens.world import World
from ui.shell.palette import Palette


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="overview") as made:
        made.window.activateWindow()
        made.until(made.window.isActiveWindow, "the focus")
        yield made


def opened(stage: Stage, qtbot: QtBot) -> Palette:
    qtbot.keyClick(stage.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = stage.application.actions.palette_shown
    assert palette is not None
    assert palette.isVisible()
    return palette


def test_an_order_is_found_by_its_number_and_opened(stage: Stage, qtbot: QtBot) -> None:
    palette = opened(stage, qtbot)
    qtbot.keyClicks(palette.field, "KO-20417")
    stage.rest()
    assert palette.list.current_key == "order:KO-20417"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    stage.rest()
    assert not palette.isVisible()
    assert stage.window.current == "orders"
    detail = stage.window.page.detail.detail  # type: ignore[union-attr]
    assert detail.number == "KO-20417"


def test_a_page_is_reached_by_its_name(stage: Stage, qtbot: QtBot) -> None:
    palette = opened(stage, qtbot)
    qtbot.keyClicks(palette.field, "connection")
    stage.rest()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert stage.window.current == "account"
    assert stage.window.page.tabs.current_key == "connection"  # type: ignore[union-attr]


def test_arrows_skip_headings_and_go_round(stage: Stage, qtbot: QtBot) -> None:
    palette = opened(stage, qtbot)
    first = palette.list.current_key
    assert first
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.current_key not in {"", first}
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.current_key == first


def test_esc_closes_and_gives_the_focus_back(stage: Stage, qtbot: QtBot) -> None:
    stage.window.show_page("orders")
    stage.rest()
    field = stage.window.page.bar.field  # type: ignore[union-attr]
    field.setFocus()
    palette = opened(stage, qtbot)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert field.hasFocus()


def test_what_matches_nothing_says_so_in_plain_text(stage: Stage, qtbot: QtBot) -> None:
    palette = opened(stage, qtbot)
    palette.field.setText("<b>nothing</b>")
    stage.rest()
    assert palette._none.isVisible()
    assert "<b>nothing</b>" in palette._none.text()
    assert palette._none.textFormat() is Qt.TextFormat.PlainText
