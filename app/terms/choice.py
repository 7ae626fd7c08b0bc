"""What the rules of the terms know of an order line, and a verdict before it is put in words."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import datetime

import msgspec

from app.orders.model import OrderKind, Relation, Term
from app.orders.records import TermRecord
from app.terms.in_force import Rule
from app.terms.model import DocumentKind, VerdictState, Version

Accepted = Callable[[str], bool]
"""Whether the version with this id was accepted."""


class LineFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the rules need to know of an order line."""

    order_id: str
    order_number: str
    line_id: str
    product_id: str
    product_name: str
    kind: OrderKind
    relation: Relation = Relation.NEW
    placed_at: datetime | None
    term: Term | TermRecord
    named_version_id: str = ""
    """The version that the order itself names."""
    reseller: str = ""
    has_support: bool = False
    upgrades_line_id: str | None = None
    upgrades_order: str = ""
    """The number of the order with the line that it upgrades, where that is known."""
    attached: tuple[str, ...] = ()
    """Documents of the customer's own that are attached to the order."""
    stopped: bool = False
    """It renews no more by itself: canceled, or continued by another order."""


class Because(enum.StrEnum):
    """Why a version governs, or why none can be named."""

    PLACED = "placed"
    RENEWED = "renewed"
    UPGRADE = "upgrade"
    AT_ONCE = "at_once"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    ATTACHED = "attached"
    ORDER_NAMES = "order_names"
    """Only the order says so: no rule does."""
    NO_DATE = "no_date"
    NO_VERSION = "no_version"
    NO_RULE = "no_rule"
    UNKNOWN_RULE = "unknown_rule"
    UNKNOWN_VERSION = "unknown_version"


class Choice(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A verdict without its sentence."""

    document: str
    kind: DocumentKind
    precedence: int
    title: str = ""
    version: Version | None = None
    named_id: str = ""
    """The version that the order names."""
    by_date: Version | None = None
    """The version that was in force when the order was placed."""
    state: VerdictState
    because: Because
    rule: Rule | None = None
    clause: str = ""
    since: datetime | None = None
    next_at: datetime | None = None
    next_version: Version | None = None
    by_itself: bool = False
    """Whether what happens at `next_at` happens unless somebody stops it."""
    reseller_clause: str | None = None
    """The clause on resellers; None where the governing version has no such rule."""

    @property
    def version_id(self) -> str | None:
        """The governing version's id, also where only the order knows it."""
        if self.version is not None:
            return self.version.id
        return self.named_id if self.because is Because.UNKNOWN_VERSION else None

    @property
    def accepting(self) -> bool:
        """Whether the newest version waits for acceptance."""
        return self.because is Because.NOT_ACCEPTED


def nobody_accepted(_version_id: str) -> bool:
    """That nothing was accepted."""
    return False
