"""What a certificate says, as data: the canonical JSON (RFC 8785) that is embedded in the PDF.

Its schema is `resources/documents/certification.schema.json`. Decimals are texts, because a JSON
number is a binary fraction; instants are RFC 3339 in UTC. Members are only added.
"""

from __future__ import annotations

import msgspec

FORMAT = "counterpart-certification/1"


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The customer or the vendor."""

    name: str
    number: str = ""
    address: tuple[str, ...] = ()


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The request that is answered."""

    id: str
    reason: str
    issued_at: str
    due_at: str | None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the terms and the orders that it governs."""

    id: str
    label: str
    sha256: str
    orders: tuple[str, ...]


class StatedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entitlement: permitted, used, result. `n` is its number on the page, from 1."""

    n: int
    product_id: str
    product: str
    metric: str
    unit: str
    permitted: str | None
    """A decimal text; None: unlimited or not stated (`result` says which)."""
    used: str | None
    difference: str | None
    result: str
    orders: tuple[str, ...]
    clause: str
    evidence: tuple[str, ...]
    """The `ref` of each."""
    explanation: str = ""
    """Of a figure over scope, or of why it is left out."""
    resolution: str = ""
    before: str | None = None


class StatedEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """One source of figures. `ref` is E1, E2, … as printed."""

    ref: str
    kind: str
    title: str
    sha256: str
    size: int
    rows_read: int
    rows_counted: int
    left_out: dict[str, int]
    counted_at: str
    added_by: str
    definition: str
    reason: str
    signature: str


class StatedInstance(msgspec.Struct, frozen=True, kw_only=True):
    """One installed instance in the schedule."""

    n: int
    host: str
    product: str
    production: bool | None
    hosted_by: str
    company: str
    evidence: str
    row: int


class StatedUser(msgspec.Struct, frozen=True, kw_only=True):
    """One named user in the schedule; `name` is "" where users are numbered only."""

    n: int
    name: str
    product: str
    belongs: str
    company: str
    evidence: str
    row: int


class StatedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An attested statement."""

    id: str
    clause: str
    statement: str
    reply: str
    text: str


class StatedDeletion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing deleted."""

    n: int
    product: str
    what: str
    place: str
    method: str
    by: str
    deleted_at: str | None
    note: str


class StatedSignatory(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs."""

    name: str
    title: str
    place: str
    authority: str


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """The whole certificate as data."""

    format: str = FORMAT
    kind: str
    id: str
    rehearsal: bool
    language: str
    customer: Party
    vendor: Party
    request: Asked | None
    period_start: str | None
    period_end: str | None
    as_of: str
    made_at: str
    zone: str
    """IANA name of the zone in which the page shows instants."""
    terms: tuple[Terms, ...]
    lines: tuple[StatedLine, ...]
    left_out: tuple[StatedLine, ...]
    """Entitlements that are not certified; `explanation` says why."""
    findings: tuple[str, ...]
    """Open findings that are named, a sentence each."""
    evidence: tuple[StatedEvidence, ...]
    instances: tuple[StatedInstance, ...]
    users: tuple[StatedUser, ...]
    attestations: tuple[StatedAnswer, ...]
    deletions: tuple[StatedDeletion, ...]
    signatory: StatedSignatory
    countersignatory: StatedSignatory | None
    replaced: dict[str, str]
    """Characters printed in another way, because no font has them."""
