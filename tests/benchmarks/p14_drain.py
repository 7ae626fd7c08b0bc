"""P14: while a full outbox drains the window is as quick as at rest, and no item costs more."""

from __future__ import annotations

import contextlib
import os
import time

from app.account.profiles import ProfileFolder
from app.exchange.outbox import Outbox
from app.exchange.sender import Sender
from app.services.traffic import routes
from app.storage.opening import open_mirror, open_own
from tests.benchmarks.draining import SUBJECT
from tests.benchmarks.harness import Figure, Pair, lower, measure
from tests.benchmarks.views import KEY
from tests.benchmarks.world import World
from tests.support.stores import HandClock, KeyedPortal

ID = "P14"
ALSO = ("P14M", "P14L")
GOALS = (("P14", "timer lateness p99 while the outbox drains / idle", 3.0),
         ("P14m", "  maximum of the same", 2.0))  # fmt: skip
LINEAR = 1.5


def run(world: World) -> list[Figure]:
    """Window, worker and portal are three processes; the portal yields, being elsewhere in life."""
    items = 200 if world.quick else 10_000
    orders = world.some()
    address = world.portal(orders)
    os.setpriority(os.PRIO_PROCESS, world.portal_process(orders), 15)
    place = ProfileFolder(world.folder / "p14")
    place.path.mkdir()
    open_mirror(place.mirror, world.key).close()
    _fill(world, place, items)
    found = measure(
        "tests.benchmarks.draining", "beside", place.path, address,
        **{KEY: world.key.raw.hex()},
    )  # fmt: skip
    with contextlib.closing(open_own(place.own, world.key)) as own:
        states = own.read("SELECT state, count(*) FROM outbox GROUP BY state")
    assert states == [("sent", items)], states
    late = [
        lower(name, what, Pair(busy, idle, busy / max(idle, 1e-6)), goal, "ms", scale=1000)
        for (name, what, goal), busy, idle in zip(GOALS, found["busy"], found["idle"], strict=True)
    ]
    return [*late, _an_item_of_many(world, items)]


def _an_item_of_many(world: World, items: int) -> Figure:
    """Processor seconds an item, the portal left out: of all, and of a tenth as many."""
    many, few = (_each(world, count) for count in (items, items // 10))
    return lower(
        "P14L", "  an item of all / of a tenth as many", Pair(many, few, many / few), LINEAR,
        "ms", scale=1000,
    )  # fmt: skip


def _each(world: World, count: int) -> float:
    place = ProfileFolder(world.folder / f"p14-{count}")
    place.path.mkdir()
    _fill(world, place, count)
    with contextlib.closing(open_own(place.own, world.key)) as own:
        sender = Sender(
            own, KeyedPortal(HandClock()), routes(), place.send_lock, world.clock,
            ledger=place.ledger,
        )  # fmt: skip
        start = time.process_time()
        sender.send_all(SUBJECT)
        return (time.process_time() - start) / count


def _fill(world: World, place: ProfileFolder, items: int) -> None:
    text = "x" * 300
    with contextlib.closing(open_own(place.own, world.key)) as own, own.write() as tx:
        outbox = Outbox(own, place.ledger, world.clock)
        for number in range(items):
            item = outbox.new_id()
            body = (
                f'{{"client_id":"{item}","topic":"product","text":"{number} {text}",'
                '"created_at":"2026-11-22T09:00:00Z","acknowledged":'
                '{"statement":"Feedback is not confidential.","at":"2026-11-22T09:00:00Z"}}'
            )
            outbox.put(tx, "feedback", body.encode(), SUBJECT, id=item)
