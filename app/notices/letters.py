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


def recipient(vendor: Party) -> str:
    """Name and address of whom the letter goes to, a line each."""
    return "\n".join(_address(vendor))


def letter(facts: LetterFacts) -> str:
    """The whole letter, ready to be written on, printed and signed."""
    customer, vendor = facts.customer, facts.vendor
    copy = vendor.email or not_stated()
    parts = [
        "\n".join(_address(customer)),
        _("Our customer number: {number}").format(number=customer.reference or not_stated()),
        "\n".join(_address(vendor)),
        _("By post, with a copy by e-mail to {email}").format(email=copy),
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


def _body(facts: LetterFacts) -> list[str]:
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
        "  - "
        + _("{number}: {products}").format(
            number=order.number, products=", ".join(order.products) or not_stated()
        ),
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
