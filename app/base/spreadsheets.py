"""CSV and XLSX that are safe to open in a spreadsheet, whole or not at all (threats 42 and 44).

A text that a spreadsheet might take for a formula (it starts with = + - @, a tab or a line break)
is written to CSV behind an apostrophe; in XLSX every text is a text cell, whatever it starts with.
Instants are in UTC.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.base.errors import from_os_error
from app.base.files import replacing

Cell = str | int | Decimal | datetime | None
PutRow = Callable[[Iterable[Cell]], object]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST = 32_767
"""Characters that a cell of a workbook holds."""


def safe_text(text: str) -> str:
    """`text` so that a spreadsheet reading CSV takes it for text, never for a formula."""
    risky = text.lstrip(" \u00a0\ufeff").startswith(_FORMULA_STARTS) or text.startswith(
        _FORMULA_STARTS
    )
    return f"'{text}" if risky else text


@contextmanager
def csv_table(path: Path, heads: Sequence[str]) -> Iterator[PutRow]:
    """A CSV file with this head, and what puts a row into it; it takes its place at the end.

    UTF-8 with a byte order mark, so that spreadsheets read it right. Raises the Problem that an
    OSError means.
    """
    with replacing(path, mode=0o600) as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="", write_through=True)
        try:
            writer = csv.writer(text)
            writer.writerow(safe_text(head) for head in heads)
            yield lambda cells: writer.writerow(_csv_cell(cell) for cell in cells)
        finally:
            text.detach()


@contextmanager
def workbook(path: Path) -> Iterator[Any]:
    """A workbook, written in constant memory; it takes its place at the end.

    Rows have to be written from the top. Raises the Problem that an OSError means.
    """
    import xlsxwriter

    with (
        tempfile.TemporaryDirectory(prefix="counterpart-export-") as folder,
        replacing(path, mode=0o600) as stream,
    ):
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd hh:mm",
            "tmpdir": folder,
        }
        book = xlsxwriter.Workbook(stream, options)
        try:
            yield book
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise _cause(error, path) from error
        finally:
            _let_go(book)


def add_sheet(
    book: Any, heads: Sequence[str], widths: Iterable[int], name: str | None = None
) -> Any:
    """A sheet with a head that stays in sight; `widths` of its columns in characters.

    `name`: at most 31 characters, none of []:*?/ and the backslash.
    """
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    bold = book.add_format({"bold": True})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    return sheet


def put_row(sheet: Any, line: int, cells: Iterable[Cell], money: Any = None) -> None:
    """Write a row; `money` is the format of amounts."""
    for column, cell in enumerate(cells):
        match cell:
            case None | "":
                continue
            case datetime():
                sheet.write_datetime(line, column, cell.astimezone(UTC).replace(tzinfo=None))
            case Decimal():
                sheet.write_number(line, column, cell, money)
            case int():
                sheet.write_number(line, column, cell)
            case _:
                sheet.write_string(line, column, cell[:_LONGEST])


def _csv_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case Decimal():
            return f"{cell:f}"
        case int():
            return str(cell)
        case _:
            return safe_text(cell)


def _let_go(book: Any) -> None:
    """Close the sheets' working files, which a workbook that is not closed keeps open."""
    for sheet in book.worksheets():
        working = getattr(sheet, "row_data_fh", None)
        if working is not None:
            working.close()


def _cause(error: Exception, path: Path) -> Exception:
    cause = error.args[0] if error.args else None
    return from_os_error(cause, path) if isinstance(cause, OSError) else error
