"""The account's registration data, its contacts and its named users (terms §3, §7.3)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.account.model import Account, Contact, User
from app.base.clock import Clock
from app.base.dates import deadline_words, left_words
from app.base.text import _
from ui.kit.banners import Banner, BannerTone
from ui.kit.cards import Card, Pairs
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_KEYS = 132
_ROW = 52
_USERS = 200
_NEAR_DAYS = 60


class OrganizationTab(QWidget):
    """Registration data at the start, contacts at the end."""

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._data = Card(theme, _("Registration"))
        self._contacts = PeopleCard(theme, _("Whom your vendor writes to"))
        self._review: Banner | None = None
        self._pairs: QWidget | None = None
        columns = QHBoxLayout()
        columns.setSpacing(Space.L)
        columns.addWidget(self._data, 3)
        columns.addWidget(self._contacts, 2)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._layout.setSpacing(Space.L)
        self._layout.addLayout(columns)
        self._layout.addStretch(1)

    def show_account(self, account: Account, contacts: tuple[Contact, ...]) -> None:
        """Show what the vendor knows."""
        self._show_review(account)
        pairs = Pairs(self._theme, key_width=_KEYS)
        place = account.organization
        lines = (
            (_("Account"), account.name),
            (_("Legal name"), account.legal_name),
            (_("Customer number"), account.customer_number),
            (_("Street"), place.street),
            (_("City"), " ".join(filter(None, (place.postal_code, place.city)))),
            (_("Country"), place.country or account.country),
            (_("Tax id"), place.tax_id),
            (_("Time zone"), account.time_zone),
        )
        for key, value in lines:
            if value:
                pairs.add(key, value)
        if account.review_by:
            pairs.add(_("Confirm by"), deadline_words(account.review_by))
        if self._pairs is not None:
            old = self._pairs
            self._data.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        holder = QWidget()
        holder.setLayout(column(pairs, None, margins=(Space.L, Space.M, Space.L, Space.L)))
        self._pairs = holder
        self._data.add(holder)
        self._contacts.show_people(
            [
                (one.name, ", ".join(filter(None, (one.email, one.phone))), one.role, True)
                for one in contacts
            ]
        )

    def _show_review(self, account: Account) -> None:
        if self._review is not None:
            self._layout.removeWidget(self._review)
            self._review.hide()
            self._review.deleteLater()
            self._review = None
        if account.review_by is None:
            return
        now = self._clock.now()
        if (account.review_by - now).days > _NEAR_DAYS:
            return
        words = _("Check that these data are accurate by {when} ({left}).").format(
            when=deadline_words(account.review_by), left=left_words(account.review_by, now)
        )
        tone = BannerTone.DANGER if account.review_by < now else BannerTone.WARN
        self._review = Banner(self._theme, tone, words, icon=Icon.CALENDAR)
        self._layout.insertWidget(0, self._review)


class UsersTab(QWidget):
    """The named users; user ids are personal and never shared (terms §7.3)."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = PeopleCard(theme, _("Named users"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.addWidget(self._card)
        layout.addStretch(1)

    def show_users(self, users: tuple[User, ...]) -> None:
        """Show them, active ones first."""
        self._card.show_people([(u.name, u.email, u.role, u.active) for u in users])


class PeopleCard(Card):
    """People in rows of 52 px: name, how to reach them, role."""

    def __init__(self, theme: Theme, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, title, parent=parent)
        self._theme_ = theme

    def show_people(self, people: list[tuple[str, str, str, bool]]) -> None:
        """Show (name, reach, role, active) of each."""
        while (part := self.body.takeAt(0)) is not None:
            widget = part.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.count_label.setText(str(len(people)) if people else "")
        for at, (name, reach, role, active) in enumerate(people[:_USERS]):
            if at:
                self.add(Hairline(self._theme_, inset=Space.L))
            self.add(self._row(name, reach, role, active))
        if not people:
            empty = Label(self._theme_, _("The vendor has named nobody."), tone=Token.TEXT2)
            empty.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
            self.add(empty)
        self.body.addStretch(1)

    def _row(self, name: str, reach: str, role: str, active: bool) -> QWidget:
        theme = self._theme_
        box = QWidget()
        box.setFixedHeight(_ROW)
        tone = Token.TEXT if active else Token.TEXT2
        head = row(Label(theme, name, TextStyle.BODY_MEDIUM, tone), spacing=Space.S)
        said = role[:1].upper() + role[1:]
        head.addWidget(Label(theme, said, TextStyle.META, Token.TEXT2, elide=True), 1)
        words = column(
            None,
            head,
            Label(theme, reach, TextStyle.META, Token.TEXT2, elide=True),
            None,
            spacing=0,
        )
        icon = IconLabel(theme, Icon.USER_CIRCLE, size=20)
        layout = row(icon, spacing=Space.M, margins=(Space.L, 0, Space.L, 0))
        layout.addLayout(words, 1)
        if not active:
            layout.addWidget(StatusLabel(theme, Icon.MINUS_CIRCLE, _("Inactive"), tone=Token.TEXT2))
        box.setLayout(layout)
        return box
