"""A full outbox drains beside the window that shows it: `python -m tests.benchmarks.draining SIDE`.

`drain` is the worker's part in a process of its own, with a line for each message that the worker
would send; `beside` the window with its outbox page, and a 5 ms timer that notes how late it comes.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from app.account.keys import Keys
from app.account.model import ProfileInfo
from app.account.profiles import ProfileFolder
from app.base.clock import SystemClock
from app.base.messages import FromWorker
from app.base.tasks import CancelToken
from app.exchange.sender import Sender
from app.services.traffic import routes
from app.storage.key import StoreKey
from app.storage.opening import open_own
from app.worker.dispatch import Dispatch
from tests.benchmarks.harness import percentile
from tests.benchmarks.views import HEIGHT, KEY, WIDTH, Stage, themed
from tests.benchmarks.world import signed_in

SUBJECT = "anna"


def drain(folder: Path, address: str) -> None:
    """Send all that is queued; when told to begin."""
    clock = SystemClock()
    place = ProfileFolder(folder)

    def say(_message: FromWorker) -> None:
        print("message", flush=True)

    with signed_in(address, clock) as session, open_own(place.own, _key()) as own:
        sender = Sender(
            own, session, routes(), place.send_lock, clock, ledger=place.ledger
        )  # fmt: skip

        def send(_profile: str, on_change: Any, cancel: CancelToken, **_asked: object) -> None:
            sender.send_all(SUBJECT, cancel, on_change)

        print("ready", flush=True)
        sys.stdin.readline()
        office = cast(Any, SimpleNamespace(send=send))
        Dispatch(say, clock).send(office, folder.name, CancelToken(), hurry=False)


def beside(folder: Path, address: str) -> dict[str, object]:
    """p99 and maximum of the timer's lateness in seconds, while it drains and at rest."""
    from PySide6.QtCore import QProcess

    from app.services.rooms import open_rooms
    from tests.benchmarks.beside import Pulse
    from ui.jobs import Jobs
    from ui.orders.page import OrdersPage
    from ui.outbox.page import OutboxPage

    application, theme = themed()
    stage = Stage(application)
    worker = QProcess()
    worker.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
    worker.start(sys.executable, ["-m", "tests.benchmarks.draining", "drain", str(folder), address])
    stage.until(lambda: worker.bytesAvailable() > 0)
    worker.readAllStandardOutput()
    place, clock = ProfileFolder(folder), SystemClock()
    keys = Keys(_key(), _key())
    info = ProfileInfo(
        id=folder.name, name="Bench", vendor="Vendor", address=address, created_at=clock.now()
    )
    jobs = Jobs(lambda: open_rooms(place, keys, clock=clock))
    page = OutboxPage(theme, jobs, clock, info, {})
    page.resize(WIDTH, HEIGHT)
    page.show()

    def hear() -> None:
        if bytes(worker.readAllStandardOutput().data()):
            page.refresh(frozenset({"outbox"}))

    worker.readyReadStandardOutput.connect(hear)
    quiet = time.perf_counter() + 2
    stage.until(lambda: time.perf_counter() > quiet)
    # Nothing scrolls here: the pulse asks its page for rows, and this one has none.
    unscrolled = cast(OrdersPage, SimpleNamespace(model=SimpleNamespace(rowCount=lambda: 0)))
    start = time.perf_counter()
    busy = Pulse(unscrolled, rows=1)
    worker.write(b"\n")
    stage.until(lambda: worker.state() == QProcess.ProcessState.NotRunning, 1200)
    lasted = time.perf_counter() - start
    busy.stop()
    hear()
    quiet = time.perf_counter() + 2
    stage.until(lambda: time.perf_counter() > quiet)
    idle = Pulse(unscrolled, rows=1)
    end = time.perf_counter() + min(max(4.0, lasted), 30.0)
    stage.until(lambda: time.perf_counter() > end)
    idle.stop()
    page.close()
    page.deleteLater()
    application.processEvents()
    jobs.close()
    assert worker.exitCode() == 0
    count = min(len(busy.late), len(idle.late))
    return {
        "busy": _figures(busy.late[:count]),
        "idle": _figures(idle.late[:count]),
        "seconds": lasted,
    }


def _figures(late: list[float]) -> list[float]:
    return [percentile(late, 0.99), max(late)]


def _key() -> StoreKey:
    return StoreKey(bytes.fromhex(os.environ[KEY]))


def main() -> None:
    side, folder, address = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    if side == "drain":
        drain(folder, address)
        return
    with contextlib.redirect_stdout(sys.stderr):
        answer = beside(folder, address)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
