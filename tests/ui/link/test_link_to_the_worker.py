"""The window's link to a real worker: hung and dead workers are replaced, and it is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.base.errors import ProblemReport
from app.base.messages import (
    Backup,
    Failed,
    FromWorker,
    NoProfile,
    Open,
    Ping,
    Started,
)
from ui.link import LinkState, Rhythm, WorkerLink, state_words
from ui.spawn import start_worker

pytestmark = pytest.mark.skipif(os.name == "nt", reason="workers are stopped by POSIX signals")

QUICK = Rhythm(beat=50, start_beats=400, missed_beats=10, pauses=(20,) * 5, calm_beats=4)


class Starter:
    """A starter that remembers its processes."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self.profiles: list[str | None] = []

    def __call__(self, profile_id: str | None) -> subprocess.Popen[bytes]:
        self.profiles.append(profile_id)
        self.processes.append(start_worker(profile_id))
        return self.processes[-1]


@pytest.fixture
def starter() -> Starter:
    return Starter()


@pytest.fixture
def make(qapp: object, starter: Starter) -> Iterator[Callable[[Rhythm], WorkerLink]]:
    links: list[WorkerLink] = []

    def make(rhythm: Rhythm) -> WorkerLink:
        links.append(WorkerLink(starter=starter, rhythm=rhythm))
        return links[-1]

    yield make
    for link in links:
        link.close()
        link.deleteLater()
    assert all(process.poll() is not None for process in starter.processes)


@pytest.fixture
def link(make: Callable[[Rhythm], WorkerLink]) -> WorkerLink:
    return make(QUICK)


def heard(link: WorkerLink) -> list[FromWorker]:
    messages: list[FromWorker] = []
    link.received.connect(messages.append)
    return messages


def test_the_worker_started_before_qt_is_taken_over(qapp: object, qtbot: QtBot) -> None:
    process = start_worker(None)
    link = WorkerLink(process, rhythm=QUICK)
    messages = heard(link)
    qtbot.waitUntil(lambda: any(isinstance(m, NoProfile) for m in messages), timeout=20_000)
    assert isinstance(messages[0], Started)
    assert messages[0].pid == process.pid
    assert link.close() == 0
    assert process.poll() == 0


def test_starting_the_worker_imports_no_qt() -> None:
    script = (
        "import sys, ui.spawn\n"
        "qt = ('PySide6', 'shiboken6')\n"
        "loaded = [name for name in sys.modules if name.split('.')[0] in qt]\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_killed_worker_is_started_again_with_the_same_profile_and_it_is_said(
    link: WorkerLink, starter: Starter, qtbot: QtBot
) -> None:
    states: list[LinkState] = []
    link.state_changed.connect(states.append)
    messages = heard(link)
    qtbot.waitUntil(lambda: bool(messages), timeout=20_000)
    link.send(Open("some-profile"))
    starter.processes[0].send_signal(signal.SIGKILL)
    qtbot.waitUntil(lambda: states[-1:] == [LinkState.RUNNING], timeout=20_000)
    assert states == [LinkState.RESTARTING, LinkState.RUNNING]
    assert starter.profiles == [None, "some-profile"]
    assert state_words(LinkState.RESTARTING)
    assert not state_words(LinkState.RUNNING)


def test_a_hung_worker_is_killed_and_started_again_and_it_is_said(
    link: WorkerLink, starter: Starter, qtbot: QtBot
) -> None:
    states: list[LinkState] = []
    link.state_changed.connect(states.append)
    messages = heard(link)
    qtbot.waitUntil(lambda: bool(messages), timeout=20_000)
    starter.processes[0].send_signal(signal.SIGSTOP)
    qtbot.waitUntil(lambda: states[-1:] == [LinkState.RUNNING], timeout=20_000)
    assert states == [LinkState.HUNG, LinkState.RESTARTING, LinkState.RUNNING]
    assert starter.processes[0].poll() == -signal.SIGKILL
    assert len(starter.processes) == 2


def test_a_hung_worker_with_a_full_pipe_does_not_stop_the_window(
    link: WorkerLink, starter: Starter, qtbot: QtBot
) -> None:
    messages = heard(link)
    qtbot.waitUntil(lambda: bool(messages), timeout=20_000)
    starter.processes[0].send_signal(signal.SIGSTOP)
    for number in range(20_000):
        link.send(Ping(number))
    qtbot.waitUntil(lambda: len(starter.processes) == 2, timeout=20_000)


def test_a_worker_that_keeps_dying_is_given_up_and_a_person_may_restart_it(
    make: Callable[[Rhythm], WorkerLink], starter: Starter, qtbot: QtBot
) -> None:
    link = make(Rhythm(beat=50, pauses=(1, 1), calm_beats=1_000_000))
    states: list[LinkState] = []
    link.state_changed.connect(states.append)
    link.received.connect(
        lambda message: (
            isinstance(message, Started) and starter.processes[-1].send_signal(signal.SIGKILL)
        )
    )
    qtbot.waitUntil(lambda: link.state is LinkState.STOPPED, timeout=20_000)
    assert len(starter.processes) == 3
    link.received.disconnect()
    link.restart()
    qtbot.waitUntil(lambda: link.state is LinkState.RUNNING, timeout=20_000)


def test_answered_beats_forgive_earlier_restarts(
    make: Callable[[Rhythm], WorkerLink], starter: Starter, qtbot: QtBot
) -> None:
    link = make(Rhythm(beat=20, pauses=(1, 1), calm_beats=2, missed_beats=500))
    for count in range(1, 5):
        qtbot.waitUntil(lambda count=count: len(starter.processes) == count, timeout=20_000)
        qtbot.waitUntil(lambda: link._restarts == 0 and link._answered > 2, timeout=20_000)
        starter.processes[-1].send_signal(signal.SIGKILL)
    qtbot.waitUntil(lambda: len(starter.processes) == 5, timeout=20_000)


def test_what_a_person_was_doing_is_told_as_failed_when_the_worker_dies(
    link: WorkerLink, starter: Starter, qtbot: QtBot, qapp: QObject
) -> None:
    messages = heard(link)
    qtbot.waitUntil(lambda: bool(messages), timeout=20_000)
    starter.processes[0].send_signal(signal.SIGSTOP)
    problems: list[ProblemReport] = []
    task = link.task(qapp, lambda task: Backup(task=task, path="/nowhere", passphrase="x"))
    task.on_failure(problems.append).run()
    starter.processes[0].send_signal(signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(problems), timeout=20_000)
    assert problems[0].code == "CP-6002"
    assert task.over


def test_a_sync_under_way_when_the_worker_dies_is_asked_again(
    link: WorkerLink, starter: Starter, qtbot: QtBot
) -> None:
    messages = heard(link)
    qtbot.waitUntil(lambda: bool(messages), timeout=20_000)
    starter.processes[0].send_signal(signal.SIGSTOP)
    asked = link.sync()
    assert link.sync() is asked
    starter.processes[0].send_signal(signal.SIGKILL)
    # The new worker has no profile open, and says so about this very task.
    qtbot.waitUntil(
        lambda: any(isinstance(m, Failed) and m.task == asked.id for m in messages), timeout=20_000
    )
    failed = next(m for m in messages if isinstance(m, Failed) and m.task == asked.id)
    assert failed.report.code == "CP-6004"


def test_an_unhandled_failure_is_shown_by_the_window_and_a_handled_one_is_not(
    link: WorkerLink, qtbot: QtBot, qapp: QObject
) -> None:
    with qtbot.waitSignal(link.failed, timeout=20_000) as shown:
        link.sync()
    assert shown.args[0].code == "CP-6004"
    problems: list[ProblemReport] = []
    with qtbot.assertNotEmitted(link.failed):
        link.sync().on_failure(problems.append)
        qtbot.waitUntil(lambda: bool(problems), timeout=20_000)


def test_a_line_that_cannot_be_read_is_a_bug_and_the_link_lives_on(
    qapp: object, qtbot: QtBot
) -> None:
    noisy = (
        "import sys\n"
        'print(\'{"type": "Started", "pid": 1, "version": "x"}\')\n'
        "print('noise')\n"
        'print(\'{"type": "Nobody"}\')\n'
        "print('\\xff' * 10)\n"
        'print(\'{"type": "NoProfile"}\', flush=True)\n'
        "sys.stdin.read()\n"
    )
    bugs: list[Exception] = []
    process = start_worker(None, command=[sys.executable, "-c", noisy])
    link = WorkerLink(process, rhythm=QUICK)
    link.bug.connect(bugs.append)
    messages = heard(link)
    qtbot.waitUntil(lambda: len(messages) == 2, timeout=20_000)
    assert len(bugs) == 3
    assert "noise" not in "".join(map(str, bugs))
    link.close()


def test_the_link_ends_a_worker_that_does_not_want_to(qapp: object, qtbot: QtBot) -> None:
    stubborn = "import time, sys\nfor _ in sys.stdin: pass\nwhile True: time.sleep(60)"
    process = start_worker(None, command=[sys.executable, "-c", stubborn])
    link = WorkerLink(process, rhythm=Rhythm())
    assert link.close(0.2) == -signal.SIGKILL


def test_a_command_that_cannot_be_started_is_given_up_and_said(
    qapp: object, qtbot: QtBot, starter: Starter
) -> None:
    attempts: list[str | None] = []

    def missing(profile_id: str | None) -> subprocess.Popen[bytes]:
        attempts.append(profile_id)
        return start_worker(profile_id, command=["/nowhere/at/all"])

    link = WorkerLink(starter(None), starter=missing, rhythm=Rhythm(pauses=(1, 1)))
    starter.processes[0].kill()
    qtbot.waitUntil(lambda: link.state is LinkState.STOPPED, timeout=20_000)
    assert len(attempts) == 2
    link.close()
