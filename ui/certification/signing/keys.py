"""Which key signs: a file, a token or card, the system's store, and what certificates it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.base.dates import local, plain_day
from app.base.text import _
from app.documents.signing.model import Certificate, KeyPlace, SigningKey
from app.documents.signing.tokens import has_system_store
from ui.kit.buttons import Button, LinkButton
from ui.kit.choices import ComboBox
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import StatusLabel
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_LONGEST_SECRET = 512
_DRIVER = "/usr/lib/softhsm/libsofthsm2.so"
"""Where a driver of tokens lies on many systems."""


class KeyForm(QWidget):
    """The secret stays in its field only until it was used to sign, or the dialog closes."""

    list_wanted = Signal()
    """Open the key and say which certificates it holds."""
    edited = Signal()

    def __init__(self, theme: Theme, now: datetime, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._now = now
        self._certificates: tuple[Certificate, ...] = ()
        self.place = ComboBox(theme, _places())
        self.path = TextField(theme)
        self.browse = Button(theme, _("Choose…"), icon=Icon.FOLDER)
        self.secret = TextField(theme, secret=True)
        self.secret.setMaxLength(_LONGEST_SECRET)
        self.look = LinkButton(theme, _("Show what it holds"))
        self.certificate = ComboBox(theme)
        self.fault = StatusLabel(
            theme, Icon.WARNING, "", tone=Token.WARN, style=TextStyle.META_MEDIUM
        )
        self._lay_out()
        self.place.changed.connect(self._place_chosen)
        self.path.textChanged.connect(self._path_typed)
        self.secret.textChanged.connect(lambda _text: self.edited.emit())
        self.browse.clicked.connect(self._choose)
        self.look.clicked.connect(self.list_wanted)
        self.certificate.changed.connect(lambda _key: self._say_fault())
        self._place_chosen(self.place.value)

    def _lay_out(self) -> None:
        theme = self._theme
        holder = QWidget()
        line = row(spacing=Space.S)
        line.addWidget(self.path, 1)
        line.addWidget(self.browse)
        holder.setLayout(line)
        holder.setFocusProxy(self.path)
        self.path_row = FormRow(theme, _("Key file"), holder)
        below = QWidget()
        secret = row(spacing=Space.M)
        secret.addWidget(self.secret, 1)
        secret.addWidget(self.look)
        below.setLayout(secret)
        below.setFocusProxy(self.secret)
        self.secret_row = FormRow(
            theme, _("Passphrase"), below,
            hint=_("Used for this signature only, then forgotten."),
        )  # fmt: skip
        self.certificate_row = FormRow(theme, _("Certificate"), self.certificate)
        self.certificate_row.hide()
        self.fault.hide()
        self.setLayout(
            column(
                FormRow(theme, _("The key is in"), self.place),
                self.path_row,
                self.secret_row,
                self.certificate_row,
                self.fault,
                spacing=Space.M,
            )
        )

    @property
    def key(self) -> SigningKey:
        """Which key is chosen."""
        chosen = self.chosen
        place = KeyPlace(self.place.value)
        named = chosen if place is not KeyPlace.FILE else None
        return SigningKey(
            place=place,
            path=self.path.text().strip(),
            token=named.token if named else "",
            label=named.label if named else "",
        )

    @property
    def chosen(self) -> Certificate | None:
        """The certificate that is chosen, where it is known what the key holds."""
        value = self.certificate.value
        return next((one for one in self._certificates if one.sha256 == value), None)

    @property
    def is_whole(self) -> bool:
        """Whether a key is named."""
        return self.place.value == KeyPlace.SYSTEM.value or bool(self.path.text().strip())

    def show_key(self, key: SigningKey) -> None:
        """The key that was used last; its secret is asked for each time."""
        self.place.set_value(key.place.value)
        self.path.setText(key.path)

    def take_secret(self) -> str:
        """What was typed; the field is empty from then on."""
        secret = self.secret.text()
        self.forget_secret()
        return secret

    def forget_secret(self) -> None:
        """Empty the field, and what could be taken back into it."""
        self.secret.clear()

    def show_certificates(self, certificates: Sequence[Certificate]) -> None:
        """Say which certificates the key holds; one alone is shown, not chosen."""
        self._certificates = tuple(certificates)
        self.certificate.set_choices([(one.sha256, self._words(one)) for one in certificates])
        self.certificate.setEnabled(len(certificates) > 1)
        self.certificate_row.setVisible(bool(certificates))
        self._say_fault()

    def _words(self, one: Certificate) -> str:
        who = ", ".join(filter(None, (one.common_name or one.subject, one.organization)))
        until = plain_day(local(one.not_after).date())
        return _("{who} (until {day})").format(who=who, day=until)

    def _say_fault(self) -> None:
        one = self.chosen
        words = ""
        if one is not None and one.not_after <= self._now:
            words = _("This certificate expired on {day}: nobody will accept what it signs.")
            words = words.format(day=plain_day(local(one.not_after).date()))
        elif one is not None and one.not_before > self._now:
            words = _("This certificate is not valid before {day}.")
            words = words.format(day=plain_day(local(one.not_before).date()))
        self.fault.set_status(Icon.WARNING, words, Token.WARN)
        self.fault.setVisible(bool(words))
        self.edited.emit()

    def _place_chosen(self, value: str) -> None:
        token = value == KeyPlace.TOKEN.value
        system = value == KeyPlace.SYSTEM.value
        path = _("The token's driver (PKCS#11 module)") if token else _("Key file")
        self.path_row.set_label(path)
        self.path_row.setVisible(not system)
        self.path.setAccessibleName(path)
        secret = _("PIN of the token") if token or system else _("Passphrase")
        self.secret_row.set_label(secret)
        self.secret.setAccessibleName(secret)
        sample = (
            _("For instance {path}").format(path=_DRIVER) if token else _("A .p12 or .pfx file")
        )
        self.path.setPlaceholderText(sample)
        self.path.clear()
        self.forget_secret()
        self.show_certificates(())

    def _path_typed(self) -> None:
        self.show_certificates(())

    def _choose(self) -> None:
        token = self.place.value == KeyPlace.TOKEN.value
        kinds = _("Drivers (*.so *.dll *.dylib)") if token else _("Key files (*.p12 *.pfx)")
        path, _kind = QFileDialog.getOpenFileName(
            self, self.path.accessibleName(), str(Path(self.path.text()).parent),
            f"{kinds};;{_('All files')} (*)",
        )  # fmt: skip
        if path:
            self.path.setText(path)
            self.secret.setFocus(Qt.FocusReason.OtherFocusReason)


def _places() -> list[tuple[str, str]]:
    """Where a key may be; the system's own store only where it can be reached."""
    found = [
        (KeyPlace.FILE.value, _("A key file (PKCS#12: .p12, .pfx)")),
        (KeyPlace.TOKEN.value, _("A token or card (PKCS#11)")),
    ]
    if has_system_store():
        found.append((KeyPlace.SYSTEM.value, _("The system's own store")))
    return found
