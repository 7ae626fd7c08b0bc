"""Sets a scene: the real application on a real store, until it is at rest."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.base import settings as settings_file
from app.base.messages import (
    Done,
    FromWorker,
    NoProfile,
    Open,
    Synced,
    SyncSummary,
    encode,
)
from app.base.settings import Settings
from tests.screens.world import NOW, Station, StoppedClock
from tests.support.windows import put_away
from ui.kit.theme import Scheme
from ui.link import WorkerLink
from ui.shell.application import Application, Options
from ui.support.page import SupportPage

TASK = "$TASK"
SYNCED = (
    Synced(task=TASK, at=NOW - timedelta(minutes=2), result=SyncSummary(requests=1)),
    Done(task=TASK),
)
Answers = Mapping[str, Sequence[FromWorker]]
_PATIENCE = 20.0


class Stage:
    """One scene. Use with `with`: the application is put away at its end."""

    def __init__(
        self,
        qt: QApplication,
        station: Station,
        *,
        scheme: Scheme = Scheme.LIGHT,
        size: tuple[int, int] = (1280, 800),
        page: str = "overview",
        answers: Answers | None = None,
        memory_only: bool = False,
    ) -> None:
        self._qt = qt
        self._script = _script(station, answers or {}, memory_only=memory_only)
        settings_file.save(station.places.config, Settings(theme=_name(scheme)))
        (station.places.state / "window.json").unlink(missing_ok=True)
        self.application = Application(
            qt,
            station.places,
            StoppedClock(),
            options=Options(page=page),
            link=WorkerLink(starter=self._start_worker),
        )
        self.window = self.application.window
        self.window.resize(*size)
        self.application.start()
        self.window.resize(*size)
        if station.profile is not None and not (answers or {}).get("Open"):
            self.until(lambda: self.application.desk.profile is not None, "the profile")
        self.rest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._forget_draft()
        put_away(self._qt, self.application)
        self._script.unlink(missing_ok=True)

    def _forget_draft(self) -> None:
        """The next scene starts with an empty form."""
        page = self.window.page
        if isinstance(page, SupportPage):
            page.feedback.form.clear()
        if self.application.desk.rooms is not None:
            self.rest(1)
            self.application.desk.rooms.support.discard_draft()

    def rest(self, rounds: int = 4) -> None:
        """Let jobs, their followers and paints come to an end."""
        for _round in range(rounds):
            over: list[bool] = []
            jobs = self.application.jobs
            if self.application.desk.rooms is not None:
                jobs.job(jobs, lambda _rooms, _cancel, _report: True).on_success(over.append).run()
                self.until(lambda over=over: bool(over), "the jobs")
            self.wait(30)

    def wait(self, milliseconds: int) -> None:
        """Let the event loop run for a moment."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Run the event loop until `condition` holds."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            self.wait(10)
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {what}")

    def picture(self) -> QWidget:
        """What is to be photographed: the window; a dialog is drawn over it."""
        return self.window

    def _start_worker(self, profile_id: str | None) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-S", "-E", str(Path(__file__).with_name("quiet_worker.py")),
             str(self._script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(encode(Open(profile_id)))
        return process


def _script(station: Station, answers: Answers, *, memory_only: bool) -> Path:
    opened: Sequence[FromWorker] = (NoProfile(),)
    if station.profile is not None:
        opened = (station.keys_message(memory_only=memory_only),)
    said = {"Open": opened, "Sync": SYNCED, **answers}
    lines = {kind: [encode(one).decode() for one in messages] for kind, messages in said.items()}
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as stream:
        json.dump(lines, stream)
    return Path(stream.name)


def _name(scheme: Scheme) -> str:
    return scheme.value
