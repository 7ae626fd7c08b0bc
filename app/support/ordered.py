"""The orders that have a product in one of their lines, found by the product's name."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from app.orders.records import OrderRecord
from app.orders.search import match_expression, query_words
from app.storage.database import Database

_LOOKED_AT = 200
"""So many of the newest orders with a product's name are looked at."""


def is_ordered(mirror: Database, name: str) -> bool:
    """Whether any order has a product of this name."""
    words = query_words(name)
    if not words:
        return False
    sql = "SELECT 1 FROM orders_search WHERE orders_search MATCH ? LIMIT 1"
    return mirror.one(sql, (match_expression(words),)) is not None


def orders_with(mirror: Database, product_id: str, name: str) -> Iterator[tuple[str, OrderRecord]]:
    """Ids and records of orders that were not canceled and have the product, newest first."""
    words = query_words(name)
    if not words:
        return
    rows = mirror.read(
        "SELECT o.id, b.body FROM orders_search f CROSS JOIN orders o ON o.row = f.rowid"
        " JOIN order_body b ON b.row = o.row WHERE f.orders_search MATCH ?"
        " ORDER BY f.rowid DESC LIMIT ?",
        (match_expression(words), _LOOKED_AT),
    )
    for key, body in rows:
        try:
            record = msgspec.json.decode(body, type=OrderRecord)
        except (msgspec.MsgspecError, ArithmeticError):
            continue
        named = any(line.product_id == product_id for line in record.lines)
        if named and record.status != "cancelled":
            yield str(key), record
