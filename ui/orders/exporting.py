"""The Export menu of the orders: those that the table shows, in its order."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.base.tasks import CancelToken, Report
from app.base.text import _
from app.orders.model import OrderQuery
from ui.exporting import TableExporter
from ui.jobs import Jobs
from ui.kit.theme import Theme

if TYPE_CHECKING:
    from app.services import Rooms


class OrderExporter(TableExporter):
    """Exports what the page's query shows at that moment."""

    def __init__(self, theme: Theme, jobs: Jobs, window: QWidget) -> None:
        super().__init__(
            theme, jobs, window, name=_("orders"), title=_("Export the orders shown"),
            write=partial(_write, OrderQuery()), kinds=("csv", "xlsx"),
        )  # fmt: skip

    def follow(self, query: OrderQuery) -> None:
        """Export what this query shows from now on."""
        self._write = partial(_write, query)


def _write(query: OrderQuery, rooms: Rooms, path: Path, report: Report, cancel: CancelToken) -> int:
    sheet = path.suffix.lower() == ".xlsx"
    export = rooms.orders.export_xlsx if sheet else rooms.orders.export_csv
    return export(path, query, report, cancel)
