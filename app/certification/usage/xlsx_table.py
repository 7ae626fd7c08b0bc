"""A sheet of a workbook as a table: values as they were saved; formulas, macros are never run."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from app.base.tasks import CancelToken
from app.base.text import _
from app.certification.usage import problems
from app.certification.usage.extent import MOST_CELLS, Extent, TooFar
from app.certification.usage.headers import LOOKED_AT, find_header, titles
from app.certification.usage.look import Form
from app.certification.usage.model import Mapping
from app.certification.usage.tables import BATCH, Batch, is_blank
from app.certification.usage.units import plain

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_BYTES = 1024**3
"""What a workbook may hold unpacked; 1,000,000 rows of eight columns are about 400 MB."""

_PIECE = 1024 * 1024
_OTHERS = frozenset({"xl/workbook.bin", "content.xml"})
"""The library would read these as well; how far their cells reach cannot be told before."""


class XlsxTable:
    """One sheet. `close` leaves the stream open."""

    form = Form.XLSX
    encoding = ""
    delimiter = ""

    def __init__(
        self, stream: BinaryIO, name: str, mapping: Mapping, cancel: CancelToken | None = None
    ) -> None:
        self._name = name
        self.notes = _checked(stream, name, cancel)
        self._book = _opened(stream, name)
        try:
            self.sheets, self.sheet, self._sheet = self._chosen(mapping.sheet)
            with _in_words(name, _("A sheet breaks off.")):
                self._merged = self._sheet.merged_cell_ranges or []
            rows = [list(map(_cell, row)) for row in islice(self._rows(), LOOKED_AT + 10)]
            if mapping.header_row > len(rows) or all(is_blank(row) for row in rows):
                raise problems.no_rows(name, self.sheet)
            at = mapping.header_row - 1 if mapping.header_row else find_header(rows)
            self.header_row = at + 1
            self.titles, merged = titles(rows, at)
        except BaseException:
            self.close()
            raise
        if merged:
            self.notes += (_("The titles stand in two rows, some of them merged."),)

    def close(self) -> None:
        """Let the workbook go."""
        self._book.close()

    def batches(
        self,
        wanted: Sequence[str],
        cancel: CancelToken | None = None,
        *,
        spread: Collection[str] = (),
        most: int | None = None,
    ) -> Iterator[Batch]:
        """See `Table.batches`."""
        places = [self.titles.index(title) for title in wanted]
        merged = self._spread([self.titles.index(title) for title in spread])
        rows, number, given = self._rows(), self.header_row, 0
        for _row in islice(rows, self.header_row):
            pass
        while some := list(islice(rows, BATCH)):
            if cancel is not None:
                cancel.check()
            numbers: list[int] = []
            kept: list[Sequence[object]] = []
            for row in some:
                number += 1
                cells: Sequence[object] = row
                if number in merged:
                    cells = _filled(row, merged[number])
                if any(cell != "" for cell in cells):
                    numbers.append(number)
                    kept.append(cells)
            given += len(kept)
            yield Batch(numbers, [[_cell(row[place]) for row in kept] for place in places])
            if most is not None and given >= most:
                return

    def _rows(self) -> Iterator[list[object]]:
        with _in_words(self._name, _("A row cannot be read.")):
            for row in self._sheet.iter_rows():
                yield [*row]

    def _chosen(self, wanted: str) -> tuple[tuple[str, ...], str, CalamineSheet]:
        """The sheets with a table, and the one that is wanted, or the first of them."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        known = [
            one
            for one in self._book.sheets_metadata
            if one.typ in (SheetTypeEnum.WorkSheet, SheetTypeEnum.MacroSheet)
        ]
        shown = [one.name for one in known if one.visible is SheetVisibleEnum.Visible]
        if len(shown) < len(known):
            self.notes += (_("The workbook has hidden sheets; they are not read unless chosen."),)
        names = [one.name for one in known]
        if wanted and wanted not in names:
            raise problems.no_rows(self._name, wanted)
        for one in [wanted] if wanted else shown or names:
            with _in_words(self._name, _("A sheet breaks off.")):
                sheet = self._book.get_sheet_by_name(one)
            if sheet.height * max(1, sheet.width) > MOST_CELLS:
                raise problems.too_large(
                    self._name,
                    _("The sheet “{sheet}” has more than {n} cells.").format(
                        sheet=one, n=f"{MOST_CELLS:,}"
                    ),
                )
            if wanted or sheet.height > 1:
                return tuple(names), one, sheet
        raise problems.no_rows(self._name)

    def _spread(self, places: Collection[int]) -> dict[int, list[tuple[int, object]]]:
        """By row number: the cells that a merged cell above gives its value to."""
        tall = [
            (top, left, bottom)
            for (top, left), (bottom, _right) in self._merged
            if bottom > top >= self.header_row and left in places and bottom - top < 100_000
        ]
        if not tall:
            return {}
        wanted = {(top, left) for top, left, _bottom in tall}
        values = {
            (at, left): row[left]
            for at, row in enumerate(self._rows())
            for left in places
            if (at, left) in wanted
        }
        found: dict[int, list[tuple[int, object]]] = {}
        for top, left, bottom in tall:
            for at in range(top + 1, bottom + 1):
                found.setdefault(at + 1, []).append((left, values.get((top, left), "")))
        return found


def _filled(row: list[object], cells: list[tuple[int, object]]) -> list[object]:
    row = list(row)
    for place, value in cells:
        row[place] = value
    return row


def _checked(stream: BinaryIO, name: str, cancel: CancelToken | None) -> tuple[str, ...]:
    """What is said of a workbook. Raises NotATable, DamagedFile, TooLarge (a packed bomb too)."""
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            names = {one.filename for one in members}
            if not any(one.startswith("xl/") for one in names):
                raise problems.not_a_table(name, _("an archive, or a document of another kind"))
            if any(one.casefold() in _OTHERS for one in names):
                raise problems.not_a_table(name, _("a workbook of another kind (XLSB or ODS)"))
            _unpacked(archive, members, name, cancel)
            notes = _notes(archive, names)
    except TooFar as error:
        said = _("Its cells reach further than those of a sheet with {n} cells.")
        raise problems.too_large(name, said.format(n=f"{MOST_CELLS:,}")) from error
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise problems.damaged(name, _("Its packing is broken."), str(error)) from error
    finally:
        stream.seek(0)
    return notes


def _unpacked(
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    name: str,
    cancel: CancelToken | None,
) -> None:
    """Unpack once to nowhere: sizes and extents that are only claimed are not believed."""
    left = MOST_BYTES
    for member in members:
        extent = Extent()
        with archive.open(member) as packed:
            while piece := packed.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise problems.too_large(
                        name,
                        _("Unpacked it has more than {n} MB.").format(n=MOST_BYTES // 1024**2),
                    )
                if cancel is not None:
                    cancel.check()
                extent.feed(piece)
        extent.end()


def _notes(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, ...]:
    found: list[str] = []
    if any(one.endswith("vbaProject.bin") for one in names):
        found.append(_("The workbook has macros; they are not run."))
    if any(one.startswith("xl/externalLinks/") for one in names):
        found.append(_("The workbook refers to other files; they are not opened."))
    sheets = sorted(one for one in names if one.startswith("xl/worksheets/") and "/_" not in one)
    for one in sheets[:5]:
        with contextlib.suppress(KeyError), archive.open(one) as sheet:
            if b"<f" in sheet.read(2 * 1024 * 1024).replace(b"<filter", b"").replace(b"<fo", b""):
                found.append(
                    _("The workbook has formulas; their results as they were saved are read.")
                )
                break
    return tuple(found)


def _opened(stream: BinaryIO, name: str) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook, PasswordError

    with _in_words(name, _("It is no workbook.")):
        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
        except PasswordError as error:
            raise problems.encrypted(name) from error


@contextlib.contextmanager
def _in_words(name: str, what: str) -> Iterator[None]:
    """What the library raises becomes DamagedFile.

    Where it panics that is no Exception: it would pass every handler and end the program.
    """
    from python_calamine import CalamineError

    try:
        yield
    except CalamineError as error:
        raise problems.damaged(name, what, str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise problems.damaged(name, what, str(error)) from error


def _cell(value: object) -> object:
    """A cell as text, an exact figure, or a day."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return plain(Decimal(repr(value)))
    if isinstance(value, datetime | date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return "" if value is None else str(value)
