"""P11: an item put in the outbox is durable in at most 1.5 × a bare SQLCipher commit."""

from __future__ import annotations

import contextlib
import time

from sqlcipher3 import dbapi2 as sqlcipher

from app.exchange.outbox import Outbox
from app.storage.opening import open_own
from tests.benchmarks.harness import Figure, lower, paired
from tests.benchmarks.world import World

ID = "P11"
GOAL = 1.5
PAYLOAD = b'{"topic":"product","text":"' + b"x" * 300 + b'"}'


def run(world: World) -> list[Figure]:
    """Alternate single commits of both sides; each is on the disk when it returns."""
    folder = world.folder / "p11"
    folder.mkdir()
    own = open_own(folder / "own.db", world.key)
    outbox = Outbox(own, folder / "own.ledger", world.clock)
    bare = sqlcipher.connect(str(folder / "bare.db"), isolation_level=None)
    with contextlib.closing(own), contextlib.closing(bare):
        bare.execute(f'PRAGMA key = "{world.key.literal()}"')
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("CREATE TABLE item (id TEXT PRIMARY KEY, subject TEXT, payload BLOB, at TEXT)")

        def ours() -> float:
            start = time.perf_counter()
            with own.write() as tx:
                outbox.put(tx, "feedback", PAYLOAD, "subject-1")
            return time.perf_counter() - start

        def other() -> float:
            at = str(time.time_ns())
            start = time.perf_counter()
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO item VALUES (?, ?, ?, ?)", (at, "subject-1", PAYLOAD, at))
            bare.execute("COMMIT")
            return time.perf_counter() - start

        for _warm in range(10):
            ours(), other()
        pair = paired(ours, other, 20 if world.quick else 400)
    return [lower(ID, "an outbox item durable / a bare commit", pair, GOAL, "ms", scale=1000)]
