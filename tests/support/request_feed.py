"""Requests and messages as the feed delivers them, and the stores that take them in."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from app.base import ids
from app.base.tasks import no_report
from app.exchange.attachments import Files
from app.licenses.service import LicenseService
from app.orders.service import OrderService
from app.portal.wire import Change
from app.storage.blobs import Blobs
from app.support.requests.apply import SupportApplier
from app.support.requests.service import RequestService
from app.terms.service import TermsService
from tests.support.stores import Stores

OPENED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def wire_time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def request(**changes: Any) -> dict[str, Any]:
    """A right request with `changes`."""
    return {
        "client_id": None, "number": "KR-1", "subject": "Gateway drops sessions",
        "product_id": None, "order_id": None, "severity": "high", "state": "open",
        "opened_at": wire_time(OPENED), "opened_by": "Dana Weber", "respond_by": None,
        "answered_at": None, "closed_at": None, "rating": None, **changes,
    }  # fmt: skip


def message(request_id: str = "req-1", minutes: int = 0, **changes: Any) -> dict[str, Any]:
    """A right message with `changes`, so many minutes after the request was opened."""
    return {
        "client_id": None, "request_id": request_id, "author": "Support desk",
        "author_side": "vendor", "text": "Please send the log.",
        "sent_at": wire_time(OPENED + timedelta(minutes=minutes)), "attachments": [], **changes,
    }  # fmt: skip


def record(kind: str, key: str, data: Any, version: int = 1) -> Change:
    """A change of the feed; without data a deletion."""
    if data is None:
        return Change(kind, key, version, deleted=True)
    return Change(kind, key, version, data=msgspec.Raw(msgspec.json.encode(data)))


class RequestDesk:
    """The requests of one profile over real stores, with a feed that tests write."""

    def __init__(self, folder: Path) -> None:
        self.stores = Stores(folder)
        self._open = ExitStack()
        self.mirror = self._open.enter_context(self.stores.mirror())
        self.own = self._open.enter_context(self.stores.own())
        self.outbox = self.stores.outbox(self.own)
        clock = self.stores.clock
        self.files = Files(self.own, Blobs(folder / "attachments"), clock)
        terms = TermsService(self.mirror, self.own, self.outbox, clock, lambda: self.files)
        licenses = LicenseService(self.own, self.mirror, self.outbox, clock)
        self.requests = RequestService(
            self.own,
            self.mirror,
            self.outbox,
            clock,
            orders=OrderService(self.mirror, clock),
            files=lambda: self.files,
            terms=lambda: terms,
            licenses=lambda: licenses,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._open.close()

    def feed(self, *changes: Change, generation: int = 1) -> list[str]:
        """Take in records as the feed does; the ids of those that were set aside."""
        with self.mirror.write() as tx:
            broken = SupportApplier().apply(tx, changes, generation)
            gone = [(one.kind, one.id, one.version) for one in changes if one.deleted]
            tx.executemany("INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?)", gone)
        return [one.id for one in broken]

    def feed_all(self, changes: Iterable[Change]) -> None:
        """Take in many records."""
        assert self.feed(*changes) == []

    def sweep(self, generation: int) -> int:
        """End a snapshot."""
        with self.mirror.write() as tx:
            return SupportApplier().sweep(tx, generation)

    def settle(self) -> None:
        """What follows every synchronization."""
        SupportApplier().settle(self.mirror, first_load=False, report=no_report, cancel=None)

    def new_id(self) -> str:
        """A client id."""
        return ids.new_id(self.stores.clock)
