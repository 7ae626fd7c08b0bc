"""How this computer reaches the portal, how often by itself, and what the window looks like."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.base.settings import Settings
from app.base.text import _, ngettext
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.choices import ComboBox
from ui.kit.fields import TextField
from ui.kit.forms import Form, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_MINUTES = (0, 5, 15, 30, 60)
_ADDRESS = "address"
_CHOSEN = frozenset({"system", "environment", "none"})


class ConnectionTab(QWidget):
    """Each choice holds from the moment it is made; an address once it makes sense."""

    changed = Signal(object)
    """The Settings as they are to be from now on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._settings = Settings()
        self._quiet = False
        self.proxy = ComboBox(
            theme,
            [
                ("system", _("As the system says")),
                ("environment", _("As the environment variables say")),
                ("none", _("Direct, without a proxy")),
                (_ADDRESS, _("This proxy:")),
            ],
        )
        self.address = TextField(theme, placeholder="http://proxy.example.com:3128")
        self.ca = TextField(theme, placeholder=_("None beside the system's own"))
        self.choose = Button(theme, _("Choose…"), icon=Icon.FOLDER)
        self.minutes = ComboBox(theme, [(str(n), _every(n)) for n in _MINUTES])
        self.look = ComboBox(
            theme,
            [("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        )
        self._lay_out(theme)
        self.proxy.changed.connect(self._proxy_chosen)
        self.address.editingFinished.connect(self._apply)
        self.ca.editingFinished.connect(self._apply)
        self.minutes.changed.connect(self._apply)
        self.look.changed.connect(self._apply)
        self.choose.clicked.connect(self._choose_file)

    def _lay_out(self, theme: Theme) -> None:
        self._address_row = FormRow(theme, _("Address of the proxy"), self.address)
        holder = QWidget()
        line = row(spacing=Space.S)
        line.addWidget(self.ca, 1)
        line.addWidget(self.choose)
        holder.setLayout(line)
        self._ca_row = FormRow(
            theme,
            _("Company certificates"),
            holder,
            hint=_("A PEM file with further roots to trust, where your network inspects TLS"),
        )
        self.ca.setAccessibleName(_("Company certificates"))
        network = Form(theme)
        network.add(FormRow(theme, _("Proxy"), self.proxy))
        network.add(self._address_row)
        network.add(self._ca_row)
        rhythm = Form(theme)
        rhythm.add(
            FormRow(
                theme,
                _("Synchronize by itself"),
                self.minutes,
                hint=_("F5 synchronizes at any time"),
            )
        )
        rhythm.add(FormRow(theme, _("Colors"), self.look))
        first = Card(theme, _("Way to the portal"))
        first.add_padded(network)
        second = Card(theme, _("Synchronization and appearance"))
        second.add_padded(rhythm)
        said = Label(
            theme,
            _("Counterpart sends no usage data of any kind, to nobody."),
            TextStyle.META,
            Token.TEXT2,
            wrap=True,
        )
        right = QVBoxLayout()
        right.setSpacing(Space.L)
        right.addWidget(second)
        right.addWidget(said)
        right.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(first)
        left.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.L)
        layout.addLayout(left, 1)
        layout.addLayout(right, 1)

    def show_settings(self, settings: Settings) -> None:
        """Show what holds now."""
        self._quiet = True
        self._settings = settings
        kind = settings.proxy if settings.proxy in _CHOSEN else _ADDRESS
        self.proxy.set_value(kind)
        self.address.setText(settings.proxy if kind == _ADDRESS else "")
        self._address_row.setVisible(kind == _ADDRESS)
        self.ca.setText(settings.company_ca)
        minutes = min(_MINUTES, key=lambda n: abs(n - settings.sync_minutes))
        self.minutes.set_value(str(minutes))
        self.look.set_value(settings.theme)
        self._quiet = False

    def _proxy_chosen(self, kind: str) -> None:
        self._address_row.setVisible(kind == _ADDRESS)
        if kind == _ADDRESS and not self._quiet:
            self.address.setFocus()
        self._apply()

    def _apply(self, *_args: object) -> None:
        if self._quiet:
            return
        settings = self._read()
        if settings is not None and settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)

    def _read(self) -> Settings | None:
        proxy = self.proxy.value
        self._address_row.clear_error()
        self._ca_row.clear_error()
        if proxy == _ADDRESS:
            proxy = self.address.text().strip()
            if not proxy:
                return None
            if not _is_proxy(proxy):
                self._address_row.set_error(
                    _("An address such as http://proxy.example.com:3128, without a password.")
                )
                return None
        ca = self.ca.text().strip()
        if ca and not Path(ca).is_file():
            self._ca_row.set_error(_("There is no such file."))
            return None
        return msgspec.structs.replace(
            self._settings,
            proxy=proxy,
            company_ca=ca,
            sync_minutes=int(self.minutes.value),
            theme=_theme(self.look.value),
        )

    def _choose_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Choose company certificates"), "", "PEM (*.pem *.crt *.cer)"
        )
        if chosen:
            self.ca.setText(chosen)
            self._apply()


def _theme(value: str) -> Literal["system", "light", "dark"]:
    match value:
        case "light":
            return "light"
        case "dark":
            return "dark"
        case _:
            return "system"


def _every(minutes: int) -> str:
    if not minutes:
        return _("Never by itself")
    return ngettext("Every {n} minute", "Every {n} minutes", minutes).format(n=minutes)


def _is_proxy(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and parts.username is None
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        return False
