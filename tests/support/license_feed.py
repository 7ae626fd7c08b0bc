"""Licenses and machines as the feed delivers them, put into a mirror for tests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from app.storage.database import Database


def license_record(**changes: Any) -> dict[str, Any]:
    """A license of the line that `orders_feed.order` has, with `changes`."""
    return {
        "order_id": "ord-1", "line_id": "line-1", "product_id": "prod-1", "name": "Relay Gateway",
        "state": "active", "key_hint": "7QF2", "starts_at": "2026-01-01T00:00:00Z",
        "expires_at": "2027-12-31T23:59:59Z", "machines": 3, "entitlements": ["clustering"],
        **changes,
    }  # fmt: skip


def machine_record(name: str = "gw-1", **changes: Any) -> dict[str, Any]:
    """An active production machine of `lic-1`, with `changes`."""
    return {
        "license_id": "lic-1", "name": name, "fingerprint": sha256(name.encode()).hexdigest(),
        "production": True, "state": "active", "activated_at": "2026-09-18T08:12:00Z",
        "ended_at": None, **changes,
    }  # fmt: skip


def put_records(mirror: Database, kind: str, records: Iterable[tuple[str, Any]]) -> None:
    """Keep records as the feed does for small kinds."""
    with mirror.write() as tx:
        tx.executemany(
            "INSERT OR REPLACE INTO record (kind, id, version, generation, body)"
            " VALUES (?, ?, 1, 1, ?)",
            [(kind, key, json.dumps(data).encode()) for key, data in records],
        )
