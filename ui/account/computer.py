"""This computer: who is signed in, which profiles there are, signatures, backups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.account.model import ProfileInfo, SignedIn, SignInState
from app.base.text import _
from ui.account.alerts_form import AlertsCard
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Card, Entry, Pairs
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.trusting import TrustCard

_KEYS = 112


class ComputerTab(QWidget):
    """Cards for sign-in, alerts, profiles, signatures and backup."""

    sign_in_wanted = Signal()
    sign_out_wanted = Signal()
    backup_wanted = Signal()
    restore_wanted = Signal()
    other_wanted = Signal()
    profile_wanted = Signal(str)
    remove_wanted = Signal(str)

    def __init__(self, theme: Theme, profile: ProfileInfo) -> None:
        super().__init__()
        self._theme = theme
        self._profile = profile
        self.sign_in = Button(theme, _("Sign in again…"))
        self.sign_out = Button(theme, _("Sign out"), icon=Icon.SIGN_OUT)
        self.backup = Button(theme, _("Back up…"), icon=Icon.SAVE)
        self._state = StatusLabel(theme, Icon.CHECK_CIRCLE, "", icon_tone=Token.OK)
        self._who = Pairs(theme, key_width=_KEYS)
        self.alerts = AlertsCard(theme)
        self.trust = TrustCard(theme)
        self._profiles = Card(theme, _("Profiles"))
        other = self._profiles.add_head_action(_("Sign in to another portal…"))
        restore = self._profiles.add_head_action(_("Restore…"))
        other.clicked.connect(self.other_wanted)
        restore.clicked.connect(self.restore_wanted)
        self.sign_in.clicked.connect(self.sign_in_wanted)
        self.sign_out.clicked.connect(self.sign_out_wanted)
        self.backup.clicked.connect(self.backup_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        first = QVBoxLayout()
        first.setSpacing(Space.L)
        first.addWidget(self._sign_in_card())
        first.addWidget(self.alerts)
        first.addStretch(1)
        second = QVBoxLayout()
        second.setSpacing(Space.L)
        second.addWidget(self._profiles)
        second.addWidget(self.trust)
        second.addWidget(self._backup_card())
        second.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.L)
        layout.addLayout(first, 1)
        layout.addLayout(second, 1)

    def _sign_in_card(self) -> Card:
        card = Card(self._theme, _("Sign-in"))
        box = QWidget()
        buttons = row(self.sign_in, self.sign_out, None, spacing=Space.S)
        box.setLayout(
            column(
                self._state,
                self._who,
                buttons,
                spacing=Space.M,
                margins=(Space.L, Space.M, Space.L, Space.L),
            )
        )
        card.add(box)
        return card

    def _backup_card(self) -> Card:
        card = Card(self._theme, _("Backup"))
        words = _(
            "What you make here is on this computer only until it is sent. A backup is one file,"
            " sealed with a passphrase, to be brought back on another workstation."
        )
        text = Label(self._theme, words, TextStyle.BODY, Token.TEXT2, wrap=True)
        card.add_padded(column_widget(text, row_widget(self.backup)))
        return card

    def show_signed_in(self, who: SignedIn) -> None:
        """Show who is signed in and whether that still holds."""
        match who.state:
            case SignInState.SIGNED_IN:
                self._state.set_status(Icon.CHECK_CIRCLE, _("Signed in"), Token.TEXT, Token.OK)
            case SignInState.EXPIRED:
                self._state.set_status(Icon.WARNING, _("Sign in again"), Token.WARN)
            case SignInState.SIGNED_OUT:
                self._state.set_status(Icon.MINUS_CIRCLE, _("Signed out"), Token.TEXT2)
        self._who.clear()
        if who.name:
            self._who.add(_("Signed in as"), who.name)
        if who.email:
            self._who.add(_("E-mail"), who.email)
        self._who.add(_("Portal"), self._profile.address)
        self.sign_out.setEnabled(who.state is SignInState.SIGNED_IN)
        self.sign_in.set_text(
            _("Sign in…") if who.state is SignInState.SIGNED_OUT else _("Sign in again…")
        )

    def show_profiles(self, profiles: Sequence[ProfileInfo], current: str) -> None:
        """List the profiles of this computer."""
        body = self._profiles.body
        while (part := body.takeAt(0)) is not None:
            widget = part.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._profiles.count_label.setText(str(len(profiles)))
        for at, info in enumerate(profiles):
            if at:
                body.addWidget(Hairline(self._theme, inset=Space.L))
            body.addWidget(self._profile_row(info, info.id == current))

    def _profile_row(self, info: ProfileInfo, current: bool) -> QWidget:
        theme = self._theme
        detail = ", ".join(filter(None, (info.vendor, info.account)))
        trailing: list[QWidget] = []
        if current:
            trailing.append(StatusLabel(theme, Icon.CHECK_CIRCLE, _("Open"), icon_tone=Token.OK))
        else:
            switch = Button(theme, _("Switch"), small=True, name=f"{_('Switch')}: {info.name}")
            switch.clicked.connect(lambda: self.profile_wanted.emit(info.id))
            trailing.append(switch)
        remove = Button(
            theme, _("Remove…"), ButtonKind.QUIET, small=True, name=f"{_('Remove')}: {info.name}"
        )
        remove.clicked.connect(lambda: self.remove_wanted.emit(info.id))
        trailing.append(remove)
        icon = Icon.FLASK if info.demo else Icon.USER_CIRCLE
        return Entry(theme, icon, info.name, detail, height=52, trailing=trailing)


def column_widget(*items: QWidget) -> QWidget:
    """Widgets below each other."""
    box = QWidget()
    box.setLayout(column(*items, spacing=Space.M))
    return box


def row_widget(*items: QWidget) -> QWidget:
    """Widgets beside each other, at the start."""
    box = QWidget()
    box.setLayout(row(*items, None, spacing=Space.S))
    return box
