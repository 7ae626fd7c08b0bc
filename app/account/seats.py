"""Named users that orders grant: read from the orders in force, summed per product and metric."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from app.account.changing import SeatOrder, Seats
from app.account.rules import Grant, seats_of
from app.base.tasks import CancelToken
from app.orders.columns import STATE_CODE
from app.orders.model import OrderState
from app.orders.records import LineRecord, OrderRecord
from app.storage.database import Database

IN_FORCE = frozenset(
    {
        OrderState.ACTIVE,
        OrderState.DUE_SOON,
        OrderState.UNPAID,
        OrderState.TRIAL,
        OrderState.SUSPENDED,
        OrderState.DONE,
    }
)
"""States of orders whose scope of use counts; one that is suspended grants its users still."""

_USERS = "users"


def read_seats(
    mirror: Database, used: int, now: datetime, cancel: CancelToken | None = None
) -> tuple[Seats, ...]:
    """Per product and metric: what the orders in force at `now` grant, beside `used` of them."""
    return seats_of(_grants(mirror, now, cancel), used)


def _grants(mirror: Database, now: datetime, cancel: CancelToken | None) -> Iterator[Grant]:
    states = sorted(STATE_CODE[state] for state in IN_FORCE)
    marks = ", ".join("?" * len(states))
    lines: list[tuple[str, LineRecord]] = []
    # The kind stands in the record as it came; whether it is a scope's is seen once it is read.
    rows = mirror.iterate(
        "SELECT o.number, b.body FROM orders o JOIN order_body b ON b.row = o.row"  # noqa: S608
        f" WHERE o.state IN ({marks}) AND instr(b.body, CAST('\"users\"' AS BLOB)) > 0",
        states,
    )
    for number, body in rows:
        if cancel is not None:
            cancel.check()
        try:
            record = msgspec.json.decode(body, type=OrderRecord)
        except msgspec.MsgspecError:
            continue
        lines += [(str(number), line) for line in record.lines if _holds(line, now)]
    replaced = {line.upgrades_line_id for _number, line in lines if line.upgrades_line_id}
    for number, line in lines:
        if line.id in replaced:
            continue
        for scope in line.scope:
            if scope.kind == _USERS:
                order = SeatOrder(number, scope.quantity, line.term.end)
                product = (line.product_id, line.product_name)
                yield Grant(product, scope.metric, scope.unit, order)


def _holds(line: LineRecord, now: datetime) -> bool:
    term = line.term
    begun = term.start is None or term.start <= now
    return begun and (term.end is None or term.end > now)
