"""The support that an order grants, in a card: who answers first, level, target, or why none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.dates import deadline_words
from app.base.text import _
from app.support.requests.model import Entitlement, Partner
from ui.kit.banners import BannerTone, Tinted
from ui.kit.buttons import IconButton, LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class EntitlementCard(QWidget):
    """Partner first (terms §8), then the level with its clause; lapsed support says what renews."""

    order_wanted = Signal(str)
    clause_wanted = Signal(str)

    def __init__(self, theme: Theme, *, links: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_ = theme
        self._links = links
        self._shown: Entitlement | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.S)

    def show_entitlement(self, entitlement: Entitlement | None) -> None:
        """Show it; None: nothing is known."""
        if entitlement == self._shown and self._layout.count():
            return
        self._shown = entitlement
        while (part := self._layout.takeAt(0)) is not None:
            widget = part.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if entitlement is None:
            words = _("Choose an order to see which support it grants.")
            self._layout.addWidget(
                Label(self._theme_, words, TextStyle.META, Token.TEXT2, wrap=True)
            )
            return
        if entitlement.partner is not None:
            self._layout.addWidget(self._partner(entitlement.partner))
        if entitlement.lapsed:
            self._layout.addWidget(self._lapsed(entitlement))
        else:
            self._layout.addWidget(self._level(entitlement))

    def _level(self, entitlement: Entitlement) -> QWidget:
        theme = self._theme_
        words = entitlement.words or _("This order grants no support.")
        lines = column(Label(theme, words, TextStyle.BODY_MEDIUM, wrap=True), spacing=2)
        if entitlement.ends_at is not None:
            ends = _("until {when}").format(when=deadline_words(entitlement.ends_at))
            lines.addWidget(Label(theme, ends, TextStyle.META, Token.TEXT2, wrap=True))
        lines.addLayout(self._link_row(entitlement))
        return self._with_icon(Icon.HEADSET, lines)

    def _link_row(self, entitlement: Entitlement) -> QHBoxLayout:
        theme = self._theme_
        links = row(spacing=Space.M)
        if self._links and entitlement.order_number:
            number = entitlement.order_number
            order = LinkButton(
                theme, number, style=TextStyle.META_MEDIUM,
                name=_("Open order {number}").format(number=number),
            )  # fmt: skip
            order.clicked.connect(lambda: self.order_wanted.emit(number))
            links.addWidget(order)
        if entitlement.clause and entitlement.clause_ref:
            clause = LinkButton(
                theme, entitlement.clause, style=TextStyle.META_MEDIUM,
                name=_("Read {clause}").format(clause=entitlement.clause),
            )  # fmt: skip
            clause.clicked.connect(lambda: self.clause_wanted.emit(entitlement.clause_ref))
            links.addWidget(clause)
        elif entitlement.clause:
            links.addWidget(Label(theme, entitlement.clause, TextStyle.META_MEDIUM, Token.TEXT2))
        links.addStretch(1)
        return links

    def _lapsed(self, entitlement: Entitlement) -> QWidget:
        theme = self._theme_
        box = Tinted(theme, BannerTone.WARN)
        title = _("Support for this order has lapsed")
        lines = column(
            Label(theme, title, TextStyle.BODY_STRONG, wrap=True),
            Label(theme, entitlement.lapsed_words, TextStyle.META, wrap=True),
            spacing=2,
        )
        lines.addLayout(self._link_row(entitlement))
        icon = IconLabel(theme, Icon.WARNING, tone=Token.WARN)
        layout = row(spacing=Space.S, margins=(13, 9, 13, 10))
        layout.addLayout(column(2, icon, None, spacing=0))
        layout.addLayout(lines, 1)
        box.setLayout(layout)
        box.setAccessibleName(title)
        box.setAccessibleDescription(entitlement.lapsed_words)
        return box

    def _partner(self, partner: Partner) -> QWidget:
        theme = self._theme_
        title = _("{partner} answers first").format(partner=partner.name)
        lines = column(
            Label(theme, title, TextStyle.BODY_STRONG, wrap=True),
            Label(
                theme,
                _("Bought through a partner: turn to them first (§8)."),
                TextStyle.META, Token.TEXT2, wrap=True,
            ),
            spacing=2,
        )  # fmt: skip
        for icon, value, name in (
            (Icon.NOTICES, partner.email, _("Copy the e-mail address")),
            (Icon.PHONE, partner.phone, _("Copy the phone number")),
        ):
            if value:
                lines.addLayout(self._contact(icon, value, name))
        return self._with_icon(Icon.HANDSHAKE, lines)

    def _contact(self, icon: Icon, value: str, name: str) -> QHBoxLayout:
        theme = self._theme_
        copy = IconButton(theme, Icon.COPY, name, size=14, small=True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(value))
        line = row(IconLabel(theme, icon), spacing=Space.S)
        line.addWidget(Label(theme, value, elide=True), 1)
        line.addWidget(copy)
        return line

    def _with_icon(self, icon: Icon, lines: QVBoxLayout) -> QWidget:
        box = QWidget()
        layout = row(spacing=Space.S)
        layout.addLayout(column(2, IconLabel(self._theme_, icon), None, spacing=0))
        layout.addLayout(lines, 1)
        box.setLayout(layout)
        return box
