"""Orders as CSV and XLSX (what makes both safe to open: app.base.spreadsheets).

Amounts are numbers in a column of their own beside their currency and are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from app.base.money import minor_digits
from app.base.spreadsheets import Cell, add_sheet, csv_table, put_row, workbook
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.orders.model import OrderColumn, OrderRow
from app.orders.words import column_words, kind_words, state_words

_WIDTHS = (14, 17, 36, 12, 24, 17, 12, 10, 16)
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
    """Write a table of comma-separated values; how many rows."""
    with csv_table(path, headings()) as put:
        count = 0
        for row in _watched(rows, report, cancel):
            put(cells(row))
            count += 1
    return count


def to_xlsx(path: Path, rows: Rows, report: Report, cancel: CancelToken | None) -> int:
    """Write a workbook in constant memory; how many rows."""
    with workbook(path) as book:
        formats = {digits: book.add_format({"num_format": _digits(digits)}) for digits in range(4)}
        sheet: Any = None
        count = 0
        for row in _watched(rows, report, cancel):
            line = count % XLSX_ROWS + 1
            if line == 1:
                sheet = add_sheet(book, headings(), _WIDTHS)
            digits = minor_digits(row.amount.currency) if row.amount else 2
            put_row(sheet, line, cells(row), formats[digits])
            count += 1
        if sheet is None:
            add_sheet(book, headings(), _WIDTHS)
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


def _digits(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")
