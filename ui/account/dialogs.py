"""Dialogs for the account's data: each checks its fields before anything is queued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.account import rules
from app.account.changing import OrganizationWish, Ownership
from app.account.model import Account, Affiliate, Contact, User
from app.base.errors import ProblemReport
from app.base.text import _
from ui.account.words import USER_ROLES, role_words
from ui.kit.banners import ProblemBanner
from ui.kit.buttons import ButtonKind
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import CheckRow, Form, FormRow
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class FieldsDialog(Dialog):
    """A form whose fields are checked; it stays open until what it holds is queued."""

    saved = Signal(object)
    """What `value` gives, once every field is in order."""

    def __init__(
        self, theme: Theme, title: str, *, parent: QWidget | None, text: str = "", action: str = ""
    ) -> None:
        super().__init__(theme, title, parent=parent, width=460)
        self.rows: dict[str, FormRow | CheckRow] = {}
        self.form = Form(theme)
        if text:
            self.body.addWidget(Label(theme, text, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.body.addWidget(self.form)
        self._trouble: QWidget | None = None
        self.add_cancel()
        self.go = self.add_action(action or _("Save"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self.save)
        self.note.setText(_("It leaves by the outbox"))

    def add_field(
        self, name: str, label: str, value: str, *, hint: str = "", placeholder: str = ""
    ) -> TextField:
        """Add a line of text."""
        field = TextField(self._theme, placeholder=placeholder)
        field.setText(value)
        field.setCursorPosition(0)
        self.rows[name] = FormRow(self._theme, label, field, hint=hint)
        self.form.add(self.rows[name])
        return field

    def add_pair(self, *names: tuple[str, str, str]) -> list[TextField]:
        """Add lines of text beside each other: (name, label, value) of each."""
        fields, across = [], row(spacing=Space.M)
        for name, label, value in names:
            field = TextField(self._theme)
            field.setText(value)
            field.setCursorPosition(0)
            made = FormRow(self._theme, label, field)
            self.rows[name] = made
            across.addWidget(made, 1)
            fields.append(field)
        box = QWidget()
        box.setLayout(across)
        self.form.add(box)
        return fields

    def value(self) -> Any:
        """What the fields hold. Each dialog says what."""
        raise LookupError(type(self).__name__)

    def errors(self) -> rules.Errors:
        """What is wrong with which field."""
        return {}

    def save(self) -> None:
        """Say that it is to be queued, or show what is wrong."""
        found = self.errors()
        for name, one in self.rows.items():
            one.set_error(found.get(name, ""))
        if found:
            first = next((self.rows[name] for name in self.rows if name in found), None)
            if first is not None:
                first.field.setFocus()
            self.fit()
            return
        self.go.setEnabled(False)
        self.saved.emit(self.value())

    def fail(self, report: ProblemReport) -> None:
        """It could not be queued: say why, and keep what was typed."""
        if self._trouble is not None:
            self._trouble.hide()
            self._trouble.deleteLater()
        self._trouble = ProblemBanner(self._theme, report, closable=False)
        self.body.insertWidget(0, self._trouble)
        self.go.setEnabled(True)
        self.fit()


class OrganizationDialog(FieldsDialog):
    """The organization's registration data."""

    def __init__(self, theme: Theme, account: Account, *, parent: QWidget | None) -> None:
        super().__init__(
            theme,
            _("Change the registration"),
            parent=parent,
            text=_("Your agreement asks you to keep these data accurate (§3)."),
        )
        place = account.organization
        self.legal_name = self.add_field("legal_name", _("Legal name"), account.legal_name)
        self.street = self.add_field("street", _("Street"), place.street)
        self.postal_code, self.city = self.add_pair(
            ("postal_code", _("Postal code"), place.postal_code), ("city", _("City"), place.city)
        )
        self.country, self.tax_id = self.add_pair(
            ("country", _("Country, two letters"), place.country or account.country),
            ("tax_id", _("Tax id"), place.tax_id),
        )
        self.fit()

    def value(self) -> OrganizationWish:
        """The data as they should be."""
        tidy = rules.tidy
        return OrganizationWish(
            legal_name=tidy(self.legal_name.text()),
            street=tidy(self.street.text()),
            postal_code=tidy(self.postal_code.text()),
            city=tidy(self.city.text()),
            country=tidy(self.country.text()).upper(),
            tax_id=tidy(self.tax_id.text()),
        )

    def errors(self) -> rules.Errors:
        """What is wrong."""
        return rules.check_organization(self.value())


class UserDialog(FieldsDialog):
    """A named user: a new one, or one that is changed."""

    def __init__(
        self, theme: Theme, user: User | None, others: Sequence[User], *, parent: QWidget | None
    ) -> None:
        super().__init__(
            theme,
            _("Change a named user") if user is not None else _("Add a named user"),
            parent=parent,
            text=_("User ids are personal and never shared (§7.3)."),
        )
        self._id = user.id if user is not None else ""
        self._others = tuple(others)
        self.name = self.add_field("name", _("Name"), user.name if user else "")
        self.email = self.add_field("email", _("E-mail"), user.email if user else "")
        roles = dict.fromkeys((*USER_ROLES, *sorted({one.role for one in others if one.role})))
        if user is not None and user.role:
            roles[user.role] = None
        self.role = ComboBox(theme, [(role, role_words(role)) for role in roles])
        self.role.set_value(user.role if user is not None and user.role else "member")
        self.rows["role"] = FormRow(theme, _("Role"), self.role)
        self.form.add(self.rows["role"])
        self.active = CheckRow(
            theme,
            _("May sign in"),
            hint=_("Off: this person can no longer sign in and needs no seat; the name stays."),
        )
        self.active.set_checked(user is None or user.active)
        self.form.add(self.active)
        self.fit()

    def value(self) -> User:
        """The user as wanted."""
        return User(
            id=self._id,
            name=rules.tidy(self.name.text()),
            email=rules.tidy(self.email.text()),
            role=self.role.value,
            active=self.active.checked,
        )

    def errors(self) -> rules.Errors:
        """What is wrong."""
        return rules.check_user(self.value(), self._others)


class ContactDialog(FieldsDialog):
    """Someone the vendor writes to."""

    removed = Signal()

    def __init__(self, theme: Theme, contact: Contact | None, *, parent: QWidget | None) -> None:
        super().__init__(
            theme,
            _("Change a contact") if contact is not None else _("Add a contact"),
            parent=parent,
        )
        self._id = contact.id if contact is not None else ""
        known = contact or Contact(name="")
        self.name = self.add_field("name", _("Name"), known.name)
        self.role = self.add_field(
            "role", _("What about"), known.role, hint=_("Such as legal, billing or technical")
        )
        self.email = self.add_field("email", _("E-mail"), known.email)
        self.phone = self.add_field("phone", _("Phone"), known.phone)
        if contact is not None and contact.id:
            remove = self.add_action(_("Remove"), ButtonKind.DANGER)
            remove.clicked.connect(self.removed)
        self.fit()

    def value(self) -> Contact:
        """The contact as wanted."""
        tidy = rules.tidy
        return Contact(
            id=self._id,
            name=tidy(self.name.text()),
            role=tidy(self.role.text()),
            email=tidy(self.email.text()),
            phone=tidy(self.phone.text()),
        )

    def errors(self) -> rules.Errors:
        """What is wrong."""
        return rules.check_contact(self.value())


class AffiliateDialog(FieldsDialog):
    """A company of the group, and at once whether its people count as authorized."""

    def __init__(
        self,
        theme: Theme,
        affiliate: Affiliate | None,
        others: Sequence[Affiliate],
        rule: Ownership,
        *,
        parent: QWidget | None,
    ) -> None:
        super().__init__(
            theme,
            _("Change a company") if affiliate is not None else _("Add a company"),
            parent=parent,
            text=rules.rule_words(rule),
        )
        self._others, self._rule = tuple(others), rule
        known = affiliate or Affiliate(name="")
        self.name = self.add_field("name", _("Company"), known.name)
        share = str(known.ownership_percent) if affiliate is not None else ""
        self.country, self.share = self.add_pair(
            ("country", _("Country, two letters"), known.country),
            ("ownership_percent", _("Ownership, percent"), share),
        )
        self.control = CheckRow(
            theme,
            _("Counts whatever the share"),
            hint=_("You control it, one company controls both, or you hold the largest share that"
                   " the law of its country allows."),
        )  # fmt: skip
        self.control.set_checked(known.control)
        self.form.add(self.control)
        self.verdict = Label(theme, "", TextStyle.BODY_MEDIUM, wrap=True)
        self.form.add(self.verdict)
        for field in (self.name, self.country, self.share):
            field.textChanged.connect(self._judge)
        self.control.toggled.connect(self._judge)
        self._judge()
        self.fit()

    def value(self) -> Affiliate:
        """The company as wanted."""
        share = rules.tidy(self.share.text()).removesuffix("%").strip()
        return Affiliate(
            name=rules.tidy(self.name.text()),
            country=rules.tidy(self.country.text()).upper(),
            ownership_percent=int(share) if share.isascii() and share.isdecimal() else -1,
            control=self.control.checked,
        )

    def errors(self) -> rules.Errors:
        """What is wrong."""
        return rules.check_affiliate(self.value(), self._others)

    def _judge(self) -> None:
        value = self.value()
        known = value.control or 0 <= value.ownership_percent <= 100
        line = rules.affiliate_line(value, self._rule)
        self.verdict.setText(line.words if known else "")
        self.verdict.set_tone(Token.TEXT if line.authorized else Token.WARN)
