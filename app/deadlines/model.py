"""The values of deadlines: what, by when, where that comes from, and how it stands now."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class DeadlineKind(enum.StrEnum):
    """What a deadline is about."""

    CANCEL_BY = "cancel_by"
    LICENSE_END = "license_end"
    SUBSCRIPTION_END = "subscription_end"
    SUPPORT_END = "support_end"
    TRIAL_END = "trial_end"
    CERTIFICATION_DUE = "certification_due"
    AUDIT_EARLIEST = "audit_earliest"
    CURE_END = "cure_end"
    CONSULTATION_END = "consultation_end"
    PUBLICITY_OPT_OUT = "publicity_opt_out"
    DATA_DELETION = "data_deletion"
    ACCEPTANCE_DUE = "acceptance_due"
    NOTICE_GIVEN = "notice_given"
    POST_BY = "post_by"
    PAYMENT_DUE = "payment_due"
    LICENSE_FILE_END = "license_file_end"
    """A license file on an isolated host is out of date, whatever its license says."""
    REMINDER = "reminder"


class Origin(enum.StrEnum):
    """Where a value comes from; the order line goes before the terms."""

    ORDER_LINE = "order_line"
    TERMS = "terms"
    NOTICE = "notice"
    REQUEST = "request"
    INVOICE = "invoice"
    LICENSE = "license"
    """A license, or a license file."""
    OWN = "own"
    """The person's own wish."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What a deadline rests on."""

    origin: Origin
    value: str
    """The value as stated ("P60D", a date), "" where it is not stated."""
    unit: str = ""
    """"business-days" where a duration counts working days."""
    words: str
    """The value for a person: "60 days before the term ends"."""
    version_id: str = ""
    version_label: str = ""
    clause: str = ""
    """The clause of that version ("7.2"), "" where it comes from no clause."""


class DeadlineState(enum.StrEnum):
    """How a deadline stands at an instant."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    LATER = "later"
    PAST = "past"
    """Over, and nothing had to be done (an end, a date that counts, a chance not taken)."""
    DONE = "done"


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """One deadline. It does not depend on now: `rules.state_of` says how it stands.

    `at` is an instant (UTC), shown in `zone`, the IANA zone it is reckoned in. Where no clause and
    no order gives a period, `stated` is False and `at` is the last safe moment.
    """

    uid: str
    """Stable: the same matter keeps it, whatever its date becomes."""
    kind: DeadlineKind
    at: datetime
    zone: str
    stated: bool = True
    title: str
    text: str = ""
    source: Source
    working: tuple[str, ...] = ()
    """How the date is reckoned, step by step, for a person."""
    acts: bool = True
    """Whether a person has to act by then; an end or a date that counts is only information."""
    order_id: str = ""
    order_number: str = ""
    line_id: str = ""
    notice_id: str = ""
    license_part: str = ""
    """The part of the licenses page where it is dealt with, "" where that is another page."""
    certification_part: str = ""
    """The part of the certification page where it is dealt with ("request:ID", "audit:ID")."""
    changed_by: str = ""
    """What moves it at the next renewal ("2026-09: 60 days"), "" where nothing does."""
    done: bool = False


class DeadlineEntry(msgspec.Struct, frozen=True):
    """A deadline of a profile as it stands now."""

    deadline: Deadline
    state: DeadlineState
    profile_id: str = ""
    profile_name: str = ""


class DeadlineQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which deadlines are wanted; empty sets mean all."""

    kinds: frozenset[DeadlineKind] = frozenset()
    states: frozenset[DeadlineState] = frozenset()
    within_days: int | None = None
    text: str = ""
    order_id: str = ""
    notice_id: str = ""
    past_days: int = 30
    """How far back what is over is still shown."""
    acting_only: bool = False
    """Only where a person has to act."""
    uids: frozenset[str] = frozenset()
    """Only these; empty for all."""
    limit: int | None = None
    """At most so many: what is overdue, then the nearest."""
