"""P6: first sync of 100,000 orders, against requests + json + executemany into plain SQLite.

Both sides read the same pages from the same running portal and end with the same rows, the same
indexes and the same full text. The other side is what one would write first and write well: one
connection kept open, one transaction a page, WAL, the schema with its indexes there from the start.
A third, stricter side builds indexes and full text after the load, as ours does; it is reported
beside the goal.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests

from app.base.money import minor_digits
from app.exchange.feed import Feed
from app.orders.apply import OrdersApplier
from app.orders.columns import index_columns, index_name
from app.orders.model import OrderColumn
from app.portal.session import Session
from app.storage.opening import open_mirror
from tests.benchmarks.harness import Figure, lower, pair_of
from tests.benchmarks.world import World

ID = "P6"
GOAL = 0.40
LIMIT = 2000

TABLES = """
CREATE TABLE feed_state (cursor TEXT);
CREATE TABLE record (kind TEXT, id TEXT, version INTEGER, body TEXT, PRIMARY KEY (kind, id));
CREATE TABLE orders (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER, number TEXT,
    placed_at INTEGER, products TEXT, kind INTEGER, bought_from TEXT, term_end INTEGER,
    cancel_by INTEGER, state INTEGER, state_until INTEGER, currency TEXT, amount_minor INTEGER,
    chain TEXT, search TEXT, body TEXT
);
"""
FULL_TEXT = "CREATE VIRTUAL TABLE orders_search USING fts5 (text, content='', prefix='2 3')"
KINDS = {"software": 0, "hosted": 1, "support": 2, "training": 3, "no_charge": 4}
MIXED = 5


def run(world: World) -> list[Figure]:
    """Load both sides in turn; then synchronize ours once more, with nothing new."""
    orders, rounds = world.some(), 1 if world.quick else 3
    sides: dict[str, list[float]] = {"ours": [], "plain": [], "deferred": []}
    with world.session(orders) as session:
        token = session._usable(None).access_token
        address = world.portal(orders)
        for number in range(rounds):
            folder = world.folder / f"p06-{number}"
            folder.mkdir()
            order = ("ours", "plain", "deferred")
            for side in order if number % 2 else order[::-1]:
                start = time.perf_counter()
                if side == "ours":
                    _ours(world, session, folder / "mirror.db")
                else:
                    _plain(folder / f"{side}.db", address, token, deferred=side == "deferred")
                sides[side].append(time.perf_counter() - start)
            _agree(world, folder)
        requests_made, writes = _nothing_new(world, session, folder / "mirror.db")
    pair = pair_of(sides["ours"], sides["plain"])
    strict = pair_of(sides["ours"], sides["deferred"])
    what = f"first sync of {orders:,} orders, encrypted, searchable / plain"
    return [
        lower(ID, what, pair, GOAL, "s"),
        lower("P6d", "  the same, the plain side too building indexes last", strict, 1.0, "s"),
        Figure("P6n", "sync with no change: requests + row writes", requests_made + writes, 1,
               "lower", requests_made, writes, "count"),
    ]  # fmt: skip


def _ours(world: World, session: Session, path: Path) -> None:
    with contextlib.closing(open_mirror(path, world.key)) as mirror:
        Feed(mirror, session, [OrdersApplier(world.clock)], world.clock).sync()


def _nothing_new(world: World, session: Session, path: Path) -> tuple[int, int]:
    with contextlib.closing(open_mirror(path, world.key)) as mirror:
        before = mirror.total_changes
        result = Feed(mirror, session, [OrdersApplier(world.clock)], world.clock).sync()
        return result.requests, mirror.total_changes - before


def _agree(world: World, folder: Path) -> None:
    """Both sides must have done the job: as many orders, and the same found by a search."""
    with contextlib.closing(open_mirror(folder / "mirror.db", world.key)) as mirror:
        mine = mirror.one("SELECT count(*), sum(amount_minor) FROM orders")
        found = mirror.one("SELECT count(*) FROM orders_search WHERE orders_search MATCH 'su*'")
    for name in ("plain.db", "deferred.db"):
        with contextlib.closing(sqlite3.connect(folder / name)) as plain:
            theirs = plain.execute("SELECT count(*), sum(amount_minor) FROM orders").fetchone()
            match = "SELECT count(*) FROM orders_search WHERE orders_search MATCH 'su*'"
            assert theirs == mine, (theirs, mine)
            assert plain.execute(match).fetchone() == found


def _plain(path: Path, address: str, token: str, *, deferred: bool) -> None:
    """The best plain way: requests, json, executemany."""
    indexes = [
        f"CREATE INDEX {index_name(c)} ON orders ({', '.join(index_columns(c))})"
        for c in OrderColumn
    ]
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -65536")
        db.executescript(TABLES)
        db.execute(FULL_TEXT)
        if not deferred:
            for statement in indexes:
                db.execute(statement)
        _pages(db, address, token, searchable=not deferred)
        if deferred:
            for statement in indexes:
                db.execute(statement)
            db.execute("INSERT INTO orders_search (rowid, text) SELECT row, search FROM orders")


def _pages(db: sqlite3.Connection, address: str, token: str, *, searchable: bool) -> None:
    now = int(time.time())
    row, after, more = 0, None, True
    with requests.Session() as http:
        http.headers["Authorization"] = f"Bearer {token}"
        while more:
            query = {"limit": LIMIT} | ({"after": after} if after else {})
            reply = http.get(f"{address}/v1/changes", params=query, timeout=30)
            reply.raise_for_status()
            page = json.loads(reply.content)
            orders, records = [], []
            for change in page["changes"]:
                if change["kind"] == "order":
                    row += 1
                    orders.append(_order(row, change, now))
                else:
                    body = json.dumps(change.get("data"))
                    records.append((change["kind"], change["id"], change["version"], body))
            after, more = page["next"], page["more"]
            db.execute("BEGIN")
            db.executemany(f"INSERT INTO orders VALUES ({', '.join('?' * 17)})", orders)
            db.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?)", records)
            if searchable:
                texts = [(values[0], values[15]) for values in orders]
                db.executemany("INSERT INTO orders_search (rowid, text) VALUES (?, ?)", texts)
            db.execute("DELETE FROM feed_state")
            db.execute("INSERT INTO feed_state VALUES (?)", (after,))
            db.execute("COMMIT")


def _order(row: int, change: dict[str, Any], now: int) -> tuple[Any, ...]:
    """The columns of one order, from its dictionary."""
    data = change["data"]
    lines = data["lines"]
    kinds = {line["kind"] for line in lines}
    kind = KINDS[kinds.pop()] if len(kinds) == 1 else MIXED
    ends = [_seconds(line["term"]["end"]) for line in lines if line["term"].get("end")]
    cancels = [_seconds(t["cancel_by"]) for t in (x["term"] for x in lines) if t.get("cancel_by")]
    coming = [end for end in ends if end > now]
    until = min(coming, default=None)
    reseller = data["reseller"]["name"] if data.get("reseller") else ""
    products = ", ".join(dict.fromkeys(line["product_name"] for line in lines))
    amount = Decimal(data["amount"])
    chain = data["chain"]["entitlement_id"]
    scope = " ".join(
        f"{part['quantity']} {part['unit']} {part['metric']}"
        for line in lines
        for part in line["scope"]
    )
    return (
        row, change["id"], change["version"], data["number"], _seconds(data["placed_at"]),
        products, kind, reseller, until if coming else max(ends, default=None),
        min((c for c in cancels if c > now), default=None), 4 if coming or not ends else 6, until,
        data["currency"] if amount else None,
        int(amount.scaleb(minor_digits(data["currency"]))) if amount else None,
        chain, f"{data['number']} {chain} {products} {reseller} {scope}".lower(), json.dumps(data),
    )  # fmt: skip


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
