"""What the page shows only when somebody asks: the checker, the history, a sealed certification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.settings import Settings
from ui.jobs import Jobs
from ui.kit.theme import Theme
from ui.link import WorkerLink
from ui.page import Memory, Page

if TYPE_CHECKING:
    from ui.certification.checker import CheckerView
    from ui.certification.history import HistoryView
    from ui.certification.submit.opening import SealedOpening


class OtherViews(QObject):
    """Each is made, and its code imported, when it is first wanted."""

    left = Signal()
    draft_wanted = Signal(str)
    settings_changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        memory: Memory,
        link: WorkerLink | None,
        *,
        page: Page,
        views: QStackedWidget,
    ) -> None:
        super().__init__(page)
        self._around = (theme, jobs, clock, profile, memory, link)
        self._page = page
        self._views = views
        self._settings = Settings()
        self._checker: CheckerView | None = None
        self._history: HistoryView | None = None
        self._sealed: SealedOpening | None = None

    @property
    def checker(self) -> CheckerView:
        """What checks certificates."""
        if self._checker is None:
            from ui.certification.checker import CheckerView  # noqa: PLC0415 - not for P1

            made = self._checker = CheckerView(*self._around)
            made.settings_changed.connect(self.settings_changed)
            made.show_settings(self._settings)
            self._follow(made)
        return self._checker

    @property
    def history(self) -> HistoryView:
        """Certifications that left, and what differs between them."""
        if self._history is None:
            from ui.certification.history import HistoryView  # noqa: PLC0415 - not for P1

            made = self._history = HistoryView(*self._around)
            made.draft_wanted.connect(self.draft_wanted)
            self._follow(made)
        return self._history

    def ask_sealed(self) -> None:
        """Open a colleague's sealed certification."""
        if self._sealed is None:
            from ui.certification.submit.opening import SealedOpening  # noqa: PLC0415 - not for P1

            made = self._sealed = SealedOpening(self._around[0], self._around[1], self._page)
            made.opened.connect(self.draft_wanted)
            made.failed.connect(self._page.problem_met)
            made.working.connect(self._page.working)
        self._sealed.ask()

    def show_settings(self, settings: Settings) -> None:
        """Which certificates the checker trusts."""
        self._settings = settings
        if self._checker is not None:
            self._checker.show_settings(settings)

    def _follow(self, made: CheckerView | HistoryView) -> None:
        made.left.connect(self.left)
        made.page_wanted.connect(self._page.page_wanted)
        made.problem_met.connect(self._page.problem_met)
        made.working.connect(self._page.working)
        made.said.connect(self._page.said)
        self._views.addWidget(made)
