"""The head of a usage file looked at: its columns, a guess, what to ask; nothing is kept."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from app.base.tasks import CancelToken
from app.base.text import _
from app.certification.around import Around
from app.certification.usage import problems
from app.certification.usage.asking import questions
from app.certification.usage.days import day_order
from app.certification.usage.guessing import guess
from app.certification.usage.known import Known
from app.certification.usage.look import Column, Form, Look, Preview
from app.certification.usage.mapped import Tally, read_rows
from app.certification.usage.meaning import text_of
from app.certification.usage.model import Mapping, UsageRow
from app.certification.usage.numbers import decimal_mark
from app.certification.usage.remembering import header_id, remembered
from app.certification.usage.resolving import resolved
from app.certification.usage.sniffing import HEAD, form_of
from app.certification.usage.tables import Table, open_table
from app.exchange.attachments import KeptFile
from app.exchange.picking import picked

LOOKED_AT = 5_000
"""Rows whose cells are looked at."""

_SHOWN = 20
_CSV_HEAD = 8 * 1024 * 1024
_MOST_BYTES = 1024**3
_MOST_VALUES = 50


def look(
    around: Around,
    known: Known,
    file: Path | KeptFile,
    mapping: Mapping | None,
    cancel: CancelToken | None,
) -> Look:
    """See `UsageService.look`."""
    layout = mapping or Mapping()
    with (
        _opened(around, file) as (stream, name, size),
        open_table(stream, name, layout, cancel) as table,
    ):
        cells, rows, first = _cells(table, cancel)
        if not rows:
            raise problems.no_rows(name, table.sheet)
        found = guess(cells, known.products, f"{name} {table.sheet}")
        shown = Look(
            name=name,
            form=table.form,
            size=size,
            sheets=table.sheets,
            sheet=table.sheet,
            header_row=table.header_row,
            encoding=table.encoding,
            delimiter=table.delimiter,
            columns=tuple(_columns(cells, found.members)),
            rows=rows,
            first_row=first,
            guessed=found.mapping,
            remembered=remembered(around.own, table.titles),
            notes=table.notes,
            products=known.products,
            ambiguous_days=tuple(t for t in cells if day_order(cells[t])[1]),
            ambiguous_numbers=tuple(t for t in cells if decimal_mark(cells[t])[1]),
            header_id=header_id(table.titles),
        )
    return msgspec.structs.replace(shown, questions=questions(shown, shown.mapping))


def preview(
    around: Around,
    file: Path | KeptFile,
    mapping: Mapping,
    n: int,
    cancel: CancelToken | None,
) -> Preview:
    """See `UsageService.preview_rows`."""
    tally = Tally()
    found: list[UsageRow] = []
    with (
        _opened(around, file) as (stream, name, _size),
        open_table(stream, name, mapping, cancel) as table,
    ):
        definite = resolved(table, name, mapping, cancel)
        for rows in read_rows(table, definite, tally, cancel, most=n):
            found += rows
    return Preview(rows=tuple(found[:n]), problems=tally.problems, left_out=tally.left_out)


@contextlib.contextmanager
def _opened(around: Around, file: Path | KeptFile) -> Iterator[tuple[BinaryIO, str, int]]:
    """The content of a kept copy, or the head of a file that is not kept yet."""
    if isinstance(file, KeptFile):
        with contextlib.closing(around.files.open(file.id)) as stream:
            yield stream, file.given or file.name, file.size
        return
    with picked(file) as found:
        head = _read(found.stream.read, HEAD)
        if not head:
            raise problems.empty_file(found.name)
        form = form_of(head, found.name)
        most = _CSV_HEAD if form is Form.CSV else _MOST_BYTES
        if form is not Form.CSV and found.size > most:
            raise problems.too_large(
                found.name, _("It has more than {n} MB.").format(n=most // 1024**2)
            )
        data = head + _read(found.stream.read, most - len(head))
        if len(data) < found.size:  # the last line is cut
            data = data[: data.rfind(b"\n") + 1] or data
        else:
            found.check()
        name, size = found.name, found.size
    yield io.BytesIO(data), name, size


def _read(read: Callable[[int], bytes], most: int) -> bytes:
    pieces: list[bytes] = []
    left = most
    while left > 0 and (piece := read(min(left, 1024 * 1024))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _cells(
    table: Table, cancel: CancelToken | None
) -> tuple[dict[str, list[object]], tuple[tuple[str, ...], ...], int]:
    """The cells of the first rows by title, the rows to be shown, and the number of the first."""
    cells: dict[str, list[object]] = {title: [] for title in table.titles}
    first = 0
    for batch in table.batches(table.titles, cancel, most=LOOKED_AT):
        first = first or next(iter(batch.numbers), 0)
        for title, column in zip(table.titles, batch.columns, strict=True):
            cells[title] += column
    columns = [list(map(_shown, cells[title][:_SHOWN])) for title in table.titles]
    return cells, tuple(zip(*columns, strict=True)), first


def _shown(cell: object) -> str:
    text = text_of(cell)
    return text if len(text) <= 200 else f"{text[:199]}…"


def _columns(cells: dict[str, list[object]], members: dict[str, str]) -> Iterator[Column]:
    for number, (title, column) in enumerate(cells.items(), 1):
        values = list(dict.fromkeys(text for cell in column if (text := _shown(cell))))
        yield Column(
            title=title,
            number=number,
            samples=tuple(values[:5]),
            values=tuple(values) if len(values) <= _MOST_VALUES else (),
            guessed=members.get(title, ""),
        )
