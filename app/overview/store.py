"""The SQL of the overview: the few orders that may need a person, never the whole table."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import msgspec

from app.orders.columns import STATE_CODE
from app.orders.model import OrderState, Relation
from app.orders.records import OrderRecord, ServiceRecord
from app.storage.database import Database, Row

MOST_SERVICES = 20_000
"""So many hosted services are looked through for their use; more would slow the page down."""


class Standing(msgspec.Struct, frozen=True):
    """An order in one of the lists below."""

    row: int
    order_id: str
    state: int
    term_end: int | None
    cancel_by: int | None
    record: OrderRecord


_LOOKED_AT = 5
"""For each order shown so many are looked at: the others have been renewed already."""

_COLUMNS = "o.row, o.id, o.state, o.term_end, o.cancel_by, b.body"
_OVER = ", ".join(str(STATE_CODE[s]) for s in (OrderState.ENDED, OrderState.CANCELLED))


def is_settled(mirror: Database) -> bool:
    """Whether the indexes that these lists need are there."""
    found = mirror.one("SELECT first_load FROM feed_state")
    return found is not None and not found[0]


def in_state(mirror: Database, state: OrderState, limit: int) -> list[Standing]:
    """Orders in a state, those whose term ends first first."""
    return _standings(
        mirror.read(
            f"SELECT {_COLUMNS} FROM orders o INDEXED BY orders_by_status"  # noqa: S608
            " JOIN order_body b ON b.row = o.row WHERE o.state = ? LIMIT ?",
            (STATE_CODE[state], limit),
        )
    )


def ending(mirror: Database, now: datetime, until: datetime, limit: int) -> list[Standing]:
    """Orders with a term that ends in this time and that no later order carries on."""
    found = _standings(
        mirror.read(
            f"SELECT {_COLUMNS} FROM orders o INDEXED BY orders_by_term_end"  # noqa: S608
            " JOIN order_body b ON b.row = o.row"
            f" WHERE o.term_end > ? AND o.term_end <= ? AND o.state NOT IN ({_OVER})"
            " ORDER BY o.term_end LIMIT ?",
            (int(now.timestamp()), int(until.timestamp()), limit * _LOOKED_AT),
        )
    )
    return _first_to_end(mirror, found, limit)


def services(
    mirror: Database, *, running_at: datetime | None = None
) -> list[tuple[ServiceRecord, int | None, str]]:
    """Each hosted service with its order's row and number; at an instant, of running orders."""
    since = int(running_at.timestamp()) if running_at is not None else None
    found = mirror.read(
        "SELECT s.body, o.row, o.number FROM service s LEFT JOIN orders o ON o.id = s.order_id"
        " WHERE ?1 IS NULL OR o.term_end IS NULL OR o.term_end > ?1 ORDER BY s.id LIMIT ?2",
        (since, MOST_SERVICES),
    )
    shown: list[tuple[ServiceRecord, int | None, str]] = []
    for body, row, number in found:
        record = _service(body)
        if record is not None:
            shown.append((record, row, number or ""))
    return shown


def has_filed(mirror: Database) -> bool:
    """Whether the vendor says anything of a certification."""
    return mirror.one("SELECT 1 FROM record WHERE kind = 'certification' LIMIT 1") is not None


def totals(mirror: Database) -> tuple[int, int, int]:
    """How many orders, products and records set aside there are."""
    row = mirror.one(
        "SELECT (SELECT count(*) FROM orders),"
        " (SELECT count(*) FROM record WHERE kind = 'product'),"
        " (SELECT count(*) FROM set_aside)"
    )
    orders, products, aside = row or (0, 0, 0)
    return int(orders), int(products), int(aside)


def _first_to_end(mirror: Database, found: list[Standing], limit: int) -> list[Standing]:
    """Those that no renewal or upgrade carries on."""
    ending = (one for one in found if not _carried_on(mirror, one))
    return list(islice(ending, limit))


def _carried_on(mirror: Database, one: Standing) -> bool:
    rows = mirror.read(
        f"SELECT {_COLUMNS} FROM orders o JOIN order_body b ON b.row = o.row"  # noqa: S608
        f" WHERE o.chain = ? AND o.row <> ? AND o.term_end > ? AND o.state NOT IN ({_OVER})",
        (one.record.chain.entitlement_id, one.row, one.term_end or 0),
    )
    return any(
        later.record.chain.relation in (Relation.RENEWAL, Relation.UPGRADE)
        and later.record.chain.previous in (None, one.order_id)
        for later in _standings(rows)
    )


def _standings(rows: list[Row]) -> list[Standing]:
    found: list[Standing] = []
    for row, key, state, term_end, cancel_by, body in rows:
        try:
            record = msgspec.json.decode(body, type=OrderRecord)
        except msgspec.MsgspecError:
            continue
        found.append(Standing(row, key, state, term_end, cancel_by, record))
    return found


def _service(body: bytes) -> ServiceRecord | None:
    try:
        return msgspec.json.decode(body, type=ServiceRecord)
    except msgspec.MsgspecError:
        return None
