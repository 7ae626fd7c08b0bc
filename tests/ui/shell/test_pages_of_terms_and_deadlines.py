"""Deadlines, terms and notices in the shell: their places, their figures, and the palette."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.screens.stage import Stage
from tests.screens.world import World
from ui.shell.counts import Figures
from ui.shell.finding import find
from ui.shell.palette import Palette
from ui.shell.window import places


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


def choose(palette: Palette, prefix: str, qtbot: QtBot) -> str:
    """Go down to the first hit whose key begins so, and press Enter."""
    seen: set[str] = set()
    while not palette.list.current_key.startswith(prefix):
        assert palette.list.current_key not in seen, f"no {prefix} among {seen}"
        seen.add(palette.list.current_key)
        qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    key = palette.list.current_key
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    return key


def test_the_rooms_stand_in_their_order() -> None:
    keys = [place.key for place in places()]
    assert keys == [
        "overview", "orders", "deadlines", "terms", "licenses", "support", "certification",
        "notices", "outbox", "account",
    ]  # fmt: skip
    assert [place.key for place in places() if place.below] == ["outbox", "account"]


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (Qt.Key.Key_3, "deadlines"),
        (Qt.Key.Key_4, "terms"),
        (Qt.Key.Key_5, "licenses"),
        (Qt.Key.Key_7, "certification"),
        (Qt.Key.Key_8, "notices"),
        (Qt.Key.Key_0, "account"),
    ],
)
def test_each_page_has_its_keys(stage: Stage, qtbot: QtBot, key: Qt.Key, page: str) -> None:
    qtbot.keyClick(stage.window, key, Qt.KeyboardModifier.ControlModifier)
    stage.rest()
    assert stage.window.current == page


def test_the_navigation_counts_what_waits(stage: Stage, qtbot: QtBot) -> None:
    found: list[Figures] = []
    stage.application.control.counter.counted.connect(found.append)
    stage.window.matters_changed.emit()
    stage.until(lambda: bool(found), "the figures")
    rooms = stage.application.desk.rooms
    assert rooms is not None
    check = rooms.deadlines.check()
    assert found[0].deadlines == check.soon + check.overdue > 0
    assert found[0].terms == len(rooms.terms.needs_acceptance())
    assert found[0].notices == sum(not notice.read for notice in rooms.notices.inbox())
    item = stage.window.navigation._items["deadlines"]
    assert item.accessibleDescription() == f"{found[0].deadlines} waiting"


def test_a_clause_is_found_by_its_words_and_opened(stage: Stage, qtbot: QtBot) -> None:
    palette = typed(stage, qtbot, "business hours")
    key = choose(palette, "place:terms:", qtbot)
    stage.rest()
    assert "#" in key
    assert stage.window.current == "terms"


def test_a_deadline_is_found_and_shown(stage: Stage, qtbot: QtBot) -> None:
    palette = typed(stage, qtbot, "cancel strata")
    key = choose(palette, "place:deadlines:", qtbot)
    stage.rest()
    assert stage.window.current == "deadlines"
    entry = stage.window.page.detail.entry  # type: ignore[union-attr]
    assert f"place:deadlines:{entry.deadline.uid}" == key


def test_a_notice_is_found_and_opened(stage: Stage, qtbot: QtBot) -> None:
    palette = typed(stage, qtbot, "renews soon")
    key = choose(palette, "place:notices:", qtbot)
    stage.rest()
    assert stage.window.current == "notices"
    assert stage.window.page.received.pane.notice.id == key.rpartition(":")[2]  # type: ignore[union-attr]


def test_one_letter_searches_no_text(stage: Stage) -> None:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    assert find(rooms, "a") == ()
    groups = {found.group for found in find(rooms, "terms")}
    assert {"Clauses", "Terms"} <= groups


def test_drafts_are_a_command(stage: Stage, qtbot: QtBot) -> None:
    palette = typed(stage, qtbot, "drafts of notices")
    choose(palette, "command:", qtbot)
    stage.rest()
    assert stage.window.current == "notices"
    assert stage.window.page.tabs.current_key == "drafts"  # type: ignore[union-attr]
