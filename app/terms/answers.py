"""What the terms answer a person: places found, what rule values mean, what waits for acceptance.

Every instant is aware UTC; sentences are in the person's language.
"""

from __future__ import annotations

from datetime import datetime

import msgspec


class SearchHit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A clause in which all the words stand."""

    version_id: str
    version_label: str
    title: str
    """The document's title."""
    clause_id: str
    number: str
    clause_title: str
    snippet: str
    """Some words around the first places, on one line."""
    marks: tuple[tuple[int, int], ...] = ()
    """Where the words stand in `snippet`: start and end, counted in characters."""


class MeaningOrder(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An order line on which a rule value bears."""

    order_id: str = ""
    order_number: str
    product: str
    at: datetime | None
    """The date that follows from the value, None where it leads to none."""
    words: str


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a version's rule set and what it means for the orders of this account."""

    name: str
    title: str
    """What the value is: "Notice of an audit"."""
    words: str
    """The value: "10 days", or "not stated"."""
    clause: str
    """The number of its clause as the rule set gives it ("14.2")."""
    clause_id: str = ""
    """The anchor of that clause in the text, "" where there is none."""
    stated: bool = True
    orders: tuple[MeaningOrder, ...] = ()
    more: int = 0
    """How many orders there are beyond those listed."""


class GovernCount(msgspec.Struct, frozen=True):
    """How many order lines a version governs now, and from their next renewal on."""

    now: int = 0
    later: int = 0


class NeedOrder(msgspec.Struct, frozen=True, gc=False):
    """An order that goes on only under a version that is to be accepted."""

    id: str
    number: str
    product: str


class AcceptanceNeed(msgspec.Struct, frozen=True, kw_only=True):
    """A version that has to be accepted before it governs its no-charge orders."""

    version_id: str
    label: str
    title: str
    text_sha256: str = ""
    """The text to be accepted; "" where it is not here or not trusted, so that nobody can yet."""
    orders: tuple[NeedOrder, ...] = ()
    more: int = 0
    """How many orders there are beyond those listed."""
    due: datetime | None = None
    """By when, None where the terms state no time: at once."""
    clause: str = ""
    reason: str = ""


class AcceptanceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An acceptance as a list shows it: what, who, when, which text, and how far it came."""

    id: str
    version_id: str
    version_label: str
    title: str
    text_sha256: str
    accepted_at: datetime
    accepted_by: str
    order_ids: tuple[str, ...] = ()
    subject: str = ""
    """Who was signed in; "" for one that was made elsewhere."""
    confirmed: bool = False
    """The vendor's echo has come."""
    state: str = ""
    """Its state in the outbox; "" for one that was made elsewhere."""
    current: bool = True
    """The text that was accepted is the one of the feed today."""


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wants to be reminded of. `uid` is the deadline it belongs to, or its own."""

    uid: str
    at: datetime
    words: str
    made_at: datetime


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A document of the customer's own that governs an order."""

    document_id: str
    order_id: str
    order_number: str
    attached_at: datetime
