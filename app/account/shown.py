"""The account as it is to be shown: what the vendor knows, overlaid by what was changed since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from app.account.changing import (
    ChangeKind,
    ContactLine,
    Ownership,
    PendingChange,
    Register,
    UserLine,
)
from app.account.model import Account, Affiliate, Contact, TaxExemption, User
from app.account.rules import affiliate_line, rule_words

_OF_ORGANIZATION = frozenset({"street", "city", "postal_code", "country", "tax_id"})
_OF_ACCOUNT = frozenset({"legal_name"})


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The account with all changes in place. `known` is the account without them."""

    account: Account | None
    known: Account | None
    users: tuple[UserLine, ...] = ()
    contacts: tuple[ContactLine, ...] = ()
    register: Register = Register()
    tax: TaxExemption | None = None
    tax_change: PendingChange | None = None
    organization_change: PendingChange | None = None
    confirmation: PendingChange | None = None
    changes: tuple[PendingChange, ...] = ()

    @property
    def active_users(self) -> int:
        """Named users in all, as wanted."""
        return sum(line.user.active for line in self.users)


def shown(
    account: Account | None,
    users: Sequence[User],
    contacts: Sequence[Contact],
    changes: Sequence[PendingChange],
    rule: Ownership,
) -> Shown:
    """Put the changes over what is known, in the order they were made."""
    latest = {one.kind: one for one in changes}
    tax_change = latest.get(ChangeKind.TAX)
    tax = account.tax_exemption if account is not None else None
    if tax_change is not None:
        tax = wanted_tax(tax_change) or tax
    register_change = latest.get(ChangeKind.AFFILIATES)
    affiliates = account.affiliates if account is not None else ()
    if register_change is not None:
        affiliates = wanted_affiliates(register_change)
    return Shown(
        account=_organization(account, changes),
        known=account,
        users=_users(users, changes),
        contacts=_contacts(contacts, changes),
        register=Register(
            lines=tuple(affiliate_line(one, rule) for one in affiliates),
            rule=rule,
            rule_words=rule_words(rule),
            change=register_change,
        ),
        tax=tax,
        tax_change=tax_change,
        organization_change=latest.get(ChangeKind.ORGANIZATION),
        confirmation=latest.get(ChangeKind.CONFIRM),
        changes=tuple(changes),
    )


def wanted_affiliates(change: PendingChange) -> tuple[Affiliate, ...]:
    """The register that a change asks for."""
    return tuple(
        Affiliate(
            name=one.name,
            country=one.country,
            ownership_percent=one.ownership_percent,
            control=one.control,
        )
        for one in change.body.affiliates or ()
    )


def wanted_tax(change: PendingChange) -> TaxExemption | None:
    """The exemption that a change asks for."""
    asked = change.body.tax_exemption
    if asked is None:
        return None
    until = date.fromisoformat(asked.valid_until) if asked.valid_until else None
    return TaxExemption(region=asked.region, number=asked.number, valid_until=until)


def _organization(account: Account | None, changes: Iterable[PendingChange]) -> Account | None:
    if account is None:
        return None
    for change in changes:
        wanted = change.body.organization or {}
        place = {name: value for name, value in wanted.items() if name in _OF_ORGANIZATION}
        own = {name: value for name, value in wanted.items() if name in _OF_ACCOUNT}
        organization = msgspec.structs.replace(account.organization, **place)
        account = msgspec.structs.replace(account, organization=organization, **own)
    return account


def _users(users: Sequence[User], changes: Iterable[PendingChange]) -> tuple[UserLine, ...]:
    lines = {user.id: UserLine(user=user) for user in users}
    for change in changes:
        for wanted in change.body.users or ():
            user = User(
                id=wanted.id,
                name=wanted.name,
                email=wanted.email,
                role=wanted.role,
                active=wanted.active,
            )
            lines[wanted.id or f"new:{change.target}"] = UserLine(user=user, change=change)
    found = lines.values()
    return tuple(
        sorted(found, key=lambda one: (not one.user.active, one.user.name.casefold(), one.user.id))
    )


def _contacts(
    contacts: Sequence[Contact], changes: Iterable[PendingChange]
) -> tuple[ContactLine, ...]:
    lines = {contact.id: ContactLine(contact=contact) for contact in contacts}
    for change in changes:
        for wanted in change.body.contacts or ():
            contact = Contact(
                id=wanted.id,
                name=wanted.name,
                role=wanted.role,
                email=wanted.email,
                phone=wanted.phone,
            )
            lines[wanted.id or f"new:{change.target}"] = ContactLine(
                contact=contact, change=change, removed=wanted.removed
            )
    return tuple(
        sorted(
            lines.values(),
            key=lambda one: (one.contact.role.casefold(), one.contact.name.casefold()),
        )
    )
