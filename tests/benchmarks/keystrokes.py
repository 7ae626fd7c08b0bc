"""Typing into the filter of the orders page, against the bare full-text query of each keystroke."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.base.clock import SystemClock
from app.orders.model import OrderColumn
from app.orders.search import match_expression, query_words
from tests.benchmarks.harness import percentile
from tests.benchmarks.views import HEIGHT, WIDTH, BenchRooms, Stage, themed
from ui.jobs import Jobs
from ui.orders.page import OrdersPage

BARE = "SELECT rowid FROM orders_search WHERE orders_search MATCH ? LIMIT 128"

BETWEEN_KEYS = 0.08
"""Seconds between two keystrokes of a quick typist; what the last one began goes on meanwhile."""


class Lateness(QObject):
    """How late a 5 ms timer came at worst: how long the window's thread was not free."""

    def __init__(self) -> None:
        super().__init__()
        self.worst = 0.0
        self._last = time.perf_counter()
        timer = QTimer(self, interval=5)
        timer.timeout.connect(self._tick)
        timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, now - self._last - 0.005)
        self._last = now

    def begin(self) -> None:
        self.worst, self._last = 0.0, time.perf_counter()


def type_words(mirror: Path, count: int, settled: float) -> dict[str, object]:
    """p99 from keystroke to first rows, unsorted by text and under each column sort, both sides.

    `settled`: seconds of rest before the typing in each sort.
    """
    application, theme = themed()
    stage = Stage(application)
    rooms = BenchRooms(mirror)
    jobs = Jobs(lambda: BenchRooms(mirror))
    troubles: list[object] = []
    jobs.failed.connect(troubles.append)
    page = OrdersPage(theme, jobs, rooms.orders, SystemClock(), {})
    page.resize(WIDTH, HEIGHT)
    page.show()
    shown: list[float] = []
    page.loader.first_shown.connect(lambda: shown.append(time.perf_counter()))
    late = Lateness()
    stage.until(lambda: page.model.rowCount() > 0)
    texts = [
        word[:length] for word in vocabulary(rooms)[:count] for length in range(2, len(word) + 1)
    ]
    sorts: dict[str, list[float]] = {}
    for column in OrderColumn:
        page.table.ask_sort(column.value, column is not OrderColumn.NUMBER)
        _rest(stage, settled)
        bare = [_bare(rooms, text) for text in texts]
        ours: list[float] = []
        late.begin()
        for text in texts:
            shown.clear()
            start = time.perf_counter()
            page.bar.field.setText(text)
            stage.until(lambda: bool(shown))
            ours.append(shown[0] - start)
            _rest(stage, BETWEEN_KEYS)
        sorts[column.value] = [percentile(ours, 0.99), percentile(bare, 0.99), late.worst]
        page.bar.clear()
    assert not troubles, troubles
    page.close()
    page.deleteLater()
    application.processEvents()
    jobs.close()
    rooms.close()
    return {"sorts": sorts}


def vocabulary(rooms: BenchRooms) -> list[str]:
    """Words to type: rare and frequent ones, from orders all over the store."""
    keys = rooms.orders.ranks(page_query())
    step = max(1, len(keys) // 40)
    words: dict[str, None] = {}
    for row in rooms.orders.rows(list(keys)[::step]):
        for text in (row.number, row.products, row.bought_from):
            for word in query_words(text):
                words[word[:8]] = None
    return [word for word in words if len(word) > 2]


def page_query():
    from app.orders.model import OrderQuery

    return OrderQuery()


def _rest(stage: Stage, seconds: float) -> None:
    """Let the event loop run for so long."""
    end = time.perf_counter() + seconds
    stage.until(lambda: time.perf_counter() > end)


def _bare(rooms: BenchRooms, text: str) -> float:
    expression = match_expression(query_words(text))
    start = time.perf_counter()
    rooms._db.read(BARE, (expression,))
    return time.perf_counter() - start
