"""What a person says for a letter, and the words for what can be chosen."""

from __future__ import annotations

import enum
from datetime import date, datetime

import msgspec

from app.base.money import Money
from app.base.text import _
from app.exchange.attachments import KeptFile
from app.notices.model import DraftKind


class Right(enum.StrEnum):
    """Which right a third party says is infringed."""

    PATENT = "patent"
    COPYRIGHT = "copyright"
    TRADEMARK = "trademark"
    OTHER = "other"


class Ground(enum.StrEnum):
    """Why an agreement is terminated."""

    CONVENIENCE = "convenience"
    BREACH = "breach"


class AuditWish(msgspec.Struct, frozen=True, kw_only=True):
    """The announcement that a reply is about. Instants are aware UTC."""

    sent_at: datetime
    begins_at: datetime
    earliest_at: datetime | None = None
    """The earliest moment that the terms allow; None: not stated."""
    short_notice: bool = False
    site: str = ""
    scope: str = ""
    auditor: str = ""


class LetterWishes(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter is to say. Days are days at the vendor's place; "" and None: not said."""

    by: str = ""
    """Who signs."""
    orders: tuple[str, ...] = ()
    """The numbers of the orders that it concerns."""
    version_id: str = ""
    """The version of the terms that an objection is against."""
    about: str = ""
    effect_by: date | None = None
    """By when it is to have its effect: from that the day to post it follows."""
    region: str = ""
    """Where a tax exemption holds."""
    number: str = ""
    """Of the exemption."""
    valid_until: date | None = None
    claimant: str = ""
    """The third party that claims."""
    right: Right = Right.OTHER
    claimed_on: date | None = None
    """When the claim was received."""
    price: Money | None = None
    """What was paid, where the order does not price its only line."""
    clause: str = ""
    """The clause that the vendor broke."""
    since: date | None = None
    """Since when."""
    ground: Ground = Ground.CONVENIENCE
    audit: AuditWish | None = None
    enclosures: tuple[KeptFile, ...] = ()


def kind_words(kind: DraftKind) -> str:
    """What a kind of letter is: "Demand for consultation"."""
    match kind:
        case DraftKind.OBJECTION:
            return _("Objection to changed terms")
        case DraftKind.NON_RENEWAL:
            return _("No renewal")
        case DraftKind.PUBLICITY:
            return _("Objection to publicity")
        case DraftKind.DISPUTE:
            return _("Demand for consultation")
        case DraftKind.TAX_EXEMPTION:
            return _("Tax exemption")
        case DraftKind.IP_CLAIM:
            return _("Claim by a third party")
        case DraftKind.BREACH:
            return _("Notice of breach")
        case DraftKind.TERMINATION:
            return _("Termination")
        case DraftKind.AUDIT_REPLY:
            return _("Reply to an announced audit")


def right_words(right: Right) -> str:
    """A right that is said to be infringed, within a sentence."""
    match right:
        case Right.PATENT:
            return _("a patent")
        case Right.COPYRIGHT:
            return _("a copyright")
        case Right.TRADEMARK:
            return _("a trademark")
        case Right.OTHER:
            return _("its rights")
