"""The crash hook: what nobody foresaw becomes a redacted report, saved first and then shown.

Hard crashes (a signal) leave their trace in a file as well, which the next start finds.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.base.bugs import bug_report, bug_text
from app.base.clock import Clock
from app.base.errors import Problem, ProblemReport
from app.base.files import private_folder, write_bytes

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_SHOWN_AT_MOST = 3
_KEPT = 20
_HARD = "hard-crash.txt"


class CrashHook(QObject):
    """Catches exceptions that nobody caught, in any thread, while installed."""

    caught = Signal(object, object)
    """A ProblemReport and the Path of its saved text (None where it could not be saved).

    Comes on the window's thread; at most three times a run, each bug once.
    """
    _noticed = Signal(object, object)

    def __init__(self, folder: Path, clock: Clock, parent: QObject | None = None) -> None:
        """Save reports in `folder`, which only this user can read."""
        super().__init__(parent)
        self._folder = folder
        self._clock = clock
        self._seen: set[str] = set()
        self._shown = 0
        self._lock = threading.Lock()
        self._hard: IO[bytes] | None = None
        self._before: tuple[Callable[..., object], ...] = ()
        self._noticed.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over the hooks of the interpreter."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable

    def watch_hard_crashes(self) -> str:
        """Write a trace when a signal ends the program; returns what the last run left, or ""."""
        path = private_folder(self._folder) / _HARD
        left = path.read_text("utf-8", "replace") if path.exists() else ""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._hard = os.fdopen(descriptor, "wb", buffering=0)
        faulthandler.enable(self._hard)
        return left

    def uninstall(self) -> None:
        """Give the hooks back; a program that ended well leaves no hard-crash file."""
        if self._before:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = ()
        if self._hard:
            faulthandler.disable()
            self._hard.close()
            self._hard = None
            (self._folder / _HARD).unlink(missing_ok=True)

    @Slot(object)
    def record(self, error: BaseException) -> Path | None:
        """Save the report of a bug shown elsewhere (connect `Jobs.bug` and `WorkerLink.bug`)."""
        with self._lock:
            return self._save(error)[1]

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._notice(error.with_traceback(trace))

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self._notice(args.exc_value)

    def _on_unraisable(self, args: UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self._notice(args.exc_value)

    def _notice(self, error: BaseException) -> None:
        with self._lock:
            fresh, path = self._save(error)
        if fresh:
            self._noticed.emit(bug_report(error, "window"), path)

    def _save(self, error: BaseException) -> tuple[bool, Path | None]:
        text = bug_text(error, "window")
        if text in self._seen:
            return False, None
        self._seen.add(text)
        if sys.stderr:
            sys.stderr.write(text)
        path = self._folder / f"crash-{self._clock.now():%Y%m%d-%H%M%S-%f}.txt"
        try:
            private_folder(self._folder)
            write_bytes(path, text.encode())
            self._thin_out()
        except (Problem, OSError):
            return True, None  # a full disk must not hide the bug: it is still shown
        return True, path

    def _thin_out(self) -> None:
        for old in sorted(self._folder.glob("crash-*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)

    @Slot(object, object)
    def _show(self, report: ProblemReport, path: Path | None) -> None:
        if self._shown < _SHOWN_AT_MOST:
            self._shown += 1
            self.caught.emit(report, path)
