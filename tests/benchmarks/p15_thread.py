"""P15: a thread of 2,000 messages shows its first screen as fast as one of 20.

Both lie in one real store, with the same texts. Once the service's call alone is measured, once the
whole way: read, laid out and painted by the page's own widget, in a process of its own.
"""

from __future__ import annotations

from tests.benchmarks.harness import Figure, Pair, lower, measure, paired, timed
from tests.benchmarks.threads import LONG, SHORT, filled
from tests.benchmarks.world import World

ID = "P15"
GOAL = 1.5
_CALLS = 20


def run(world: World) -> list[Figure]:
    """Read both threads in turns, then show both in turns."""
    rounds, length = (5, 200) if world.quick else (60, 2000)
    with filled(world.folder / "p15", length) as desk:
        room = desk.requests

        def calls(request: str) -> float:
            return timed(lambda: [room.thread(request) for _call in range(_CALLS)])

        read = paired(lambda: calls(LONG), lambda: calls(SHORT), rounds)
    folder = world.folder / "p15-shown"
    found = measure("tests.benchmarks.threads", folder, length, rounds)
    shown = Pair(found["long"], found["short"], found["ratio"])
    what = f"first screen of a thread of {length:,} messages"
    return [
        lower(ID, f"{what} read / of 20", read, GOAL, "ms", scale=1000 / _CALLS),
        lower(ID, f"{what} painted / of 20", shown, GOAL, "ms", scale=1000),
    ]
