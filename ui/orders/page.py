"""The orders page: filter bar, table, totals, and the detail of one order beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from app.orders.model import OrderColumn, OrderDetail, OrderQuery
from app.orders.service import OrderService
from ui.jobs import Jobs
from ui.kit.menus import open_below
from ui.kit.side_pane import SidePane
from ui.kit.states import Skeleton, StateStack, problem_state
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size
from ui.orders.attaching import Attaching
from ui.orders.cells import columns
from ui.orders.detail import DetailPane
from ui.orders.emptiness import why_empty
from ui.orders.exporting import OrderExporter
from ui.orders.filter_bar import FilterBar
from ui.orders.loading import OrderLoader
from ui.orders.model import OrderTableModel
from ui.orders.terms_of_order import read_terms
from ui.orders.totals import TotalsBar
from ui.page import Memory, Page, Standing

KINDS = frozenset({"order", "delivery", "invoice", "service"})
TERMS_KINDS = frozenset({"notice", "outbox", "terms_acceptance", "terms_document"})
"""Records that change what the terms say about an order, and nothing else of it."""
_PAUSE_MS = 2000
"""Between two readings while a first synchronization brings page after page (P7)."""
_SETTLE_MS = 40


class OrdersPage(Page):
    """Made for 1,000,000 orders: nothing here walks over all of them on this thread."""

    key = "orders"

    def __init__(
        self, theme: Theme, jobs: Jobs, orders: OrderService, clock: Clock, memory: Memory
    ) -> None:
        super().__init__()
        self.title = _("Orders")
        self._theme = theme
        self._jobs = jobs
        self._orders = orders
        self._memory = memory
        self._standing = Standing()
        self._wanted: int | None = None
        self._loaded = False
        self.model = OrderTableModel(orders.rows, self)
        self.loader = OrderLoader(jobs, self.model, self)
        self.bar = FilterBar(theme)
        self.table = TableView(theme, columns(), name=_("Orders"))
        self.table.setModel(self.model)
        self.totals = TotalsBar(theme)
        self.detail = DetailPane(theme, clock)
        self.detail.hide()
        self.exporter = OrderExporter(theme, jobs, self)
        self.attaching = Attaching(theme, jobs, self.detail, self)
        self._lay_out()
        self._recall()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._read_detail)
        self._changed_again = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._pause_over)
        self._connect()
        self._stack.show_state(Skeleton(theme, 14))
        self._show_first_rows()

    def _lay_out(self) -> None:
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        self._stack = StateStack(self._theme, self.table)
        left.addWidget(self.bar)
        left.addWidget(self._stack, 1)
        left.addWidget(self.totals)
        self._split = SidePane(self._theme, main, self.detail, width=Size.DETAIL)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._split)

    def _connect(self) -> None:
        self.bar.changed.connect(self._ask)
        self.bar.down_wanted.connect(self._enter_table)
        self.bar.columns.clicked.connect(self._choose_columns)
        self.table.sort_requested.connect(self._sort_changed)
        self.table.row_selected.connect(self._row_selected)
        self.table.row_activated.connect(self._row_activated)
        self.table.columns_changed.connect(self._remember)
        self._split.moved.connect(self._remember)
        self.loader.first_shown.connect(self._first_shown)
        self.loader.complete.connect(self._complete)
        self.loader.summed.connect(self.totals.show_sums)
        self.loader.facets.connect(self.bar.set_facets)
        self.loader.failed.connect(self._failed)
        self.detail.closed.connect(self._close_detail)
        self.detail.order_wanted.connect(self.show_order)
        self.detail.chain_wanted.connect(self.filter_by)
        self.detail.terms_wanted.connect(partial(self._go, "terms"))
        self.detail.deadline_wanted.connect(partial(self._go, "deadlines"))
        self.detail.attach_wanted.connect(self.attaching.ask)
        self.attaching.open_wanted.connect(partial(self._go, "terms", "open"))
        self.attaching.changed.connect(self._attached)
        self.exporter.started.connect(self.working)
        self.exporter.failed.connect(self.problem_met)
        self.exporter.exported.connect(self._exported)

    def header_buttons(self) -> Sequence[QWidget]:
        """The Export button."""
        return (self.exporter.button,)

    def first_focus(self) -> QWidget:
        """The filter."""
        return self.bar.field

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what is shown, at the place where it is; seldom while pages stream in."""
        if kinds and not kinds & KINDS:
            if kinds & TERMS_KINDS:
                self._read_terms()
            return
        if self._pause.isActive():
            self._changed_again = True
            return
        self._pause.start()
        self.loader.reload()
        self._read_detail()

    def _pause_over(self) -> None:
        if self._changed_again:
            self._changed_again = False
            self.refresh(frozenset())

    def set_standing(self, standing: Standing) -> None:
        """An empty page says why it is empty."""
        if standing == self._standing:
            return
        self._standing = standing
        if self._loaded and not self.model.rowCount():
            self._show_emptiness()

    def show_part(self, part: str) -> None:
        """Show the order with this number."""
        if part:
            self.show_order(part)

    def show_order(self, number: str) -> None:
        """Open the detail of an order by its number; select its row where the table shows it."""
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.orders.detail(number), group="orders-detail"
        ).on_success(self._show_detail).on_failure(self._detail_failed).run()

    def filter_by(self, text: str) -> None:
        """Show only what matches `text`."""
        self.bar.clear()
        self.bar.field.setText(text)

    def _go(self, page: str, part: str) -> None:
        self.page_wanted.emit(page, part)

    def _attached(self, words: str) -> None:
        self.said.emit(words)
        self._read_terms()
        self.matters_changed.emit()

    def _exported(self, path: Path) -> None:
        self.said.emit(_("The orders were saved as {path}.").format(path=path))

    def _show_first_rows(self) -> None:
        # One window of rows, so that the first paint has orders in it.
        query = self._query()
        self.exporter.follow(query)
        self.loader.start_with(query, self._orders.first_rows(query))

    def _query(self) -> OrderQuery:
        key, descending = self._sorting
        return self.bar.query(OrderColumn(key), descending=descending)

    def _ask(self) -> None:
        query = self._query()
        if query == self.loader.query:
            return
        self.exporter.follow(query)
        self.loader.load(query)

    def _sort_changed(self, key: str, descending: bool) -> None:
        self._sorting = (key, descending)
        self._remember()
        self._ask()

    def _enter_table(self) -> None:
        if not self.table.selectionModel().hasSelection():
            self.table.select_row(0)
        self.table.setFocus()

    def _first_shown(self) -> None:
        self._loaded = True
        if self.model.rowCount():
            self._stack.show_content()
            self.table.scrollToTop()
        else:
            self._show_emptiness()
        self._select_shown()

    def _complete(self, count: int) -> None:
        self.totals.show_count(count, filtered=self.loader.query.is_filtered)
        if count:
            self._stack.show_content()
        else:
            self._show_emptiness()
        self._select_shown()

    def _select_shown(self) -> None:
        """After rows were replaced: select the order whose detail is open."""
        if self._wanted is None:
            return
        at = self.model.position(self._wanted)
        if at >= 0 and at != self.table.current_row:
            self.table.blockSignals(True)
            self.table.select_row(at)
            self.table.blockSignals(False)

    def _show_emptiness(self) -> None:
        filtered = self.loader.query.is_filtered
        act = self.bar.clear if filtered else self.sync_wanted.emit
        self._stack.show_state(why_empty(self._theme, self._standing, act, filtered=filtered))

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(lambda: self.loader.load(self.loader.query))
        self._stack.show_state(state)

    def _row_selected(self, row: int) -> None:
        key = self.model.key(row)
        if key is None or (key == self._wanted and self.detail.isVisible()):
            return
        self._wanted = key
        self._settle.start()

    def _row_activated(self, row: int) -> None:
        self._row_selected(row)
        self._settle.stop()
        self._read_detail()

    def _read_detail(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.orders.detail(wanted), group="orders-detail"
        ).on_success(self._show_detail).on_failure(self._detail_failed).run()

    def _show_detail(self, detail: OrderDetail) -> None:
        self._wanted = detail.row
        self.detail.show_detail(detail)
        self.detail.show()
        self._select_shown()
        self._read_terms()

    def _read_terms(self) -> None:
        """After the order itself: what governs it, and its deadlines."""
        detail = self.detail.detail
        if detail is not None:
            self._jobs.job(
                self,
                lambda rooms, _cancel, _report: read_terms(rooms, detail.id),
                group="orders-terms",
            ).on_success(self.detail.show_terms).run()

    def _detail_failed(self, report: ProblemReport) -> None:
        self.detail.show_problem(report)
        self.detail.show()

    def _close_detail(self) -> None:
        self._wanted = None
        self.detail.hide()
        self.detail.clear()
        self.table.select_row(-1)
        self.table.setFocus()

    def _choose_columns(self) -> None:
        open_below(self.table.columns_menu(self.bar.columns), self.bar.columns)

    def _recall(self) -> None:
        key, _sep, direction = self._memory.get("orders.sort", "").partition(" ")
        known = key in set(OrderColumn)
        self._sorting = (key, direction == "down") if known else (OrderColumn.PLACED.value, True)
        self.table.set_sort(*self._sorting)
        self.table.restore_columns(self._memory.get("orders.columns", ""))
        self._split.restore(self._memory.get("orders.detail", ""))

    def _remember(self) -> None:
        key, descending = self._sorting
        self._memory["orders.sort"] = f"{key} {'down' if descending else 'up'}"
        self._memory["orders.columns"] = self.table.save_columns()
        self._memory["orders.detail"] = self._split.save()
