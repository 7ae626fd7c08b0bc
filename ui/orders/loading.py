"""Fills the table: first rows at once, then the order of all rows, then counts and totals.

Each step is a job; a newer query interrupts whatever an older one is still waiting for, so typing
never waits for the store. What only completes the picture begins when the typing rests.
"""

from __future__ import annotations

from array import array

from PySide6.QtCore import QObject, QTimer, Signal

from app.base.errors import ProblemReport
from app.base.money import Money
from app.orders.model import Facets, OrderQuery, OrderRow
from ui.jobs import Handle, Jobs
from ui.orders.model import OrderTableModel

FIRST = 128
_GROUP = "orders-rows"
_SUMS = "orders-sums"
_PAUSE_MS = 700
_REST_MS = 150
"""Longer than a quick typist's pause between two keys: the order of 300,000 matches takes 0.3 s of
Python, and their sums 1 s of the store, which the next keystroke must not stand behind."""


class OrderLoader(QObject):
    """Loads a query into the model and tells how it went."""

    first_shown = Signal()
    """The first rows are in the model (there may be none)."""
    complete = Signal(int)
    """All rows are in the model: so many."""
    summed = Signal(int, object)
    """How many orders there are in all, and the totals of those shown (a tuple of Money)."""
    facets = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, model: OrderTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._model = model
        self._query = OrderQuery()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._again)
        self._stale = False
        self._first: list[OrderRow] = []
        self._sums: Handle | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._complete_picture)

    @property
    def query(self) -> OrderQuery:
        """What is shown, or being loaded."""
        return self._query

    def load(self, query: OrderQuery) -> None:
        """Show `query` from its beginning."""
        self._query = query
        self._rest.stop()
        self._stop_sums()
        self._jobs.job(
            self,
            lambda rooms, _cancel, _report: rooms.orders.first_rows(query, FIRST),
            group=_GROUP,
        ).on_success(lambda rows: self._show_first(query, rows)).on_failure(self._fail).run()

    def start_with(self, query: OrderQuery, rows: list[OrderRow]) -> None:
        """Show `rows`, which were read already (the first paint of the window)."""
        self._query = query
        self._show_first(query, rows)

    def reload(self) -> None:
        """The store changed: show the same query as it is now, at most so often."""
        if self._pause.isActive():
            self._stale = True
            return
        self._pause.start()
        self._read_ranks(self._query, [])

    def _again(self) -> None:
        if self._stale:
            self._stale = False
            self.reload()

    def _show_first(self, query: OrderQuery, rows: list[OrderRow]) -> None:
        if query != self._query:
            return
        self._first = rows
        self._model.show_first(rows)
        self.first_shown.emit()
        if len(rows) < FIRST:
            self.complete.emit(len(rows))
        self._rest.start()

    def _complete_picture(self) -> None:
        if len(self._first) < FIRST:
            self._sum(self._query)
        else:
            self._read_ranks(self._query, self._first)

    def _read_ranks(self, query: OrderQuery, first: list[OrderRow]) -> None:
        def show(keys: array[int]) -> None:
            self._model.show_keys(keys, first)
            self.complete.emit(len(keys))
            self._sum(query)

        self._jobs.job(
            self, lambda rooms, cancel, _report: rooms.orders.ranks(query, cancel), group=_GROUP
        ).on_success(show).on_failure(self._fail).run()

    def _sum(self, query: OrderQuery) -> None:
        def show(sums: tuple[int, tuple[Money, ...], Facets]) -> None:
            self.summed.emit(sums[0], sums[1])
            self.facets.emit(sums[2])

        job = self._jobs.job(
            self,
            lambda rooms, cancel, _report: (
                rooms.orders.count(),
                rooms.orders.totals(query, cancel),
                rooms.orders.facets(),
            ),
            group=_SUMS,
        )
        self._sums = job.on_success(show).on_failure(self._fail).run()

    def _stop_sums(self) -> None:
        if self._sums is not None:
            self._sums.cancel()
            self._sums = None

    def _fail(self, report: ProblemReport) -> None:
        self.failed.emit(report)
