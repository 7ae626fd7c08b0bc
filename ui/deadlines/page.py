"""The deadlines page: a band of 12 months, the list under its headings, and one in detail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.dates import local
from app.base.errors import ProblemReport
from app.base.text import _
from app.deadlines.model import DeadlineEntry, DeadlineQuery
from ui.deadlines.acting import DeadlineActs
from ui.deadlines.cells import DeadlineColumn, columns
from ui.deadlines.detail import DetailPane
from ui.deadlines.emptiness import why_empty
from ui.deadlines.exporting import CalendarExporter
from ui.deadlines.filter_bar import FilterBar
from ui.deadlines.foot import Foot
from ui.deadlines.model import DeadlineTableModel
from ui.deadlines.words import clause_part
from ui.deadlines.year import YearBand, months_of
from ui.jobs import Jobs
from ui.kit.menus import open_below
from ui.kit.side_pane import SidePane
from ui.kit.states import Skeleton, StateStack, problem_state
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size
from ui.page import Memory, Page, Standing

if TYPE_CHECKING:
    from app.services import Rooms

KINDS = frozenset(
    {
        "invoice", "license", "machine", "notice", "order", "outbox", "service",
        "terms_acceptance", "terms_document",
    }
)  # fmt: skip
_PAUSE_MS = 2000
"""Between two readings while a first synchronization brings page after page."""


class Reading(NamedTuple):
    """What a job brought."""

    entries: tuple[DeadlineEntry, ...]
    has_orders: bool
    has_terms: bool


class DeadlinesPage(Page):
    """Every date that follows from orders, terms and notices, with where it comes from."""

    key = "deadlines"

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        memory: Memory,
        *,
        profiles: int = 1,
    ) -> None:
        super().__init__()
        self.title = _("Deadlines")
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._memory = memory
        self._standing = Standing()
        self._wanted = ""
        self._reading: Reading | None = None
        self.bar = FilterBar(theme)
        self.year = YearBand(theme)
        self.model = DeadlineTableModel(self)
        self.table = TableView(theme, columns(), name=_("Deadlines"))
        self.table.setModel(self.model)
        self.foot = Foot(theme, profile.name, profiles)
        self.detail = DetailPane(theme, clock)
        self.detail.hide()
        self.exporter = CalendarExporter(theme, jobs, self)
        self.acts = DeadlineActs(theme, jobs, clock, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._pause_over)
        self._changed_again = False
        self._lay_out()
        self._recall()
        self._connect()
        self._stack.show_state(Skeleton(theme, 12))
        self._read()

    def _lay_out(self) -> None:
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        self._stack = StateStack(self._theme, self.table)
        left.addWidget(self._stack, 1)
        left.addWidget(self.foot)
        self._split = SidePane(self._theme, main, self.detail, width=Size.DETAIL)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addWidget(self.year)
        outer.addWidget(self._split, 1)

    def _connect(self) -> None:
        self.bar.changed.connect(self._read)
        self.bar.down_wanted.connect(self._enter_table)
        self.bar.columns.clicked.connect(self._choose_columns)
        self.year.chosen.connect(self._go_to_month)
        self.table.sort_requested.connect(self._sort)
        self.table.row_selected.connect(self._row_selected)
        self.table.row_activated.connect(self._row_selected)
        self.table.link_clicked.connect(self._link)
        self.table.columns_changed.connect(self._remember)
        self._split.moved.connect(self._remember)
        self.detail.closed.connect(self._close_detail)
        self.detail.order_wanted.connect(self.order_wanted)
        self.detail.clause_wanted.connect(lambda part: self.page_wanted.emit("terms", part))
        self.detail.notice_wanted.connect(lambda key: self.page_wanted.emit("notices", key))
        self.detail.certification_wanted.connect(
            lambda part: self.page_wanted.emit("certification", part)
        )
        self.detail.license_wanted.connect(lambda part: self.page_wanted.emit("licenses", part))
        self.detail.reminder_wanted.connect(self.acts.ask_reminder)
        self.detail.forget_wanted.connect(self.acts.forget)
        self.detail.letter_wanted.connect(self.acts.prepare_letter)
        self.detail.calendar_wanted.connect(self._export_one)
        self.detail.deadline_wanted.connect(self.show_part)
        self.acts.drafted.connect(lambda key: self.page_wanted.emit("notices", key))
        self.acts.changed.connect(self._changed_here)
        self.acts.said.connect(self.said)
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
        """Read again what is shown; seldom while pages stream in."""
        if kinds and not kinds & KINDS:
            return
        if self._pause.isActive():
            self._changed_again = True
            return
        self._pause.start()
        self._read()

    def set_standing(self, standing: Standing) -> None:
        """An empty page says why it is empty."""
        if standing == self._standing:
            return
        self._standing = standing
        if self._reading is not None and not self._reading.entries:
            self._show_emptiness()

    def show_part(self, part: str) -> None:
        """Show the deadline with this uid; "ics" asks where to export to."""
        if part == "ics":
            self.exporter.ask(DeadlineQuery())
        elif part:
            self._wanted = part
            if self.bar.is_filtered:
                self.bar.clear()
            else:
                self._read()

    def _pause_over(self) -> None:
        if self._changed_again:
            self._changed_again = False
            self.refresh(frozenset())

    def _changed_here(self) -> None:
        self._read()
        self.matters_changed.emit()

    def _read(self) -> None:
        query = self.bar.query()
        self.exporter.follow(query)
        self._jobs.job(
            self, lambda rooms, _cancel, _report: _look(rooms, query), group="deadlines"
        ).on_success(self.show_reading).on_failure(self._failed).run()

    def show_reading(self, reading: Reading) -> None:
        """Show what was read; the deadline that was chosen stays chosen."""
        self._reading = reading
        now = self._clock.now()
        entries = reading.entries
        self.table.blockSignals(True)
        self.model.show_entries(entries, now)
        self.table.blockSignals(False)
        self.year.show_months(months_of(entries, local(now).date()))
        if not self.bar.is_filtered:
            self.bar.offer_kinds({entry.deadline.kind for entry in entries})
        terms_missing = reading.has_orders and not reading.has_terms
        self.foot.show_count(entries, terms_missing=terms_missing)
        if entries:
            self._stack.show_content()
        else:
            self._show_emptiness()
        self._select_wanted()

    def _select_wanted(self) -> None:
        if not self._wanted:
            return
        at = self.model.row_of(self._wanted)
        entry = self.model.entry(at)
        if entry is None:
            return
        self.table.blockSignals(True)
        self.table.select_row(at)
        self.table.blockSignals(False)
        self.detail.show_entry(entry)
        self.detail.show()

    def _row_selected(self, row: int) -> None:
        entry = self.model.entry(row)
        if entry is None:
            return
        self._wanted = entry.deadline.uid
        self.detail.show_entry(entry)
        self.detail.show()

    def _link(self, row: int, column: str) -> None:
        entry = self.model.entry(row)
        if entry is None:
            return
        deadline = entry.deadline
        if column == DeadlineColumn.SOURCE:
            self.page_wanted.emit("terms", clause_part(deadline))
        elif deadline.order_number:
            self.order_wanted.emit(deadline.order_number)
        elif deadline.notice_id:
            self.page_wanted.emit("notices", deadline.notice_id)

    def _close_detail(self) -> None:
        self._wanted = ""
        self.detail.hide()
        self.detail.clear()
        self.table.select_row(-1)
        self.table.setFocus()

    def _enter_table(self) -> None:
        if self.model.entry(self.table.current_row) is None:
            at = next((n for n in range(self.model.rowCount()) if self.model.entry(n)), -1)
            self.table.select_row(at)
        self.table.setFocus()

    def _go_to_month(self, day: date) -> None:
        start = datetime.combine(day, time()).astimezone()
        at = self.model.first_from(start)
        if at >= 0:
            self.table.select_row(at)
            self.table.setFocus()

    def _sort(self, key: str, descending: bool) -> None:
        self.table.blockSignals(True)
        self.model.sort_by(key, descending=descending)
        self.table.blockSignals(False)
        self._sorting = (key, descending)
        self._select_wanted()
        self._remember()

    def _show_emptiness(self) -> None:
        reading = self._reading
        filtered = self.bar.is_filtered
        orders = reading is not None and reading.has_orders
        if self._standing.syncing and not filtered and not orders:
            self._stack.show_state(Skeleton(self._theme, 12))
            return
        act = self.bar.clear if filtered else self.sync_wanted.emit
        self._stack.show_state(
            why_empty(self._theme, self._standing, act, filtered=filtered, orders=orders)
        )

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self._read)
        self._stack.show_state(state)

    def _export_one(self, entry: DeadlineEntry) -> None:
        deadline = entry.deadline
        name = deadline.order_number or _("deadline")
        self.exporter.ask(DeadlineQuery(uids=frozenset({deadline.uid})), name)

    def _exported(self, path: Path) -> None:
        self.said.emit(_("The calendar was saved as {path}.").format(path=path))

    def _choose_columns(self) -> None:
        open_below(self.table.columns_menu(self.bar.columns), self.bar.columns)

    def _recall(self) -> None:
        key, _sep, way = self._memory.get("deadlines.sort", "").partition(" ")
        known = key in set(DeadlineColumn)
        self._sorting = (key, way == "down") if known else (DeadlineColumn.BY.value, False)
        self.table.set_sort(*self._sorting)
        self.model.sort_by(self._sorting[0], descending=self._sorting[1])
        self.table.restore_columns(self._memory.get("deadlines.columns", ""))
        self._split.restore(self._memory.get("deadlines.detail", ""))

    def _remember(self) -> None:
        key, descending = self._sorting
        self._memory["deadlines.sort"] = f"{key} {'down' if descending else 'up'}"
        self._memory["deadlines.columns"] = self.table.save_columns()
        self._memory["deadlines.detail"] = self._split.save()


def _look(rooms: Rooms, query: DeadlineQuery) -> Reading:
    return Reading(
        rooms.deadlines.entries(query),
        rooms.orders.count() > 0,
        bool(rooms.terms.versions()),
    )
