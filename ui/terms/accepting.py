"""Accepting a version: what exactly, for which orders, by whom. Nothing is ticked beforehand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _, ngettext
from app.deadlines.words import when_words
from app.terms.answers import AcceptanceNeed
from app.terms.model import Version
from ui.kit.banners import BannerTone
from ui.kit.buttons import ButtonKind
from ui.kit.cards import Pairs, SectionHeading
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import CheckRow, Form, FormRow
from ui.kit.labels import Label
from ui.kit.panels import column
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token
from ui.terms.notice import notice
from ui.terms.phrases import day_plain, version_words

_SHOWN = 5


class AcceptDialog(Dialog):
    """`agreed` tells who accepts; the page does the rest."""

    agreed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        version: Version,
        need: AcceptanceNeed,
        *,
        name: str = "",
        zone: str = "",
        permitted: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        title = _("Accept {title}").format(title=version.title)
        super().__init__(theme, title, parent=parent, width=560)
        self.need = need
        if need.reason:
            self.body.addWidget(Label(theme, need.reason, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.body.addWidget(self._what(theme, version, need, zone))
        self.body.addWidget(self._orders(theme, need))
        pinned = bool(need.text_sha256) and need.text_sha256 == version.sha256
        can = pinned and permitted
        self.name = TextField(theme)
        self.name.setText(name)
        self.agree = CheckRow(theme, _("I have read this text and accept it for these orders"))
        self._name_row = FormRow(theme, _("Who accepts"), self.name)
        form = Form(theme)
        form.add(self._name_row)
        form.add(self.agree)
        self.form = form
        if can:
            self.body.addWidget(form)
        else:
            why = _not_permitted() if pinned else _not_pinned()
            self.body.addWidget(notice(theme, BannerTone.WARN, why))
        self.add_cancel()
        self.accept_button = self.add_action(_("Accept"), ButtonKind.PRIMARY, default=True)
        self.accept_button.setEnabled(can)
        self.accept_button.clicked.connect(self._accept)
        (self.agree.box if can and name else self.name).setFocus()
        self.fit()

    def _what(self, theme: Theme, version: Version, need: AcceptanceNeed, zone: str) -> QWidget:
        pairs = Pairs(theme, key_width=112)
        pairs.add(_("Document"), version.title)
        pairs.add(_("Version"), version_words(version))
        at = version.effective_from or version.published_at
        if at is not None:
            pairs.add(_("In force from"), day_plain(at, zone))
        if need.due is not None:
            pairs.add(_("Accept by"), when_words(need.due, zone))
        digest = Label(theme, _grouped(version.sha256), TextStyle.MONO, Token.TEXT2, wrap=True)
        pairs.add(_("SHA-256"), digest)
        return pairs

    def _orders(self, theme: Theme, need: AcceptanceNeed) -> QWidget:
        box = QWidget()
        count = len(need.orders) + need.more
        heading = ngettext("For {count} order", "For {count} orders", count)
        pairs = Pairs(theme, key_width=112)
        for order in need.orders[:_SHOWN]:
            pairs.add(order.number, order.product)
        rest = count - len(need.orders[:_SHOWN])
        more = ngettext("and {count} more", "and {count} more", rest).format(count=f"{rest:n}")
        lines = [SectionHeading(theme, heading.format(count=f"{count:n}")), pairs]
        if rest:
            lines.append(Label(theme, more, TextStyle.BODY, Token.TEXT2))
        box.setLayout(column(*lines, spacing=0))
        return box

    def _accept(self) -> None:
        name = " ".join(self.name.text().split())
        self._name_row.set_error("" if name else _("Write the name of the person who accepts."))
        agreed = self.agree.checked
        self.agree.set_error("" if agreed else _("Tick this once you have read the text."))
        if not name or not agreed:
            self.form.focus_first_error()
            self.fit()
            return
        self.agreed.emit(name)
        self.accept()


def _grouped(digest: str) -> str:
    """A hash in groups of eight, so that it wraps and can be compared by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _not_permitted() -> str:
    return _(
        "You may not accept terms for your account. Whoever administers it can do so, or give you "
        "the permission."
    )


def _not_pinned() -> str:
    return _(
        "The text of this version is not here, or it is not the one the vendor announced. What "
        "cannot be read for certain cannot be accepted."
    )
