"""The overview page: read in one job, shown in cards, each with a way to where the matter is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.dates import local, long_day
from app.base.errors import ProblemReport
from app.base.text import _
from app.overview.model import Need, NeedKind, Overview, Renewal
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.panels import row
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState, Skeleton, StateStack, problem_state
from ui.kit.theme import Theme
from ui.kit.timeline import EndKind, Timeline, TimelineEntry, timeline_legend
from ui.kit.tokens import Space, Token
from ui.overview.needs import NeedsCard, calm
from ui.overview.side import UnsentCard, UseCard
from ui.page import Page, Standing

_SIDE = 352
_NARROW_BELOW = 1040
_ROWS = 6


class OverviewPage(Page):
    """Needs, renewals of twelve months, use against scope, unsent items."""

    key = "overview"

    def __init__(self, theme: Theme, jobs: Jobs, clock: Clock) -> None:
        super().__init__()
        self.title = _("Overview")
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._standing = Standing()
        self._is_empty = False
        self.needs = NeedsCard(theme)
        self.use = UseCard(theme)
        self.unsent = UnsentCard(theme)
        self.sync = Button(theme, _("Sync now"), icon=Icon.SYNC, parent=self)
        self.sync.hide()
        self._renewals = Card(theme, _("Renewals, next 12 months"), line=False)
        self._renewals.head.addWidget(timeline_legend(theme))
        self.timeline = Timeline(theme, name=_("Renewals, next 12 months"))
        holder = QWidget()
        holder.setLayout(row(self.timeline, margins=(Space.L - 1, 0, Space.L - 1, Space.M)))
        self._timeline_box = holder
        self._renewals.add(holder)
        self._no_renewals = calm(
            theme, _("No term ends or renews within 12 months."), Icon.CALENDAR
        )
        self._renewals.add(self._no_renewals)
        self._lay_out()
        self.sync.clicked.connect(self.sync_wanted)
        self.needs.acted.connect(self._act)
        self.needs.clause_wanted.connect(self._read_clause)
        self.needs.deadlines.clicked.connect(lambda: self.page_wanted.emit("deadlines", ""))
        self.unsent.shown_wanted.connect(lambda item: self.page_wanted.emit("outbox", item))
        self.timeline.activated.connect(self.order_wanted)
        self._stack.show_state(Skeleton(theme, 10))
        self._read()

    def _lay_out(self) -> None:
        self._side = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._side.setSpacing(Space.L)
        self._side.addWidget(self.use, 1)
        self._side.addWidget(self.unsent, 1)
        self._top = top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(Space.L)
        top.addWidget(self.needs, 1)
        top.addLayout(self._side)
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        body.setSpacing(Space.L)
        body.addLayout(top)
        body.addWidget(self._renewals)
        body.addStretch(1)
        self._stack = StateStack(self._theme, ScrollPane(self._theme, content, ground=Token.BG))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def subtitle(self) -> str:
        """Today, in the user's zone."""
        return long_day(local(self._clock.now()).date())

    def header_buttons(self) -> Sequence[QWidget]:
        """Sync now."""
        return (self.sync,)

    def refresh(self, kinds: frozenset[str]) -> None:
        """Any record may matter here."""
        self._read()

    def set_standing(self, standing: Standing) -> None:
        """No second synchronization beside one under way."""
        self.sync.setEnabled(not standing.syncing)
        self._standing = standing
        if self._is_empty:
            self._show_right_state()

    def _show_right_state(self) -> None:
        """The cards; before there is anything to put in them, why they would be empty."""
        if not self._is_empty:
            self._stack.show_content()
        elif self._standing.syncing:
            self._stack.show_state(Skeleton(self._theme, 10))
        else:
            unreachable = self._standing.offline
            state = EmptyState(
                self._theme,
                Icon.CLOUD_SLASH if unreachable else Icon.OVERVIEW,
                _("The portal cannot be reached") if unreachable else _("Nothing here yet"),
                _("What needs you, renewals and use appear once your orders are fetched."),
                secondary=_("Try again") if unreachable else _("Sync now"),
            )
            if state.secondary:
                state.secondary.clicked.connect(self.sync_wanted)
            self._stack.show_state(state)

    def resizeEvent(self, event: object) -> None:
        """In a narrow window the side cards go below the needs, beside each other."""
        wide, way = self.width() >= _NARROW_BELOW, QBoxLayout.Direction
        self._top.setDirection(way.LeftToRight if wide else way.TopToBottom)
        self._side.setDirection(way.TopToBottom if wide else way.LeftToRight)
        for card in (self.use, self.unsent):
            card.setFixedWidth(_SIDE) if wide else card.setMaximumWidth(16_777_215)
            if not wide:
                card.setMinimumWidth(0)

    def _read(self) -> None:
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.overview.overview(), group="overview"
        ).on_success(self.show_overview).on_failure(self._failed).run()

    def show_overview(self, overview: Overview) -> None:
        """Show what was read."""
        self.needs.show_needs(overview.needs)
        self.use.show_use(overview.scope_use)
        self.unsent.show_items(overview.unsent)
        today = local(overview.at).date()
        entries = [_entry(renewal) for renewal in overview.renewals[:_ROWS]]
        self.timeline.set_entries(entries, today)
        self._timeline_box.setVisible(bool(entries))
        self._no_renewals.setVisible(not entries)
        self._is_empty = not (overview.counts.orders or overview.needs or overview.unsent)
        self._show_right_state()
        self.subtitle_changed.emit(self.subtitle())

    def _failed(self, report: ProblemReport) -> None:
        state = problem_state(self._theme, report, action=_("Try again"))
        if state.secondary:
            state.secondary.clicked.connect(self._read)
        self._stack.show_state(state)

    def _read_clause(self, need: Need) -> None:
        self.page_wanted.emit("terms", f"{need.version_id}#{need.clause}")

    def _act(self, need: Need) -> None:
        match need.kind:
            case _ if need.certification_part:
                self.page_wanted.emit("certification", need.certification_part)
            case NeedKind.SIGN_IN:
                self.sign_in_wanted.emit()
            case NeedKind.REFUSED:
                self.page_wanted.emit("outbox", need.outbox_id)
            case NeedKind.SUPPORT:
                self.page_wanted.emit("support", f"request:{need.request_id}")
            case NeedKind.REVIEW_ACCOUNT | NeedKind.SET_ASIDE:
                self.page_wanted.emit("account", "")
            case NeedKind.ACCEPT:
                self.page_wanted.emit("terms", need.version_id)
            case NeedKind.LICENSE:
                self.page_wanted.emit("licenses", need.license_part)
            case NeedKind.NOTICE if need.notice_id:
                self.page_wanted.emit("notices", need.notice_id)
            case NeedKind.CANCEL_BY | NeedKind.NOTICE | NeedKind.OTHER if need.deadline_uid:
                self.page_wanted.emit("deadlines", need.deadline_uid)
            case _ if need.order_number:
                self.order_wanted.emit(need.order_number)
            case _:
                self.page_wanted.emit("orders", "")


def _entry(renewal: Renewal) -> TimelineEntry:
    return TimelineEntry(
        renewal.order_number,
        renewal.product,
        local(renewal.end).date(),
        EndKind.RENEWS if renewal.auto_renews else EndKind.ENDS,
        local(renewal.cancel_by).date() if renewal.cancel_by else None,
        renewal.words,
    )
