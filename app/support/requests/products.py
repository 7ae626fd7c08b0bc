"""What a request can be about: products with versions, the orders that grant support, instances."""

from __future__ import annotations

from itertools import islice

import msgspec

from app.account.store import records
from app.base.errors import Problem
from app.orders.records import Instant, ProductRecord
from app.support.ordered import is_ordered, orders_with
from app.support.requests.entitlement import holding_first
from app.support.requests.model import Choice, Entitlement, Product
from app.support.requests.tools import Tools

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
            (not is_ordered(self._tools.mirror, one.name), one.name.casefold(), key, one)
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
        found_orders = orders_with(self._tools.mirror, product_id, name)
        named = [key for key, _record in islice(found_orders, _ORDERS * 2)]
        grants = self._tools.entitlements()
        found: list[Entitlement] = []
        for key in named:
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
