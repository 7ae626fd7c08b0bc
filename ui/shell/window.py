"""The main window: navigation, header, strip, pages, footer. Pages are made when first shown."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.text import _
from ui.kit.banners import BannerTone
from ui.kit.focus import FocusRing
from ui.kit.icons import Icon
from ui.kit.nav import mark_icon
from ui.kit.panels import Panel
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Token
from ui.page import Memory, Page, Standing
from ui.shell.footer import Footer
from ui.shell.header import Header
from ui.shell.navigation import Navigation, Place
from ui.shell.strip import Strip

MakePage = Callable[[str], Page]
LEAST = QSize(880, 560)
USUAL = QSize(1280, 800)


def places() -> tuple[Place, ...]:
    """The rooms there are, in their order."""
    return (
        Place("overview", _("Overview"), Icon.OVERVIEW, Icon.OVERVIEW_FILL),
        Place("orders", _("Orders"), Icon.ORDERS, Icon.ORDERS_FILL),
        Place("deadlines", _("Deadlines"), Icon.CLOCK_OUTLINE, Icon.CLOCK),
        Place("terms", _("Terms"), Icon.TERMS, Icon.TERMS_FILL),
        Place("licenses", _("Licenses"), Icon.LICENSES, Icon.LICENSES_FILL),
        Place("support", _("Support"), Icon.SUPPORT, Icon.SUPPORT_FILL),
        Place("certification", _("Certification"), Icon.CERTIFICATION, Icon.CERTIFICATION_FILL),
        Place("notices", _("Notices"), Icon.NOTICES, Icon.NOTICES_FILL),
        Place("outbox", _("Outbox"), Icon.PLANE_OUTLINE, Icon.PLANE, below=True),
        Place("account", _("Account"), Icon.ACCOUNT, Icon.ACCOUNT_FILL, below=True),
    )


class MainWindow(QMainWindow):
    """Knows how pages are shown, and nothing of what is in them."""

    page_shown = Signal(str)
    closing = Signal(QCloseEvent)
    palette_wanted = Signal()
    sync_wanted = Signal()
    sign_in_wanted = Signal()
    matters_changed = Signal()
    """Something was dealt with on a page: figures beside the navigation may differ now."""

    def __init__(self, theme: Theme, clock: Clock, memory: Memory) -> None:
        super().__init__()
        self.theme = theme
        self._memory = memory
        self._make: MakePage | None = None
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._standing = Standing()
        self._stale: dict[str, frozenset[str]] = {}
        self.setWindowTitle("Counterpart")
        self.setWindowIcon(mark_icon(theme))
        self.setMinimumSize(LEAST)
        self.navigation = Navigation(theme, places())
        self.header = Header(theme)
        self.strip = Strip(theme, clock)
        self.footer = Footer(theme, clock)
        self.stack = QStackedWidget()
        self._lay_out()
        self.ring = FocusRing(self, theme)
        self.navigation.chosen.connect(self.show_page)
        self.footer.outbox_wanted.connect(partial(self.show_page, "outbox"))
        self.header.search_wanted.connect(self.palette_wanted)
        self._shortcut("Ctrl+K", self.palette_wanted.emit)
        self._shortcut("F5", self.sync_wanted.emit)
        for at, place in enumerate(places(), start=1):
            # The tenth has the key that stands after 9.
            self._shortcut(f"Ctrl+{at % 10}", partial(self.show_page, place.key))
        self._recall()

    def _lay_out(self) -> None:
        self._main = Panel(self.theme, Token.BG)
        page = QVBoxLayout(self._main)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.header)
        page.addWidget(self.strip)
        page.addWidget(self.stack, 1)
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addWidget(self.navigation)
        above.addWidget(self._main, 1)
        ground = QWidget()
        whole = QVBoxLayout(ground)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(above, 1)
        whole.addWidget(self.footer)
        self.setCentralWidget(ground)

    def _shortcut(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    @property
    def current(self) -> str:
        """The key of the page that is shown; "" without one."""
        return self._current

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self._current)

    def use_pages(self, make: MakePage | None) -> None:
        """Make pages with `make` from now on (None: there is no profile). The old ones go."""
        for page in self._pages.values():
            page.may_leave()
            self.header.forget_actions(page.header_buttons())
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages = {}
        self._stale = {}
        self._current = ""
        self._make = make
        self.navigation.show_places(make is not None)
        self.header.search.setVisible(make is not None)

    def show_page(self, key: str, part: str = "") -> None:
        """Bring a page to the front, made now if this is its first time."""
        if self._make is None:
            return
        page = self._pages.get(key) or self._first_time(key, self._make)
        if key in self._stale:
            page.refresh(self._stale.pop(key))
        if part:
            page.show_part(part)
        if key != self._current:
            self._current = key
            self._memory["page"] = key
            self.stack.setCurrentWidget(page)
            self.navigation.select(key)
            self.header.show_page(page.title, page.subtitle(), page.header_buttons())
            if not self._focus_in_navigation():
                focus = page.first_focus()
                if focus is not None:
                    focus.setFocus()
        self.page_shown.emit(key)

    def show_instead(self, widget: QWidget, title: str, subtitle: str = "") -> None:
        """Show something that is no page (first run, trouble with the keyring)."""
        if self.stack.indexOf(widget) < 0:
            self.stack.addWidget(widget)
        self._current = ""
        self.stack.setCurrentWidget(widget)
        self.header.show_page(title, subtitle, ())

    def refresh(self, kinds: frozenset[str]) -> None:
        """Records of these kinds changed: now for the page that is shown, later for the others."""
        for key, page in self._pages.items():
            if key == self._current:
                page.refresh(kinds)
            else:
                self._stale[key] = self._stale.get(key, frozenset()) | kinds

    def set_standing(self, standing: Standing) -> None:
        """Tell every page how the profile stands."""
        self._standing = standing
        for page in self._pages.values():
            page.set_standing(standing)

    def strip_said(self, words: str) -> None:
        """Say that something went well."""
        self.strip.say("done", BannerTone.OK, words, closable=True)

    def come_to_front(self) -> None:
        """A second start asks for this window."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()

    def remember(self) -> None:
        """Keep place and page for the next start."""
        geometry = bytes(self.saveGeometry().data())
        self._memory["geometry"] = base64.b64encode(geometry).decode("ascii")
        for page in self._pages.values():
            page.may_leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below 1100 px the navigation shows icons alone."""
        super().resizeEvent(event)
        self.navigation.set_narrow(self.width() < Size.NARROW_BELOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The shell may have something to say first."""
        self.closing.emit(event)

    def _first_time(self, key: str, make: MakePage) -> Page:
        page = make(key)
        self._pages[key] = page
        page.subtitle_changed.connect(lambda text: self._subtitle(key, text))
        page.page_wanted.connect(self.show_page)
        page.order_wanted.connect(lambda number: self.show_page("orders", number))
        page.sync_wanted.connect(self.sync_wanted)
        page.sign_in_wanted.connect(self.sign_in_wanted)
        page.working.connect(self.strip.follow)
        page.said.connect(self.strip_said)
        page.matters_changed.connect(self.matters_changed)
        page.problem_met.connect(lambda report: self.strip.tell("page", report))
        page.set_standing(self._standing)
        self.stack.addWidget(page)
        return page

    def _subtitle(self, key: str, text: str) -> None:
        if key == self._current:
            self.header.set_subtitle(text)

    def _focus_in_navigation(self) -> bool:
        return self.navigation.isAncestorOf(self.focusWidget())

    def _recall(self) -> None:
        try:
            geometry = base64.b64decode(self._memory.get("geometry", ""), validate=True)
        except (binascii.Error, ValueError):
            geometry = b""
        if not geometry or not self.restoreGeometry(QByteArray(geometry)):
            self.resize(USUAL)
