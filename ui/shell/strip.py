"""The strip between header and page: what needs attention now, and how far long work is.

Banners have a key: the same trouble said again replaces itself. Work appears only when it lasts
long enough to be worth a look, so that a quick synchronization does not make the page jump.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.tasks import Progress
from ui.kit.banners import Banner, BannerTone, ProblemBanner
from ui.kit.icons import Icon
from ui.kit.panels import Panel
from ui.kit.states import ProgressLine
from ui.kit.theme import Theme
from ui.kit.tokens import Space, Token
from ui.page import Work
from ui.shell.words import progress_words

_PATIENCE_MS = 400

Act = Callable[[], object]


class Strip(Panel):
    """Banners and progress lines, stacked; takes no room while there is nothing to say."""

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.BG, parent=parent)
        self._theme_ = theme
        self._clock = clock
        self._banners: dict[str, QWidget] = {}
        self._works: dict[Work, ProgressLine] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self._layout.setSpacing(Space.S)
        self.hide()

    def say(
        self,
        key: str,
        tone: BannerTone,
        text: str,
        *,
        action: str = "",
        act: Act | None = None,
        closable: bool = False,
    ) -> None:
        """Show one line, with at most one thing to do about it."""
        icon = Icon.WARNING if tone is BannerTone.WARN else None
        banner = Banner(self._theme_, tone, text, action=action, icon=icon, closable=closable)
        if act:
            banner.acted.connect(act)
        banner.closed.connect(lambda: self.take_back(key))
        self._put(key, banner)

    def tell(
        self, key: str, report: ProblemReport, actions: Sequence[tuple[str, Act]] = ()
    ) -> None:
        """Show a problem in full: what happened, what was kept, what to do."""
        banner = ProblemBanner(self._theme_, report, actions=[text for text, _act in actions])
        banner.acted.connect(lambda at: actions[at][1]())
        banner.closed.connect(lambda: self.take_back(key))
        self._put(key, banner)

    def take_back(self, key: str) -> None:
        """It is over: the banner goes."""
        old = self._banners.pop(key, None)
        if old is not None:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._settle()

    def take_back_all(self) -> None:
        """Another profile: nothing that was said still holds."""
        for key in list(self._banners):
            self.take_back(key)

    def says(self, key: str) -> bool:
        """Whether a banner of this key is shown."""
        return key in self._banners

    def follow(self, work: Work) -> None:
        """Show how far `work` is, from the moment it has lasted a little."""
        started = self._clock.monotonic()
        wait = QTimer(self)
        wait.setSingleShot(True)
        wait.setInterval(_PATIENCE_MS)
        latest: list[Progress] = []

        def appear() -> None:
            if work.over or work in self._works:
                return
            line = ProgressLine(self._theme_, work.title, cancellable=work.cancel is not None)
            if work.cancel:
                line.cancelled.connect(work.cancel)
            self._works[work] = line
            self._layout.addWidget(line)
            if latest:
                show(latest[-1])
            self._settle()

        def show(progress: Progress) -> None:
            latest[:] = [progress]
            line = self._works.get(work)
            if line:
                if progress.phase:
                    line.set_title(progress.phase)
                words = progress_words(progress, self._clock.monotonic() - started)
                line.set_progress(progress.done, progress.total, words)

        def end() -> None:
            wait.stop()
            wait.deleteLater()
            line = self._works.pop(work, None)
            if line:
                self._layout.removeWidget(line)
                line.hide()
                line.deleteLater()
            self._settle()

        wait.timeout.connect(appear)
        work.progressed.connect(show)
        work.ended.connect(end)
        wait.start()

    def _put(self, key: str, banner: QWidget) -> None:
        old = self._banners.pop(key, None)
        if old is not None:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._banners[key] = banner
        self._layout.insertWidget(len(self._banners) - 1, banner)
        self._settle()

    def _settle(self) -> None:
        self.setVisible(bool(self._banners or self._works))
        self._put_in_tab_order()

    def _put_in_tab_order(self) -> None:
        """What came later than the page is still reached before it, as it stands above it."""
        before: QWidget = self
        while not _is_reached(before):
            earlier = before.previousInFocusChain()
            if earlier is None or earlier is self:
                return
            before = earlier
        for line in (*self._banners.values(), *self._works.values()):
            for control in filter(_is_reached, line.findChildren(QWidget)):
                QWidget.setTabOrder(before, control)
                before = control


def _is_reached(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
