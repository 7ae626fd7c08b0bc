"""Time stamps and trusted certificates: the card of the settings, and how files are asked for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.base.settings import Settings
from app.base.text import _
from ui.kit.buttons import Button, IconButton
from ui.kit.cards import Card
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


def certificate_files(parent: QWidget | None) -> tuple[str, ...]:
    """Ask for files of certificates; none where that is called off."""
    paths, _kind = QFileDialog.getOpenFileNames(
        parent, _("Trust these certificates"), "",
        f"{_('Certificates')} (*.pem *.crt *.cer *.der);;{_('All files')} (*)",
    )  # fmt: skip
    return tuple(paths)


class TrustCard(Card):
    """Which service stamps signatures, and whose signatures are trusted when one is checked."""

    changed = Signal(object)
    """The Settings as they are to be from now on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("Signatures"))
        self._settings = Settings()
        self.address = TextField(theme, placeholder="https://timestamp.example.com")
        self.address.editingFinished.connect(self._apply_address)
        self.address_row = FormRow(
            theme, _("Time-stamp service (RFC 3161)"), self.address,
            hint=_("Gives signatures a time that others accept. Without it only your own clock"
                   " counts. Only the hash of a signature is sent."),
        )  # fmt: skip
        self.add_button = Button(theme, _("Trust a certificate…"), icon=Icon.SHIELD, small=True)
        self.add_button.clicked.connect(self._ask)
        self.removes: dict[str, IconButton] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.XS)
        said = _("Documents signed by these, or by what they issued, are called valid. Files are"
                 " read each time: keep them where only you can write.")  # fmt: skip
        box = QWidget()
        box.setLayout(
            column(
                self.address_row,
                column(
                    Label(theme, _("Trusted certificates"), TextStyle.BODY_MEDIUM),
                    Label(theme, said, TextStyle.META, Token.TEXT2, wrap=True),
                    spacing=0,
                ),
                self._list,
                row(self.add_button, None),
                spacing=Space.M,
            )
        )
        self.add_padded(box)
        self._fill()

    def show_settings(self, settings: Settings) -> None:
        """Show what holds now."""
        self._settings = settings
        if not self.address.hasFocus():
            self.address.setText(settings.timestamp_url)
            self.address_row.clear_error()
        self._fill()

    def _fill(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.removes = {}
        kept = self._settings.trusted_certificates
        if not kept:
            words = _("None: every signer counts as not trusted.")
            self._list.addWidget(Label(self._theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        for path in kept:
            self._list.addWidget(self._line(path))

    def _line(self, path: str) -> QWidget:
        theme, missing = self._theme, not Path(path).is_file()
        box = QWidget()
        name = Label(theme, Path(path).name, TextStyle.BODY_MEDIUM, elide=True)
        where = _("This file is gone: nothing is trusted by it.") if missing else path
        place = Label(
            theme, where, TextStyle.META, Token.WARN if missing else Token.TEXT2, elide=True
        )
        remove = IconButton(
            theme, Icon.CLOSE, _("Do not trust {name} any more").format(name=Path(path).name),
            small=True,
        )  # fmt: skip
        remove.clicked.connect(partial(self._remove, path))
        self.removes[path] = remove
        icon = IconLabel(
            theme, Icon.WARNING if missing else Icon.SHIELD,
            tone=Token.WARN if missing else Token.TEXT2,
        )  # fmt: skip
        line = row(icon, spacing=Space.S)
        line.addLayout(column(name, place, spacing=0), 1)
        line.addWidget(remove)
        box.setLayout(line)
        return box

    def _ask(self) -> None:
        self.trust(certificate_files(self))

    def trust(self, paths: tuple[str, ...]) -> None:
        """Trust these from now on."""
        kept = self._settings.trusted_certificates
        self._keep(trusted_certificates=tuple(dict.fromkeys((*kept, *paths))))

    def _remove(self, path: str) -> None:
        kept = self._settings.trusted_certificates
        self._keep(trusted_certificates=tuple(one for one in kept if one != path))
        self.add_button.setFocus()

    def _apply_address(self) -> None:
        address = self.address.text().strip()
        fault = _address_fault(address)
        self.address_row.set_error(fault)
        if not fault:
            self._keep(timestamp_url=address)

    def _keep(self, **changes: object) -> None:
        wanted = msgspec.structs.replace(self._settings, **changes)
        if wanted != self._settings:
            self._settings = wanted
            self._fill()
            self.changed.emit(wanted)


def _address_fault(address: str) -> str:
    """What is wrong with the address of a service; "" where it can be used."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    return "" if usable else _("Give an address such as https://timestamp.example.com.")
