"""Hundreds of isolated hosts as one batch: a row a host, and where each one is on its way."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class HostStanding(enum.StrEnum):
    """Where one host is, in the order of its way; the first that applies of what holds it back."""

    MISSING = "missing"
    """Expected, but no request file of it was read."""
    FOREIGN = "foreign"
    """Its request is for a license that this account has not, or its answer for another host."""
    STALE = "stale"
    """Its request is too old for the vendor, or was answered so."""
    DUPLICATE = "duplicate"
    """Another host of the batch has the same id."""
    CHANGED = "changed"
    """Known by name with another fingerprint: hardware was changed, or a name used again."""
    REFUSED = "refused"
    REQUESTED = "requested"
    """In the set, not sent yet."""
    SENT = "sent"
    """In the outbox or with the vendor; no answer here yet."""
    ANSWERED = "answered"
    """Its answer is here, to be carried."""
    INSTALLED = "installed"
    """Its receipt is here, on its way to the vendor."""
    RETURNED = "returned"
    """Its receipt was seen by the vendor: the loop is closed."""
    REMOVED = "removed"
    """Its proof of removal was seen by the vendor: its instance is free again."""


HELD_BACK = frozenset(
    {
        HostStanding.MISSING,
        HostStanding.FOREIGN,
        HostStanding.STALE,
        HostStanding.DUPLICATE,
        HostStanding.CHANGED,
        HostStanding.REFUSED,
    }
)
"""A person has to do something about these."""


class BatchHost(msgspec.Struct, frozen=True, kw_only=True):
    """One host of a batch."""

    id: str
    host_name: str
    product_id: str = ""
    product_name: str = ""
    license_id: str = ""
    license_name: str = ""
    fingerprint: str = ""
    request_id: str = ""
    standing: HostStanding
    words: str = ""
    """Why it stands so, in a sentence; "" where the standing says it all."""
    same_as: str = ""
    """The name of the host whose id it has (DUPLICATE)."""
    confirmed: bool = False
    source: str = ""
    collected_at: datetime | None = None
    """When its file was read here, UTC."""
    created_at: datetime | None = None
    """When the host made its request, by the host's own clock, UTC."""
    answered_at: datetime | None = None
    expires_at: datetime | None = None
    """When the file that it was given is out of date, UTC; None before it is answered."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch with its hosts, by name."""

    id: str
    name: str
    made_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None
    hosts: tuple[BatchHost, ...] = ()

    def count(self, *standings: HostStanding) -> int:
        """How many hosts stand so."""
        return sum(host.standing in standings for host in self.hosts)


class BatchCard(msgspec.Struct, frozen=True, kw_only=True):
    """A batch in the list of them."""

    id: str
    name: str
    made_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None
    hosts: int = 0
    held_back: int = 0
    done: int = 0
    """Hosts whose loop is closed."""
    expires_at: datetime | None = None
    """When the first of its files is out of date."""


class Unread(msgspec.Struct, frozen=True):
    """A file that could not be taken in, and why, in a sentence and what to do."""

    name: str
    title: str
    words: str
    next_step: str = ""


class Collected(msgspec.Struct, frozen=True):
    """What came of reading files: rows added, rows known before, and what is unusable."""

    added: int = 0
    known: int = 0
    unread: tuple[Unread, ...] = ()
