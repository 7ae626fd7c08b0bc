"""Licenses and machines as CSV, XLSX or JSON: for other programs, and safe in a spreadsheet.

The same rules as for orders (threats 42 and 44): no text becomes a formula, instants are in UTC,
the file is whole or not there. What JSON says has stable English names.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from app.base.errors import from_os_error
from app.base.files import replacing
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.licenses.views.model import LicenseView, MachineView
from app.licenses.views.words import host_words, standing_words, state_words
from app.orders.export import safe_text

Cell = str | int | datetime | None
T = TypeVar("T")

_EVERY = 500
"""So many rows are written between two looks at the cancel token."""


def licenses(
    path: Path, views: Sequence[LicenseView], report: Report, cancel: CancelToken | None
) -> int:
    """Write licenses; how many. Raises the Problem that an OSError means, Cancelled."""
    return _write(path, views, _license_heads(), _license_cells, report, cancel)


def machines(
    path: Path, views: Sequence[MachineView], report: Report, cancel: CancelToken | None
) -> int:
    """Write machines; how many. Raises the Problem that an OSError means, Cancelled."""
    return _write(path, views, _machine_heads(), _machine_cells, report, cancel)


def plain(value: LicenseView | MachineView) -> dict[str, Any]:
    """A view as JSON has it."""
    found: dict[str, Any] = msgspec.to_builtins(value)
    return found


def _write(
    path: Path,
    views: Sequence[T],
    heads: tuple[str, ...],
    cells: Callable[[T], tuple[Cell, ...]],
    report: Report,
    cancel: CancelToken | None,
) -> int:
    match path.suffix.lower():
        case ".json":
            with replacing(path, mode=0o600) as stream:
                stream.write(msgspec.json.format(msgspec.json.encode(views), indent=2) + b"\n")
        case ".xlsx":
            _to_xlsx(path, heads, [cells(view) for view in views])
        case _:
            _to_csv(path, heads, views, cells, report, cancel)
    report(Progress(_("Exporting"), len(views), len(views)))
    return len(views)


def _to_csv(
    path: Path,
    heads: tuple[str, ...],
    views: Sequence[T],
    cells: Callable[[T], tuple[Cell, ...]],
    report: Report,
    cancel: CancelToken | None,
) -> None:
    with replacing(path, mode=0o600) as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="", write_through=True)
        try:
            writer = csv.writer(text)
            writer.writerow(safe_text(head) for head in heads)
            for at, view in enumerate(views):
                if at % _EVERY == 0:
                    if cancel is not None:
                        cancel.check()
                    report(Progress(_("Exporting"), at, len(views)))
                writer.writerow(_csv_cell(cell) for cell in cells(view))
        finally:
            text.detach()


def _to_xlsx(path: Path, heads: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> None:
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd hh:mm",
    }
    with (
        tempfile.TemporaryDirectory(prefix="counterpart-export-") as folder,
        replacing(path, mode=0o600) as stream,
    ):
        book = xlsxwriter.Workbook(stream, {**options, "tmpdir": folder})
        try:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            bold = book.add_format({"bold": True})
            for column, head in enumerate(heads):
                sheet.set_column(column, column, 20)
                sheet.write_string(0, column, head, bold)
            for line, row in enumerate(rows, 1):
                _write_row(sheet, line, row)
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            cause = error.args[0] if error.args else None
            if isinstance(cause, OSError):
                raise from_os_error(cause, path) from error
            raise


def _write_row(sheet: Any, line: int, row: tuple[Cell, ...]) -> None:
    for column, cell in enumerate(row):
        match cell:
            case None | "":
                continue
            case datetime():
                sheet.write_datetime(line, column, cell.astimezone(UTC).replace(tzinfo=None))
            case int():
                sheet.write_number(line, column, cell)
            case _:
                sheet.write_string(line, column, cell[:32_767])


def _csv_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case int():
            return str(cell)
        case _:
            return safe_text(cell)


def _license_heads() -> tuple[str, ...]:
    return (
        _("Product"), _("License"), _("Id"), _("Order"), _("Standing"), _("Why"), _("In use"),
        _("Production in use"), _("Granted"), _("Production granted"), _("Begins"), _("Ends"),
        _("Key ends in"), _("Scope of use"), _("Entitlements"),
    )  # fmt: skip


def _license_cells(view: LicenseView) -> tuple[Cell, ...]:
    return (
        view.product_name, view.name, view.id, view.order_number, standing_words(view.standing),
        view.words, view.used, view.production, _limit(view.permitted),
        _limit(view.granted.production), view.starts_at, view.expires_at, view.key_hint,
        view.line_words, ", ".join(view.entitlements),
    )  # fmt: skip


def _machine_heads() -> tuple[str, ...]:
    return (
        _("Name"), _("Product"), _("License"), _("Order"), _("Production"), _("State"),
        _("Hosted by"), _("Host"), _("Activated"), _("Ended"), _("File is out of date"),
        _("Fingerprint"), _("Id"),
    )  # fmt: skip


def _machine_cells(view: MachineView) -> tuple[Cell, ...]:
    return (
        view.name, view.product_name, view.license_id, view.order_number,
        _("yes") if view.production else _("no"), state_words(view.state),
        host_words(view.hosted_by), view.hosted_words, view.activated_at, view.ended_at,
        view.file_expires_at, view.fingerprint, view.id,
    )  # fmt: skip


def _limit(count: int | None) -> Cell:
    return _("unlimited") if count is None else count
