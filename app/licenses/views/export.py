"""Licenses and machines as CSV, XLSX or JSON: for other programs, and safe in a spreadsheet.

What makes the tables safe to open: app.base.spreadsheets. What JSON says has stable English names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from app.base.files import replacing
from app.base.spreadsheets import Cell, add_sheet, csv_table, put_row, workbook
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.licenses.views.model import LicenseView, MachineView
from app.licenses.views.words import host_words, standing_words, state_words

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
            with workbook(path) as book:
                sheet = add_sheet(book, heads, (20,) * len(heads))
                for line, view in enumerate(_watched(views, report, cancel), 1):
                    put_row(sheet, line, cells(view))
        case _:
            with csv_table(path, heads) as put:
                for view in _watched(views, report, cancel):
                    put(cells(view))
    report(Progress(_("Exporting"), len(views), len(views)))
    return len(views)


def _watched(views: Sequence[T], report: Report, cancel: CancelToken | None) -> Iterator[T]:
    """Every view, with progress and a look at the cancel token now and then."""
    for at, view in enumerate(views):
        if at % _EVERY == 0:
            if cancel is not None:
                cancel.check()
            report(Progress(_("Exporting"), at, len(views)))
        yield view


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
