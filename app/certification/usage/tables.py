"""A table in a file: its titles, and its columns a few thousand rows at a time.

CSV, XLSX and JSON look the same from here. Memory does not grow with a CSV file's rows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO, NamedTuple, Protocol

from app.base.tasks import CancelToken
from app.certification.usage.look import Form
from app.certification.usage.model import Mapping
from app.certification.usage.sniffing import HEAD, form_of
from app.certification.usage.words import Fault

BATCH = 500
"""Rows that are in memory at once: fewer than make the collector of garbage look at them."""

MOST_ROWS = 5_000_000
"""Rows of one file; more are refused in words."""


class Bad(NamedTuple):
    """A row that is no row: its number, why, and the cell to show."""

    row: int
    fault: Fault
    title: str
    cell: str


class Batch(NamedTuple):
    """Some rows: their numbers in the file from 1, and the columns that were asked for."""

    numbers: Sequence[int]
    columns: Sequence[Sequence[object]]
    """Each as long as `numbers`; cells are str, Decimal, datetime, date or "" where empty."""
    bad: Sequence[Bad] = ()


class Table(Protocol):
    """A table that can be read once from its first row."""

    form: Form
    titles: tuple[str, ...]
    header_row: int
    """The row with the titles, from 1."""
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    notes: tuple[str, ...]

    def batches(
        self,
        wanted: Sequence[str],
        cancel: CancelToken | None = None,
        *,
        spread: Collection[str] = (),
        most: int | None = None,
    ) -> Iterator[Batch]:
        """The columns `wanted` of all rows; empty rows are passed over but numbered.

        `spread`: columns whose merged cells hold for every row that they cover. `most`: about so
        many rows are enough. Raises DamagedFile, TooLarge, Cancelled.
        """


@contextlib.contextmanager
def open_table(
    stream: BinaryIO, name: str, mapping: Mapping, cancel: CancelToken | None = None
) -> Iterator[Table]:
    """The table in a stream that can be sought in; `mapping` may fix sheet, titles and signs.

    Raises NoTable, NotATable, Encrypted, DamagedFile, TooLarge.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    match form_of(head, name):
        case Form.XLSX:
            from app.certification.usage.xlsx_table import XlsxTable  # noqa: PLC0415 - when needed

            with contextlib.closing(XlsxTable(stream, name, mapping, cancel)) as sheet:
                yield sheet
        case Form.JSON:
            from app.certification.usage.json_table import JsonTable  # noqa: PLC0415 - as above

            yield JsonTable(stream, name, head)
        case Form.CSV:
            from app.certification.usage.csv_table import CsvTable  # noqa: PLC0415 - as above

            with contextlib.closing(CsvTable(stream, name, mapping, head, cancel)) as text:
                yield text


def is_blank(cells: Sequence[object]) -> bool:
    """Whether a row has nothing in it."""
    return not any(cell if isinstance(cell, str) else True for cell in cells) or not any(
        str(cell).strip() for cell in cells
    )
