"""The orders page by keyboard and mouse, over a store that was really synchronized."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.orders.model import OrderColumn, OrderState
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.orders.detail_parts import KeyRow
from ui.orders.page import OrdersPage

ALL = 60


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="orders") as made:
        yield made


@pytest.fixture
def page(stage: Stage) -> OrdersPage:
    shown = stage.window.page
    assert isinstance(shown, OrdersPage)
    return shown


def numbers(page: OrdersPage) -> list[str]:
    return [page.model.order(at).number for at in range(page.model.rowCount())]  # type: ignore[union-attr]


def test_the_first_rows_are_there_when_the_page_is(stage: Stage, page: OrdersPage) -> None:
    assert page.model.rowCount() == ALL
    assert page.totals.words == "60 of 60 orders"


def test_typing_narrows_the_list_and_the_last_keystroke_wins(
    stage: Stage, page: OrdersPage, qtbot: QtBot
) -> None:
    qtbot.keyClicks(page.bar.field, "strata archive")
    qtbot.waitUntil(lambda: page.loader.query.text == "strata archive")
    stage.rest()
    assert 0 < page.model.rowCount() < ALL
    assert all("Archive" in str(page.model.cell(at, 2).text) for at in range(page.model.rowCount()))  # type: ignore[union-attr]
    qtbot.keyClick(page.bar.field, Qt.Key.Key_Escape)
    stage.rest()
    assert page.model.rowCount() == ALL


def test_chips_narrow_the_list(stage: Stage, page: OrdersPage) -> None:
    page.bar.state.set_value(OrderState.SUSPENDED)
    stage.rest()
    assert {row.state for row in rows(page)} == {OrderState.SUSPENDED}
    page.bar.state.set_value("")
    page.bar.ending.setChecked(True)
    stage.rest()
    assert 0 < page.model.rowCount() < ALL
    page.bar.clear()
    stage.rest()
    assert page.model.rowCount() == ALL


def test_every_column_sorts_both_ways(stage: Stage, page: OrdersPage) -> None:
    everything = sorted(numbers(page))
    for column in OrderColumn:
        for descending in (False, True):
            page.table.ask_sort(column, descending)
            stage.rest(3)
            assert (page.loader.query.sort, page.loader.query.descending) == (column, descending)
            assert sorted(numbers(page)) == everything
            if column is OrderColumn.NUMBER:
                assert numbers(page) == sorted(numbers(page), reverse=descending)


def test_the_arrow_down_leads_from_the_filter_into_the_table(
    stage: Stage, page: OrdersPage, qtbot: QtBot
) -> None:
    stage.window.activateWindow()
    stage.until(stage.window.isActiveWindow, "the focus")
    page.bar.field.setFocus()
    qtbot.keyClick(page.bar.field, Qt.Key.Key_Down)
    assert page.table.current_row == 0
    stage.wait(80)
    stage.rest()
    assert page.detail.detail is not None
    assert page.detail.detail.number == numbers(page)[0]


def test_an_order_named_elsewhere_is_opened_and_selected(stage: Stage, page: OrdersPage) -> None:
    stage.window.show_page("orders", "KO-20417")
    stage.rest()
    assert page.detail.isVisible()
    assert page.detail.detail is not None
    assert page.detail.detail.number == "KO-20417"
    assert numbers(page)[page.table.current_row] == "KO-20417"


def test_a_change_in_the_store_keeps_selection_and_place(stage: Stage, page: OrdersPage) -> None:
    stage.window.show_page("orders", "KO-20417")
    stage.rest()
    bar = page.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    page.refresh(frozenset({"order"}))
    stage.rest()
    assert bar.value() == place
    assert numbers(page)[page.table.current_row] == "KO-20417"


def test_closing_the_detail_gives_the_table_the_focus(
    stage: Stage, page: OrdersPage, qtbot: QtBot
) -> None:
    stage.window.show_page("orders", "KO-20417")
    stage.rest()
    qtbot.keyClick(page.detail, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()
    assert page.table.current_row == -1


def test_a_license_key_is_shown_only_when_asked_for(
    stage: Stage, page: OrdersPage, qtbot: QtBot, qapp: QApplication
) -> None:
    stage.window.show_page("orders", "KO-20417")
    stage.rest()
    row: Any = page.detail.findChild(KeyRow)
    assert row is not None
    assert "•" in row._text.text()
    secret = row._key
    qtbot.mouseClick(row._eye, Qt.MouseButton.LeftButton)
    assert row._text.text() == secret
    qtbot.mouseClick(row._eye, Qt.MouseButton.LeftButton)
    assert secret not in row._text.text()
    qtbot.mouseClick(row._copy, Qt.MouseButton.LeftButton)
    assert qapp.clipboard().text() == secret
    page.detail.clear()
    assert qapp.clipboard().text() == ""


def test_what_is_shown_is_what_is_exported(
    stage: Stage, page: OrdersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.bar.field.setText("archive")
    stage.rest()
    import openpyxl

    wanted = numbers(page)
    path = tmp_path / "orders.xlsx"
    with qtbot.waitSignal(page.exporter.exported, timeout=20_000):
        page.exporter.export(path)
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        found = [row[0] for row in book.active.iter_rows(values_only=True) if row]
    finally:
        book.close()
    assert [number for number in found if number in wanted] == wanted


def test_an_export_that_fails_is_said_and_leaves_nothing(
    stage: Stage, page: OrdersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.problem_met, timeout=20_000):
        page.exporter.export(tmp_path / "nowhere" / "orders.csv")
    assert not list(tmp_path.iterdir())


def test_columns_and_sorting_are_remembered(
    stage: Stage, page: OrdersPage, qapp: QApplication, world: World
) -> None:
    page.table.layout_of_columns.set_hidden(OrderColumn.KIND, True)
    page.table.ask_sort(OrderColumn.AMOUNT, False)
    stage.rest()
    memory = dict(stage.application.memory)
    assert memory["orders.sort"] == "amount up"
    assert "kind" in memory["orders.columns"]


def rows(page: OrdersPage) -> list[Any]:
    return [page.model.order(at) for at in range(page.model.rowCount())]
