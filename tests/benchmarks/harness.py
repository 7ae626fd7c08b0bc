"""What all benchmarks share: the figure they give, alternating pairs, processes to measure."""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.support.sources import ROOT


@dataclass(frozen=True)
class Figure:
    """One measured goal. `ours` and `other` are the two sides in `unit`, `value` is judged."""

    id: str
    what: str
    value: float
    goal: float
    better: str
    ours: float
    other: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether the value reaches its goal."""
        return self.value <= self.goal if self.better == "lower" else self.value >= self.goal

    def as_json(self) -> dict[str, Any]:
        """The members as they stand in the JSON file."""
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True)
class Pair:
    """Medians of two sides measured alternately, and the median of their ratios."""

    ours: float
    other: float
    ratio: float


def paired(ours: Callable[[], float], other: Callable[[], float], rounds: int) -> Pair:
    """Measure both sides `rounds` times, each first as often as last."""
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(rounds):
        for side, values in ((ours, mine), (other, theirs))[:: 1 if number % 2 else -1]:
            gc.collect()
            values.append(side())
    return pair_of(mine, theirs)


def pair_of(mine: Sequence[float], theirs: Sequence[float]) -> Pair:
    """The medians of measurements that were taken in pairs."""
    ratios = [a / b for a, b in zip(mine, theirs, strict=True)]
    return Pair(statistics.median(mine), statistics.median(theirs), statistics.median(ratios))


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def lower(
    goal_id: str,
    what: str,
    pair: Pair,
    goal: float,
    unit: str,
    *,
    scale: float = 1.0,
) -> Figure:
    """A figure whose value is the ratio of the two sides, the lower the better."""
    return Figure(
        goal_id, what, pair.ratio, goal, "lower", pair.ours * scale, pair.other * scale, unit
    )


def environment(**more: str) -> dict[str, str]:
    """What measured processes get: compiled bytecode, no screen, nothing that slows Python."""
    strays = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH", "PYTHONHOME"}
    kept = {name: value for name, value in os.environ.items() if name not in strays}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8", **more}


def compile_everything() -> None:
    """Write bytecode of all that is measured, so that no start pays for compiling."""
    folders = ["app", "ui", "resources", "tests/benchmarks", "tests/support"]
    command = [sys.executable, "-m", "compileall", "-q", *folders]
    subprocess.run(command, cwd=ROOT, env=environment(), check=False)


def measure(module: str, *arguments: object, **more: str) -> dict[str, Any]:
    """Run a module as a process of its own and return the JSON object it prints last."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=environment(**more),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer
