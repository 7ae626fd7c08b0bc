"""What a test may not leave behind: threads, child processes, running timers, windows."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
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
    rounds = 0
    while found and time.monotonic() < end:
        _let_qt_delete()
        found = take_stock().beyond(earlier)
        if found and rounds % 10 == 0:  # among all that a run holds, a collection takes long
            gc.collect()
        if found and rounds:
            pause.wait(0.02)
        rounds += 1
    return found


def _threads() -> dict[object, str]:
    return {thread.ident: thread.name for thread in threading.enumerate()}


def _children() -> dict[object, str]:
    """Direct children by (pid, start time), from /proc; nothing where there is none."""
    found: dict[object, str] = {}
    for child in _child_numbers():
        try:
            with open(f"/proc/{child}/stat", "rb") as stream:
                stat = stream.read().decode("utf-8", "replace")
        except OSError:
            continue
        name, fields = stat[stat.index("(") + 1 : stat.rindex(")")], stat[stat.rindex(")") + 2 :]
        words = _command_line(f"/proc/{child}") or f"{name} (ended, not waited for)"
        found[child, fields.split()[19]] = f"{child} {words}"
    return found


def _child_numbers() -> Iterator[str]:
    """The kernel's own list of each thread's children: no look at any other process is needed."""
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        return
    for task in os.scandir(tasks):
        try:
            with open(f"{task.path}/children", encoding="ascii") as stream:
                yield from stream.read().split()
        except OSError:
            continue


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
