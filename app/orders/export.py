"""Orders as CSV and XLSX: safe to open in a spreadsheet, whole or not at all (threats 42 and 44).

A text that a spreadsheet might take for a formula (it starts with = + - @, a tab or a line break)
is written to CSV behind an apostrophe; in XLSX every text is a text cell, whatever it starts with.
Amounts are numbers in a column of their own beside their currency and are never added up. Instants
are in UTC.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from app.base.errors import from_os_error
from app.base.files import replacing
from app.base.money import minor_digits
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.orders.model import OrderColumn, OrderRow
from app.orders.words import column_words, kind_words, state_words

Cell = str | Decimal | datetime | None

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX_ROWS = 1_048_575
"""Rows that a sheet holds below its head; more go to further sheets."""


class Rows(Protocol):
    """A result to be exported, a batch at a time."""

    SIZE: int

    def __len__(self) -> int:
        """How many rows there are."""

    def batch(self, start: int) -> list[OrderRow]:
        """The rows from `start` on, at most `SIZE`."""


def to_csv(path: Path, rows: Rows, report: Report, cancel: CancelToken | None) -> int:
    """Write UTF-8 with a byte order mark, so that spreadsheets read it right; how many rows."""
    with replacing(path, mode=0o600) as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="", write_through=True)
        try:
            writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL)
            writer.writerow(safe_text(name) for name in headings())
            count = 0
            for row in _watched(rows, report, cancel):
                writer.writerow(_csv_cell(cell) for cell in cells(row))
                count += 1
        finally:
            text.detach()
    return count


def to_xlsx(path: Path, rows: Rows, report: Report, cancel: CancelToken | None) -> int:
    """Write a workbook in constant memory; how many rows."""
    import xlsxwriter

    with tempfile.TemporaryDirectory(prefix="counterpart-export-") as folder:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd hh:mm",
            "tmpdir": folder,
        }
        with replacing(path, mode=0o600) as stream:
            book = xlsxwriter.Workbook(stream, options)
            try:
                count = _fill(book, rows, report, cancel)
                book.close()
            except xlsxwriter.exceptions.FileCreateError as error:
                raise _cause(error, path) from error
            finally:
                _let_go(book)
    return count


def headings() -> tuple[str, ...]:
    """The head of the exported table."""
    words = [column_words(column) for column in OrderColumn]
    words[-1:] = [_("Currency"), column_words(OrderColumn.AMOUNT)]
    return tuple(words)


def cells(row: OrderRow) -> tuple[Cell, ...]:
    """A row's cells, in the order of `headings`. The amount is empty where nothing is charged."""
    return (
        row.number,
        row.placed_at,
        row.products,
        kind_words(row.kind),
        row.bought_from or _("Direct"),
        row.term_end,
        state_words(row.state),
        row.amount.currency if row.amount else "",
        _amount(row),
    )


def safe_text(text: str) -> str:
    """`text` so that a spreadsheet reading CSV takes it for text, never for a formula."""
    risky = text.lstrip(" \u00a0\ufeff").startswith(_FORMULA_STARTS) or text.startswith(
        _FORMULA_STARTS
    )
    return f"'{text}" if risky else text


def _csv_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case Decimal():
            return f"{cell:f}"
        case _:
            return safe_text(cell)


def _amount(row: OrderRow) -> Decimal | None:
    if row.amount is None:
        return None
    return row.amount.amount.quantize(Decimal(1).scaleb(-minor_digits(row.amount.currency)))


def _watched(rows: Rows, report: Report, cancel: CancelToken | None) -> Iterator[OrderRow]:
    """Every row, with progress and a look at the cancel token at each batch."""
    total = len(rows)
    for start in range(0, total, rows.SIZE):
        if cancel is not None:
            cancel.check()
        report(Progress(_("Exporting"), start, total))
        yield from rows.batch(start)
    report(Progress(_("Exporting"), total, total))


def _fill(book: Any, rows: Rows, report: Report, cancel: CancelToken | None) -> int:
    bold = book.add_format({"bold": True})
    formats = {digits: book.add_format({"num_format": _digits(digits)}) for digits in range(4)}
    sheet: Any = None
    count = 0
    for row in _watched(rows, report, cancel):
        line = count % XLSX_ROWS + 1
        if line == 1:
            sheet = _sheet(book, bold)
        digits = minor_digits(row.amount.currency) if row.amount else 2
        _write(sheet, line, cells(row), formats[digits])
        count += 1
    if sheet is None:
        _sheet(book, bold)
    return count


def _sheet(book: Any, bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, width in enumerate((14, 17, 36, 12, 24, 17, 12, 10, 16)):
        sheet.set_column(column, column, width)
    for column, name in enumerate(headings()):
        sheet.write_string(0, column, name, bold)
    return sheet


def _let_go(book: Any) -> None:
    """Close the sheets' working files, which a workbook that is not closed keeps open."""
    for sheet in book.worksheets():
        working = getattr(sheet, "row_data_fh", None)
        if working is not None:
            working.close()


def _write(sheet: Any, line: int, values: Sequence[Cell], money: Any) -> None:
    for column, cell in enumerate(values):
        match cell:
            case None | "":
                continue
            case datetime():
                sheet.write_datetime(line, column, cell.astimezone(UTC).replace(tzinfo=None))
            case Decimal():
                sheet.write_number(line, column, cell, money)
            case _:
                sheet.write_string(line, column, cell[:32_767])


def _digits(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _cause(error: Exception, path: Path) -> Exception:
    cause = error.args[0] if error.args else None
    return from_os_error(cause, path) if isinstance(cause, OSError) else error
