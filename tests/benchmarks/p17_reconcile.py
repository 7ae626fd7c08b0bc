"""P17: usage is counted again from its kept copy and reconciled, beside csv and a sum alone.

Ours is all of it: the encrypted copy deciphered, decoded, split, mapped, each host counted once,
its rows put in order, conflicts looked for, compared with what orders permit. Bare: the plain file
through `csv.reader`, quantities added as Decimals by product. Seconds are those of the processor.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from app.certification.reconcile.model import Entitlement, Result
from app.certification.reconcile.rules import reconcile
from app.certification.usage.model import Mapping, Source
from tests.benchmarks.harness import Figure, lower, paired
from tests.benchmarks.world import World
from tests.support.usage_desk import ARCHIVE, GATEWAY, UsageDesk, usage_desk

ID = "P17"
GROWTH = 11.0
SHARE = 3.0
PRODUCTS = {"Relay Gateway 4.2": GATEWAY, "Strata Archive": ARCHIVE}
MAPPING = Mapping(
    columns={"name": "Host", "product_id": "Product", "environment": "Environment",
             "quantity": "Instances", "place": "Site"},
    fixed={"metric": "production instances", "unit": "instances"},
    products=PRODUCTS,
    counts_if={"Status": ("in use",)},
)  # fmt: skip


def run(world: World) -> list[Figure]:
    """Ten times the rows, and the rows beside csv."""
    many = 5_000 if world.quick else 100_000
    rounds = 3 if world.quick else 15
    with usage_desk(world.folder / "p17") as desk:
        large, large_file = _inventory(desk, many)
        small, _small_file = _inventory(desk, many // 10)
        growth = paired(
            lambda: _busy(lambda: _reconciled(desk, large)),
            lambda: _busy(lambda: _reconciled(desk, small)),
            rounds,
        )
        beside = paired(
            lambda: _busy(lambda: _reconciled(desk, large)),
            lambda: _busy(lambda: _summed(large_file)),
            rounds,
        )
    return [
        lower(ID, f"{many:,} usage rows reconciled / {many // 10:,}", growth, GROWTH, "s"),
        lower(ID, f"{many:,} usage rows reconciled / csv and sum", beside, SHARE, "s"),
    ]


def _inventory(desk: UsageDesk, count: int) -> tuple[Source, Path]:
    """An inventory of hosts in no order, as a source and as the plain file."""
    dice = random.Random(17)
    hosts = [f"{'gw' if n % 3 else 'ar'}-{n:06}.{dice.choice('abcd')}.corp" for n in range(count)]
    dice.shuffle(hosts)
    path = desk.folder / f"hosts-{count}.csv"
    with path.open("w", encoding="utf-8", newline="") as sink:
        table = csv.writer(sink)
        table.writerow(("Host", "Product", "Environment", "Status", "Instances", "Site"))
        for number, host in enumerate(hosts):
            product = "Relay Gateway 4.2" if host.startswith("gw") else "Strata Archive"
            stage = "Production" if number % 10 else "Test"
            table.writerow((host, product, stage, "in use", number % 4 + 1, "Ulm, Donau"))
    return desk.usage.read_file(path, MAPPING, "benchmark"), path


def _reconciled(desk: UsageDesk, source: Source) -> None:
    permitted = [
        Entitlement(
            id=f"{product}/production instances", product_id=product, product_name=name,
            metric="production instances", unit="instances", software=True, permitted=Decimal(100),
        )
        for name, product in PRODUCTS.items()
    ]  # fmt: skip
    usage = desk.usage.count([source], desk.usage.rules(permitted))
    found = reconcile(permitted, usage, sources=[source])
    if [line.result for line in found.lines] != [Result.OVER, Result.OVER]:
        raise AssertionError(found.lines)


def _summed(path: Path) -> None:
    found: dict[str, Decimal] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        for row in rows:
            found[row[1]] = found.get(row[1], Decimal(0)) + Decimal(row[4])


def _busy(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
