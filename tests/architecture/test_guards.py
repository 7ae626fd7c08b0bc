"""The guards themselves: what a test leaves behind is found and named."""

from __future__ import annotations

import subprocess
import sys
import threading

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from tests.support import leaks


def test_a_thread_left_running_is_named():
    before = leaks.take_stock()
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten")
    thread.start()
    try:
        assert leaks.left_behind(before, seconds=0) == ["thread: forgotten"]
    finally:
        stop.set()
        thread.join()
    assert leaks.left_behind(before) == []


def test_a_child_process_left_running_is_named():
    before = leaks.take_stock()
    command = [sys.executable, "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        [found] = leaks.left_behind(before, seconds=0)
        assert found.startswith(f"child process: {child.pid} ")
    assert leaks.left_behind(before) == []


def test_a_timer_and_a_window_left_open_are_named(qtbot):
    before = leaks.take_stock()
    timer = QTimer(objectName="forgotten timer")
    timer.start(1000)
    window = QLabel(windowTitle="forgotten window")
    assert leaks.left_behind(before, seconds=0) == [
        "running timer: QTimer 'forgotten timer' every 1000 ms",
        "top-level widget: QLabel '' 'forgotten window'",
    ]
    timer.stop()
    window.deleteLater()
    assert leaks.left_behind(before) == []


def test_a_window_that_nothing_refers_to_is_no_leak(qtbot):
    before = leaks.take_stock()
    QLabel().close()
    assert leaks.left_behind(before) == []
