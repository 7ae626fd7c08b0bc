"""The facts that a letter states: both sides, orders, clauses, and what its kind adds to them.

Dates and clauses are in words here; what is not known is "" and says so in the letter.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from app.base.text import _
from app.notices.model import DraftKind
from app.notices.refund import Refund
from app.notices.wishes import Ground, Right


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


class TaxFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A tax exemption: where, its number, until when ("" no end is stated)."""

    region: str
    number: str
    valid_until: str = ""


class ClaimFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A claim by a third party, and what would be refunded for each line concerned."""

    claimant: str
    right: Right
    claimed_on: str = ""
    refund_clause: str = ""
    refunds: tuple[Refund, ...] = ()


class BreachFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A breach by the vendor: the clause as the person named it, and since when."""

    clause: str = ""
    since: str = ""


class TerminationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Why and from when an agreement, or orders of it, end."""

    ground: Ground
    ends_on: str = ""


class AuditFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An announced audit; `short_notice`: it is announced for a day before `earliest`."""

    announced: str = ""
    begins: str = ""
    earliest: str = ""
    short_notice: bool = False
    hours: str = ""
    """At which hours it is held, as the terms say."""
    site: str = ""
    scope: str = ""
    auditor: str = ""


Detail: TypeAlias = TaxFacts | ClaimFacts | BreachFacts | TerminationFacts | AuditFacts


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
    """What it is about, in the person's own words."""
    rule_clause: str = ""
    """The clause on which the letter rests, as cited."""
    period: str = ""
    """The time which that clause states, in words."""
    counts_clause: str = ""
    """The clause by which a notice of the customer's counts on receipt."""
    detail: Detail | None = None
    """What only its kind states."""
    enclosures: tuple[str, ...] = ()
    """The names of files that go with it."""


def not_stated() -> str:
    """What stands where a fact is not known."""
    return _("[not stated]")
