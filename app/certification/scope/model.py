"""What the rules of scope need of an order, and where an order comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from app.orders import records
from app.orders.model import OrderLine, Relation
from app.orders.records import OrderRecord
from app.storage.database import Database


class Ordered(msgspec.Struct, frozen=True, kw_only=True):
    """An order as far as its scope of use is concerned."""

    id: str
    number: str
    placed_at: datetime
    cancelled: bool = False
    relation: Relation = Relation.NEW
    chain: str = ""
    """The entitlement it continues; orders with the same one make a chain."""
    previous: str = ""
    """Id of the order that it continues; "" where it names none."""
    reseller: str = ""
    lines: tuple[OrderLine, ...]


class Period(msgspec.Struct, frozen=True):
    """The time that is certified, half open; None: open on that side."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


def ordered(order_id: str, record: OrderRecord) -> Ordered:
    """An order out of its record in the feed."""
    return Ordered(
        id=order_id,
        number=record.number,
        placed_at=record.placed_at,
        cancelled=record.status == "cancelled",
        relation=record.chain.relation,
        chain=record.chain.entitlement_id,
        previous=record.chain.previous or "",
        reseller=record.reseller.name if record.reseller else "",
        lines=tuple(records.line_of(line, record.currency) for line in record.lines),
    )


def read_orders(mirror: Database) -> Iterator[Ordered]:
    """Every order that can be read, the oldest first. One that cannot be read is left out.

    All of them are needed: an order that ended may be what another one renewed.
    """
    decoder = msgspec.json.Decoder(OrderRecord)
    for order_id, body in mirror.iterate(
        "SELECT o.id, b.body FROM orders o JOIN order_body b ON b.row = o.row"
        " ORDER BY o.placed_at, o.id"
    ):
        try:
            record = decoder.decode(body)
        except msgspec.MsgspecError:
            continue
        yield ordered(str(order_id), record)
