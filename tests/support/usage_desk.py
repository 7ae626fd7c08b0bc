"""A profile with orders, machines, users, services and reports, for tests of usage."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from app.account.profiles import ProfileFolder
from app.account.store import PinnedKey, keep_pins
from app.certification.around import Around
from app.certification.usage.model import Mapping, Source, SourceKind, UsageRow
from app.certification.usage.service import UsageService
from app.portal.wire import Jwk
from app.services.rooms import Rooms
from tests.support.license_feed import license_record, machine_record, put_records
from tests.support.orders_feed import FixedClock, change, line, load, order
from tests.support.stores import START, HandClock, Stores
from tests.support.vendor_desk import VendorDesk

GATEWAY, CLOUD, ARCHIVE = "relay-gateway", "strata-cloud", "strata-archive"
INSTANCES = {"metric": "production instances", "quantity": 3, "unit": "instances",
             "kind": "instances"}  # fmt: skip
USERS = {"metric": "named users", "quantity": 250, "unit": "users", "kind": "users"}
STORAGE = {"metric": "storage", "quantity": 2, "unit": "TB", "kind": "capacity"}
HOSTS = Mapping(
    columns={"name": "Host"}, fixed={"product_id": GATEWAY, "metric": "production instances"}
)


class UsageDesk:
    """The usage service over real encrypted stores, with a vendor that signs."""

    def __init__(self, folder: Path, rooms: Rooms, around: Around) -> None:
        self.folder = folder
        self.rooms = rooms
        self.around = around
        self.usage = UsageService(around)
        self.vendor = VendorDesk()

    def file(self, name: str, content: str | bytes) -> Path:
        """A file with this content."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(
        self, name: str, content: str | bytes, mapping: Mapping = HOSTS, **more: Any
    ) -> tuple[Source, list[UsageRow]]:
        """A file taken as a source, and its rows again from the kept copy."""
        source = self.usage.read_file(self.file(name, content), mapping, "Anna Berg", **more)
        return source, list(self.usage.rows(source))

    def put(self, kind: str, *records: tuple[str, Any]) -> None:
        """Records of the feed."""
        put_records(self.around.mirror, kind, records)

    def put_report(self, key: str, content: dict[str, Any], kind: str = "usage_report") -> None:
        """A usage report, signed by the vendor as a record of `kind`."""
        self.put("usage_report", (key, self.vendor.signed(content, kind)))


def report(key: str = "use-1", **changes: Any) -> dict[str, Any]:
    """The content of a usage report."""
    figure = {"metric": "named users", "value": 231, "unit": "users",
              "definition": "Users active at the end of the period."}  # fmt: skip
    return {
        "id": key, "product_id": CLOUD, "installation": "tenant brennholt",
        "counted_from": "2026-10-01T00:00:00Z", "counted_to": "2026-10-31T23:59:59Z",
        "figures": [figure], **changes,
    }  # fmt: skip


@contextmanager
def usage_desk(root: Path) -> Iterator[UsageDesk]:
    """A profile whose orders grant instances, users and storage."""
    stores = Stores(root / "profile", HandClock())
    stores.folder.mkdir(parents=True)
    clock = stores.clock
    with stores.mirror() as mirror, stores.own() as own:
        rooms = Rooms(ProfileFolder(stores.folder), mirror, own, clock)
        around = Around(
            own, mirror, rooms.outbox, clock,
            orders=rooms.orders, who=rooms.who, files=lambda: rooms.files,
            terms=lambda: rooms.terms, licenses=lambda: rooms.licenses,
        )  # fmt: skip
        desk = UsageDesk(root, rooms, around)
        _fill(desk)
        yield desk


def _fill(desk: UsageDesk) -> None:
    grants = (
        (GATEWAY, "Relay Gateway", "software", [INSTANCES]),
        (CLOUD, "Strata Cloud", "hosted", [USERS, STORAGE]),
        (ARCHIVE, "Strata Archive", "software", [INSTANCES]),
    )
    lines = [
        line(name, kind, id=f"line-{key}", product_id=key, scope=scope)
        for key, name, kind, scope in grants
    ]
    load(desk.around.mirror, [change("ord-1", order(lines=lines))], FixedClock())
    desk.put("license", ("lic-1", license_record(product_id=GATEWAY, line_id="line-relay-gateway")))
    desk.put(
        "account",
        ("account", {
            "name": "Brennholt", "legal_name": "Brennholt SE", "country": "DE",
            "affiliates": [
                {"name": "Brennholt Nord GmbH", "country": "DE", "ownership_percent": 100,
                 "control": True},
            ],
        }),
    )  # fmt: skip
    key = Jwk(desk.vendor.kid, desk.vendor.jwk["x"])
    with desk.around.own.write() as tx:
        keep_pins(tx, (PinnedKey(key, START, ""),))


def machines(desk: UsageDesk, *machines_: tuple[str, dict[str, Any]]) -> None:
    """Machines of the license, by name with what differs."""
    desk.put(
        "machine", *((f"mac-{name}", machine_record(name, **more)) for name, more in machines_)
    )


def source(key: str = "a", **changes: Any) -> Source:
    """A source as counting needs it."""
    members = {
        "id": key, "kind": SourceKind.FILE, "title": f"{key}.csv", "sha256": key * 8,
        "counted_at": START, "added_at": START, "added_by": "Anna Berg",
    }  # fmt: skip
    return Source(**{**members, **changes})


def row(name: str = "gw-1", quantity: str | int = 1, **changes: Any) -> UsageRow:
    """A row that counts."""
    members: dict[str, Any] = {"product_id": GATEWAY, "metric": "production instances", "row": 2}
    return UsageRow(name=name, quantity=Decimal(quantity), **{**members, **changes})


def csv_text(head: Sequence[str], *rows: Sequence[object], delimiter: str = ",") -> str:
    """A CSV text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([head, *rows])
    return out.getvalue()


def names(rows: Sequence[UsageRow]) -> list[str]:
    """Names of the rows that count."""
    return [one.name for one in rows if not one.left_out]


def at(text: str) -> datetime:
    """An instant written in RFC 3339."""
    return msgspec.convert(text, datetime)
