"""Licenses and machines as a person sees them, and the history of their files."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class LicenseStanding(enum.StrEnum):
    """What a license is worth now, worst first."""

    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    OVER = "over"
    """More instances in use than the order grants."""
    ENDING = "ending"
    """Ends within 90 days."""
    FULL = "full"
    """Every instance is in use."""
    GOOD = "good"


class GrantedBy(enum.StrEnum):
    """What says how many production instances there may be."""

    ORDER = "order"
    TERMS = "terms"
    LICENSE = "license"
    """The vendor's record of the license alone: no order is here and no clause says it."""
    NOTHING = ""


class Clause(msgspec.Struct, frozen=True):
    """A clause that can be read; `version_id` "" where only its number is known."""

    number: str
    version_id: str = ""
    version_label: str = ""


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """How many instances there may be of a license, and what says so. None: unlimited."""

    total: int | None
    production: int | None
    other: int | None = 0
    """Non-production instances beside them."""
    by: GrantedBy = GrantedBy.NOTHING
    words: str = ""
    """What says it, in one sentence."""
    clause: Clause | None = None


class HostedBy(enum.StrEnum):
    """Who hosts a machine (the agreement's clause on use by others counts them differently)."""

    UNKNOWN = ""
    SELF = "self"
    AFFILIATE = "affiliate"
    CONTRACTOR = "contractor"
    PROVIDER = "provider"
    """A hosting or cloud provider."""


class LicenseView(msgspec.Struct, frozen=True, kw_only=True):
    """One license with its scope and use."""

    id: str
    name: str
    product_id: str
    product_name: str
    order_id: str
    order_number: str
    line_id: str
    standing: LicenseStanding
    words: str
    """The standing in one sentence."""
    key_hint: str = ""
    starts_at: datetime | None = None
    expires_at: datetime | None = None
    """UTC; None: it has no end."""
    permitted: int | None = None
    """Instances the order grants; None: unlimited."""
    used: int = 0
    """Machines that hold an instance now."""
    production: int = 0
    """Of those, production instances."""
    scope: tuple[str, ...] = ()
    """The line's scope of use in words: "30 instances", "1 production instance a license"."""
    entitlements: tuple[str, ...] = ()
    granted: Granted = Granted(total=None, production=None)
    most: int | None = None
    """How many machines the vendor's own record of the license lets hold it; None: no limit."""
    line_words: str = ""
    """The scope of use of its order line as it stands there; "" where the order is not here."""
    line_ends_at: datetime | None = None
    """When the term of its order line ends, where that is another instant than `expires_at`."""


class MachineView(msgspec.Struct, frozen=True, kw_only=True):
    """One machine that holds, or held, an instance."""

    id: str
    name: str
    fingerprint: str
    license_id: str
    license_name: str
    product_id: str
    product_name: str
    order_number: str
    production: bool
    active: bool
    state: str
    """The vendor's word: active, deactivated, revoked."""
    activated_at: datetime | None = None
    ended_at: datetime | None = None
    hosted_by: HostedBy = HostedBy.UNKNOWN
    hosted_words: str = ""
    """Which affiliate, contractor or provider."""
    hosted_rule: str = ""
    """What the agreement says about this host, in one sentence."""
    hosted_clause: Clause | None = None
    file_expires_at: datetime | None = None
    """When the last file that was made for it is out of date; None where none went from here."""
    order_id: str = ""


class LicenseCounts(msgspec.Struct, frozen=True):
    """Figures for navigation and overview."""

    licenses: int = 0
    machines: int = 0
    """Active ones."""
    need: int = 0
    """Licenses that want somebody: over their scope, or ending soon with machines on them."""


class Act(enum.StrEnum):
    """What happened to a file."""

    MADE = "made"
    COLLECTED = "collected"
    SENT = "sent"
    RECEIVED = "received"
    CARRIED = "carried"
    INSTALLED = "installed"
    RETURNED = "returned"
    REMOVED = "removed"


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to one file."""

    id: str
    at: datetime
    act: Act
    name: str
    kind: str
    """requests, answers, license, machine, receipts, vendor, revocations, slip."""
    size: int
    sha256: str
    hosts: str = ""
    product_id: str = ""
    license_id: str = ""
    request_id: str = ""
    note: str = ""
    kept: bool = False
    """Whether the file itself is kept here and can be shown and saved again."""
