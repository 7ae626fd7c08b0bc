"""What a person can do with orders: look through all of them, find some, open one, export them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path

from app.base.clock import Clock
from app.base.money import Money
from app.base.tasks import CancelToken, Report, no_report
from app.orders.detail import read_detail, unknown_order
from app.orders.finding import Finder
from app.orders.model import Facets, OrderDetail, OrderQuery, OrderRow
from app.orders.store import OrdersStore
from app.storage.database import Database


class OrderService:
    """Orders of one profile over one connection to the mirror."""

    def __init__(self, mirror: Database, clock: Clock) -> None:
        self._store = OrdersStore(mirror)
        self._finder = Finder(self._store, clock)
        self._clock = clock

    def first_rows(self, query: OrderQuery, limit: int = 128) -> list[OrderRow]:
        """The first rows of a query; meant for the first paint and every keystroke."""
        return self._store.rows(self._finder.first(query, limit))

    def ranks(self, query: OrderQuery, cancel: CancelToken | None = None) -> array[int]:
        """The keys of all rows of a query in their order (4 bytes each). Raises Cancelled.

        Not to be changed by the caller: it may be kept for the next query of the same column.
        """
        return self._finder.all(query, cancel)

    def rows(self, ids: Sequence[int]) -> list[OrderRow]:
        """One window of rows by key; keys that are gone are left out."""
        return self._store.rows(ids)

    def count(self) -> int:
        """How many orders there are in all."""
        return self._store.count()

    def totals(self, query: OrderQuery, cancel: CancelToken | None = None) -> tuple[Money, ...]:
        """The sum of a query's orders for each currency; currencies are never added together."""
        words, chips, settled = self._finder.asked(query)
        with self._store.db.cancellable(cancel):
            return tuple(self._store.totals(words, chips, settled=settled))

    def facets(self) -> Facets:
        """How many orders there are of each kind and state."""
        return self._store.facets()

    def find(self, number: str) -> int | None:
        """The row of the order with this number (in any case) or id, None where there is none."""
        return self._store.find(number.strip())

    def detail(self, number_or_row: str | int) -> OrderDetail:
        """Everything about one order. Raises UnknownOrder, UnreadableOrder."""
        row = number_or_row if isinstance(number_or_row, int) else self.find(number_or_row)
        if row is None:
            raise unknown_order(str(number_or_row))
        return read_detail(self._store, row, self._clock.now())

    def export_csv(
        self,
        path: Path,
        query: OrderQuery,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> int:
        """Write a query's orders to a CSV file (see `export`); how many. Raises Cancelled."""
        from app.orders import export  # noqa: PLC0415 - only who exports pays for it

        return export.to_csv(path, self._batches(query, cancel), report, cancel)

    def export_xlsx(
        self,
        path: Path,
        query: OrderQuery,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> int:
        """Write a query's orders to an XLSX file (see `export`); how many. Raises Cancelled."""
        from app.orders import export  # noqa: PLC0415 - only who exports pays for it

        return export.to_xlsx(path, self._batches(query, cancel), report, cancel)

    def _batches(self, query: OrderQuery, cancel: CancelToken | None) -> Batches:
        return Batches(self._store, self.ranks(query, cancel))


class Batches:
    """The rows of a result a thousand at a time."""

    SIZE = 1_000

    def __init__(self, store: OrdersStore, ranks: array[int]) -> None:
        self._store = store
        self._ranks = ranks

    def __len__(self) -> int:
        return len(self._ranks)

    def batch(self, start: int) -> list[OrderRow]:
        """The rows from `start` on."""
        return self._store.rows(self._ranks[start : start + self.SIZE])
