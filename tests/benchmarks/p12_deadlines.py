"""P12: verdicts and deadlines of order lines grow as their number does, and follow a change alone.

What is measured is the reckoning itself, on the demo's terms; storing it is the settling's part.
Seconds are those of the processor: the ratio is about the work, not about who else is at work.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import msgspec

from app.deadlines.calendar import BusinessCalendar
from app.orders.records import OrderRecord
from app.sandbox.calendar import DRAWN_ON, VENDOR_ZONE, Calendar
from app.sandbox.generated import Generator
from app.terms.due import Engine
from app.terms.governor import Governor
from app.terms.rules import line_facts
from tests.benchmarks.harness import Figure, lower, paired
from tests.benchmarks.world import World
from tests.support.demo_terms import demo_terms

ID = "P12"
GROWTH = 11.0
SHARE = 0.001
"""One order of 100,000, the engine made anew for it, beside all of them."""
NOW = datetime.combine(DRAWN_ON, datetime.min.time(), tzinfo=UTC)
SEED = 12

Orders = list[tuple[str, OrderRecord]]


def run(world: World) -> list[Figure]:
    """Ten times the lines, and one changed order beside all."""
    many = 2_000 if world.quick else 100_000
    rounds = 2 if world.quick else 3
    reckoner = Reckoner()
    large = orders(many)
    small = large[::10]
    growth = paired(
        lambda: busy(lambda: reckoner.all(large)),
        lambda: busy(lambda: reckoner.all(small)),
        rounds,
    )
    one = large[-1:]
    change = paired(
        lambda: busy(lambda: reckoner.all(one)),
        lambda: busy(lambda: reckoner.all(large)),
        rounds,
    )
    return [
        lower(
            ID, f"verdicts and deadlines of {many:,} / {len(small):,} lines", growth, GROWTH, "s"
        ),
        lower(ID, f"of 1 changed order / of all {many:,}", change, SHARE, "s"),
    ]


class Reckoner:
    """The demo's terms at the demo's vendor."""

    def __init__(self) -> None:
        self.versions, self.rule_sets = demo_terms(Calendar(DRAWN_ON))
        self.calendar = BusinessCalendar("NL", zone=VENDOR_ZONE)
        self.calendar.is_business_day(date(2026, 1, 1))

    def all(self, found: Orders) -> int:
        """Verdict and deadlines of every line, by an engine made for it; how many there are."""
        engine = Engine(self.versions, self.rule_sets, VENDOR_ZONE, self.calendar)
        governor = Governor(self.versions, self.rule_sets, VENDOR_ZONE)
        count = 0
        for key, order in found:
            count += len(engine.deadlines(key, order))
            for line in order.lines:
                count += len(governor.choices(line_facts(key, order, line), NOW))
        return count


def busy(work: Callable[[], object]) -> float:
    """Seconds of the processor that `work` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def orders(count: int) -> Orders:
    """The demo's generated orders as they come from the feed."""
    made = Generator(SEED, count, Calendar(DRAWN_ON))
    decoder = msgspec.json.Decoder(OrderRecord)
    return [(key, decoder.decode(msgspec.json.encode(order))) for key, order in made]
