"""Made-up orders as the feed delivers them: many, quick to make, the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from app.base.clock import Clock
from app.base.tasks import no_report
from app.orders.apply import OrdersApplier
from app.portal.wire import Change
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_mirror

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PRODUCTS = (
    ("Strata Cloud", "hosted"), ("Beacon Monitor", "hosted"), ("Relay Gateway EU", "software"),
    ("Relay Gateway", "software"), ("Strata Archive", "software"),
    ("Pulse Analytics beta", "software"), ("Operator training", "training"),
    ("Beacon add-on pack", "software"), ("Strata Connector", "software"),
    ("Quarry Index", "software"), ("Harbor Vault", "hosted"), ("Lumen Reports", "hosted"),
    ("Sable Router", "software"), ("Tern Scheduler", "software"),
)  # fmt: skip
RESELLERS = (None, None, None, "Northquay", "Baltic Systems", "Okeanos Partner GmbH")


class FixedClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: datetime = NOW) -> None:
        self.at = now

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def wire_time(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def line(name: str = "Strata Cloud", kind: str = "hosted", **changes: Any) -> dict[str, Any]:
    """A line of an order, with `changes`; `term` changes only the members given."""
    term = {
        "kind": "subscription", "start": "2026-01-01T00:00:00Z", "end": "2027-12-31T23:59:59Z",
        "auto_renews": True, "cancel_by": None, "billing": "annual", **changes.pop("term", {}),
    }  # fmt: skip
    return {
        "id": "line-1", "product_id": "prod-1", "product_name": name, "kind": kind,
        "scope": [{"metric": "named users", "quantity": 250, "unit": "users", "kind": "users"}],
        "term": term, "beta": False, "amount": "100.00", "production_instances": None,
        "upgrades_line_id": None, **changes,
    }  # fmt: skip


def order(number: str = "KO-20417", **changes: Any) -> dict[str, Any]:
    """A right order with `changes`."""
    return {
        "number": number, "placed_at": "2025-12-18T10:00:00Z", "status": "active",
        "payment": "paid",
        "seller": {"name": "Kestrane", "legal_entity": "Kestrane Inc.", "country": "US"},
        "reseller": None, "currency": "USD", "amount": "100.00", "bill_to": "Brennholt SE",
        "terms_document_id": "terms-2025-03",
        "chain": {"entitlement_id": "ent-1", "relation": "new", "previous": None},
        "support": None, "lines": [line()], **changes,
    }  # fmt: skip


def change(key: str, data: Any, *, kind: str = "order", version: int = 1) -> Change:
    return Change(kind, key, version, data=msgspec.Raw(json.dumps(data).encode()))


def deletion(key: str, *, kind: str = "order", version: int = 2) -> Change:
    return Change(kind, key, version, deleted=True)


def many_orders(count: int, seed: int = 1) -> Iterator[Change]:
    """`count` different orders in three currencies, some with two or three lines."""
    dice = random.Random(seed)
    start = NOW - timedelta(seconds=count * 300)
    for n in range(count):
        placed = start + timedelta(seconds=n * 300 + dice.randint(0, 90_000))
        end = placed + timedelta(days=365 * dice.randint(1, 3))
        lines = []
        for _ in range(1 + (dice.random() < 0.3) + (dice.random() < 0.1)):
            name, kind = dice.choice(PRODUCTS)
            term = {"start": wire_time(placed), "end": wire_time(end)}
            scope = [
                {
                    "metric": dice.choice(("named users", "production instances", "storage")),
                    "quantity": dice.randint(1, 500),
                    "unit": "TB",
                    "kind": "other",
                }
            ]
            lines.append(line(name, kind, term=term, scope=scope))
        reseller = dice.choice(RESELLERS)
        yield change(f"ord-{20_000 + n}", order(
            f"KO-{20_000 + n}", placed_at=wire_time(placed), lines=lines,
            payment=dice.choices(("paid", "overdue"), (95, 5))[0],
            currency=dice.choice(("USD", "EUR", "JPY")), amount=str(dice.randint(10, 200_000)),
            chain={"entitlement_id": f"ent-{n // 3}", "relation": "new", "previous": None},
            reseller={"id": "res-1", "name": reseller} if reseller else None,
        ))  # fmt: skip


def load(db: Database, changes: Iterable[Change], clock: Clock, *, page: int = 2000) -> None:
    """Bring orders into a mirror as the feed does on its first load, then settle."""
    applier = OrdersApplier(clock)
    batch: list[Change] = []

    def flush() -> None:
        with db.write() as tx:
            assert applier.apply(tx, batch, 1) == []
        batch.clear()

    for item in changes:
        batch.append(item)
        if len(batch) == page:
            flush()
    flush()
    applier.settle(db, first_load=True, report=no_report, cancel=None)
    with db.write() as tx:
        tx.execute("UPDATE feed_state SET first_load = 0, generation = 1")


def mirror_with(folder: Path, changes: Iterable[Change], clock: Clock) -> Database:
    """A settled, writable mirror in `folder` holding these orders."""
    db = open_mirror(folder / "mirror.db", StoreKey(bytes(range(32))))
    load(db, changes, clock)
    return db
