"""What lies in the keyring for this profile: names and times, never a value; renew and remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.clock import Clock
from app.base.dates import moment_words
from app.base.errors import ProblemReport
from app.base.messages import Credential
from app.base.text import N_, _
from ui.kit.buttons import Button, LinkButton
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Space, TextStyle, Token


class _About(NamedTuple):
    """What a secret is, what happens without it, and what may be done about it."""

    icon: Icon
    title: str
    text: str
    renew: str = ""
    remove: str = ""


_ABOUT: Mapping[str, _About] = {
    "tokens": _About(
        Icon.USER_CIRCLE,
        N_("Your sign-in"),
        N_("Tokens of this profile, renewed at each use. Without them you sign in again."),
        N_("Renew"),
        N_("Sign out…"),
    ),
    "mirror-key": _About(
        Icon.LICENSES,
        N_("Key of the orders' store"),
        N_("Lost or renewed? Orders and terms are fetched anew by themselves."),
        N_("Renew…"),
    ),
    "own-key": _About(
        Icon.LICENSES,
        N_("Key of your own records"),
        N_("Requests, drafts and what is not sent. Lost? Your recovery code opens them again."),
        "",
        N_("Remove the profile…"),
    ),
    "recovery-code": _About(
        Icon.SHIELD,
        N_("Recovery code"),
        N_("Not in the keyring: you keep it. It opens your own records where their key is lost."),
        N_("Make a new code…"),
    ),
}


class CredentialsTab(QWidget):
    """One card a secret, and what is true of all of them."""

    renew_wanted = Signal(str)
    remove_wanted = Signal(str)
    sign_in_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._clock = theme, clock
        self._credentials: tuple[Credential, ...] = ()
        self.buttons: dict[str, Button] = {}
        self._place = StatusLabel(theme, Icon.LOCK, "", icon_tone=Token.OK)
        self._note = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self._card = Card(theme, _("In the keyring"))
        self._body: QWidget = QWidget()
        self._card.add(self._body)
        about = Card(theme, _("What is true of all of them"))
        lines = column(self._place, self._note, spacing=Space.S)
        for words in (
            _("No secret is ever shown, printed, exported or written to a log."),
            _("A license key or a code that you copy is taken out of the clipboard after half a"
              " minute."),
            _("A backup opens with its own passphrase alone: keep the two apart."),
            _("If somebody may have had access: report unauthorized use, under Support."),
        ):  # fmt: skip
            lines.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        box = QWidget()
        box.setLayout(lines)
        about.add_padded(box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.L)
        for card, share in ((self._card, 3), (about, 2)):
            place = QVBoxLayout()
            place.addWidget(card)
            place.addStretch(1)
            layout.addLayout(place, share)
        self.show_waiting()

    def show_keyring(self, *, memory_only: bool, note: ProblemReport | None) -> None:
        """Say where the secrets are."""
        if memory_only:
            self._place.set_status(Icon.WARNING, _("In memory only"), Token.WARN)
            words = note.explanation if note else ""
            ends = _("This session ends with the program; back up first.")
            self._note.setText(" ".join(filter(None, (words, ends))))
            return
        self._place.set_status(Icon.LOCK, _("In this system's keyring"), Token.TEXT, Token.OK)
        self._note.setText(_("Readable by this user alone, and only while you are logged in."))

    def show_waiting(self) -> None:
        """The keyring is being asked."""
        self._replace([Label(self._theme, _("The keyring is being asked."), tone=Token.TEXT2)])

    def show_trouble(self, report: ProblemReport) -> None:
        """The keyring did not answer: say why, and offer to ask again."""
        again = LinkButton(self._theme, _("Ask again"))
        again.clicked.connect(self.again_wanted)
        words = " ".join((report.explanation, report.next_step))
        self._replace(
            [
                StatusLabel(self._theme, Icon.WARNING, report.title, tone=Token.WARN),
                Label(self._theme, words, TextStyle.META, Token.TEXT2, wrap=True),
                again,
            ]
        )

    def show_credentials(self, credentials: Sequence[Credential]) -> None:
        """List the secrets by name and time."""
        self._credentials = tuple(credentials)
        self.buttons = {}
        box = QWidget()
        layout = column(spacing=0)
        for at, one in enumerate(one for one in credentials if one.name in _ABOUT):
            if at:
                layout.addWidget(Hairline(self._theme, inset=Space.L))
            layout.addWidget(self._row(one, _ABOUT[one.name]))
        box.setLayout(layout)
        self._put(box)

    def set_busy(self, busy: bool) -> None:
        """While one is replaced, nothing else is."""
        for button in self.buttons.values():
            button.setEnabled(not busy)

    def _row(self, one: Credential, about: _About) -> QWidget:
        theme = self._theme
        masked = Label(theme, "••••" if one.present else "—", TextStyle.MONO, Token.TEXT2)
        masked.setAccessibleName(_("never shown") if one.present else _("not there"))
        set_tip(masked, _("Never shown") if one.present else _("Not there"))
        head = row(Label(theme, _(about.title), TextStyle.BODY_MEDIUM), None, masked)
        text = Label(theme, _(about.text), TextStyle.META, Token.TEXT2, wrap=True)
        words = column(head, text, spacing=1)
        words.addWidget(Label(theme, self._since(one), TextStyle.META, Token.TEXT2))
        buttons = self._buttons(one, about)
        if buttons:
            words.addSpacing(Space.S)
            words.addLayout(row(*buttons, None, spacing=Space.S))
        box = QWidget()
        layout = row(spacing=Space.M, margins=(Space.L, 10, Space.L, 12))
        icon = IconLabel(theme, about.icon, size=20)
        layout.addLayout(column(2, icon, None, spacing=0))
        layout.addLayout(words, 1)
        box.setLayout(layout)
        return box

    def _since(self, one: Credential) -> str:
        if not one.present:
            return _("Not there")
        if one.since is None:
            return _("There; since when is not known")
        return _("Since {when}").format(when=_when(one.since, self._clock.now()))

    def _buttons(self, one: Credential, about: _About) -> list[QWidget]:
        theme, made = self._theme, list[QWidget]()
        if about.renew and (one.present or one.name == "recovery-code"):
            renew = Button(theme, _(about.renew), small=True,
                           name=f"{_(about.renew)} {_(about.title)}")  # fmt: skip
            renew.clicked.connect(lambda: self.renew_wanted.emit(one.name))
            self.buttons[one.name] = renew
            made.append(renew)
        if one.name == "tokens":
            sign_in = Button(theme, _("Sign in again…"), small=True)
            sign_in.clicked.connect(self.sign_in_wanted)
            made.append(sign_in)
        if about.remove and one.present:
            remove = Button(theme, _(about.remove), small=True)
            remove.clicked.connect(lambda: self.remove_wanted.emit(one.name))
            made.append(remove)
        return made

    def _replace(self, items: Sequence[QWidget]) -> None:
        box = QWidget()
        box.setLayout(column(*items, spacing=Space.S, margins=(Space.L, Space.M, Space.L, Space.L)))
        self._put(box)

    def _put(self, box: QWidget) -> None:
        old, self._body = self._body, box
        self._card.body.replaceWidget(old, box)
        old.hide()
        old.deleteLater()


def _when(at: datetime, now: datetime) -> str:
    return moment_words(at, now)
