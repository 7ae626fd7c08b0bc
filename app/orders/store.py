"""The SQL of the orders table. Which statement serves a query best is decided in `finding`."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

import msgspec

from app.base.money import Money, from_minor
from app.orders.columns import (
    KIND_CODE,
    KINDS,
    STATE_CODE,
    STATES,
    index_name,
    instant_of,
    order_by,
)
from app.orders.model import Facets, OrderColumn, OrderQuery, OrderRow
from app.orders.search import match_expression
from app.storage.database import Database, Row

_CHUNK = 10_000
_ROW_COLUMNS = (
    "o.row, o.number, o.placed_at, o.products, o.kind, o.bought_from, o.term_end, o.state,"
    " o.currency, o.amount_minor"
)


class Condition(msgspec.Struct, frozen=True):
    """A part of a WHERE clause over the table's columns; "" where nothing is asked."""

    sql: str = ""
    params: tuple[object, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.sql)

    def where(self) -> str:
        """The whole clause, for a statement without another condition."""
        return f" WHERE {self.sql}" if self.sql else ""

    def also(self) -> str:
        """The clause behind another condition."""
        return f" AND {self.sql}" if self.sql else ""


def chips_of(query: OrderQuery, now: datetime) -> Condition:
    """What the chips of a query ask: of the columns that every covering index ends with."""
    parts: list[str] = []
    params: list[object] = []
    for column, codes in (
        ("kind", sorted(KIND_CODE[kind] for kind in query.kinds)),
        ("state", sorted(STATE_CODE[state] for state in query.states)),
    ):
        if codes:
            parts.append(f"{column} IN ({', '.join('?' * len(codes))})")
            params += codes
    if query.ends_within_days is not None:
        until = now + timedelta(days=query.ends_within_days)
        parts.append("term_end > ? AND term_end <= ?")
        params += [int(now.timestamp()), int(until.timestamp())]
    return Condition(" AND ".join(parts), tuple(params))


def text_of(words: Sequence[str]) -> Condition:
    """The same rows as the full-text index finds, asked of a row itself."""
    sql = " AND ".join("instr(o.search, ?) > 0" for _ in words)
    return Condition(sql, tuple(f" {word}" for word in words))


class OrdersStore:
    """Reads over one connection; used by the thread that owns it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @property
    def db(self) -> Database:
        """The connection itself, to cancel and to notice changes."""
        return self._db

    def is_settled(self) -> bool:
        """Whether indexes and search text are there (not so during the first load)."""
        found = self._db.one("SELECT first_load FROM feed_state")
        return found is not None and not found[0]

    def rows(self, ids: Sequence[int]) -> list[OrderRow]:
        """The rows with these keys, in this order; keys that are gone are left out."""
        found = self._db.read(
            f"SELECT {_ROW_COLUMNS} FROM json_each(?) wanted"  # noqa: S608
            " CROSS JOIN orders o ON o.row = wanted.value",
            (_json(ids),),
        )
        return [_order_row(row) for row in found]

    def count(self) -> int:
        """How many orders there are."""
        found = self._db.one("SELECT count(*) FROM orders")
        return int(found[0]) if found else 0

    def facets(self) -> Facets:
        """How many orders there are of each kind and state."""
        kinds = self._db.read("SELECT kind, count(*) FROM orders GROUP BY kind")
        states = self._db.read("SELECT state, count(*) FROM orders GROUP BY state")
        return Facets(
            {KINDS[code]: count for code, count in kinds},
            {STATES[code]: count for code, count in states},
        )

    def in_order(
        self, query: OrderQuery, chips: Condition, *, limit: int = -1, settled: bool = True
    ) -> Iterator[int]:
        """The rows that pass the chips in the query's order, from the covering index alone."""
        sql = (
            f"SELECT o.row FROM {_walked(query.sort, settled=settled)}{chips.where()}"  # noqa: S608
            f" ORDER BY {order_by(query.sort, descending=query.descending)} LIMIT ?"
        )
        return chain.from_iterable(self._db.iterate(sql, (*chips.params, limit), chunk=_CHUNK))

    def candidates(
        self, query: OrderQuery, chips: Condition, *, settled: bool
    ) -> Generator[Row, None, None]:
        """As `in_order`, each with its search words, to be looked at one by one."""
        sql = (
            f"SELECT o.row, o.search FROM {_walked(query.sort, settled=settled)}"  # noqa: S608
            f"{chips.where()} ORDER BY {order_by(query.sort, descending=query.descending)}"
        )
        yield from self._db.iterate(sql, chips.params, chunk=256)

    def matching(self, words: Sequence[str], chips: Condition) -> Iterator[int]:
        """The rows that the full-text index finds, in the order of their keys."""
        expression = match_expression(words)
        if chips:
            sql = (
                "SELECT f.rowid FROM orders_search f CROSS JOIN orders o ON o.row = f.rowid"  # noqa: S608
                f" WHERE f.orders_search MATCH ?{chips.also()}"
            )
        else:
            sql = "SELECT rowid FROM orders_search WHERE orders_search MATCH ?"
        return chain.from_iterable(self._db.iterate(sql, (expression, *chips.params), chunk=2048))

    def sorted_rows(
        self, ids: Sequence[int], query: OrderQuery, chips: Condition, *, limit: int = -1
    ) -> list[int]:
        """Those of these rows that pass the chips, in the query's order."""
        found = self._db.read(
            "SELECT o.row FROM json_each(?) wanted CROSS JOIN orders o ON o.row = wanted.value"  # noqa: S608
            f"{chips.where()} ORDER BY {order_by(query.sort, descending=query.descending)} LIMIT ?",
            (_json(ids), *chips.params, limit),
        )
        return [row for (row,) in found]

    def totals(self, words: Sequence[str], chips: Condition, *, settled: bool) -> list[Money]:
        """One sum a currency over the orders that are charged."""
        source, params = _walked(OrderColumn.AMOUNT, settled=settled), chips.params
        where = f" WHERE o.amount_minor IS NOT NULL{chips.also()}"
        if words and settled:
            source = "orders_search f CROSS JOIN orders o ON o.row = f.rowid"
            where = f"{where} AND f.orders_search MATCH ?"
            params = (*params, match_expression(words))
        elif words:
            text = text_of(words)
            where, params = f"{where}{text.also()}", (*params, *text.params)
        found = self._db.read(
            f"SELECT o.currency, sum(o.amount_minor) FROM {source}{where} GROUP BY o.currency",  # noqa: S608
            params,
        )
        return [from_minor(total, currency) for currency, total in found]

    def find(self, number: str) -> int | None:
        """The row of the order with this number or id."""
        found = self._db.one(
            "SELECT row FROM orders WHERE number = ? COLLATE NOCASE"
            " UNION ALL SELECT row FROM orders WHERE id = ? LIMIT 1",
            (number, number),
        )
        return int(found[0]) if found else None

    def body(self, row: int) -> tuple[str, int, str, bytes] | None:
        """Id, state code, chain and record of one order."""
        return self._db.one(
            "SELECT o.id, o.state, o.chain, b.body FROM orders o JOIN order_body b"
            " ON b.row = o.row WHERE o.row = ?",
            (row,),
        )

    def entitlement(self, entitlement: str, limit: int) -> list[tuple[str, int, int, bytes]]:
        """Id, row, state code and record of the orders of one entitlement."""
        return self._db.read(
            "SELECT o.id, o.row, o.state, b.body FROM orders o JOIN order_body b"
            " ON b.row = o.row WHERE o.chain = ? ORDER BY o.placed_at DESC LIMIT ?",
            (entitlement, limit),
        )

    def parts(self, kind: str, order_id: str) -> list[tuple[str, bytes]]:
        """Ids and records of an order's deliveries, invoices or services."""
        if kind not in {"delivery", "invoice", "service"}:
            raise ValueError(kind)
        return self._db.read(
            f"SELECT id, body FROM {kind} WHERE order_id = ? ORDER BY id",  # noqa: S608
            (order_id,),
        )


def _walked(column: OrderColumn, *, settled: bool) -> str:
    return f"orders o INDEXED BY {index_name(column)}" if settled else "orders o"


def _json(ids: Sequence[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()


def _order_row(row: Row) -> OrderRow:
    key, number, placed_at, products, kind, bought_from, term_end, state, currency, minor = row
    placed = instant_of(placed_at)
    if placed is None:
        raise AssertionError("the schema admits no order without its date")
    return OrderRow(
        key,
        number,
        placed,
        products,
        KINDS[kind],
        bought_from,
        instant_of(term_end),
        STATES[state],
        None if minor is None else from_minor(minor, currency),
    )
