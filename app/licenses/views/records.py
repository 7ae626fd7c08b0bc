"""The feed's licenses and machines as they come, and the order lines that grant them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from app.orders.records import Instant, LineRecord
from app.storage.database import Database

Count = Annotated[int, Meta(ge=0)]


class LicenseRecord(msgspec.Struct, frozen=True, gc=False):
    """A license as it comes; `machines` None means no limit."""

    order_id: str
    line_id: str
    product_id: str
    name: str
    state: str
    key_hint: str = ""
    starts_at: Instant | None = None
    expires_at: Instant | None = None
    machines: Count | None = None
    entitlements: tuple[str, ...] = ()


class MachineRecord(msgspec.Struct, frozen=True, gc=False):
    """A machine as it comes."""

    license_id: str
    name: str
    fingerprint: str
    production: bool
    state: str
    activated_at: Instant | None = None
    ended_at: Instant | None = None


class KeptLicense(msgspec.Struct, frozen=True):
    """A license with what is known of its order."""

    id: str
    record: LicenseRecord
    order_row: int | None = None
    order_number: str = ""
    line: LineRecord | None = None
    place: int = 0
    """Which line of its order it is, counted from 0."""


class _Lines(msgspec.Struct, frozen=True, gc=False):
    lines: list[msgspec.Raw]


class _LineId(msgspec.Struct, frozen=True, gc=False):
    id: str


_LICENSE = msgspec.json.Decoder(LicenseRecord)
_MACHINE = msgspec.json.Decoder(MachineRecord)
_LINES = msgspec.json.Decoder(_Lines)
_LINE_ID = msgspec.json.Decoder(_LineId)
_LINE = msgspec.json.Decoder(LineRecord)
"""Decoders have no state of their own."""


def licenses(mirror: Database) -> Iterator[KeptLicense]:
    """All licenses with their order lines; one that cannot be read is left out."""
    found = mirror.iterate(
        "SELECT r.id, r.body, o.row, o.number, b.body FROM record r"
        " LEFT JOIN orders o ON o.id = json_extract(CAST(r.body AS TEXT), '$.order_id')"
        " LEFT JOIN order_body b ON b.row = o.row WHERE r.kind = 'license' ORDER BY r.id"
    )
    for key, body, row, number, order in found:
        try:
            record = _LICENSE.decode(body)
        except msgspec.MsgspecError:
            continue
        line, place = _line(order, record.line_id) if order is not None else (None, 0)
        yield KeptLicense(str(key), record, row, str(number or ""), line, place)


def machines(mirror: Database) -> Iterator[tuple[str, MachineRecord]]:
    """All machines with their ids; one that cannot be read is left out."""
    for key, body in mirror.iterate("SELECT id, body FROM record WHERE kind = 'machine'"):
        try:
            yield str(key), _MACHINE.decode(body)
        except msgspec.MsgspecError:
            continue


def _line(order: bytes, wanted: str) -> tuple[LineRecord | None, int]:
    """The line of an order with this id, and its place; only this one is read in full."""
    try:
        for place, raw in enumerate(_LINES.decode(order).lines):
            if _LINE_ID.decode(raw).id == wanted:
                return _LINE.decode(raw), place
    except (msgspec.MsgspecError, ArithmeticError):
        return None, 0
    return None, 0
