"""P1 and P2: from process start to the painted window and rows, against a bare window; and memory.

Each start is a process of its own on compiled bytecode; the two sides alternate. The store holds
100,000 orders and its keys lie in a real Secret Service. The display is Qt's offscreen platform:
a bare window there is cheaper than on any real display, so the ratio is the stricter one.
"""

from __future__ import annotations

import os
import time
from typing import Any

from tests.benchmarks.harness import Figure, Pair, lower, measure, pair_of
from tests.benchmarks.world import World
from tests.support import secret_service

ID = "P1"
ALSO = ("P2",)
GOAL_WINDOW, GOAL_ROWS, GOAL_MEMORY = 1.25, 1.5, 1.30


def run(world: World) -> list[Figure]:
    """Alternate bare and real starts after one of each to warm the disk."""
    orders = world.some()
    rounds = 1 if world.quick else 21
    home = world.folder / "p01"
    (home / "run").mkdir(parents=True, mode=0o700)
    with secret_service.one_to_use() as bus:
        places = {
            "HOME": str(home),
            "COUNTERPART_HOME": str(home / "counterpart"),
            "XDG_RUNTIME_DIR": str(home / "run"),
            **bus,
        }
        address = world.portal(orders)
        os.setpriority(os.PRIO_PROCESS, world.portal_process(orders), 15)
        measure("tests.benchmarks.profile", address, **places)
        ours: list[dict[str, Any]] = []
        bare: list[dict[str, Any]] = []
        for number in range(rounds + 1):
            for side, found in (("ours", ours), ("bare", bare))[:: 1 if number % 2 else -1]:
                found.append(measure("tests.benchmarks.opening", side, time.monotonic(), **places))
    ours, bare = ours[1:], bare[1:]
    window = pair_of([o["window"] for o in ours], [b["window"] for b in bare])
    rows = pair_of([o["rows"] for o in ours], [b["window"] for b in bare])
    memory = pair_of([o["memory"] for o in ours], [b["memory"] for b in bare])
    worker = pair_of([o["worker"] for o in ours], [b["memory"] for b in bare])
    store = f"store of {orders:,}"
    return [
        lower("P1", f"start to window painted, {store} / bare window", window, GOAL_WINDOW, "ms",
              scale=1000),
        lower("P1r", "  start to first rows painted / bare window", rows, GOAL_ROWS, "ms",
              scale=1000),
        lower("P2", "resident memory of the window / bare window", memory, GOAL_MEMORY, "MB"),
        _reported("P2w", "  the worker's, reported", worker),
    ]  # fmt: skip


def _reported(name: str, what: str, pair: Pair) -> Figure:
    """A figure without a goal of its own: the goal is what was measured."""
    return Figure(name, what, pair.ratio, pair.ratio, "lower", pair.ours, pair.other, "MB")
