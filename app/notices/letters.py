"""Letters to the vendor as plain text, with the facts of account, orders and terms filled in.

What is not known says so in its place, so that a person sees what to add before signing.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.base.text import _, ngettext
from app.notices.model import DraftKind

_LINE = "_" * 34


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a letter. `address` has a line for each line of the address."""

    legal_name: str
    address: tuple[str, ...] = ()
    contact: str = ""
    email: str = ""
    reference: str = ""
    """The customer's number with the vendor."""


class LetterOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as a letter names it. `term_ends` and `cancel_by` are in words, "" not stated."""

    number: str
    products: tuple[str, ...] = ()
    term_ends: str = ""
    cancel_by: str = ""


class LetterFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a letter says."""

    kind: DraftKind
    customer: Party
    vendor: Party
    day: str
    by: str
    """Who signs."""
    orders: tuple[LetterOrder, ...] = ()
    version: str = ""
    """Title, version and date of what is objected to."""
    sha256: str = ""
    changes_clause: str = ""
    """The clause by which a new version applies from the next renewal, as cited."""
    cancel_clause: str = ""
    form_clause: str = ""
    about: str = ""
    """What a dispute or an objection is about, in the person's own words."""
    rule_clause: str = ""
    """The clause on which a demand for consultation or an objection to publicity rests."""
    period: str = ""
    """The time which that clause states, in words."""
    counts_clause: str = ""
    """The clause by which a notice of the customer's counts on receipt."""


def not_stated() -> str:
    """What stands where a fact is not known."""
    return _("[not stated]")


def title(facts: LetterFacts) -> str:
    """What the letter is about, in one line."""
    numbers = ", ".join(order.number for order in facts.orders)
    match facts.kind:
        case DraftKind.OBJECTION if numbers:
            return _("Objection to {version}; no renewal of {orders}").format(
                version=facts.version, orders=numbers
            )
        case DraftKind.OBJECTION:
            return _("Objection to {version}").format(version=facts.version)
        case DraftKind.NON_RENEWAL:
            return _("No renewal of {orders}").format(orders=numbers or not_stated())
        case DraftKind.PUBLICITY:
            return _("Objection to publicity")
        case DraftKind.DISPUTE:
            about = facts.about.strip() or numbers or not_stated()
            return _("Dispute: demand for consultation about {about}").format(about=about)


def recipient(facts: LetterFacts) -> str:
    """Name and address of whom the letter goes to, a line each."""
    vendor = facts.vendor
    if _by_email(facts):
        return "\n".join(part for part in (vendor.legal_name, vendor.contact, vendor.email) if part)
    return "\n".join(_address(vendor))


def letter(facts: LetterFacts) -> str:
    """The whole letter, ready to be written on, printed and signed."""
    customer = facts.customer
    parts = [
        "\n".join(_address(customer)),
        _("Our customer number: {number}").format(number=customer.reference or not_stated()),
        recipient(facts),
        _way(facts),
        facts.day,
        title(facts),
        _("To whom it may concern,"),
        *_body(facts),
        _("Please confirm in writing that you received this notice, and on which day."),
        _("This notice reserves all our rights."),
        _("Yours faithfully,"),
        _signature(facts),
    ]
    return "\n\n".join(parts) + "\n"


def _by_email(facts: LetterFacts) -> bool:
    """An objection to publicity goes to who publishes, often known by an e-mail address alone."""
    vendor = facts.vendor
    return facts.kind is DraftKind.PUBLICITY and bool(vendor.email) and not vendor.address


def _way(facts: LetterFacts) -> str:
    email = facts.vendor.email or not_stated()
    if _by_email(facts):
        return _("By e-mail to {email}").format(email=email)
    return _("By post, with a copy by e-mail to {email}").format(email=email)


def _body(facts: LetterFacts) -> list[str]:
    match facts.kind:
        case DraftKind.PUBLICITY:
            return _publicity(facts)
        case DraftKind.DISPUTE:
            return _dispute(facts)
        case _:
            return _no_renewal(facts)


def _publicity(facts: LetterFacts) -> list[str]:
    said = [
        _("Under {clause} we object to being named as your customer.").format(
            clause=facts.rule_clause or not_stated()
        )
    ]
    if facts.about.strip():
        said.append(_("In particular: {about}.").format(about=_sentence(facts.about)))
    asked = _("Please remove our name and our logo from everything that you publish.")
    if facts.period:
        asked = _(
            "Please remove our name and our logo from everything that you publish, within {period}"
            " of receiving this notice at the latest."
        ).format(period=facts.period)
    return [*said, asked]


def _dispute(facts: LetterFacts) -> list[str]:
    said = [
        _("There is a dispute between us about {about}.").format(
            about=_sentence(facts.about) or not_stated()
        ),
        _("Under {clause} we demand a consultation, to settle it by talking to each other.").format(
            clause=facts.rule_clause or not_stated()
        ),
    ]
    if facts.orders:
        count = len(facts.orders)
        named = ngettext("It concerns this order:", "It concerns these orders:", count)
        said.append("\n\n".join((named, "\n".join(_named(order) for order in facts.orders))))
    waits = _("How long neither of us begins a proceeding: {period}.").format(period=not_stated())
    if facts.period:
        waits = _(
            "Neither of us begins a proceeding until {period} after this notice was given."
        ).format(period=facts.period)
    if facts.counts_clause:
        counts = _("It counts as given when you receive it, {clause}.")
        waits += " " + counts.format(clause=facts.counts_clause)
    said.append(waits)
    said.append(_("Please name the person who speaks for you, and propose two dates to meet."))
    return said


def _sentence(words: str) -> str:
    """Words that somebody typed, to stand before a full stop."""
    return " ".join(words.split()).rstrip(".")


def _named(order: LetterOrder) -> str:
    return "  - " + _("{number}: {products}").format(
        number=order.number, products=", ".join(order.products) or not_stated()
    )


def _no_renewal(facts: LetterFacts) -> list[str]:
    said: list[str] = []
    if facts.kind is DraftKind.OBJECTION:
        text = _("We object to {version}.").format(version=facts.version or not_stated())
        if facts.sha256:
            text += " " + _("The text we read has the SHA-256 {hash}.").format(hash=facts.sha256)
        said.append(text)
        if facts.changes_clause:
            said.append(
                _(
                    "Under {clause} an order stays under the version it was placed under until "
                    "its next renewal. We do not agree to the new version and choose not to renew."
                ).format(clause=facts.changes_clause)
            )
    if facts.orders:
        count = len(facts.orders)
        said.append(
            ngettext(
                "We do not renew the following order. It ends with its current term:",
                "We do not renew the following orders. Each ends with its current term:",
                count,
            )
            + "\n\n"
            + "\n".join(_order(order) for order in facts.orders)
        )
        said += _clauses(facts)
    return said


def _clauses(facts: LetterFacts) -> list[str]:
    said = []
    if facts.cancel_clause:
        said.append(
            _("This notice cancels the automatic renewal under {clause}.").format(
                clause=facts.cancel_clause
            )
        )
    if facts.form_clause and facts.form_clause != facts.cancel_clause:
        said.append(_("Its form follows {clause}.").format(clause=facts.form_clause))
    return [" ".join(said)] if said else []


def _order(order: LetterOrder) -> str:
    lines = [
        _named(order),
        "    " + _("Term ends: {when}").format(when=order.term_ends or not_stated()),
        "    " + _("Last moment to cancel: {when}").format(when=order.cancel_by or not_stated()),
    ]
    return "\n".join(lines)


def _address(party: Party) -> Sequence[str]:
    first = party.legal_name or not_stated()
    address = party.address or (_("[address not stated]"),)
    return (first, *([party.contact] if party.contact else []), *address)


def _signature(facts: LetterFacts) -> str:
    return "\n".join(
        (
            _("Place, date: {line}").format(line=_LINE),
            "",
            _("Signature:   {line}").format(line=_LINE),
            _("Name:        {name}").format(name=facts.by.strip() or _LINE),
            _("For:         {customer}").format(customer=facts.customer.legal_name or not_stated()),
        )
    )
