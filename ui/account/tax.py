"""The tax exemption: what the vendor knows, and the form with its certificate (terms §10.3)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.account import rules
from app.account.changing import ChangeKind, TaxWish
from app.account.model import TaxExemption
from app.account.shown import Shown
from app.base.clock import Clock
from app.base.dates import day_words, local
from app.base.text import _
from app.exchange.attachments import KeptFile
from app.orders.words import bytes_words
from ui.account.dialogs import FieldsDialog
from ui.account.pending import PendingBox
from ui.account.words import change_look, tax_words
from ui.kit.buttons import Button, LinkButton
from ui.kit.cards import Card, Pairs
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_KEYS = 132
_LOOKS = {
    "accepted": (Icon.CHECK_CIRCLE, Token.OK),
    "received": (Icon.CLOCK_OUTLINE, Token.TEXT2),
    "refused": (Icon.OCTAGON, Token.DANGER),
    "expired": (Icon.MINUS_CIRCLE, Token.WARN),
}


class TaxTab(QWidget):
    """A card with the exemption, and what it means."""

    change_wanted = Signal()
    letter_wanted = Signal()

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._clock = theme, clock
        self.pending = PendingBox(theme)
        self._card = Card(theme, _("Tax exemption"))
        self.change = self._card.add_head_action(_("Enter…"))
        self._holder: QWidget = QWidget()
        self._card.add(self._holder)
        about = Card(theme, _("What it means"))
        words = _(
            "Prices in your orders are without taxes (§10.3). Where you are exempt, your vendor"
            " needs the number and the certificate before it invoices without tax; invoices sent"
            " earlier stay as they are."
        )
        letter = LinkButton(theme, _("Write it as a formal letter instead"))
        letter.clicked.connect(self.letter_wanted)
        box = QWidget()
        box.setLayout(
            column(
                Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True),
                row(letter, None),
                spacing=Space.M,
            )
        )
        about.add_padded(box)
        columns = QHBoxLayout()
        columns.setSpacing(Space.L)
        for card, share in ((self._card, 3), (about, 2)):
            place = QVBoxLayout()
            place.addWidget(card)
            place.addStretch(1)
            columns.addLayout(place, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(self.pending)
        layout.addLayout(columns)
        layout.addStretch(1)
        self.change.clicked.connect(self.change_wanted)

    def show_tax(self, shown: Shown, *, may_change: bool) -> None:
        """Show the exemption as wanted, and where its change is."""
        self.change.setVisible(may_change)
        self.change.set_text(_("Change…") if shown.tax is not None else _("Enter…"))
        changes = [one for one in shown.changes if one.kind is ChangeKind.TAX]
        self.pending.show_changes(changes, self._clock.now())
        old, self._holder = self._holder, self._content(shown)
        self._card.body.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()

    def _content(self, shown: Shown) -> QWidget:
        theme, tax = self._theme, shown.tax
        box = QWidget()
        lines = column(margins=(Space.L, Space.M, Space.L, Space.L))
        box.setLayout(lines)
        if tax is None:
            none = _("Your vendor knows of no exemption: it charges the tax of your place.")
            lines.addWidget(Label(theme, none, tone=Token.TEXT2, wrap=True))
            return box
        pairs = Pairs(theme, key_width=_KEYS)
        pairs.add(_("Holds in"), tax.region)
        pairs.add(_("Number"), tax.number)
        until = tax.valid_until
        pairs.add(_("Valid until"), day_words(until) if until is not None else _("No end stated"))
        pairs.add(_("State"), self._state(shown))
        lines.addWidget(pairs)
        today = local(self._clock.now()).date()
        if until is not None and until < today:
            lines.addSpacing(Space.S)
            over = _("Its last day is over: enter the new certificate.")
            lines.addWidget(StatusLabel(theme, Icon.WARNING, over, tone=Token.WARN))
        return box

    def _state(self, shown: Shown) -> QWidget:
        if shown.tax_change is not None:
            look = change_look(shown.tax_change)
            return StatusLabel(
                self._theme, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone
            )
        state = shown.tax.state if shown.tax is not None else ""
        icon, tone = _LOOKS.get(state, (Icon.INFO_OUTLINE, Token.TEXT2))
        words = tax_words(state) or _("Known")
        return StatusLabel(self._theme, icon, words, icon_tone=tone)


class TaxDialog(FieldsDialog):
    """Number, region, last day and certificate. Files are copied as soon as they are chosen."""

    file_chosen = Signal(object)
    """The Path of a certificate that is to be kept."""

    def __init__(
        self,
        theme: Theme,
        tax: TaxExemption | None,
        today: date,
        *,
        parent: QWidget | None,
    ) -> None:
        super().__init__(
            theme,
            _("Tax exemption"),
            parent=parent,
            text=_("Your vendor checks the certificate and tells you whether it accepts it."),
        )
        self._today = today
        self.files: tuple[KeptFile, ...] = ()
        self.region = self.add_field(
            "region",
            _("Holds in"),
            tax.region if tax is not None else "",
            hint=_("A country, or a state of it: DE, US-NY"),
        )
        self.number = self.add_field("number", _("Number"), tax.number if tax is not None else "")
        until = tax.valid_until.isoformat() if tax and tax.valid_until else ""
        self.until = self.add_field(
            "valid_until",
            _("Valid until"),
            until,
            placeholder="2027-12-31",
            hint=_("Empty where the certificate states no end"),
        )
        self.form.add(Hairline(theme))
        self._listed = column(spacing=Space.XS)
        self.choose = Button(theme, _("Add certificate…"), icon=Icon.PAPERCLIP)
        self.choose.clicked.connect(self._choose)
        box = QWidget()
        box.setLayout(column(self._listed, row(self.choose, None), spacing=Space.S))
        self.form.add(box)
        self.fit()

    def add_file(self, file: KeptFile) -> None:
        """A certificate was copied."""
        self.files = (*self.files, file)
        words = _("{name}, {size}").format(name=file.name, size=bytes_words(file.size))
        self._listed.addWidget(StatusLabel(self._theme, Icon.FILE, words, icon_tone=Token.TEXT2))
        self.fit()

    def value(self) -> TaxWish:
        """The exemption as it should be known."""
        return TaxWish(
            region=rules.tidy(self.region.text()),
            number=rules.tidy(self.number.text()),
            valid_until=_day(self.until.text()),
        )

    def errors(self) -> rules.Errors:
        """What is wrong."""
        found = rules.check_tax(self.value(), self._today)
        if self.until.text().strip() and _day(self.until.text()) is None:
            found["valid_until"] = _("Enter a day such as 2027-12-31.")
        return found

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose the certificate"))
        if chosen:
            self.file_chosen.emit(Path(chosen))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
