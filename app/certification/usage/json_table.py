"""A JSON file as a table: a list of objects, an object that holds one, or one object a line."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

import msgspec

from app.base.tasks import CancelToken
from app.base.text import _
from app.certification.usage import problems
from app.certification.usage.look import Form
from app.certification.usage.tables import BATCH, MOST_ROWS, Bad, Batch
from app.certification.usage.units import plain
from app.certification.usage.words import Fault

MOST_BYTES = 1024**3
_LOOKED_AT = 200
"""The names of the first so many objects are the titles."""
_DEEPEST = 4
_RAW = msgspec.json.Decoder(list[msgspec.Raw])
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEM = msgspec.json.Decoder(float_hook=Decimal)
"""Decoders have no state of their own."""


class JsonTable:
    """One JSON file; objects inside objects give titles such as "host.name"."""

    form = Form.JSON
    encoding = "utf-8"
    delimiter = ""
    sheet = ""
    sheets: tuple[str, ...] = ()
    header_row = 0
    notes: tuple[str, ...] = ()

    def __init__(self, stream: BinaryIO, name: str, head: bytes) -> None:
        self._name = name
        data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise problems.too_large(
                name, _("It has more than {n} MB.").format(n=MOST_BYTES // 1024**2)
            )
        self._items = self._split(_utf8(data, head, name))
        if len(self._items) > MOST_ROWS:
            raise problems.too_large(
                name, _("It has more than {n} rows.").format(n=f"{MOST_ROWS:,}")
            )
        names: dict[str, None] = {}
        for raw in self._items[:_LOOKED_AT]:
            names.update(dict.fromkeys(self._cells(raw) or ()))
        if not names:
            raise problems.no_rows(name)
        self.titles = tuple(names)

    def batches(
        self,
        wanted: Sequence[str],
        cancel: CancelToken | None = None,
        *,
        spread: Collection[str] = (),
        most: int | None = None,
    ) -> Iterator[Batch]:
        """See `Table.batches`; a row's number is the object's place in the list."""
        for first in range(0, len(self._items), BATCH):
            if cancel is not None:
                cancel.check()
            if most is not None and first >= most:
                return
            numbers: list[int] = []
            rows: list[dict[str, object]] = []
            bad: list[Bad] = []
            for number, raw in enumerate(self._items[first : first + BATCH], first + 1):
                cells = self._cells(raw)
                if cells is None:
                    shown = bytes(raw)[:60].decode("utf-8", "replace")
                    bad.append(Bad(number, Fault.NOT_AN_OBJECT, "", shown))
                else:
                    numbers.append(number)
                    rows.append(cells)
            yield Batch(numbers, [[row.get(one, "") for row in rows] for one in wanted], bad)

    def _split(self, data: bytes) -> list[msgspec.Raw]:
        """The items of the list, not looked into yet."""
        try:
            if data[:1] == b"[":
                return _RAW.decode(data)
            members = _one_object(data)
            if members is None:
                return [msgspec.Raw(line) for line in data.splitlines() if line.strip()]
            lists = [one for raw in members.values() if (one := bytes(raw))[:1] == b"["]
            return _RAW.decode(max(lists, key=len)) if lists else [msgspec.Raw(data)]
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
            raise problems.damaged(
                self._name, _("It is not right JSON."), str(error)[:300]
            ) from error

    def _cells(self, raw: msgspec.Raw) -> dict[str, object] | None:
        try:
            item = _ITEM.decode(raw)
        except (msgspec.MsgspecError, RecursionError, UnicodeError, ArithmeticError):
            return None
        if not isinstance(item, dict):
            return None
        cells: dict[str, object] = {}
        _flatten(item, "", cells, 1)
        return cells


def _one_object(data: bytes) -> dict[str, msgspec.Raw] | None:
    """The members of the one object that the file is; None where it is one object a line."""
    try:
        return _MEMBERS.decode(data)
    except msgspec.DecodeError:
        first = data.split(b"\n", 1)[0]
        if len(first) == len(data):
            raise
        _MEMBERS.decode(first)
        return None


def _flatten(item: dict[str, Any], before: str, cells: dict[str, object], depth: int) -> None:
    for name, value in item.items():
        title = f"{before}{name}"
        if isinstance(value, dict) and depth < _DEEPEST:
            _flatten(value, f"{title}.", cells, depth + 1)
        else:
            cells[title] = _cell(value)


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return Decimal(value)
        case Decimal():
            return plain(value) if value.is_finite() and value.adjusted() < 40 else str(value)
        case str():
            return value
        case _:
            return msgspec.json.encode(value).decode()


def _utf8(data: bytes, head: bytes, name: str) -> bytes:
    """The text as UTF-8, the only encoding of JSON that is not marked otherwise."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16").strip().encode()
        except UnicodeError as error:
            raise problems.damaged(name, _("It is not right JSON."), str(error)) from error
    return data.removeprefix(codecs.BOM_UTF8).strip()
