"""A first synchronization in a process of its own, as niced as the worker's: a line for each page.

`python -m tests.benchmarks.syncing MIRROR ORDERS ADDRESS`
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from app.base.clock import SystemClock
from app.exchange.feed import Feed
from app.orders.apply import OrdersApplier
from app.storage.key import StoreKey
from app.storage.opening import open_mirror
from tests.benchmarks.views import KEY
from tests.benchmarks.world import signed_in


def main() -> None:
    path, address = Path(sys.argv[1]), sys.argv[2]
    os.nice(10)
    clock = SystemClock()
    key = StoreKey(bytes.fromhex(os.environ[KEY]))
    with contextlib.closing(open_mirror(path, key)) as mirror, signed_in(address, clock) as session:
        print("ready", flush=True)
        sys.stdin.readline()
        feed = Feed(mirror, session, [OrdersApplier(clock)], clock)
        feed.sync(on_page=lambda _kinds: print("page", flush=True))


if __name__ == "__main__":
    main()
