"""Orders read for the rules: whole chains of an entitlement, with who carries on whom.

An order that a later renewal or upgrade carries on renews no more by itself, so an order is never
looked at without the others of its chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from app.orders.columns import STATE_CODE
from app.orders.model import OrderState, Relation
from app.orders.records import OrderRecord
from app.storage.database import Database, Row

_RECORD = msgspec.json.Decoder(OrderRecord)
"""Has no state of its own."""
_NEVER = -(1 << 62)
_OVER = ", ".join(str(STATE_CODE[s]) for s in (OrderState.ENDED, OrderState.CANCELLED))
_COLUMNS = (
    "o.row, o.id, o.version, o.generation,"
    f" CASE WHEN o.state IN ({_OVER}) AND o.term_end < ?1 THEN NULL ELSE b.body END"
    " FROM orders o JOIN order_body b ON b.row = o.row"
)
_EVER = datetime(9999, 12, 31, tzinfo=UTC)
_CARRIES_ON = frozenset({Relation.RENEWAL, Relation.UPGRADE})


class ChainedOrder(msgspec.Struct, frozen=True):
    """An order with its place in the store. `record` None: left out, or it cannot be read."""

    row: int
    id: str
    version: int
    generation: int
    record: OrderRecord | None
    continued: bool = False
    """Another order carries it on."""
    bases: tuple[tuple[str, str], ...] = ()
    """Of its lines that upgrade another: their ids, each with the number of the order upgraded."""


def chains_of(
    mirror: Database, rows: Sequence[int], *, over_before: int = _NEVER
) -> Iterator[ChainedOrder]:
    """The orders in these rows and all others of their chains.

    Of orders that were over before `over_before` (seconds since 1970) the record is not read.
    """
    wanted = msgspec.json.encode(list(rows)).decode()
    found = mirror.read(
        f"SELECT o.chain, {_COLUMNS} WHERE o.chain IN (SELECT c.chain FROM json_each(?2) w"  # noqa: S608
        " CROSS JOIN orders c ON c.row = w.value WHERE c.chain <> '')"
        f" UNION ALL SELECT '', {_COLUMNS}"
        " WHERE o.chain = '' AND o.row IN (SELECT value FROM json_each(?2))",
        (over_before, wanted),
    )
    chains: dict[str, list[ChainedOrder]] = {}
    for chain, *rest in found:
        order = _order(tuple(rest))
        chains.setdefault(str(chain) or f"\0{order.row}", []).append(order)
    for members in chains.values():
        yield from _with_followers(members)


def one_order(mirror: Database, row: int) -> ChainedOrder | None:
    """One order, with whether another carries it on; None where there is none in this row."""
    return next((order for order in chains_of(mirror, [row]) if order.row == row), None)


def last_end(record: OrderRecord) -> datetime:
    """When the last of an order's terms ends; far away where one has no end."""
    return max((line.term.end or _EVER for line in record.lines), default=_EVER)


def _order(row: Row) -> ChainedOrder:
    number, key, version, generation, body = row
    if body is None:
        return ChainedOrder(number, key, version, generation, None)
    try:
        record = _RECORD.decode(body)
    except (msgspec.MsgspecError, ValueError, ArithmeticError):
        record = None
    return ChainedOrder(number, key, version, generation, record)


def _with_followers(members: Sequence[ChainedOrder]) -> Iterable[ChainedOrder]:
    if len(members) == 1:
        return members
    records = {order.id: order.record for order in members}
    later = [
        (order.id, order.record.chain.previous, last_end(order.record))
        for order in members
        if order.record is not None
        and order.record.chain.relation in _CARRIES_ON
        and order.record.status != "cancelled"
        and _carries_all(order.record, records.get(order.record.chain.previous or ""))
    ]
    named = {previous: end for _key, previous, end in later if previous is not None}
    unnamed = max(((end, key) for key, previous, end in later if previous is None), default=None)
    numbers = {
        line.id: one.record.number for one in members if one.record for line in one.record.lines
    }
    return [
        order
        if order.record is None
        else msgspec.structs.replace(
            order,
            continued=_is_continued(order, order.record, named, unnamed),
            bases=_bases(order.record, numbers),
        )
        for order in members
    ]


def _carries_all(later: OrderRecord, base: OrderRecord | None) -> bool:
    """Whether all that renews by itself in `base` goes on under `later`.

    An upgrade that names the lines it upgrades leaves the others renewing, with their deadlines.
    """
    upgraded = {line.upgrades_line_id for line in later.lines if line.upgrades_line_id}
    if base is None or not upgraded:
        return True
    return all(line.id in upgraded for line in base.lines if line.term.auto_renews)


def _bases(record: OrderRecord, numbers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    found = ((line.id, numbers.get(line.upgrades_line_id or "")) for line in record.lines)
    return tuple((line, number) for line, number in found if number)


def _is_continued(
    order: ChainedOrder,
    record: OrderRecord,
    named: dict[str, datetime],
    unnamed: tuple[datetime, str] | None,
) -> bool:
    end = last_end(record)
    if order.id in named and named[order.id] > end:
        return True
    return unnamed is not None and unnamed[1] != order.id and unnamed[0] > end
