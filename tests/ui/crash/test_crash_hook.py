"""A bug is saved, redacted and shown once; nothing of it is swallowed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.base.clock import SystemClock
from app.base.errors import ProblemReport
from ui.crash import CrashHook

SECRET = "ab" * 32


@pytest.fixture
def hook(qapp: object, home: Path) -> Iterator[CrashHook]:
    hook = CrashHook(home / "logs", SystemClock())
    hook.install()
    yield hook
    hook.uninstall()


def raise_in_a_thread() -> None:
    thread = threading.Thread(target=lambda: int(f"token={SECRET}"))
    thread.start()
    thread.join()


def raise_here(words: str = "boom") -> None:
    try:
        raise RuntimeError(words)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def test_a_bug_in_a_thread_is_saved_redacted_and_shown(hook: CrashHook, qtbot: QtBot) -> None:
    with qtbot.waitSignal(hook.caught, timeout=10_000) as caught:
        raise_in_a_thread()
    report, path = caught.args
    assert isinstance(report, ProblemReport)
    assert "ValueError" in report.detail
    assert SECRET not in report.detail
    saved = path.read_text("utf-8")
    assert "test_crash_hook.py" in saved
    assert SECRET not in saved
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0


def test_the_same_bug_is_shown_once_and_a_flood_of_bugs_three_times(
    hook: CrashHook, qtbot: QtBot
) -> None:
    shown: list[object] = []
    hook.caught.connect(lambda report, _path: shown.append(report))
    for number in range(10):
        raise_here("the same")
        raise_here(f"number {number}")
    qtbot.waitUntil(lambda: len(shown) == 3)
    QCoreApplication.processEvents()
    assert len(shown) == 3


def test_a_bug_is_shown_even_where_it_cannot_be_saved(home: Path, qtbot: QtBot) -> None:
    (home / "file").write_text("in the way")
    hook = CrashHook(home / "file" / "logs", SystemClock())
    hook.install()
    try:
        with qtbot.waitSignal(hook.caught, timeout=10_000) as caught:
            raise_here()
        assert caught.args[1] is None
    finally:
        hook.uninstall()


def test_recording_a_bug_shown_elsewhere_saves_it_without_showing(
    hook: CrashHook, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(hook.caught, wait=50):
        path = hook.record(RuntimeError("seen elsewhere"))
    assert path is not None
    assert "seen elsewhere" in path.read_text("utf-8")


def test_old_reports_are_thinned_out(hook: CrashHook, home: Path) -> None:
    for number in range(30):
        hook.record(RuntimeError(f"number {number}"))
    assert len(list((home / "logs").glob("crash-*.txt"))) == 20


def test_the_hooks_are_given_back(qapp: object, home: Path) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    hook = CrashHook(home, SystemClock())
    hook.install()
    assert sys.excepthook is not before[0]
    hook.uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_a_hard_crash_is_found_by_the_next_start(qapp: object, home: Path) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom app.base.clock import SystemClock\n"
        "from ui.crash import CrashHook\nhook = CrashHook(Path(sys.argv[1]), SystemClock())\n"
        "assert hook.watch_hard_crashes() == ''\nos.abort()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(home / "logs")], check=False, capture_output=True
    )
    assert ended.returncode != 0
    hook = CrashHook(home / "logs", SystemClock())
    assert "Abort" in hook.watch_hard_crashes()
    hook.uninstall()
    assert not (home / "logs" / "hard-crash.txt").exists()
