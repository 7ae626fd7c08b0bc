"""The two lists of the notices page with their tabs, filter and states."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.text import _
from ui.jobs import Jobs
from ui.kit.chips import MenuChip
from ui.kit.fields import SearchField
from ui.kit.panels import Panel, row
from ui.kit.states import Skeleton, problem_state
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, Token
from ui.notices.emptiness import no_drafts, no_notices
from ui.notices.reading import Reading
from ui.notices.received import OPEN, ReceivedTab
from ui.notices.words import kind_words
from ui.notices.writing import DraftsTab
from ui.page import Memory, Standing

RECEIVED, DRAFTS = "received", "drafts"


class NoticeLists(QWidget):
    """What the vendor sent, and letters of one's own; beside each list what is chosen in it."""

    new_wanted = Signal()
    deadlines_wanted = Signal()
    sync_wanted = Signal()

    def __init__(self, theme: Theme, clock: Clock, jobs: Jobs, vendor: str, memory: Memory) -> None:
        super().__init__()
        self._theme = theme
        self._vendor = vendor
        self._memory = memory
        self._standing = Standing()
        self._read = False
        self.tabs = Tabs(theme, name=_("Received and letters"))
        self.field = SearchField(theme, _("Filter notices"), name=_("Filter notices"))
        self.field.setFixedWidth(216)
        self.kind = MenuChip(theme, _("Kind"), [], any_text=_("any"))
        self.received = ReceivedTab(theme, clock)
        self.drafts = DraftsTab(theme, clock, jobs)
        self._lay_out()
        for tab in (self.received, self.drafts):
            tab.stack.show_state(Skeleton(theme, 10))
        self.received.split.restore(memory.get("notices.received", ""))
        self.drafts.split.restore(memory.get("notices.drafts", ""))
        self.tabs.currentChanged.connect(self._parts.setCurrentIndex)
        self.tabs.changed.connect(lambda key: self.kind.setVisible(key == RECEIVED))
        self.field.textChanged.connect(self._filter)
        self.kind.changed.connect(self._only_kind)
        self.received.widened.connect(self._widened)
        for tab in (self.received, self.drafts):
            tab.moved.connect(self._remember)

    def _lay_out(self) -> None:
        self._parts = QStackedWidget()
        for key, text, part in (
            (RECEIVED, _("Received"), self.received),
            (DRAFTS, _("Letters"), self.drafts),
        ):
            self.tabs.add_tab(key, text)
            self._parts.addWidget(part)
        bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        bar.setFixedHeight(Size.TOOLBAR)
        across = row(spacing=Space.S, margins=(Space.L, 0, Space.L, 0))
        across.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        across.addStretch(1)
        across.addWidget(self.kind)
        across.addWidget(self.field)
        bar.setLayout(across)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._parts, 1)

    def show_reading(self, reading: Reading) -> None:
        """Show what was read; what is open stays open."""
        self._read = True
        self.received.show_notices(reading.inbox, reading.starts)
        self.drafts.show_drafts(reading.drafts, reading.starts)
        for key, found in ((RECEIVED, reading.inbox), (DRAFTS, reading.drafts)):
            self.tabs.set_count(key, f"{len(found):n}" if found else "")
        kinds = [(kind.value, kind_words(kind)) for kind in self.received.kinds()]
        self.kind.set_choices([(OPEN, _("to acknowledge")), *kinds])
        self._show_states()

    def open(self, key: str) -> bool:
        """Open the notice or the letter with this id; False where there is none."""
        for name, found in (
            (RECEIVED, self.received.open_notice(key)),
            (DRAFTS, self.drafts.open_draft(key)),
        ):
            if found:
                self.tabs.set_current(name)
                return True
        return False

    def set_standing(self, standing: Standing) -> None:
        """An empty list says why it is empty."""
        if standing != self._standing:
            self._standing = standing
            self._show_states()

    def show_problem(self, report: ProblemReport, again: Callable[[], object]) -> None:
        """Nothing could be read."""
        for tab in (self.received, self.drafts):
            state = problem_state(self._theme, report, action=_("Try again"))
            if state.secondary:
                state.secondary.clicked.connect(again)
            tab.stack.show_state(state)

    def _show_states(self) -> None:
        """Each list, or why it is empty."""
        if not self._read:
            return
        if self.received.shown:
            self.received.stack.show_content()
        else:
            narrowed = self.received.is_narrowed
            state = no_notices(self._theme, self._standing, self._vendor, filtered=narrowed)
            if state.secondary:
                state.secondary.clicked.connect(
                    self._clear_filter if narrowed else self.sync_wanted.emit
                )
            self.received.stack.show_state(state)
        self._show_drafts_state()

    def _show_drafts_state(self) -> None:
        filtered = bool(self.field.text().strip())
        if self.drafts.shown:
            self.drafts.stack.show_content()
            return
        empty = no_drafts(self._theme, filtered=filtered)
        if empty.primary:
            empty.primary.clicked.connect(self.new_wanted)
        if empty.secondary:
            empty.secondary.clicked.connect(
                self.field.clear if filtered else self.deadlines_wanted.emit
            )
        self.drafts.stack.show_state(empty)

    def _filter(self, text: str) -> None:
        self.received.filter_by(text)
        self.drafts.filter_by(text)
        self._show_states()

    def _only_kind(self, kind: str) -> None:
        self.received.only_kind(kind)
        self._show_states()

    def _clear_filter(self) -> None:
        self.kind.set_value("")
        self.field.clear()

    def _widened(self) -> None:
        """What was asked for was not within the filter, which is given up."""
        for part in (self.kind, self.field):
            part.blockSignals(True)
        self._clear_filter()
        for part in (self.kind, self.field):
            part.blockSignals(False)
        self.drafts.filter_by("")
        self._show_states()

    def _remember(self) -> None:
        self._memory["notices.received"] = self.received.split.save()
        self._memory["notices.drafts"] = self.drafts.split.save()
