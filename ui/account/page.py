"""The account page, in four tabs: organization, users, this computer, connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.account.model import Account, Contact, ProfileInfo, SignedIn, User
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.settings import Settings
from app.base.text import _
from app.services import Rooms
from ui.account.computer import ComputerTab
from ui.account.connection import ConnectionTab
from ui.account.organization import OrganizationTab, UsersTab
from ui.jobs import Jobs
from ui.kit.icons import Icon
from ui.kit.panels import Panel, row
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState, Skeleton, StateStack, problem_state
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Space, Token
from ui.page import Page, Standing

KINDS = frozenset({"account", "user", "contact"})


class _Read(NamedTuple):
    account: Account | None
    users: tuple[User, ...]
    contacts: tuple[Contact, ...]
    signed_in: SignedIn


class AccountPage(Page):
    """Shows; what is to be done about profiles and settings the shell does."""

    key = "account"
    settings_changed = Signal(object)

    def __init__(self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo) -> None:
        super().__init__()
        self.title = _("Account")
        self._theme = theme
        self._jobs = jobs
        self._profile = profile
        self._standing = Standing()
        self.organization = OrganizationTab(theme, clock)
        self.users = UsersTab(theme)
        self.computer = ComputerTab(theme, profile)
        self.connection = ConnectionTab(theme)
        self.tabs = Tabs(theme, name=_("Parts of the account"))
        self._parts = QStackedWidget()
        self._organization_stack = self._stacked(self.organization)
        self._users_stack = self._stacked(self.users)
        for key, text, part in (
            ("organization", _("Organization"), self._organization_stack),
            ("users", _("Users"), self._users_stack),
            ("computer", _("This computer"), self._scrolled(self.computer)),
            ("connection", _("Connection"), self._scrolled(self.connection)),
        ):
            self.tabs.add_tab(key, text)
            self._parts.addWidget(part)
        self.tabs.currentChanged.connect(self._parts.setCurrentIndex)
        bar = Panel(theme, Token.BG, edges="bottom")
        bar.setLayout(row(self.tabs, None, margins=(Space.L, 0, Space.L, 0)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._parts, 1)
        self.computer.sign_in_wanted.connect(self.sign_in_wanted)
        self.connection.changed.connect(self.settings_changed)
        for stack in (self._organization_stack, self._users_stack):
            stack.show_state(Skeleton(theme, 8))
        self._read()

    def _scrolled(self, content: QWidget) -> ScrollPane:
        return ScrollPane(self._theme, content, ground=Token.BG)

    def _stacked(self, content: QWidget) -> StateStack:
        return StateStack(self._theme, self._scrolled(content))

    def subtitle(self) -> str:
        """Whose account it is."""
        return self._profile.account

    def first_focus(self) -> QWidget:
        """The tabs."""
        return self.tabs

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what the vendor knows."""
        if not kinds or kinds & KINDS:
            self._read()

    def set_standing(self, standing: Standing) -> None:
        """A change of the sign-in shows."""
        if standing.signed_in != self._standing.signed_in:
            self._read()
        self._standing = standing

    def show_part(self, part: str) -> None:
        """Show a tab."""
        self.tabs.set_current(part)

    def show_settings(self, settings: Settings) -> None:
        """Show the settings in force."""
        self.connection.show_settings(settings)

    def show_profiles(self, profiles: Sequence[ProfileInfo]) -> None:
        """List the profiles of this computer."""
        self.computer.show_profiles(profiles, self._profile.id)

    def show_keyring(self, *, memory_only: bool, note: ProblemReport | None) -> None:
        """Say where the secrets are."""
        self.computer.show_keyring(memory_only=memory_only, note=note)

    def _read(self) -> None:
        def read(rooms: Rooms, _cancel: object, _report: object) -> _Read:
            account = rooms.account
            return _Read(
                account.account(), account.users(), account.contacts(), account.signed_in()
            )

        self._jobs.job(self, read, group="account").on_success(self._show).on_failure(
            self._failed
        ).run()

    def _show(self, read: _Read) -> None:
        self.computer.show_signed_in(read.signed_in)
        self.users.show_users(read.users)
        if read.account is None:
            for stack in (self._organization_stack, self._users_stack):
                stack.show_state(
                    EmptyState(
                        self._theme,
                        Icon.ACCOUNT,
                        _("Nothing here yet"),
                        _("Your account's data come with the first synchronization."),
                    )
                )
            return
        self.organization.show_account(read.account, read.contacts)
        self._organization_stack.show_content()
        self._users_stack.show_content()

    def _failed(self, report: ProblemReport) -> None:
        for stack in (self._organization_stack, self._users_stack):
            state = problem_state(self._theme, report, action=_("Try again"))
            if state.secondary:
                state.secondary.clicked.connect(self._read)
            stack.show_state(state)
