"""Letters to the vendor as plain text, with the facts of account, orders and terms filled in.

What is not known says so in its place, so that a person sees what to add before signing.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.base.text import _
from app.notices import bodies
from app.notices.letter_facts import AuditFacts, LetterFacts, Party, not_stated
from app.notices.model import DraftKind

RULE = "_" * 34
"""Where somebody writes by hand."""


def title(facts: LetterFacts) -> str:
    """What the letter is about, in one line."""
    numbers = ", ".join(order.number for order in facts.orders)
    about = one_line(facts.about)
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
            return _("Dispute: demand for consultation about {about}").format(
                about=about or numbers or not_stated()
            )
        case DraftKind.TAX_EXEMPTION:
            return _("Tax exemption of {customer}").format(
                customer=facts.customer.legal_name or not_stated()
            )
        case DraftKind.IP_CLAIM:
            return _("Claim of infringement by a third party: {products}").format(
                products=", ".join(_products(facts)) or numbers or not_stated()
            )
        case DraftKind.BREACH:
            return _("Notice of breach: {about}").format(about=about or not_stated())
        case DraftKind.TERMINATION:
            what = numbers or _("the agreement")
            return _("Termination of {what}").format(what=what)
        case DraftKind.AUDIT_REPLY:
            found = facts.detail if isinstance(facts.detail, AuditFacts) else AuditFacts()
            return _("Audit announced for {day}: our reply").format(
                day=found.begins or not_stated()
            )


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
        *bodies.body(facts),
        _("Please confirm in writing that you received this notice, and on which day."),
        _("This notice reserves all our rights."),
        _("Yours faithfully,"),
        _signature(facts),
    ]
    return "\n\n".join(parts) + "\n"


def one_line(words: str) -> str:
    """Words that somebody typed, as a title takes them; long ones are cut."""
    said = " ".join(words.split()).rstrip(".")
    return said if len(said) <= 120 else said[:119].rstrip() + "…"


def _products(facts: LetterFacts) -> Sequence[str]:
    return tuple(dict.fromkeys(name for order in facts.orders for name in order.products))


def _by_email(facts: LetterFacts) -> bool:
    """An objection to publicity goes to who publishes, often known by an e-mail address alone."""
    vendor = facts.vendor
    return facts.kind is DraftKind.PUBLICITY and bool(vendor.email) and not vendor.address


def _way(facts: LetterFacts) -> str:
    email = facts.vendor.email or not_stated()
    if _by_email(facts):
        return _("By e-mail to {email}").format(email=email)
    return _("By post, with a copy by e-mail to {email}").format(email=email)


def _address(party: Party) -> Sequence[str]:
    first = party.legal_name or not_stated()
    address = party.address or (_("[address not stated]"),)
    return (first, *([party.contact] if party.contact else []), *address)


def _signature(facts: LetterFacts) -> str:
    return "\n".join(
        (
            _("Place, date: {line}").format(line=RULE),
            "",
            _("Signature:   {line}").format(line=RULE),
            _("Name:        {name}").format(name=facts.by.strip() or RULE),
            _("For:         {customer}").format(customer=facts.customer.legal_name or not_stated()),
        )
    )
