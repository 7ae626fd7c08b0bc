"""Tables on screen, each measured in a process of its own: `python -m tests.benchmarks.views SIDE`.

`Stage` shows a widget and says when it was painted and the event loop idle again.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.base.clock import SystemClock
from app.orders.service import OrderService
from app.storage.key import StoreKey
from app.storage.opening import open_mirror
from ui.kit.tables import TableView
from ui.kit.theme import Scheme, Theme
from ui.orders.cells import columns

WIDTH, HEIGHT = 1280, 800
KEY = "COUNTERPART_BENCH_KEY"


class BenchRooms:
    """The rooms a jobs thread or a window has open, as far as orders go."""

    def __init__(self, mirror: Path) -> None:
        key = StoreKey(bytes.fromhex(os.environ[KEY]))
        self._db = open_mirror(mirror, key, read_only=True)
        self.orders = OrderService(self._db, SystemClock())

    def interrupt(self) -> None:
        self._db.interrupt()

    def close(self) -> None:
        self._db.close()


class Stage(QObject):
    """Watches a widget for paints."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self._painted = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._painted += 1
        return False

    def show(self, widget: QWidget, viewport: QWidget, ready: Callable[[], bool]) -> None:
        """Show `widget`; return when `viewport` was painted while `ready`, and all is idle."""
        viewport.installEventFilter(self)
        widget.resize(WIDTH, HEIGHT)
        self._painted = 0
        widget.show()
        self.until(lambda: self._painted > 0 and ready())
        viewport.removeEventFilter(self)

    def until(self, condition: Callable[[], bool], seconds: float = 120.0) -> None:
        """Run the event loop until `condition` holds after a round of it."""
        clock = QElapsedTimer()
        clock.start()
        wake = QTimer(interval=20)
        wake.start()
        while not condition():
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if clock.elapsed() > seconds * 1000:
                raise TimeoutError
        self._application.processEvents()


def resident() -> float:
    """Megabytes of memory this process has in use now."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")


def themed() -> tuple[QApplication, Theme]:
    """The application with its theme in force."""
    application = QApplication([])
    theme = Theme(application, Scheme.LIGHT)
    theme.apply()
    return application, theme


def paged(mirror: Path) -> dict[str, float]:
    """P3, our side: open the encrypted store, show the table, then learn the order of all rows."""
    from app.orders.model import OrderQuery
    from ui.orders.model import OrderTableModel

    application, theme = themed()
    stage = Stage(application)
    before = resident()
    start = time.perf_counter()
    rooms = BenchRooms(mirror)
    model = OrderTableModel(rooms.orders.rows)
    view = TableView(theme, columns(), name="Orders")
    view.setModel(model)
    model.show_first(rooms.orders.first_rows(OrderQuery()))
    stage.show(view, view.viewport(), lambda: model.rowCount() > 0)
    painted = time.perf_counter() - start
    model.show_keys(rooms.orders.ranks(OrderQuery()))
    application.processEvents()
    complete = time.perf_counter() - start
    answer = {"painted": painted, "complete": complete, "added": resident() - before}
    view.close()
    rooms.close()
    return answer | {"rows": model.rowCount()}


def sql(plain: Path) -> dict[str, float]:
    """P3, the other side: Qt's own lazy SQL model over a plaintext twin, in the same order."""
    from PySide6.QtCore import Qt
    from PySide6.QtSql import QSqlDatabase, QSqlTableModel
    from PySide6.QtWidgets import QTableView

    application, _theme = themed()
    stage = Stage(application)
    before = resident()
    start = time.perf_counter()
    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(str(plain))
    assert database.open()
    model = QSqlTableModel(None, database)
    model.setTable("orders")
    model.setSort(model.fieldIndex("placed_at"), Qt.SortOrder.DescendingOrder)
    assert model.select()
    view = QTableView()
    view.setModel(model)
    stage.show(view, view.viewport(), lambda: model.rowCount() > 0)
    painted = time.perf_counter() - start
    answer = {"painted": painted, "complete": painted, "added": resident() - before}
    view.close()
    return answer | {"rows": model.rowCount()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("side", choices=("paged", "sql", "scroll", "typing", "beside"))
    parser.add_argument("path", type=Path)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--settled", type=float, default=0.0)
    parser.add_argument("--address", default="")
    options = parser.parse_args()
    match options.side:
        case "paged":
            answer: object = paged(options.path)
        case "sql":
            answer = sql(options.path)
        case "scroll":
            from tests.benchmarks.scrolling import scroll

            answer = scroll(options.path, options.count)
        case "beside":
            from tests.benchmarks.beside import beside

            answer = beside(options.path, options.address, options.count)
        case _:
            from tests.benchmarks.keystrokes import type_words

            answer = type_words(options.path, options.count, options.settled)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
