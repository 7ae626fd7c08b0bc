"""A CSV file as a table, read forward in bounded memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from app.base.tasks import CancelToken
from app.base.text import _
from app.certification.usage import problems
from app.certification.usage.headers import LOOKED_AT, find_header, titles
from app.certification.usage.look import Form
from app.certification.usage.model import Mapping
from app.certification.usage.sniffing import delimiter_of, encoding_of
from app.certification.usage.tables import BATCH, MOST_ROWS, Bad, Batch, is_blank
from app.certification.usage.words import Fault

_LINES = 500
"""So many lines are looked at to find out what separates columns."""

_TALL = 50
"""A cell with more lines than this began at a quotation mark that was not meant as one."""


class CsvTable:
    """One CSV file. `close` leaves the stream open."""

    form = Form.CSV
    sheet = ""
    sheets: tuple[str, ...] = ()

    def __init__(
        self,
        stream: BinaryIO,
        name: str,
        mapping: Mapping,
        head: bytes,
        cancel: CancelToken | None = None,
    ) -> None:
        self._name = name
        self._stream = stream
        self.encoding = mapping.encoding or encoding_of(stream, head, cancel)
        self._text: io.TextIOWrapper | None = None
        lines = self._first_lines()
        self.delimiter = mapping.delimiter or delimiter_of(lines)
        rows = _parsed(lines, self.delimiter)
        skipped = 1 if rows and lines[0].casefold().startswith("sep=") else 0
        rows = [row if row else [""] for row in rows]
        if mapping.header_row > len(rows) or not any(not is_blank(row) for row in rows):
            raise problems.no_rows(name)
        at = mapping.header_row - 1
        if at < 0:
            at = skipped + find_header(rows[skipped : skipped + LOOKED_AT])
        self.header_row = at + 1
        self.titles, merged = titles(rows, at)
        self.notes: tuple[str, ...] = ()
        if merged:
            self.notes = (_("The titles stand in two rows, some of them merged."),)

    def close(self) -> None:
        """Let the stream go."""
        if self._text is not None:
            self._text.detach()
            self._text = None

    def batches(
        self,
        wanted: Sequence[str],
        cancel: CancelToken | None = None,
        *,
        spread: Collection[str] = (),
        most: int | None = None,
    ) -> Iterator[Batch]:
        """See `Table.batches`; `spread` means nothing here, CSV has no merged cells."""
        places = [self.titles.index(title) for title in wanted]
        reader = csv.reader(self._open(), delimiter=self.delimiter)
        number, given = 0, 0
        try:
            number += sum(1 for _row in islice(reader, self.header_row))
            lines = reader.line_num
            while rows := list(islice(reader, BATCH)):
                if cancel is not None:
                    cancel.check()
                if reader.line_num - lines > len(rows) + _TALL:
                    self._check_height(rows, number)
                lines = reader.line_num
                batch = self._batch(rows, number + 1, places)
                number += len(rows)
                given += len(batch.numbers)
                if number > MOST_ROWS:
                    raise problems.too_large(
                        self._name, _("It has more than {n} rows.").format(n=f"{MOST_ROWS:,}")
                    )
                yield batch
                if most is not None and given >= most:
                    return
        except csv.Error as error:
            raise self._unclosed(number + 1) from error
        except UnicodeError as error:
            raise problems.damaged(
                self._name,
                _("Behind row {row} are signs that are not of the encoding {encoding}.").format(
                    row=f"{number:,}", encoding=self.encoding
                ),
                str(error),
            ) from error

    def _batch(self, rows: list[list[str]], first: int, places: Sequence[int]) -> Batch:
        width = len(self.titles)
        numbers: Sequence[int] = range(first, first + len(rows))
        bad: list[Bad] = []
        if set(map(len, rows)) != {width}:
            numbers, rows = _even(rows, first, width, bad)
        # One list a column: what follows works on columns, not on rows (P17).
        return Batch(numbers, [[row[place] for row in rows] for place in places], bad)

    def _check_height(self, rows: list[list[str]], number: int) -> None:
        """Raise DamagedFile where a quotation mark swallowed the rows that follow it."""
        for at, row in enumerate(rows, number + 1):
            if any(cell.count("\n") > _TALL for cell in row):
                raise self._unclosed(at)

    def _unclosed(self, row: int) -> problems.DamagedFile:
        return problems.damaged(
            self._name,
            _("In row {row} a quotation mark is opened and not closed.").format(row=f"{row:,}"),
        )

    def _open(self) -> io.TextIOWrapper:
        self.close()
        self._stream.seek(0)
        wide = self.encoding.startswith("utf")
        self._text = io.TextIOWrapper(
            self._stream,
            encoding=self.encoding,
            errors="strict" if wide else "replace",
            newline="",
        )
        return self._text

    def _first_lines(self) -> list[str]:
        try:
            lines = list(islice(self._open(), _LINES))
        except (LookupError, UnicodeError) as error:
            raise problems.damaged(
                self._name,
                _("It is not in the encoding {encoding}.").format(encoding=self.encoding),
                str(error),
            ) from error
        if lines:
            lines[0] = lines[0].removeprefix("\ufeff")
        return lines


def _parsed(lines: list[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            rows.append(row)
            if len(rows) >= LOOKED_AT + 10:
                break
    except csv.Error:
        return rows
    return rows


def _even(
    rows: list[list[str]], first: int, width: int, bad: list[Bad]
) -> tuple[list[int], list[list[str]]]:
    """Rows of one width: short ones filled up, empty ones left away, too wide ones refused."""
    numbers: list[int] = []
    even: list[list[str]] = []
    for number, row in enumerate(rows, first):
        if not row or is_blank(row):
            continue
        if len(row) > width and not is_blank(row[width:]):
            bad.append(Bad(number, Fault.TOO_WIDE, "", ",".join(row)))
            continue
        numbers.append(number)
        even.append(row[:width] if len(row) >= width else row + [""] * (width - len(row)))
    return numbers, even
