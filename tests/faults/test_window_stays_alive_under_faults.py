"""Threat 47: whatever fails behind the window, its event loop goes on as when nothing happens.

A heart beats in the window's loop. The gaps between its beats under each fault are compared with
the gaps of the same window idle, in the same run: no absolute time is judged.
"""

from __future__ import annotations

import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.base.messages import RetryVault
from tests.support import secret_service as keyrings
from tests.support.sandbox import SandboxServer
from tests.support.windows import QUICK, Program
from ui.link import LinkState

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="workers are stopped by POSIX signals"),
    pytest.mark.skipif(bool(keyrings.missing()), reason="needs dbus-daemon and gnome-keyring"),
]

BEAT_MS = 20
STALL = 6.0
"""A gap of so many idle ones is a stall: at 20 ms a beat, 100 ms beyond the beat."""


class Heart:
    """Beats in the event loop; knows how long each gap was."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


class Scene:
    """A window at rest on a profile, its portal, its keyring, and one method a fault."""

    def __init__(
        self, program: Program, sandbox: SandboxServer, ring: keyrings.SecretService
    ) -> None:
        self.program = program
        self.sandbox = sandbox
        self.ring = ring

    def gaps(self, fault: Callable[[], object], least: int = 40) -> list[float]:
        """The gaps between beats while `fault` goes on, and until there are enough of them."""
        heart = Heart()
        try:
            fault()
            self.program.until(lambda: len(heart.gaps) >= least, "the beats")
        finally:
            heart.stop()
        return heart.gaps

    def nothing(self) -> None:
        """The baseline."""

    def synchronizing(self) -> None:
        self.program.sync()

    def portal_failing(self) -> None:
        self.sandbox.fault("status", status=500, path="/v1/", times=0)
        self.program.sync()
        self.sandbox.faults()
        assert self.program.desk.standing.offline

    def portal_hung(self) -> None:
        self.sandbox.fault("delay", seconds=30, path="/v1/changes", times=0)
        task = self.program.desk.sync()
        assert task is not None
        self.sandbox.requests(forget=True)
        self.program.until(lambda: self.sandbox.requests("/v1/changes"), "the request")
        self.program.rest()
        task.cancel()
        self.program.until(lambda: task.over, "the end of the canceled synchronization")
        self.sandbox.faults()

    def portal_dripping(self) -> None:
        self.sandbox.fault("slow", seconds=0.05, path="/v1/changes", times=0)
        task = self.program.desk.sync()
        assert task is not None
        self.program.show("orders")
        task.cancel()
        self.program.until(lambda: task.over, "the end of the canceled synchronization")
        self.sandbox.faults()

    def worker_killed(self) -> None:
        self.program.states.clear()
        self.program.workers[-1].kill()
        self._worker_back()

    def worker_hung(self) -> None:
        self.program.states.clear()
        self.program.workers[-1].send_signal(signal.SIGSTOP)
        self._worker_back()

    def keyring_locked(self) -> None:
        self.ring.lock()
        self.program.link.send(RetryVault())
        self.program.until(lambda: "keyring is locked" in self.program.said(), "the lock said")
        self.program.show("overview")

    def keyring_hung(self) -> None:
        self.ring.hang()
        self.program.link.send(RetryVault())
        self.program.desk.sync()
        for page in ("orders", "support", "overview"):
            self.program.show(page)

    def portal_gone(self) -> None:
        self.sandbox.stop()
        self.program.sync()
        assert self.program.desk.standing.offline
        assert "The portal has a fault" not in self.program.said(), "what was said before is over"

    def repaired(self, fault: str) -> None:
        """What the person does about a fault between two looks."""
        if fault == "keyring_locked":
            self.ring.unlock()
        if fault == "keyring_hung":
            self.ring.resume()
        if fault.startswith("keyring"):
            self.program.link.send(RetryVault())
            self.program.until(lambda: "keyring" not in self.program.said(), "the keys", 12)

    def _worker_back(self) -> None:
        self.program.until(lambda: LinkState.RUNNING in self.program.states, "the worker's return")


FAULTS = (
    "synchronizing", "portal_failing", "portal_hung", "portal_dripping", "worker_killed",
    "worker_hung", "keyring_locked", "keyring_hung", "portal_gone",
)  # fmt: skip


@pytest.fixture
def scene(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("BROWSER", "/bin/true")
    with (
        keyrings.running() as ring,
        SandboxServer.start(orders=300, process=True) as sandbox,
    ):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", ring.address)
        with Program(qapp, rhythm=QUICK) as program:
            program.sign_in(sandbox)
            program.until(lambda: program.synced, "the first synchronization")
            for page in ("orders", "support", "account", "overview"):
                program.show(page)
            yield Scene(program, sandbox, ring)


def test_under_no_fault_the_event_loop_stalls(scene: Scene) -> None:
    idle = scene.gaps(scene.nothing, 80)
    seen: dict[str, list[list[float]]] = {}
    for fault in FAULTS:
        # Twice: what this program does wrong shows each time, what the computer does seldom twice.
        for _look in (1, 2):
            seen.setdefault(fault, []).append(scene.gaps(getattr(scene, fault)))
            scene.repaired(fault)
    idle += scene.gaps(scene.nothing, 80)
    usual, worst = statistics.median(idle), max(idle)
    slow = {
        fault: [f"95% {ninety_five(gaps) / usual:.1f}, worst {max(gaps) / worst:.1f}"
                for gaps in looks]
        for fault, looks in seen.items()
        if min(ninety_five(gaps) for gaps in looks) > STALL * usual
        or min(max(gaps) for gaps in looks) > STALL * worst
    }  # fmt: skip
    assert slow == {}


def ninety_five(gaps: list[float]) -> float:
    """What 95 of 100 gaps stay below."""
    return sorted(gaps)[int(len(gaps) * 0.95)]
