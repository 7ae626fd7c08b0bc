"""What a test may not leave behind: threads, child processes, running timers, windows."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Belongings:
    """What the test process owns at one moment, by a key that tells two of them apart."""

    threads: dict[object, str] = field(default_factory=dict)
    processes: dict[object, str] = field(default_factory=dict)
    timers: dict[object, str] = field(default_factory=dict)
    windows: dict[object, str] = field(default_factory=dict)

    def beyond(self, earlier: Belongings) -> list[str]:
        """One sentence for each thing that was not there `earlier`."""
        return [
            f"{kind}: {name}"
            for kind, mine, theirs in (
                ("thread", self.threads, earlier.threads),
                ("child process", self.processes, earlier.processes),
                ("running timer", self.timers, earlier.timers),
                ("top-level widget", self.windows, earlier.windows),
            )
            for key, name in mine.items()
            if key not in theirs
        ]


def take_stock() -> Belongings:
    """What this process owns now."""
    stock = Belongings(threads=_threads(), processes=_children())
    if "PySide6.QtCore" in sys.modules:
        _add_qt(stock)
    return stock


def left_behind(earlier: Belongings, *, seconds: float = 3.0) -> list[str]:
    """What is there beyond `earlier`, after giving things on their way out a moment to go."""
    found = take_stock().beyond(earlier)
    end = time.monotonic() + seconds
    pause = threading.Event()
    while found and time.monotonic() < end:
        gc.collect()
        _let_qt_delete()
        pause.wait(0.02)
        found = take_stock().beyond(earlier)
    return found


def _threads() -> dict[object, str]:
    return {thread.ident: thread.name for thread in threading.enumerate()}


def _children() -> dict[object, str]:
    """Direct children by (pid, start time), from /proc; nothing where there is none."""
    me = str(os.getpid())
    found: dict[object, str] = {}
    if not Path("/proc/self/stat").exists():
        return found
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            with open(f"{entry.path}/stat", "rb") as stream:
                stat = stream.read().decode("utf-8", "replace")
        except OSError:
            continue
        name, fields = stat[stat.index("(") + 1 : stat.rindex(")")], stat[stat.rindex(")") + 2 :]
        parts = fields.split()
        if parts[1] == me:
            words = _command_line(entry.path) or f"{name} (ended, not waited for)"
            found[entry.name, parts[19]] = f"{entry.name} {words}"
    return found


def _command_line(place: str) -> str:
    try:
        with open(f"{place}/cmdline", "rb") as stream:
            return stream.read().replace(b"\0", b" ").decode("utf-8", "replace").strip()[:160]
    except OSError:
        return ""


def _add_qt(stock: Belongings) -> None:
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QThread, QTimer

    here = QThread.currentThread()
    for wrapper in shiboken6.getAllValidWrappers():
        if isinstance(wrapper, QTimer) and wrapper.isActive():
            stock.timers[id(wrapper)] = f"{_name(wrapper)} every {wrapper.interval()} ms"
        elif isinstance(wrapper, QThread) and wrapper is not here and wrapper.isRunning():
            stock.threads[id(wrapper)] = f"QThread {_name(wrapper)}"
    application = QCoreApplication.instance()
    if "PySide6.QtWidgets" in sys.modules and application is not None:
        from PySide6.QtWidgets import QApplication

        if isinstance(application, QApplication):
            for widget in application.topLevelWidgets():
                stock.windows[id(widget)] = f"{_name(widget)} {widget.windowTitle()!r}"


def _name(thing: Any) -> str:
    parent = thing.parent()
    owner = f" of {type(parent).__name__}" if parent is not None else ""
    return f"{type(thing).__name__}{owner} {thing.objectName()!r}"


def _let_qt_delete() -> None:
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    application = QCoreApplication.instance()
    if application is not None:
        application.processEvents()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
