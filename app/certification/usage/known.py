"""What orders name: products with the metrics that they grant, read from the mirror."""

from __future__ import annotations

from collections import Counter

import msgspec

from app.certification.usage.look import Metric, Product
from app.storage.database import Database


class Known(msgspec.Struct, frozen=True):
    """Products of all orders, by name, and by order id those that an order names."""

    products: tuple[Product, ...] = ()

    def product(self, product_id: str) -> Product | None:
        """A product by its id."""
        return next((one for one in self.products if one.id == product_id), None)


class _Scope(msgspec.Struct, frozen=True, gc=False):
    metric: str
    unit: str = ""
    kind: str = "other"


class _Line(msgspec.Struct, frozen=True, gc=False):
    product_id: str
    product_name: str
    kind: str = ""
    scope: list[_Scope] = []


class _Order(msgspec.Struct, frozen=True, gc=False):
    lines: list[_Line]


_ORDER = msgspec.json.Decoder(_Order)
"""A decoder has no state of its own."""

_COUNTED = frozenset({"software", "hosted", "no_charge"})
"""Kinds of lines that can be used; support and training are not installed anywhere."""


def known(mirror: Database) -> Known:
    """Every product with what its orders grant; an order that cannot be read is left out."""
    names: dict[str, Counter[str]] = {}
    metrics: dict[str, dict[str, Metric]] = {}
    for (body,) in mirror.iterate("SELECT body FROM order_body ORDER BY row"):
        try:
            order = _ORDER.decode(body)
        except msgspec.MsgspecError:
            continue
        for line in order.lines:
            if line.kind not in _COUNTED:
                continue
            named = names.setdefault(line.product_id, Counter())
            named[line.product_name] += 1
            granted = metrics.setdefault(line.product_id, {})
            for one in line.scope:
                granted.setdefault(one.metric, Metric(one.metric, one.unit, one.kind))
    found = [
        Product(id=key, name=_usual(named), metrics=tuple(metrics[key].values()))
        for key, named in names.items()
    ]
    return Known(tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id))))


def _usual(named: Counter[str]) -> str:
    """What most orders call a product; some sell the same one with an addition to its name."""
    return max(named, key=lambda name: (named[name], -len(name), name))
