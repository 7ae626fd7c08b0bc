"""The Qt binding itself must be sound: one that loses references to None ends in an abort."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel

ROUNDS = 2000


class Bell(QObject):
    rang = Signal(int)


def test_calls_that_return_nothing_keep_the_reference_count_of_none(qtbot):
    # PySide6 6.12.0 on Python 3.11 drops one reference to None with every such call; 20,000 calls
    # of setText abort the interpreter. From Python 3.12 on None is immortal and cannot be lost.
    label = QLabel()
    qtbot.addWidget(label)
    bell, timer = Bell(), QTimer()
    bell.rang.connect(lambda _: None)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    before = sys.getrefcount(None)
    for number in range(ROUNDS):
        label.setText(str(number))
        timer.setInterval(number)
        bell.rang.emit(number)
        painter = QPainter(image)
        painter.drawLine(0, 0, 8, 8)
        painter.end()
    assert abs(sys.getrefcount(None) - before) < ROUNDS / 10
