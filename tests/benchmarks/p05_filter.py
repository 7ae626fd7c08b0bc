"""P5: filter as you type over 1,000,000 orders, against the bare full-text query."""

from __future__ import annotations

from tests.benchmarks.harness import Figure, Pair, lower, measure
from tests.benchmarks.views import KEY
from tests.benchmarks.world import World

ID = "P5"
GOAL = 2.0
DEFAULT = "placed"


def run(world: World) -> list[Figure]:
    """Every keystroke of two letters and more, in the default order and under each column sort."""
    words, settled = (4, 0.3) if world.quick else (40, 3.0)
    found = measure(
        "tests.benchmarks.views", "typing", world.mirror(world.many()), "--count", words,
        "--settled", settled,
        **{KEY: world.key.raw.hex()},
    )  # fmt: skip
    pairs = {name: Pair(a, b, a / b) for name, (a, b, _) in found["sorts"].items()}
    worst = max(pairs, key=lambda name: pairs[name].ratio)
    blocked = max(late for _, _, late in found["sorts"].values()) * 1000
    return [
        lower(ID, "keystroke to first rows, p99 / the bare FTS query", pairs[DEFAULT], GOAL, "ms",
              scale=1000),
        lower("P5s", f"  the same, worst column sort ({worst})", pairs[worst], GOAL, "ms",
              scale=1000),
        Figure("P5w", "  the window's thread not free while typing, at worst", blocked, 100.0,
               "lower", blocked, 100.0, "ms"),
    ]  # fmt: skip
