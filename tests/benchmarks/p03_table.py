"""P3: 1,000,000 orders in the table, against Qt's lazy QSqlTableModel on a plaintext twin."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from app.orders.columns import index_columns, index_name
from app.orders.model import OrderColumn
from app.storage.opening import open_mirror
from tests.benchmarks.harness import Figure, lower, measure, pair_of
from tests.benchmarks.views import KEY
from tests.benchmarks.world import World

ID = "P3"
GOAL_PAINT = 1.5
GOAL_MEMORY = 20.0


def run(world: World) -> list[Figure]:
    """Processes of both sides in turn, each from the closed file to the painted table."""
    mirror = world.mirror(world.many())
    plain = twin(world, mirror)
    key = {KEY: world.key.raw.hex()}
    ours: list[dict[str, Any]] = []
    other: list[dict[str, Any]] = []
    for _ in range(1 if world.quick else 9):
        ours.append(measure("tests.benchmarks.views", "paged", mirror, **key))
        other.append(measure("tests.benchmarks.views", "sql", plain))
    rows = f"{ours[0]['rows']:,}"
    paint = pair_of([o["painted"] for o in ours], [o["painted"] for o in other])
    added = pair_of([o["added"] for o in ours], [o["added"] for o in other])
    what = f"{rows} orders: first paint / lazy QSqlTableModel, plaintext"
    memory = f"{rows} orders: memory the table adds (other: QSqlTableModel)"
    return [
        lower(ID, what, paint, GOAL_PAINT, "ms", scale=1000),
        Figure("P3m", memory, added.ours, GOAL_MEMORY, "lower", added.ours, added.other, "MB"),
    ]


def twin(world: World, mirror: Path) -> Path:
    """The orders of `mirror` in a plain SQLite file, with the same indexes."""
    path = mirror.with_name("plain.db")
    if path.exists():
        return path
    with (
        contextlib.closing(open_mirror(mirror, world.key, read_only=True)) as source,
        contextlib.closing(sqlite3.connect(path)) as target,
    ):
        row = source.one("SELECT sql FROM sqlite_schema WHERE name = 'orders'")
        assert row is not None
        target.execute(row[0])
        marks = ", ".join("?" * len(source.read("PRAGMA table_info(orders)")))
        target.executemany(
            f"INSERT INTO orders VALUES ({marks})", source.iterate("SELECT * FROM orders")
        )
        for column in OrderColumn:
            names = ", ".join(index_columns(column))
            target.execute(f"CREATE INDEX {index_name(column)} ON orders ({names})")
        target.commit()
    return path
