"""The support page: requests with their threads, and feedback, each tab made when first shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.text import _
from ui.jobs import Jobs
from ui.kit.panels import Panel, row
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, Token
from ui.link import WorkerLink
from ui.page import Memory, Page, Standing
from ui.support.feedback.tab import FeedbackTab
from ui.support.requests.tab import RequestsTab
from ui.support.tab import SupportTab

REQUESTS, FEEDBACK = "requests", "feedback"
_OF_REQUESTS = ("request", "new", "draft", "correct", "unauthorized")


class SupportPage(Page):
    """What it shows is addressed as "requests", "request:ID", "new:PRODUCT" or "feedback:ITEM"."""

    key = "support"
    lock_wanted = Signal(str, bool)
    """Lock the profile after this item has left, or at once."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        memory: Memory,
        link: WorkerLink | None = None,
    ) -> None:
        super().__init__()
        self.title = _("Support")
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._memory = memory
        self._link = link
        self._standing = Standing()
        self._made: dict[str, SupportTab] = {}
        self._stale: dict[str, frozenset[str]] = {}
        self._buttons: list[QWidget] = []
        self.tabs = Tabs(theme, name=_("Parts of support"))
        self._parts = QStackedWidget()
        self.tabs.add_tab(REQUESTS, _("Requests"))
        self.tabs.add_tab(FEEDBACK, _("Feedback"))
        self._lay_out()
        self.tabs.changed.connect(self._show)
        start = memory.get("support.tab", REQUESTS)
        self.tabs.set_current(start if start == FEEDBACK else REQUESTS)
        self._show(self.tabs.current_key)

    def _lay_out(self) -> None:
        bar = Panel(self._theme, Token.SURFACE, edges="bottom")
        bar.setFixedHeight(Size.TOOLBAR)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(Space.S)
        across = row(spacing=0, margins=(Space.L, 0, Space.L, 0))
        across.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        across.addStretch(1)
        across.addLayout(self._actions)
        bar.setLayout(across)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._parts, 1)

    @property
    def requests(self) -> RequestsTab:
        """The tab of requests, made now if this is its first time."""
        tab = self._tab(REQUESTS)
        assert isinstance(tab, RequestsTab)
        return tab

    @property
    def feedback(self) -> FeedbackTab:
        """The tab of feedback, made now if this is its first time."""
        tab = self._tab(FEEDBACK)
        assert isinstance(tab, FeedbackTab)
        return tab

    def subtitle(self) -> str:
        """What the tab says of itself."""
        return self._tab(self.tabs.current_key).subtitle()

    def first_focus(self) -> QWidget | None:
        """What the tab wants to have it."""
        return self._tab(self.tabs.current_key).first_focus()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Now for the tab that is shown, later for the other."""
        for key, tab in self._made.items():
            if key == self.tabs.current_key:
                tab.refresh(kinds)
            else:
                before = self._stale.get(key, kinds)
                # An empty set means all, beside whatever else.
                self._stale[key] = before | kinds if before and kinds else frozenset()

    def set_standing(self, standing: Standing) -> None:
        """Tell every tab how the profile stands."""
        self._standing = standing
        for tab in self._made.values():
            tab.set_standing(standing)

    def show_part(self, part: str) -> None:
        """Show a tab, or the request, draft, form or piece of feedback that `part` names."""
        key, _sep, rest = part.partition(":")
        if key in (REQUESTS, FEEDBACK):
            self._go(key, rest)
        elif key in _OF_REQUESTS:
            self._go(REQUESTS, part)
        elif part:
            self._go(FEEDBACK, part)

    def may_leave(self) -> None:
        """Every tab keeps what is being typed."""
        for tab in self._made.values():
            tab.may_leave()

    def _go(self, key: str, part: str) -> None:
        self.tabs.set_current(key)
        if part:
            self._tab(key).show_part(part)

    def _write_about(self, message_id: str, words: str) -> None:
        self.tabs.set_current(FEEDBACK)
        self.feedback.write_about(message_id, words)

    def _tab(self, key: str) -> SupportTab:
        if key not in self._made:
            self._made[key] = self._connected(self._make(key))
        return self._made[key]

    def _make(self, key: str) -> SupportTab:
        if key == FEEDBACK:
            return FeedbackTab(self._theme, self._jobs, self._clock, self._profile)
        tab = RequestsTab(
            self._theme, self._jobs, self._clock, self._profile, self._memory, self._link
        )
        tab.unauthorized.lock_wanted.connect(self.lock_wanted)
        tab.feedback_wanted.connect(self._write_about)
        return tab

    def _show(self, key: str) -> None:
        tab = self._tab(key)
        if key in self._stale:
            tab.refresh(self._stale.pop(key))
        self._parts.setCurrentWidget(tab)
        self._memory["support.tab"] = key
        self._show_buttons()
        self.subtitle_changed.emit(tab.subtitle())

    def _show_buttons(self) -> None:
        for old in self._buttons:
            self._actions.removeWidget(old)
            old.hide()
        self._buttons = list(self._tab(self.tabs.current_key).header_buttons())
        for button in self._buttons:
            self._actions.addWidget(button)
            button.show()

    def _connected(self, tab: SupportTab) -> SupportTab:
        tab.order_wanted.connect(self.order_wanted)
        tab.page_wanted.connect(self.page_wanted)
        tab.sync_wanted.connect(self.sync_wanted)
        tab.send_wanted.connect(self.send_wanted)
        tab.sign_in_wanted.connect(self.sign_in_wanted)
        tab.working.connect(self.working)
        tab.matters_changed.connect(self.matters_changed)
        tab.said.connect(self.said)
        tab.problem_met.connect(self.problem_met)
        tab.tab_wanted.connect(self._go)
        tab.buttons_changed.connect(self._show_buttons)
        tab.subtitle_changed.connect(partial(self._subtitle, tab))
        tab.set_standing(self._standing)
        self._parts.addWidget(tab)
        return tab

    def _subtitle(self, tab: SupportTab, words: str) -> None:
        if self._made.get(self.tabs.current_key) is tab:
            self.subtitle_changed.emit(words)
