"""Orders as lists name them: number and products, read for a few rows at a time."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.storage.database import Database
from app.terms.answers import NeedOrder


class NamedOrder(msgspec.Struct, frozen=True):
    """An order as lists name it; `lines` are the products of its lines."""

    id: str
    number: str
    lines: tuple[str, ...]
    line_ids: tuple[str, ...] = ()

    def product(self, line_id: str = "") -> str:
        """The product of a line; of all lines where there is no such line."""
        if line_id in self.line_ids:
            return self.lines[self.line_ids.index(line_id)]
        return ", ".join(dict.fromkeys(self.lines))


class _Line(msgspec.Struct, frozen=True):
    id: str = ""
    product_name: str = ""


class _Body(msgspec.Struct, frozen=True):
    number: str
    lines: tuple[_Line, ...] = ()


def read_names(mirror: Database, rows: Sequence[int]) -> dict[int, NamedOrder]:
    """The names of the orders in these rows."""
    wanted = msgspec.json.encode(sorted(set(rows))).decode()
    found: dict[int, NamedOrder] = {}
    for row, key, body in mirror.read(
        "SELECT o.row, o.id, b.body FROM json_each(?) w CROSS JOIN orders o ON o.row = w.value"
        " JOIN order_body b ON b.row = o.row",
        (wanted,),
    ):
        said = msgspec.json.decode(body, type=_Body)
        found[int(row)] = NamedOrder(
            key,
            said.number,
            tuple(one.product_name for one in said.lines),
            tuple(one.id for one in said.lines),
        )
    return found


def named_orders(mirror: Database, rows: Sequence[int]) -> list[NeedOrder]:
    """Orders as a list of what needs acceptance names them."""
    found = read_names(mirror, rows)
    return [
        NeedOrder(order.id, order.number, order.product())
        for row in rows
        if (order := found.get(row)) is not None
    ]
