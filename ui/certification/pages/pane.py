"""A live preview: the pages as they will be printed, made anew a moment after each change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.tasks import CancelToken, Report
from app.base.text import _
from ui.certification.pages.making import Unprintable
from ui.certification.pages.view import FIT_PAGE, FIT_WIDTH, STEPS, PagesView
from ui.jobs import Jobs
from ui.kit.banners import ProblemBanner
from ui.kit.buttons import IconButton
from ui.kit.choices import ComboBox
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import Panel, row
from ui.kit.states import EmptyState
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

if TYPE_CHECKING:
    from app.services import Rooms

Make: TypeAlias = "Callable[[Rooms, CancelToken, Report, float], Sequence[bytes] | Unprintable]"
"""Makes the pages as PNG at so many dots an inch."""

PAUSE_MS = 250
"""So long nothing must change before the pages are made: keys come faster than pages."""
_DPI, _SHARP_DPI = 144.0, 216.0
_SHARP_FROM = 150
"""Percent from which the coarser pictures would show steps."""


class PagesPane(QWidget):
    """A bar with the page's number and the size, and the pages. It never blocks the window."""

    shown = Signal(int)
    """So many pages are shown now."""
    failed = Signal(object)
    unprintable = Signal(object)
    """The person wants to choose what is printed instead: the characters, a tuple."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs = jobs
        # Of its own: another pane's pages, made for another step, must not cancel these.
        self._group = f"certificate-pages-{id(self)}"
        self._make: Make | None = None
        self._key: Hashable = None
        self._wanted: Hashable = None
        self._stale = False
        self.view = PagesView(theme, name=_("The pages as they will be printed"))
        self.state = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self.number = Label(theme, "", TextStyle.META_MEDIUM, Token.TEXT)
        self.smaller = IconButton(theme, Icon.MINUS_CIRCLE, _("Smaller"), small=True)
        self.larger = IconButton(theme, Icon.PLUS_CIRCLE_OUTLINE, _("Larger"), small=True)
        self.size_box = ComboBox(theme, _sizes(), name=_("Size of the pages"))
        self.problem: ProblemBanner | None = None
        self._empty: EmptyState | None = None
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self._run)
        self._lay_out()
        self.smaller.clicked.connect(lambda: self.view.enlarge(-1))
        self.larger.clicked.connect(lambda: self.view.enlarge(1))
        self.size_box.changed.connect(self._choose_size)
        self.view.zoom_changed.connect(self._zoomed)
        self.view.page_changed.connect(self._say_page)

    def _lay_out(self) -> None:
        bar = Panel(self._theme, Token.BG, edges="bottom")
        bar.setFixedHeight(Size.CARD_HEAD)
        across = row(spacing=Space.XS, margins=(Space.L, 0, Space.S, 0))
        across.addWidget(self.number)
        across.addSpacing(Space.S)
        across.addWidget(self.state, 1)
        for part in (self.smaller, self.size_box, self.larger):
            across.addWidget(part)
        bar.setLayout(across)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addWidget(bar)
        self._body.addWidget(self.view, 1)

    @property
    def pages(self) -> tuple[bytes, ...]:
        """The pictures that are shown."""
        return tuple(sheet.png for sheet in self.view.sheets)

    def ask(self, key: Hashable, make: Make, *, at_once: bool = False) -> None:
        """Show what `make` gives, unless that is `key` already; soon, and never for every key."""
        if key == self._wanted and not self._stale:
            return
        self._wanted, self._make, self._stale = key, make, False
        self.state.setText(_("Being made…"))
        self._timer.start(0 if at_once or not self.view.sheets else PAUSE_MS)

    def rest(self) -> None:
        """Nobody looks any more: what was about to be made waits until it is asked for again."""
        if self._timer.isActive():
            self._timer.stop()
            self._stale = True

    def forget(self) -> None:
        """Another document: nothing of the last one stays."""
        self._timer.stop()
        self._key = self._wanted = self._make = None
        self._clear_problem()
        self.view.show_pages(())
        self.state.setText("")
        self.number.setText("")

    def show_pages(self, pages: Sequence[bytes]) -> None:
        """Show these pictures (PNG)."""
        self._clear_problem()
        self.view.show_pages(pages)
        self.state.setText("")
        self._say_page(self.view.page)
        self.shown.emit(len(pages))

    def _run(self) -> None:
        make, key = self._make, self._wanted
        if make is None:
            return
        dpi = _DPI
        if self.view.zoom.isdigit() and int(self.view.zoom) >= _SHARP_FROM:
            dpi = _SHARP_DPI
        self._jobs.job(
            self,
            lambda rooms, cancel, report: make(rooms, cancel, report, dpi),
            group=self._group,
            long=True,
        ).on_success(lambda pages: self._made(key, pages)).on_failure(self._fail).run()

    def _made(self, key: Hashable, made: Sequence[bytes] | Unprintable) -> None:
        if key != self._wanted:
            return
        if isinstance(made, Unprintable):
            self._show_unprintable(made)
            return
        self._key = key
        self.show_pages(made)

    def _show_unprintable(self, made: Unprintable) -> None:
        """The pages with boxes in them where there are any, and what can be done about it."""
        if made.pages:
            self.show_pages(made.pages)
        self._fail(made.report, _("Choose what to print instead…"))
        if made.pages:
            self._stale = False
            self.state.setText(_("With characters that cannot be printed"))
        if self.problem is not None:
            characters = made.characters
            self.problem.acted.connect(lambda _at: self.unprintable.emit(characters))

    def _fail(self, report: ProblemReport, action: str = "") -> None:
        self._clear_problem()
        self._stale = True
        self.state.setText(
            _("Not up to date") if self.view.sheets else _("The pages cannot be made")
        )
        self.problem = ProblemBanner(
            self._theme, report, actions=(action,) if action else (), closable=False
        )
        holder = QWidget()
        holder.setLayout(row(self.problem, margins=(Space.L, Space.M, Space.L, Space.M)))
        self._problem_holder = holder
        self._body.insertWidget(1, holder)
        self.failed.emit(report)

    def _clear_problem(self) -> None:
        if self.problem is not None:
            self._problem_holder.hide()
            self._problem_holder.deleteLater()
            self.problem = None

    def _choose_size(self, value: str) -> None:
        if value:
            self.view.set_zoom(value)

    def _zoomed(self, zoom: str) -> None:
        self.size_box.blockSignals(True)
        self.size_box.set_value(zoom)
        self.size_box.blockSignals(False)
        self.size_box.update()
        if zoom.isdigit() and int(zoom) >= _SHARP_FROM and self._make is not None:
            self._timer.start(PAUSE_MS)

    def _say_page(self, page: int) -> None:
        count = len(self.view.sheets)
        self.number.setText(_("Page {n} of {count}").format(n=page, count=count) if count else "")


def _sizes() -> list[tuple[str, str]]:
    fits = [(FIT_WIDTH, _("Fit the width")), (FIT_PAGE, _("Whole page"))]
    return fits + [(str(one), _("{n} %").format(n=one)) for one in STEPS]
