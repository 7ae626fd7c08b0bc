"""The account's registration data and its contacts, with what is on its way in place (terms §3)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.account.changing import ChangeKind, PendingChange
from app.account.model import Account
from app.account.rules import is_due
from app.account.settling import member_of
from app.account.shown import Shown
from app.base.clock import Clock
from app.base.dates import deadline_words, left_words
from app.base.text import _
from ui.account.pending import PendingBox
from ui.account.people import PeopleCard, Person
from ui.account.words import change_look
from ui.kit.banners import Banner, BannerTone
from ui.kit.cards import Card, Pairs
from ui.kit.icons import Icon
from ui.kit.labels import StatusLabel
from ui.kit.panels import column
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle

_KEYS = 132
_NEAR_DAYS = 60
KINDS = frozenset({ChangeKind.CONFIRM, ChangeKind.ORGANIZATION, ChangeKind.CONTACT})


class OrganizationTab(QWidget):
    """Registration data at the start, contacts at the end."""

    confirm_wanted = Signal()
    change_wanted = Signal()
    contact_wanted = Signal(str)
    """The key of the contact that is to be changed, "" for a new one."""

    def __init__(self, theme: Theme, clock: Clock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self.pending = PendingBox(theme)
        self._data = Card(theme, _("Registration"))
        self.confirm = self._data.add_head_action(_("Confirm…"))
        self.change = self._data.add_head_action(_("Change…"))
        self.contacts = PeopleCard(theme, _("Whom your vendor writes to"))
        self.add_contact = self.contacts.add_head_action(_("Add…"))
        self.review: Banner | None = None
        self._pairs: QWidget | None = None
        columns = QHBoxLayout()
        columns.setSpacing(Space.L)
        columns.addWidget(self._data, 3)
        columns.addWidget(self.contacts, 2)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._layout.setSpacing(Space.L)
        self._layout.addWidget(self.pending)
        self._layout.addLayout(columns)
        self._layout.addStretch(1)
        self.confirm.clicked.connect(self.confirm_wanted)
        self.change.clicked.connect(self.change_wanted)
        self.add_contact.clicked.connect(lambda: self.contact_wanted.emit(""))
        self.contacts.change_wanted.connect(self.contact_wanted)

    def show_account(self, shown: Shown, *, may_change: bool) -> None:
        """Show what the vendor knows, and what was changed since."""
        account = shown.account
        if account is None:
            return
        for button in (self.confirm, self.change, self.add_contact):
            button.setVisible(may_change)
        self._show_review(account, shown.confirmation, may_change=may_change)
        self.pending.show_changes(
            [one for one in shown.changes if one.kind in KINDS], self._clock.now()
        )
        if self._pairs is not None:
            old = self._pairs
            self._data.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        holder = QWidget()
        pairs = self._written(account, shown)
        holder.setLayout(column(pairs, None, margins=(Space.L, Space.M, Space.L, Space.L)))
        self._pairs = holder
        self._data.add(holder)
        self.contacts.show_people(
            [
                Person(
                    key=line.contact.id or (line.change.item if line.change else ""),
                    name=line.contact.name,
                    role=line.contact.role,
                    reach=", ".join(filter(None, (line.contact.email, line.contact.phone))),
                    note=_("Removed") if line.removed else "",
                    change=line.change,
                )
                for line in shown.contacts
            ],
            may_change=may_change,
        )

    def _written(self, account: Account, shown: Shown) -> Pairs:
        pairs = Pairs(self._theme, key_width=_KEYS)
        place = account.organization
        lines = (
            ((), _("Account"), account.name),
            (("legal_name",), _("Legal name"), account.legal_name),
            ((), _("Customer number"), account.customer_number),
            (("street",), _("Street"), place.street),
            (
                ("postal_code", "city"),
                _("City"),
                " ".join(filter(None, (place.postal_code, place.city))),
            ),
            (("country",), _("Country"), place.country or account.country),
            (("tax_id",), _("Tax id"), place.tax_id),
            ((), _("Time zone"), account.time_zone),
        )
        for members, key, value in lines:
            mark = self._mark(members, shown)
            if value or mark is not None:
                pairs.add(key, value or "—", trailing=mark)
        if account.review_by:
            mark = self._state(shown.confirmation) if shown.confirmation is not None else None
            pairs.add(_("Confirm by"), deadline_words(account.review_by), trailing=mark)
        return pairs

    def _mark(self, members: tuple[str, ...], shown: Shown) -> QWidget | None:
        """Where the change of a value is; None for a value that the vendor knows."""
        change, account, known = shown.organization_change, shown.account, shown.known
        if change is None or account is None or known is None:
            return None
        if all(member_of(account, name) == member_of(known, name) for name in members):
            return None
        return self._state(change)

    def _state(self, change: PendingChange) -> QWidget:
        look = change_look(change)
        return StatusLabel(
            self._theme,
            look.icon,
            look.word,
            tone=look.tone,
            icon_tone=look.icon_tone,
            style=TextStyle.META_MEDIUM,
        )

    def _show_review(
        self, account: Account, confirmation: PendingChange | None, *, may_change: bool
    ) -> None:
        if self.review is not None:
            self._layout.removeWidget(self.review)
            self.review.hide()
            self.review.deleteLater()
            self.review = None
        now, by = self._clock.now(), account.review_by
        if by is None or confirmation is not None or not is_due(by, now, _NEAR_DAYS):
            return
        words = _("Check that these data are accurate by {when} ({left}).").format(
            when=deadline_words(by), left=left_words(by, now)
        )
        tone = BannerTone.DANGER if by < now else BannerTone.WARN
        action = _("Confirm…") if may_change else ""
        self.review = Banner(self._theme, tone, words, icon=Icon.CALENDAR, action=action)
        self.review.acted.connect(self.confirm_wanted)
        self._layout.insertWidget(0, self.review)
