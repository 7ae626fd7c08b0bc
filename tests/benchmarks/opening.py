"""One start of a window, measured from the spawning of its process.

`python -m tests.benchmarks.opening bare|ours SPAWNED` with SPAWNED the reading of the monotonic
clock, which all processes of a computer share, just before the process was made.
"""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    side, spawned = sys.argv[1], float(sys.argv[2])
    found = {"bare": bare, "ours": ours}[side](spawned)
    print(json.dumps(found))


def resident(pid: int | str = "self") -> float:
    """Megabytes of memory a process has in use now."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")


def bare(spawned: float) -> dict[str, float]:
    """What nobody can undercut with this toolkit: an empty main window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.resize(1280, 800)
    found: dict[str, float] = {}

    def painted() -> None:
        found.update(window=time.monotonic() - spawned, memory=resident())
        application.quit()

    watch = _watcher()(window, painted)
    window.show()
    application.exec()
    del watch
    return found


def ours(spawned: float) -> dict[str, float]:
    """`counterpart-desktop --page orders`, as its entry point starts it."""
    import ui.main

    found: dict[str, float] = {}
    real = ui.main.run

    def run(arguments, places, profile_id, process):
        # The worker is at work already; what follows is what ui.main.run does next anyway.
        from PySide6.QtWidgets import QApplication  # noqa: F401

        from ui.shell.application import Application

        workers.append(process.pid)
        begin = Application.start

        def start(self) -> None:
            watches.append(_watcher()(self.window, lambda: window_painted(self)))
            begin(self)

        Application.start = start
        return real(arguments, places, profile_id, process)

    watches: list[object] = []
    workers: list[int] = []

    def window_painted(application) -> None:
        found["window"] = time.monotonic() - spawned
        wait_for_rows(application)

    def wait_for_rows(application) -> None:
        from PySide6.QtCore import QTimer

        table = getattr(application.window.page, "table", None)
        model = table.model() if table is not None else None
        if model is None or not model.rowCount():
            QTimer.singleShot(1, lambda: wait_for_rows(application))
            return
        if table.viewport().visibleRegion().isEmpty():
            QTimer.singleShot(1, lambda: wait_for_rows(application))
            return
        # The rows are there and the table is in view: they are painted with the next paint.
        watches.append(_watcher()(table.viewport(), rows_painted))
        table.viewport().update()

    def rows_painted() -> None:
        from PySide6.QtWidgets import QApplication

        found.update(rows=time.monotonic() - spawned, memory=resident())
        found["worker"] = resident(workers[0])
        QApplication.quit()

    ui.main.run = run
    code = ui.main.main(["--page", "orders"])
    assert code == 0, code
    return found


def _watcher():
    """Made late, so that Qt is not imported before the program under test imports it."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        """Calls once after the first paint of a widget, when the event loop is idle."""

        def __init__(self, widget, call) -> None:
            super().__init__()
            self._widget, self._call = widget, call
            widget.installEventFilter(self)

        def eventFilter(self, _watched, event) -> bool:
            if event.type() == QEvent.Type.Paint:
                self._widget.removeEventFilter(self)
                QTimer.singleShot(0, self._call)
            return False

    return Watch


if __name__ == "__main__":
    main()
