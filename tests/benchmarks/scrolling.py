"""Frames of a table while it is thrown about: the paged model against 1,000 rows in memory."""

from __future__ import annotations

import random
import time
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from app.orders.model import OrderColumn, OrderQuery
from tests.benchmarks.harness import percentile
from tests.benchmarks.views import BenchRooms, Stage, themed
from ui.kit.cells import CELL_ROLE, Cell
from ui.kit.tables import TableView
from ui.orders.cells import columns, row_cells
from ui.orders.model import OrderTableModel

FEW = 1000


class MemoryModel(QAbstractTableModel):
    """Rows that are simply there: what a table of a thousand orders could be."""

    def __init__(self, rows: list[tuple[Cell, ...]]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent=QModelIndex()):  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent=QModelIndex()):  # noqa: B008
        return 0 if parent.isValid() else len(OrderColumn)

    def cell(self, row, column):
        return self._rows[row][column]

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == CELL_ROLE:
            return self._rows[index.row()][index.column()]
        return None


def scroll(mirror: Path, frames: int) -> dict[str, object]:
    """p99 of a frame in seconds, for the default order and sorted by each column, both sides."""
    application, theme = themed()
    stage = Stage(application)
    rooms = BenchRooms(mirror)
    model = OrderTableModel(rooms.orders.rows)
    many = TableView(theme, columns(), name="Orders")
    many.setModel(model)
    model.show_keys(rooms.orders.ranks(OrderQuery()))
    stage.show(many, many.viewport(), lambda: model.rowCount() > 0)
    some = rooms.orders.rows(list(rooms.orders.ranks(OrderQuery()))[:FEW])
    few = TableView(theme, columns(), name="Orders")
    few.setModel(MemoryModel([row_cells(row) for row in some]))
    stage.show(few, few.viewport(), lambda: True)
    orders: dict[str, list[float]] = {}
    dice = random.Random(4)
    for column in OrderColumn:
        for descending in (True, False):
            query = OrderQuery(sort=column, descending=descending)
            model.show_keys(rooms.orders.ranks(query))
            ours, other = _frames(many, few, frames, dice, application)
            name = f"{column.value} {'down' if descending else 'up'}"
            orders[name] = [percentile(ours, 0.99), percentile(other, 0.99)]
    for view in (many, few):
        view.close()
    rooms.close()
    return {"orders": orders, "rows": model.rowCount()}


def _frames(many, few, frames, dice, application) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    other: list[float] = []
    for _ in range(frames):
        for view, times in ((many, ours), (few, other)):
            bar = view.verticalScrollBar()
            target = dice.randint(0, bar.maximum())
            start = time.perf_counter()
            bar.setValue(target)
            view.viewport().repaint()
            times.append(time.perf_counter() - start)
            application.processEvents()
    return ours, other
