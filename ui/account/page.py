"""The account page: organization, users, affiliates, tax, and how this computer is connected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.account.changing import Seats
from app.account.model import ProfileInfo, SignedIn
from app.account.shown import Shown
from app.base.clock import Clock
from app.base.errors import ProblemReport
from app.base.settings import Settings
from app.base.tasks import CancelToken
from app.base.text import _
from app.services import Rooms
from ui.account.acts import AccountActs
from ui.account.affiliates import AffiliatesTab
from ui.account.computer import ComputerTab
from ui.account.connection import ConnectionTab
from ui.account.credentials import CredentialsTab
from ui.account.keyring import KeyringActs
from ui.account.organization import OrganizationTab
from ui.account.pending import PendingBox
from ui.account.tax import TaxTab
from ui.account.users import UsersTab
from ui.jobs import Jobs
from ui.kit.icons import Icon
from ui.kit.panels import Panel, row
from ui.kit.scrolling import ScrollPane
from ui.kit.states import EmptyState, Skeleton, StateStack, problem_state
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import Space, Token
from ui.link import WorkerLink
from ui.page import Page, Standing

KINDS = frozenset({"account", "user", "contact", "outbox", "terms_document"})
SEAT_KINDS = frozenset({"order", "user"})
PERMISSION = "account"


class _Read(NamedTuple):
    shown: Shown
    signed_in: SignedIn
    may_change: bool


class AccountPage(Page):
    """Shows and changes the account; what concerns profiles and settings the shell does."""

    key = "account"
    settings_changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        clock: Clock,
        profile: ProfileInfo,
        link: WorkerLink | None = None,
    ) -> None:
        super().__init__()
        self.title = _("Account")
        self._theme = theme
        self._jobs = jobs
        self._profile = profile
        self._standing = Standing()
        self._shown: Shown | None = None
        self._wanted = ""
        self.organization = OrganizationTab(theme, clock)
        self.users = UsersTab(theme, clock)
        self.affiliates = AffiliatesTab(theme, clock)
        self.tax = TaxTab(theme, clock)
        self.credentials = CredentialsTab(theme, clock)
        self.computer = ComputerTab(theme, profile)
        self.connection = ConnectionTab(theme)
        self.acts = AccountActs(theme, jobs, clock, profile, self)
        self.keyring = KeyringActs(theme, self.credentials, link, self)
        self.tabs = Tabs(theme, name=_("Parts of the account"))
        self._parts = QStackedWidget()
        self._stacks = [
            StateStack(theme, self._scrolled(self.organization)),
            StateStack(theme, self.users),
            StateStack(theme, self.affiliates),
            StateStack(theme, self._scrolled(self.tax)),
        ]
        self._lay_out()
        self._connect()
        for stack in self._stacks:
            stack.show_state(Skeleton(theme, 8))
        self._read()

    def _lay_out(self) -> None:
        organization, users, affiliates, tax = self._stacks
        for key, text, part in (
            ("organization", _("Organization"), organization),
            ("users", _("Users"), users),
            ("affiliates", _("Affiliates"), affiliates),
            ("tax", _("Tax"), tax),
            ("credentials", _("Credentials"), self._scrolled(self.credentials)),
            ("computer", _("This computer"), self._scrolled(self.computer)),
            ("connection", _("Connection"), self._scrolled(self.connection)),
        ):
            self.tabs.add_tab(key, text)
            self._parts.addWidget(part)
        bar = Panel(self._theme, Token.BG, edges="bottom")
        bar.setLayout(row(self.tabs, None, margins=(Space.L, 0, Space.L, 0)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._parts, 1)

    def _connect(self) -> None:
        acts = self.acts
        self.tabs.currentChanged.connect(self._parts.setCurrentIndex)
        self.tabs.changed.connect(self._tab_shown)
        self.computer.sign_in_wanted.connect(self.sign_in_wanted)
        self.credentials.sign_in_wanted.connect(self.sign_in_wanted)
        self.connection.changed.connect(self.settings_changed)
        self.computer.alerts.changed.connect(self.settings_changed)
        self.computer.trust.changed.connect(self.settings_changed)
        self.organization.confirm_wanted.connect(acts.confirm)
        self.organization.change_wanted.connect(acts.change_organization)
        self.organization.contact_wanted.connect(acts.change_contact)
        self.users.user_wanted.connect(acts.change_user)
        self.users.order_wanted.connect(self.order_wanted)
        self.affiliates.company_wanted.connect(acts.change_company)
        self.affiliates.remove_wanted.connect(acts.remove_company)
        self.affiliates.clause_wanted.connect(
            lambda version, clause: self.page_wanted.emit("terms", f"{version}#{clause}")
        )
        self.tax.change_wanted.connect(acts.change_tax)
        self.tax.letter_wanted.connect(lambda: self.page_wanted.emit("notices", "new"))
        for box in self._boxes():
            box.change_wanted.connect(acts.correct)
            box.send_wanted.connect(acts.send)
            box.discard_wanted.connect(acts.discard)
            box.outbox_wanted.connect(lambda item: self.page_wanted.emit("outbox", item))
        acts.changed.connect(self._changed)
        for part in (acts, self.keyring):
            part.failed.connect(self.problem_met)
            part.said.connect(self.said)

    def _boxes(self) -> tuple[PendingBox, ...]:
        tabs = (self.organization, self.users, self.affiliates, self.tax)
        return tuple(tab.pending for tab in tabs)

    def _scrolled(self, content: QWidget) -> ScrollPane:
        return ScrollPane(self._theme, content, ground=Token.BG)

    def subtitle(self) -> str:
        """Whose account it is."""
        return self._profile.account

    def first_focus(self) -> QWidget:
        """The tabs."""
        return self.tabs

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what the vendor knows and what is on its way."""
        if not kinds or kinds & KINDS:
            self._read()
        if (not kinds or kinds & SEAT_KINDS) and self.tabs.current_key == "users":
            self._read_seats()

    def set_standing(self, standing: Standing) -> None:
        """A change of the sign-in shows."""
        if standing.signed_in != self._standing.signed_in:
            self._read()
            if self.tabs.current_key == "credentials":
                self.keyring.ask()
        self._standing = standing

    def show_part(self, part: str) -> None:
        """Show a tab, ask to confirm ("confirm"), or correct a change ("change:ITEM")."""
        if part == "confirm" or part.startswith("change:"):
            self._wanted = part
            self._show_wanted()
        else:
            self.tabs.set_current(part)

    def show_settings(self, settings: Settings) -> None:
        """Show the settings in force."""
        self.connection.show_settings(settings)
        self.computer.alerts.show_settings(settings)
        self.computer.trust.show_settings(settings)

    def show_profiles(self, profiles: Sequence[ProfileInfo]) -> None:
        """List the profiles of this computer."""
        self.computer.show_profiles(profiles, self._profile.id)

    def show_keyring(self, *, memory_only: bool, note: ProblemReport | None) -> None:
        """Say where the secrets are."""
        self.credentials.show_keyring(memory_only=memory_only, note=note)

    def _tab_shown(self, key: str) -> None:
        if key == "credentials":
            self.keyring.ask()
        elif key == "users":
            self._read_seats()

    def _changed(self) -> None:
        self._read()
        self.matters_changed.emit()
        self.send_wanted.emit()

    def _show_wanted(self) -> None:
        if not self._wanted or self._shown is None:
            return
        part, self._wanted = self._wanted, ""
        if part == "confirm":
            self.tabs.set_current("organization")
            self.acts.confirm()
            return
        item = part.removeprefix("change:")
        change = next((one for one in self._shown.changes if one.item == item), None)
        if change is not None:
            self.tabs.set_current(_TABS.get(change.kind.value, "organization"))
            self.acts.correct(change)

    def _read(self) -> None:
        def read(rooms: Rooms, _cancel: object, _report: object) -> _Read:
            account = rooms.account
            return _Read(account.shown(), account.signed_in(), account.may(PERMISSION))

        self._jobs.job(self, read, group="account").on_success(self._show).on_failure(
            self._failed
        ).run()

    def _read_seats(self) -> None:
        def read(rooms: Rooms, cancel: CancelToken, _report: object) -> tuple[Seats, ...]:
            return rooms.account.seats(cancel)

        self._jobs.job(self, read, group="account-seats").on_success(
            self.users.seats.show_seats
        ).run()

    def _show(self, read: _Read) -> None:
        self.computer.show_signed_in(read.signed_in)
        self._shown = read.shown
        self.acts.use(read.shown)
        if read.shown.account is None:
            for stack in self._stacks:
                stack.show_state(
                    EmptyState(
                        self._theme,
                        Icon.ACCOUNT,
                        _("Nothing here yet"),
                        _("Your account's data come with the first synchronization."),
                    )
                )
            return
        may = read.may_change
        self.organization.show_account(read.shown, may_change=may)
        self.users.show_users(read.shown, may_change=may)
        self.affiliates.show_register(read.shown, may_change=may)
        self.tax.show_tax(read.shown, may_change=may)
        self._count(read.shown)
        for stack in self._stacks:
            stack.show_content()
        self._show_wanted()

    def _count(self, shown: Shown) -> None:
        """How many there are, beside the tabs' words."""
        active = shown.active_users
        self.tabs.set_count("users", f"{active:n}" if active else "")
        listed = len(shown.register.lines)
        self.tabs.set_count("affiliates", f"{listed:n}" if listed else "")

    def _failed(self, report: ProblemReport) -> None:
        for stack in self._stacks:
            state = problem_state(self._theme, report, action=_("Try again"))
            if state.secondary:
                state.secondary.clicked.connect(self._read)
            stack.show_state(state)


_TABS = {"user": "users", "affiliates": "affiliates", "tax": "tax"}
"""The tab of a change; organization for all others."""
