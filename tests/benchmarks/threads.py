"""Threads on screen, measured in a process of its own: `python -m tests.benchmarks.threads`."""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from pathlib import Path

from tests.support.request_feed import RequestDesk, message, record, request

SHORT, LONG = "req-short", "req-long"
_SHORT_LENGTH = 20
_TEXT = "The proxy keeps connections open, and the gateway drops them after a minute. " * 3


def filled(folder: Path, length: int) -> RequestDesk:
    """Real stores with a thread of 20 messages and one of `length`."""
    folder.mkdir(parents=True)
    desk = RequestDesk(folder)
    for key, count in ((SHORT, _SHORT_LENGTH), (LONG, length)):
        desk.feed(record("support_request", key, request(number=key)))
        desk.feed_all(
            record("message", f"{key}-{n:05}", message(key, n, text=f"{n}. {_TEXT}"))
            for n in range(count)
        )
    return desk


def shown(folder: Path, length: int, rounds: int) -> dict[str, float]:
    """Seconds from asking for a thread until its pane was painted, for both in turns."""
    from app.base.clock import SystemClock
    from tests.benchmarks.views import Stage, themed
    from ui.support.requests.thread_pane import ThreadPane

    application, theme = themed()
    stage = Stage(application)
    pane = ThreadPane(theme, SystemClock(), "Kestrane")
    with filled(folder, length) as desk:

        def show(key: str) -> float:
            gc.collect()
            pane.show_loading()
            application.processEvents()
            start = time.perf_counter()
            pane.show_thread(desk.requests.thread(key), alone=False)
            pane.talk.viewport().repaint()
            application.processEvents()
            return time.perf_counter() - start

        stage.show(pane, pane, lambda: True)
        for key in (SHORT, LONG):
            show(key)
        times = [(show(LONG), show(SHORT)) for _round in range(rounds)]
    pane.close()
    return {
        "long": statistics.median(long for long, _short in times),
        "short": statistics.median(short for _long, short in times),
        "ratio": statistics.median(long / short for long, short in times),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("length", type=int)
    parser.add_argument("rounds", type=int)
    options = parser.parse_args()
    print(json.dumps(shown(options.folder, options.length, options.rounds)))


if __name__ == "__main__":
    main()
