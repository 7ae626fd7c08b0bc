"""P16: looking through logs for what should not leave, beside one pass of all its patterns.

Bare: one alternation of the same patterns, run once over the same bytes in memory; what needs a
word near is the word, at most 60 signs, and the pattern. It checks no digits, makes no findings
and opens no file. It takes minutes, so it runs over one block of fresh lines, of which the file
has several, and is counted as often. Ours is the whole scan of the file as a draft is checked. The
logs hold nothing secret, so what is found in them is a false alarm.
"""

from __future__ import annotations

import contextlib
import io
import re
import threading
import time
from pathlib import Path

from app.base.errors import Cancelled
from app.base.tasks import CancelToken, Progress
from app.support.scan.looking import Detector
from app.support.scan.model import ScanResult
from app.support.scan.rule import How, Rule
from app.support.scan.rules import detector
from app.support.scan.scanner import scan_file
from tests.benchmarks.harness import Figure, lower, paired, timed
from tests.benchmarks.server_logs import megabytes
from tests.benchmarks.world import World

ID = "P16"
GOAL = 2.0
ALARMS = 1.0
"""False alarms in a megabyte of plain logs, at most."""
CANCELED = 0.5
"""Seconds until a scan of any size has stopped, at most."""


def run(world: World) -> list[Figure]:
    """Scan the same file with both sides in turn; canceling is measured on the same file."""
    size, fresh, rounds = (1, 1, 1) if world.quick else (100, 10, 1)
    copies = size // fresh
    path = world.folder / "p16-server.log"
    block = megabytes(fresh)
    with open(path, "wb") as stream:
        for _copy in range(copies):
            stream.write(block)
    patterns = alternation(detector())
    scanned(path, CancelToken())
    pair = paired(
        lambda: timed(lambda: scanned(path, CancelToken())),
        lambda: copies * timed(lambda: sum(1 for _match in patterns.finditer(block))),
        rounds,
    )
    alarms = len(scanned_bytes(block).findings) / fresh
    stopped = max(stopping(path) for _round in range(2 if world.quick else 10))
    return [
        lower(ID, f"{size} MB of logs scanned / one pass of all patterns", pair, GOAL, "s"),
        _figure("false alarms in 1 MB of plain logs", alarms, ALARMS, "1/MB"),
        _figure("a scan stops when canceled (the slowest)", stopped, CANCELED, "s"),
    ]


def _figure(what: str, value: float, goal: float, unit: str) -> Figure:
    return Figure(ID, what, value, goal, "lower", value, goal, unit)


def scanned(path: Path, cancel: CancelToken) -> ScanResult:
    """The file as a draft's file is checked."""
    return scan_file(lambda: path.open("rb"), path.name, "bench", cancel=cancel)


def scanned_bytes(content: bytes) -> ScanResult:
    """The same for what is in memory."""
    return scan_file(lambda: io.BytesIO(content), "server.log", "bench")


def stopping(path: Path) -> float:
    """Seconds from asking a running scan to stop until it has."""
    cancel = CancelToken()
    asked: list[float] = []

    def ask() -> None:
        asked.append(time.perf_counter())
        cancel.cancel()

    timer = threading.Timer(0.05, ask)

    def begun(_progress: Progress) -> None:
        if not timer.is_alive() and not asked:
            timer.start()

    with contextlib.suppress(Cancelled):
        scan_file(lambda: path.open("rb"), path.name, "bench", report=begun, cancel=cancel)
    timer.join()
    return max(0.0, time.perf_counter() - asked[0])


def alternation(rules: Detector) -> re.Pattern[bytes]:
    """All patterns as one."""
    return re.compile(b"|".join(dict.fromkeys(_standing_alone(rule) for rule in rules.rules)))


def _standing_alone(rule: Rule) -> bytes:
    body = rule.pattern.pattern
    if rule.pattern.flags & re.IGNORECASE:
        body = b"(?i:" + body + b")"
    if rule.how is How.NAMED:
        keys = b"|".join(re.escape(key) for key in rule.needles)
        return b"(?i:" + keys + b")[^\\n]{0,60}?(?:" + body + b")"
    return b"(?:" + body + b")"
