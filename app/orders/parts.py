"""What belongs to an order and comes as records of its own: deliveries, invoices, services."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.base.tasks import CancelToken, Report
from app.exchange.appliers import Broken
from app.orders.records import DeliveryRecord, InvoiceRecord, ServiceRecord
from app.portal.wire import Change
from app.storage.database import Database, Transaction

_TYPES: dict[str, type[msgspec.Struct]] = {
    "delivery": DeliveryRecord,
    "invoice": InvoiceRecord,
    "service": ServiceRecord,
}


class PartsApplier:
    """Stores one of these kinds in its table, by its order."""

    def __init__(self, kind: str) -> None:
        self.kinds = frozenset({kind})
        self._table = kind
        self._type = _TYPES[kind]

    def apply(self, tx: Transaction, changes: Sequence[Change], generation: int) -> list[Broken]:
        """Store a page of records; what does not fit the contract is returned."""
        decoder = msgspec.json.Decoder(self._type)
        broken: list[Broken] = []
        rows: list[tuple[object, ...]] = []
        for change in changes:
            if change.deleted:
                self._write(tx, rows)
                tx.execute(
                    f"DELETE FROM {self._table} WHERE id = ? AND version <= ?",  # noqa: S608
                    (change.id, change.version),
                )
                continue
            body = bytes(change.data)
            try:
                order = decoder.decode(body).order_id  # type: ignore[attr-defined]
            except msgspec.MsgspecError as error:
                reason = str(error)[:500]
                broken.append(Broken(change.kind, change.id, change.version, reason, body))
                continue
            rows.append((change.id, order, change.version, generation, body))
        self._write(tx, rows)
        return broken

    def sweep(self, tx: Transaction, generation: int) -> int:
        """Remove what a finished snapshot did not name."""
        return tx.execute(
            f"DELETE FROM {self._table} WHERE generation < ?",  # noqa: S608
            (generation,),
        )

    def settle(
        self, db: Database, *, first_load: bool, report: Report, cancel: CancelToken | None
    ) -> None:
        """After the first load, index the records by their order."""
        if first_load:
            with db.write() as tx:
                tx.execute(
                    f"CREATE INDEX IF NOT EXISTS {self._table}_by_order ON {self._table} (order_id)"
                )

    def _write(self, tx: Transaction, rows: list[tuple[object, ...]]) -> None:
        tx.executemany(
            f"INSERT INTO {self._table} (id, order_id, version, generation, body)"  # noqa: S608
            " VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET order_id = excluded.order_id,"
            " version = excluded.version, generation = excluded.generation, body = excluded.body"
            f" WHERE excluded.generation > {self._table}.generation"
            f" OR excluded.version > {self._table}.version",
            rows,
        )
        rows.clear()
