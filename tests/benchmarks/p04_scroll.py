"""P4: random scrolling over 1,000,000 rows, against the same view over 1,000 rows in memory."""

from __future__ import annotations

from tests.benchmarks.harness import Figure, Pair, lower, measure
from tests.benchmarks.views import KEY
from tests.benchmarks.world import World

ID = "P4"
GOAL = 1.5
DEFAULT = "placed down"


def run(world: World) -> list[Figure]:
    """Frames of both views in turn, in the default order and in every other."""
    frames = 20 if world.quick else 400
    found = measure(
        "tests.benchmarks.views", "scroll", world.mirror(world.many()), "--count", frames,
        **{KEY: world.key.raw.hex()},
    )  # fmt: skip
    pairs = {name: Pair(a, b, a / b) for name, (a, b) in found["orders"].items()}
    worst = max(pairs, key=lambda name: pairs[name].ratio)
    rows = f"{found['rows']:,} rows"
    what = f"scrolling {rows}: p99 of a frame / 1,000 rows in memory"
    sort = f"  the same, worst column order ({worst})"
    return [
        lower(ID, what, pairs[DEFAULT], GOAL, "ms", scale=1000),
        lower("P4s", sort, pairs[worst], GOAL, "ms", scale=1000),
    ]
