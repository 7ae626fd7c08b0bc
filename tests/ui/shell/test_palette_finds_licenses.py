"""The palette finds licenses and machines, and leads to license files and their history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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


def typed(stage: Stage, qtbot: QtBot, words: str) -> Palette:
    qtbot.keyClick(stage.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = stage.application.actions.palette_shown
    assert palette is not None
    qtbot.keyClicks(palette.field, words)
    stage.rest()
    return palette


def choose(palette: Palette, prefix: str, qtbot: QtBot) -> None:
    seen: set[str] = set()
    while not palette.list.current_key.startswith(prefix):
        assert palette.list.current_key not in seen, f"no {prefix} among {seen}"
        seen.add(palette.list.current_key)
        qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)


def test_a_license_is_found_and_opened(stage: Stage, qtbot: QtBot) -> None:
    choose(typed(stage, qtbot, "lic-20655"), "place:licenses:licenses:lic-20655-1", qtbot)
    stage.rest()
    page: Any = stage.window.page
    assert stage.window.current == "licenses"
    assert page.current.pane.view.id == "lic-20655-1"


def test_a_machine_is_found_by_its_name_and_opened(stage: Stage, qtbot: QtBot) -> None:
    choose(typed(stage, qtbot, "gw-kassel-02"), "place:licenses:machines:", qtbot)
    stage.rest()
    page: Any = stage.window.page
    assert page.tabs.current_key == "machines"
    assert page.current.pane.view.name == "gw-kassel-02"


def test_reading_a_license_file_is_a_command(stage: Stage, qtbot: QtBot) -> None:
    choose(typed(stage, qtbot, "read a license file"), "command:", qtbot)
    stage.rest()
    page: Any = stage.window.page
    assert page.tabs.current_key == "licenses"
    assert page.current.files is not None
    page.current.files.reject()
    stage.rest()
