"""What a request can be about: products with versions, the orders that grant support, instances."""

from __future__ import annotations

import msgspec

from app.account.store import records
from app.base.errors import Problem
from app.orders.records import Instant, OrderRecord, ProductRecord
from app.orders.search import match_expression, query_words
from app.support.requests.entitlement import holding_first
from app.support.requests.model import Choice, Entitlement, Product
from app.support.requests.tools import Tools

_LOOKED_AT = 200
"""So many of the newest orders with a product's name are looked at."""
_ORDERS = 12
"""So many orders of a product are offered, those that hold first."""
_HOSTED = "hosted"


class _Release(msgspec.Struct, frozen=True, gc=False):
    product_id: str
    version: str
    released_at: Instant | None = None


class Products:
    """Reads the vendor's products as far as they concern this account."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def all(self) -> tuple[Product, ...]:
        """Every product by name, those that were ordered first; without orders and instances."""
        found = [
            (not self._is_ordered(one.name), one.name.casefold(), key, one)
            for key, one in records(self._tools.mirror, "product", ProductRecord)
        ]
        return tuple(
            Product(id=key, name=one.name, hosted=one.kind == _HOSTED)
            for _rank, _name, key, one in sorted(found, key=lambda entry: entry[:3])
        )

    def one(self, product_id: str) -> Product | None:
        """A product with all that is known of it here; None where the vendor lists none such."""
        tools = self._tools
        for key, record in records(tools.mirror, "product", ProductRecord):
            if key == product_id:
                return Product(
                    id=key,
                    name=record.name,
                    versions=self._versions(key, record.version),
                    hosted=record.kind == _HOSTED,
                    orders=self._orders(key, record.name),
                    licenses=self._licenses(key),
                    machines=self._machines(key),
                )
        return None

    def _is_ordered(self, name: str) -> bool:
        words = query_words(name)
        if not words:
            return False
        found = self._tools.mirror.one(
            "SELECT 1 FROM orders_search WHERE orders_search MATCH ? LIMIT 1",
            (match_expression(words),),
        )
        return found is not None

    def _versions(self, product_id: str, current: str) -> tuple[str, ...]:
        """The releases, the newest first, and the one that the product's record names."""
        found = [
            (one.released_at is not None, str(one.released_at), one.version)
            for _key, one in records(self._tools.mirror, "release", _Release)
            if one.product_id == product_id
        ]
        newest = [version for _known, _at, version in sorted(found, reverse=True)]
        return tuple(dict.fromkeys([*newest, *([current] if current else [])]))

    def _orders(self, product_id: str, name: str) -> tuple[Entitlement, ...]:
        words = query_words(name)
        if not words:
            return ()
        rows = self._tools.mirror.read(
            "SELECT o.id, b.body FROM orders_search f CROSS JOIN orders o ON o.row = f.rowid"
            " JOIN order_body b ON b.row = o.row WHERE f.orders_search MATCH ?"
            " ORDER BY f.rowid DESC LIMIT ?",
            (match_expression(words), _LOOKED_AT),
        )
        named = [str(key) for key, body in rows if _names(body, product_id)]
        grants = self._tools.entitlements()
        found: list[Entitlement] = []
        for key in named[: _ORDERS * 2]:
            try:
                found.append(grants.of(key))
            except Problem:
                continue
        return tuple(sorted(found, key=holding_first)[:_ORDERS])

    def _licenses(self, product_id: str) -> tuple[Choice, ...]:
        found = self._tools.licenses().views.licenses()
        return tuple(
            Choice(one.id, " · ".join(part for part in (one.name, one.order_number) if part))
            for one in found
            if one.product_id == product_id
        )

    def _machines(self, product_id: str) -> tuple[Choice, ...]:
        found = self._tools.licenses().views.machines()
        return tuple(
            Choice(one.id, one.name) for one in found if one.product_id == product_id and one.active
        )


def _names(body: bytes, product_id: str) -> bool:
    """Whether a line of an order that was not canceled is about the product."""
    try:
        record = msgspec.json.decode(body, type=OrderRecord)
    except (msgspec.MsgspecError, ArithmeticError):
        return False
    return record.status != "cancelled" and any(
        line.product_id == product_id for line in record.lines
    )
