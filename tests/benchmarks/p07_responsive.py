"""P7: while the first sync of 100,000 orders runs, the window is as quick as when nothing runs."""

from __future__ import annotations

import os

from tests.benchmarks.harness import Figure, Pair, lower, measure
from tests.benchmarks.views import KEY
from tests.benchmarks.world import World

ID = "P7"
GOALS = (("P7", "timer lateness p99 during sync / idle", 3.0),
         ("P7m", "  maximum of the same", 2.0),
         ("P7s", "  scrolling p99 during sync / idle", 1.5))  # fmt: skip


def run(world: World) -> list[Figure]:
    """Window, worker and portal are three processes; the portal yields, being elsewhere in life."""
    orders = world.some()
    address = world.portal(orders)
    os.setpriority(os.PRIO_PROCESS, world.portal_process(orders), 15)
    folder = world.folder / "p07"
    folder.mkdir()
    found = measure(
        "tests.benchmarks.views", "beside", folder / "mirror.db", "--count", orders,
        "--address", address, **{KEY: world.key.raw.hex()},
    )  # fmt: skip
    return [
        lower(name, what, Pair(busy, idle, busy / max(idle, 1e-6)), goal, "ms", scale=1000)
        for (name, what, goal), busy, idle in zip(GOALS, found["busy"], found["idle"], strict=True)
    ]
