"""The rules of the account, pure: what may be sent, who is an affiliate, how many seats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from app.account.changing import (
    AffiliateLine,
    Counted,
    OrganizationWish,
    Ownership,
    SeatOrder,
    Seats,
    TaxWish,
)
from app.account.model import Affiliate, Contact, User
from app.base.text import _

LONGEST = 300
"""Characters of one field, as the contract limits a label."""

_COUNTRY = re.compile(r"[A-Z]{2}")
_MAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)*")

Errors = dict[str, str]


def tidy(text: str) -> str:
    """One line as it can travel: no control characters, no half characters, no outer spaces."""
    kept = (
        "\ufffd"
        if "\ud800" <= char <= "\udfff"
        else " "
        if unicodedata.category(char) == "Cc"
        else char
        for char in text
    )
    return "".join(kept).strip()


def check_organization(wish: OrganizationWish) -> Errors:
    """What is wrong with the fields, by name; empty where all can be sent."""
    found = _too_long(
        legal_name=wish.legal_name,
        street=wish.street,
        city=wish.city,
        postal_code=wish.postal_code,
        tax_id=wish.tax_id,
    )
    if not wish.legal_name:
        found["legal_name"] = _("Enter the organization's legal name.")
    if wish.country and not _COUNTRY.fullmatch(wish.country):
        found["country"] = _("Enter the country as two letters, such as DE or US.")
    return found


def check_user(user: User, others: Iterable[User]) -> Errors:
    """What is wrong with a named user. `others` are the users there are beside this one."""
    found = _too_long(name=user.name, email=user.email, role=user.role)
    if not user.name:
        found["name"] = _("Enter the person's name: user ids are personal.")
    if not _MAIL.fullmatch(user.email):
        found["email"] = _("Enter the person's own e-mail address.")
    elif any(one.active and one.email.casefold() == user.email.casefold() for one in others):
        found["email"] = _("Another user has this address; user ids are never shared.")
    if not user.role:
        found["role"] = _("Choose what this person may do.")
    return found


def check_contact(contact: Contact) -> Errors:
    """What is wrong with a contact."""
    found = _too_long(
        name=contact.name, role=contact.role, email=contact.email, phone=contact.phone
    )
    if not contact.name:
        found["name"] = _("Enter a name.")
    if not contact.role:
        found["role"] = _("Enter what your vendor writes to this person about.")
    if contact.email and not _MAIL.fullmatch(contact.email):
        found["email"] = _("This is no e-mail address.")
    if not contact.email and not contact.phone:
        found["email"] = _("Enter an e-mail address or a phone number.")
    return found


def check_affiliate(one: Affiliate, others: Iterable[Affiliate]) -> Errors:
    """What is wrong with a company of the register."""
    found = _too_long(name=one.name)
    if not one.name:
        found["name"] = _("Enter the company's name.")
    elif any(other.name.casefold() == one.name.casefold() for other in others):
        found["name"] = _("This company is in the register already.")
    if not _COUNTRY.fullmatch(one.country):
        found["country"] = _("Enter the country as two letters, such as DE or US.")
    if not 0 <= one.ownership_percent <= 100:
        found["ownership_percent"] = _("Enter a whole number from 0 to 100.")
    return found


def check_tax(wish: TaxWish, today: date) -> Errors:
    """What is wrong with a tax exemption."""
    found = _too_long(region=wish.region, number=wish.number)
    if not wish.region:
        found["region"] = _("Enter where it holds: a country, or a state of it.")
    if not wish.number:
        found["number"] = _("Enter the number on the certificate.")
    if wish.valid_until is not None and wish.valid_until < today:
        found["valid_until"] = _("This day is over: the certificate is no longer valid.")
    return found


def affiliate_line(one: Affiliate, rule: Ownership) -> AffiliateLine:
    """Whether a company's people count as authorized users, and why (terms §5)."""
    counted = counted_of(one, rule)
    return AffiliateLine(affiliate=one, counted=counted, words=counted_words(counted, one, rule))


def counted_of(one: Affiliate, rule: Ownership) -> Counted:
    """The reason for which it counts or does not.

    Control is enough whatever the share; else the share that the agreement states. That a law
    allows foreign owners less is not known to this client: a person marks control there.
    """
    if one.control:
        if rule.percent is not None and 0 < one.ownership_percent < rule.percent:
            return Counted.LEGAL_MAXIMUM
        return Counted.CONTROL
    if rule.percent is None:
        return Counted.NOT_STATED
    return Counted.OWNERSHIP if one.ownership_percent >= rule.percent else Counted.BELOW


def counted_words(counted: Counted, one: Affiliate, rule: Ownership) -> str:
    """The reason in words."""
    share, needed = one.ownership_percent, rule.percent
    match counted:
        case Counted.CONTROL:
            return _("Authorized: you control it, or one company controls both")
        case Counted.OWNERSHIP:
            return _("Authorized: {share} % owned, {needed} % are needed").format(
                share=share, needed=needed
            )
        case Counted.LEGAL_MAXIMUM:
            return _("Authorized: controlled, or {share} % is all that the law allows").format(
                share=share
            )
        case Counted.BELOW:
            return _("Not authorized: {share} % owned, {needed} % or control is needed").format(
                share=share, needed=needed
            )
        case Counted.NOT_STATED:
            return _("Not said: your terms state no share here; mark control where you have it")


def rule_words(rule: Ownership) -> str:
    """What makes an affiliate, in a sentence."""
    if rule.percent is None:
        return _("An affiliate is a company that you control; a share is not stated as a value.")
    return _(
        "An affiliate is a company that you control or own by {percent} % or more; where a law"
        " allows foreign owners less, the largest share that it allows."
    ).format(percent=rule.percent)


def is_due(review_by: datetime | None, now: datetime, days: int) -> bool:
    """Whether the data are to be confirmed within so many days, or should have been."""
    return review_by is not None and (review_by - now).days <= days


class Grant:
    """Named users that one line of an order grants."""

    def __init__(
        self,
        product: tuple[str, str],
        metric: str,
        unit: str,
        order: SeatOrder,
    ) -> None:
        self.product_id, self.product_name = product
        self.metric = metric
        self.unit = unit
        self.order = order


def seats_of(grants: Iterable[Grant], used: int) -> tuple[Seats, ...]:
    """Per product and metric what is granted in all; unlimited once is unlimited in all."""
    grouped: dict[tuple[str, str], list[Grant]] = {}
    for grant in grants:
        grouped.setdefault((grant.product_id, grant.metric), []).append(grant)
    found = []
    for (product_id, metric), some in grouped.items():
        quantities = [grant.order.quantity for grant in some]
        limited = [quantity for quantity in quantities if quantity is not None]
        granted = sum(limited) if len(limited) == len(quantities) else None
        found.append(
            Seats(
                product_id=product_id,
                product_name=min((grant.product_name for grant in some), key=len),
                metric=metric,
                unit=some[0].unit,
                granted=granted,
                used=used,
                orders=tuple(sorted((g.order for g in some), key=lambda one: one.number)),
            )
        )
    return tuple(sorted(found, key=lambda s: (s.product_name.casefold(), s.metric, s.product_id)))


def _too_long(**fields: str) -> Errors:
    return {
        name: _("At most {n} characters.").format(n=LONGEST)
        for name, value in fields.items()
        if len(value) > LONGEST
    }
