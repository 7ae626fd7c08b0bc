"""A second start raises the first window, whatever an earlier crash left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.instance import SingleInstance

_SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.instance import SingleInstance
app = QCoreApplication([])
second = SingleInstance(Path(sys.argv[1]))
if second.claim():
    print("first", flush=True)
    second.listen()
    sys.stdin.read()
    second.release()
else:
    print("answered" if second.call_first(float(sys.argv[2])) else "silent", flush=True)
"""


def another_start(folder: Path, seconds: float = 10.0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _SECOND, str(folder), str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def first(qapp: object, home: Path) -> Iterator[SingleInstance]:
    instance = SingleInstance(home / "state")
    assert instance.claim()
    yield instance
    instance.release()
    instance.deleteLater()


def test_a_second_start_asks_the_first_to_come_to_the_front(
    first: SingleInstance, home: Path, qtbot: QtBot
) -> None:
    first.listen()
    with qtbot.waitSignal(first.raise_wanted, timeout=20_000):
        second = another_start(home / "state")
    with second:
        assert second.communicate(timeout=20)[0] == "answered\n"


def test_a_start_during_the_first_ones_start_up_waits_for_it(
    first: SingleInstance, home: Path, qtbot: QtBot
) -> None:
    second = another_start(home / "state", seconds=30)
    with qtbot.waitSignal(first.raise_wanted, timeout=20_000):
        first.listen()
    with second:
        assert second.communicate(timeout=20)[0] == "answered\n"


def test_a_first_window_that_does_not_answer_is_told(first: SingleInstance, home: Path) -> None:
    with another_start(home / "state", seconds=0.5) as second:
        assert second.communicate(timeout=20)[0] == "silent\n"


def test_what_a_killed_window_left_is_taken_over(qapp: object, home: Path, qtbot: QtBot) -> None:
    folder = home / "state"
    with another_start(folder) as killed:
        assert killed.stdout
        assert killed.stdout.readline() == "first\n"
        killed.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        killed.wait(20)
    assert (folder / "window.lock").exists()

    heir = SingleInstance(folder)
    assert heir.claim()
    heir.listen()
    with qtbot.waitSignal(heir.raise_wanted, timeout=20_000):
        second = another_start(folder)
    with second:
        assert second.communicate(timeout=20)[0] == "answered\n"
    heir.release()


def test_after_release_another_start_is_the_first(first: SingleInstance, home: Path) -> None:
    first.listen()
    first.release()
    with another_start(home / "state") as second:
        assert second.communicate("", timeout=20)[0] == "first\n"


def test_a_long_folder_name_still_gets_an_address(qapp: object, home: Path, qtbot: QtBot) -> None:
    folder = home / ("a" * 90) / "state"
    instance = SingleInstance(folder)
    assert instance.claim()
    instance.listen()
    with qtbot.waitSignal(instance.raise_wanted, timeout=20_000):
        second = another_start(folder)
    with second:
        assert second.communicate(timeout=20)[0] == "answered\n"
    instance.release()


def test_noise_on_the_socket_raises_nothing(
    first: SingleInstance, home: Path, qtbot: QtBot
) -> None:
    from PySide6.QtNetwork import QLocalSocket

    first.listen()
    raised: list[bool] = []
    first.raise_wanted.connect(lambda: raised.append(True))
    socket = QLocalSocket()
    socket.connectToServer(str(home / "state" / "window.sock"))
    with qtbot.waitSignal(socket.disconnected, timeout=20_000):
        socket.write(b"x" * 10_000)
    assert not raised
