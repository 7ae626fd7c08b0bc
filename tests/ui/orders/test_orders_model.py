"""The table's model tells Qt the truth about its rows, however they come and go."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.base.money import Money
from app.orders.model import OrderColumn, OrderKind, OrderRow, OrderState
from ui.kit.cells import CELL_ROLE, Cell
from ui.kit.tokens import Token
from ui.orders.model import COLUMNS, OrderTableModel


def order(row: int, **more: object) -> OrderRow:
    known: dict[str, object] = {
        "row": row,
        "number": f"KO-{row:05d}",
        "placed_at": datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=row % 300),
        "products": "Strata Cloud",
        "kind": OrderKind.HOSTED,
        "bought_from": "",
        "term_end": None,
        "state": OrderState.ACTIVE,
        "amount": Money(Decimal("1200.50"), "EUR"),
    }
    return OrderRow(**{**known, **more})  # type: ignore[arg-type]


class Store:
    def __init__(self) -> None:
        self.gone: set[int] = set()
        self.reads = 0

    def rows(self, keys: Sequence[int]) -> list[OrderRow]:
        self.reads += 1
        return [order(key) for key in keys if key not in self.gone]


def keys(*numbers: int) -> array[int]:
    return array("I", numbers)


def words(model: OrderTableModel, row: int, column: OrderColumn) -> str:
    return str(model.data(model.index(row, COLUMNS.index(column))))


def test_rows_that_come_later_are_appended(qapp: QApplication, qtbot: QtBot) -> None:
    store = Store()
    model = OrderTableModel(store.rows)
    tester = QAbstractItemModelTester(model)
    model.show_first([order(n) for n in range(128)])
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        model.show_keys(keys(*range(1000)), [order(n) for n in range(128)])
    assert model.rowCount() == 1000
    assert words(model, 0, OrderColumn.NUMBER) == "KO-00000"
    assert store.reads == 0, "rows that are known are not read again"
    assert words(model, 999, OrderColumn.NUMBER) == "KO-00999"
    del tester


def test_the_same_rows_again_are_no_reset(qapp: QApplication, qtbot: QtBot) -> None:
    model = OrderTableModel(Store().rows)
    model.show_keys(keys(*range(500)))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show_keys(keys(*range(500)))


def test_other_rows_are_a_reset(qapp: QApplication, qtbot: QtBot) -> None:
    model = OrderTableModel(Store().rows)
    tester = QAbstractItemModelTester(model)
    model.show_keys(keys(3, 2, 1))
    with qtbot.waitSignal(model.modelReset):
        model.show_keys(keys(1, 2, 3))
    assert words(model, 0, OrderColumn.NUMBER) == "KO-00001"
    model.clear()
    assert model.rowCount() == 0
    del tester


def test_a_row_that_vanished_is_painted_empty_and_does_no_harm(qapp: QApplication) -> None:
    store = Store()
    store.gone = {2}
    model = OrderTableModel(store.rows)
    model.show_keys(keys(3, 2, 1))
    assert words(model, 1, OrderColumn.NUMBER) == ""
    assert model.order(1) is None
    assert words(model, 2, OrderColumn.NUMBER) == "KO-00001"


def test_what_is_painted_is_also_what_is_read_out(qapp: QApplication) -> None:
    model = OrderTableModel(lambda asked: [order(key, state=OrderState.UNPAID) for key in asked])
    model.show_keys(keys(7))
    index = model.index(0, COLUMNS.index(OrderColumn.AMOUNT))
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "EUR 1,200.50"
    status = model.data(model.index(0, COLUMNS.index(OrderColumn.STATUS)), CELL_ROLE)
    assert isinstance(status, Cell)
    assert (status.text, status.tone) == ("Unpaid", Token.DANGER)
    assert status.icon is not None, "a state is never told by color alone"


def test_an_ended_order_is_quiet_and_a_missing_end_is_a_dash(qapp: QApplication) -> None:
    model = OrderTableModel(
        lambda asked: [order(key, state=OrderState.ENDED, amount=None) for key in asked]
    )
    model.show_keys(keys(7))
    cells = [model.cell(0, column) for column in range(len(COLUMNS))]
    assert all(cell is not None and cell.tone is Token.TEXT2 for cell in cells)
    assert words(model, 0, OrderColumn.TERM_END) == "—"
    assert words(model, 0, OrderColumn.AMOUNT) == "No charge"
    assert words(model, 0, OrderColumn.BOUGHT_FROM) == "Direct"


def test_memory_stays_bounded_over_a_million_rows(qapp: QApplication) -> None:
    store = Store()
    model = OrderTableModel(store.rows)
    model.show_keys(array("I", range(1_000_000)))
    for row in range(0, 1_000_000, 9_973):
        assert words(model, row, OrderColumn.NUMBER) == f"KO-{row:05d}"
    assert len(model._windows._loaded) <= 24
    assert len(model._cells) <= 512
