"""The licenses page: its tabs, each made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.account.model import ProfileInfo
from app.base.clock import Clock
from app.base.text import _
from ui.jobs import Jobs
from ui.kit.dropping import paths_of
from ui.kit.panels import Panel, row
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, Token
from ui.licenses.tab import Tab
from ui.link import WorkerLink
from ui.page import Memory, Page, Standing

LICENSES, MACHINES, ACTIVATE = "licenses", "machines", "activate"
DOCTOR, HISTORY = "doctor", "history"
READ = "read"


class LicensesPage(Page):
    """What is licensed, which machines hold it, how hosts get it."""

    key = "licenses"

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
        self.title = _("Licenses")
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._memory = memory
        self._link = link
        self._standing = Standing()
        self._made: dict[str, Tab] = {}
        self._stale: dict[str, frozenset[str]] = {}
        self._buttons: list[QWidget] = []
        self.tabs = Tabs(theme, name=_("Parts of the licenses"))
        self._parts = QStackedWidget()
        self._makers: dict[str, Callable[[], Tab]] = {
            LICENSES: self._make_licenses,
            MACHINES: self._make_machines,
            ACTIVATE: self._make_activate,
            DOCTOR: self._make_doctor,
            HISTORY: self._make_history,
        }
        for key, text in (
            (LICENSES, _("Licenses")),
            (MACHINES, _("Machines")),
            (ACTIVATE, _("Activate")),
            (DOCTOR, _("Doctor")),
            (HISTORY, _("History")),
        ):
            self.tabs.add_tab(key, text)
        self.setAcceptDrops(True)
        self._lay_out()
        self.tabs.changed.connect(self._show)
        start = memory.get("licenses.tab", LICENSES)
        self.tabs.set_current(start if start in self._makers else LICENSES)
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
    def current(self) -> Tab:
        """The tab that is shown."""
        return self.tab(self.tabs.current_key)

    def tab(self, key: str) -> Tab:
        """A tab, made now if this is its first time. Raises KeyError for one there is not."""
        if key not in self._made:
            self._made[key] = self._connected(self._makers[key]())
        return self._made[key]

    def subtitle(self) -> str:
        """What the tab says of itself."""
        return self.current.subtitle()

    def first_focus(self) -> QWidget | None:
        """What the tab wants to have it."""
        return self.current.first_focus()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Now for the tab that is shown, later for the others."""
        for key, tab in self._made.items():
            if key == self.tabs.current_key:
                tab.refresh(kinds)
            else:
                self._stale[key] = _together(self._stale.get(key, kinds), kinds)

    def set_standing(self, standing: Standing) -> None:
        """Tell every tab how the profile stands."""
        self._standing = standing
        for tab in self._made.values():
            tab.set_standing(standing)

    def show_part(self, part: str) -> None:
        """Show a tab by its key, and with "KEY:PART" a part of it; "read" reads license files."""
        key, _sep, rest = (LICENSES, ":", READ) if part == READ else part.partition(":")
        if key in self._makers:
            self._go(key, rest)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """License files can be dropped wherever a tab takes no files of its own."""
        if self.tabs.current_key != ACTIVATE and paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        self.read_files(paths_of(event.mimeData()))
        event.acceptProposedAction()

    def read_files(self, places: Sequence[Path]) -> None:
        """Read license files, these to begin with."""
        from ui.licenses.owned.tab import LicensesTab  # noqa: PLC0415 - when it is shown

        self._go(LICENSES, "")
        tab = self.tab(LICENSES)
        if isinstance(tab, LicensesTab):
            tab.read_files(places)

    def may_leave(self) -> None:
        """Every tab keeps what is being typed."""
        for tab in self._made.values():
            tab.may_leave()

    def _go(self, key: str, part: str) -> None:
        if key not in self._makers:
            return
        self.tabs.set_current(key)
        if part:
            self.tab(key).show_part(part)

    def _show(self, key: str) -> None:
        tab = self.tab(key)
        if key in self._stale:
            tab.refresh(self._stale.pop(key))
        self._parts.setCurrentWidget(tab)
        self._memory["licenses.tab"] = key
        for old in self._buttons:
            self._actions.removeWidget(old)
            old.hide()
        self._buttons = list(tab.header_buttons())
        for button in self._buttons:
            self._actions.addWidget(button)
            button.show()
        self.subtitle_changed.emit(tab.subtitle())

    def _connected(self, tab: Tab) -> Tab:
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
        tab.subtitle_changed.connect(partial(self._subtitle, tab))
        tab.set_standing(self._standing)
        self._parts.addWidget(tab)
        return tab

    def _subtitle(self, tab: Tab, text: str) -> None:
        if self._parts.currentWidget() is tab:
            self.subtitle_changed.emit(text)

    def _make_licenses(self) -> Tab:
        from ui.licenses.owned.tab import LicensesTab  # noqa: PLC0415 - when it is shown

        return LicensesTab(self._theme, self._jobs, self._clock, self._profile, self._memory)

    def _make_machines(self) -> Tab:
        from ui.licenses.machines.tab import MachinesTab  # noqa: PLC0415 - as above

        return MachinesTab(self._theme, self._jobs, self._clock, self._profile, self._memory)

    def _make_activate(self) -> Tab:
        from ui.licenses.activate.tab import ActivateTab  # noqa: PLC0415 - as above

        return ActivateTab(self._theme, self._jobs, self._clock, self._profile, self._memory)

    def _make_doctor(self) -> Tab:
        from ui.licenses.doctor.tab import DoctorTab  # noqa: PLC0415 - as above

        return DoctorTab(
            self._theme, self._jobs, self._clock, self._profile, self._memory, self._link
        )

    def _make_history(self) -> Tab:
        from ui.licenses.history.tab import HistoryTab  # noqa: PLC0415 - as above

        return HistoryTab(self._theme, self._jobs, self._clock, self._profile, self._memory)


def _together(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    """The kinds of both; an empty set means all, beside whatever else."""
    return first | second if first and second else frozenset()
