"""What is permitted, what is used, what follows: values of the comparison."""

from __future__ import annotations

import enum
from decimal import Decimal

import msgspec


class ClauseRef(msgspec.Struct, frozen=True):
    """A clause that can be read; `version_id` "" where only its number is known."""

    number: str
    version_id: str = ""
    label: str = ""


class Working(msgspec.Struct, frozen=True):
    """One step of how a figure came about: "KO-20417, line 1: 250 named users", +250."""

    words: str
    quantity: Decimal | None = None
    order_number: str = ""
    clause: ClauseRef | None = None


class Entitlement(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one product may be used, by one metric, under the orders that hold."""

    id: str
    """Product and metric: stable between certifications ("relay-gateway/production instances")."""
    product_id: str
    product_name: str
    metric: str
    unit: str
    software: bool
    """Software (terms §6), or else a hosted service (§7)."""
    permitted: Decimal | None
    """None: unlimited, or not stated (`stated`)."""
    stated: bool = True
    """False: neither order nor terms give a figure."""
    orders: tuple[str, ...] = ()
    """Numbers of the orders, oldest first."""
    version_ids: tuple[str, ...] = ()
    """The versions of the terms that govern them."""
    clause: ClauseRef | None = None
    working: tuple[Working, ...] = ()
    ended: bool = False
    """Every order of it has ended: nothing may be used any more."""


class Result(enum.StrEnum):
    """How use stands against what is permitted."""

    WITHIN = "within"
    OVER = "over"
    MISSING = "missing"
    """No evidence: nothing can be said, and nothing is certified."""
    NOT_STATED = "not_stated"
    """Neither order nor terms give a figure to compare with."""
    UNLIMITED = "unlimited"


class Resolution(enum.StrEnum):
    """What a person does about a finding."""

    OPEN = "open"
    CORRECTED = "corrected"
    """The figure was replaced by better evidence: the finding is gone when counted again."""
    EXPLAINED = "explained"
    """It stands in the certification with this explanation."""
    REDUCE = "reduce"
    """Use will be reduced; it stands in the certification."""
    REASSIGN = "reassign"
    BUY = "buy"
    """More is bought; it stands in the certification until an order grants it."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the comparison."""

    entitlement: Entitlement
    used: Decimal | None
    """None: no evidence."""
    difference: Decimal | None
    """Used less permitted; above 0 is over. None where one of them is not known."""
    result: Result
    source_ids: tuple[str, ...] = ()
    before: Decimal | None = None
    """What the last certificate said was used."""
    before_permitted: Decimal | None = None


class FindingKind(enum.StrEnum):
    """What wants a person's answer before the certification is honest."""

    OVER = "over"
    MISSING = "missing"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    OUTSIDE = "outside"
    """Use by somebody whom the terms do not let use it (terms §5)."""
    UNKNOWN_PRODUCT = "unknown_product"
    """Usage of a product or metric that no order grants."""
    UNREAD = "unread"
    """Rows of a source that could not be read."""
    NOT_STATED = "not_stated"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to answer. Its id is the same each time the same thing is found."""

    id: str
    kind: FindingKind
    entitlement_id: str
    title: str
    text: str
    clause: ClauseRef | None = None
    blocks: bool = False
    """Nothing can be certified while it is open; others are named in the certificate."""
    options: tuple[Option, ...] = ()
    resolution: Resolution = Resolution.OPEN
    answer: str = ""
    answered_by: str = ""


class Option(msgspec.Struct, frozen=True):
    """One way to answer a finding, and what the certificate would then say."""

    resolution: Resolution
    title: str
    preview: str
    needed: Decimal | None = None
    """By how much to reduce, or how much to buy."""


class Reconciliation(msgspec.Struct, frozen=True):
    """The whole comparison."""

    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """Those that nobody answered."""
        return tuple(one for one in self.findings if one.resolution is Resolution.OPEN)
