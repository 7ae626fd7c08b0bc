"""The window beside a synchronizing worker: lateness of a timer and frames of scrolling.

The orders page shows the very store that is being filled, and reads it again when a page came, as
the real window does. What "idle" means is measured in the same process once the load is over.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Qt, QTimer

from app.base.clock import SystemClock
from tests.benchmarks.harness import percentile
from tests.benchmarks.views import HEIGHT, WIDTH, BenchRooms, Stage, themed
from ui.jobs import Jobs
from ui.orders.page import OrdersPage

TICK = 0.005
TURN = 0.25
ENOUGH_ROWS = 500


class Pulse(QObject):
    """A 5 ms timer that notes how late it comes, and every other second frames of scrolling."""

    def __init__(self, page: OrdersPage, *, rows: int) -> None:
        super().__init__()
        self.late: list[float] = []
        self.frames: list[float] = []
        self._page = page
        self._rows = rows
        self._dice = random.Random(7)
        self._last = self._turned = time.perf_counter()
        self._scrolling = False
        self._timer = QTimer(self, interval=5, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._scrolling:
            self._frame()
        else:
            self.late.append(max(0.0, now - self._last - TICK))
        if now - self._turned > TURN:
            self._scrolling, self._turned = not self._scrolling, now
            self._last = time.perf_counter() + TICK
            return
        self._last = time.perf_counter() if self._scrolling else now

    def _frame(self) -> None:
        if self._page.model.rowCount() < self._rows:
            return
        table = self._page.table
        bar = table.verticalScrollBar()
        start = time.perf_counter()
        bar.setValue(self._dice.randint(0, bar.maximum()))
        table.viewport().repaint()
        self.frames.append(time.perf_counter() - start)


def beside(mirror: Path, address: str, rows: int) -> dict[str, object]:
    """Figures of both phases in seconds: p99 and maximum of lateness, p99 of frames."""
    application, theme = themed()
    stage = Stage(application)
    worker = QProcess()
    worker.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
    worker.start(sys.executable, ["-m", "tests.benchmarks.syncing", str(mirror), address])
    stage.until(lambda: worker.bytesAvailable() > 0)
    rooms = BenchRooms(mirror)
    jobs = Jobs(lambda: BenchRooms(mirror))
    page = OrdersPage(theme, jobs, rooms.orders, SystemClock(), {})
    page.resize(WIDTH, HEIGHT)
    page.show()

    def hear() -> None:
        if bytes(worker.readAllStandardOutput().data()):
            page.refresh(frozenset({"order"}))

    worker.readyReadStandardOutput.connect(hear)
    start = time.perf_counter()
    busy = Pulse(page, rows=min(ENOUGH_ROWS, rows))
    worker.write(b"\n")
    stage.until(lambda: worker.state() == QProcess.ProcessState.NotRunning, 600)
    lasted = time.perf_counter() - start
    busy.stop()
    hear()
    page.refresh(frozenset({"order"}))
    stage.until(lambda: page.model.rowCount() >= rows)
    quiet_until = time.perf_counter() + 2
    stage.until(lambda: time.perf_counter() > quiet_until)
    idle = Pulse(page, rows=min(ENOUGH_ROWS, rows))
    end = time.perf_counter() + max(4.0, lasted)
    stage.until(lambda: time.perf_counter() > end)
    idle.stop()
    page.close()
    page.deleteLater()
    application.processEvents()
    jobs.close()
    rooms.close()
    assert worker.exitCode() == 0
    return {"busy": _figures(busy, idle), "idle": _figures(idle, busy), "seconds": lasted,
            "cores": os.cpu_count()}  # fmt: skip


def _figures(mine: Pulse, theirs: Pulse) -> list[float]:
    """p99 and maximum of equally many ticks, p99 of equally many frames."""
    late = mine.late[: min(len(mine.late), len(theirs.late))]
    frames = mine.frames[: min(len(mine.frames), len(theirs.frames))] or [0.0]
    return [percentile(late, 0.99), max(late), percentile(frames, 0.99)]
