"""What follows from a notice: when it counts, what it starts, by when an answer must be posted.

Pure. Every period is looked up by its name in the terms that govern what the notice is about; where
they state none, the answer is "not stated", and time runs from the moment the notice was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from app.base import durations
from app.base.text import _
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Origin, Source
from app.deadlines.periods import period_end
from app.deadlines.rules import counted_as_given, earliest_after, latest_posting
from app.deadlines.words import business_days_words, not_stated, source_words, when_words

Lookup = Callable[[str], Source | None]
"""What the terms say about a rule value, by its name; None where no rule set has it."""


class Given(msgspec.Struct, frozen=True):
    """When a notice counts as given."""

    at: datetime
    """From when periods run: when it counts as given, or when it was sent."""
    stated: bool
    """Whether the terms say when it counts."""
    source: Source
    working: tuple[str, ...]


class Period(msgspec.Struct, frozen=True):
    """A moment that follows from a notice and a stated period."""

    at: datetime
    """Where no period is stated, the moment from which it would run."""
    stated: bool
    source: Source
    working: tuple[str, ...]


def look_up(lookup: Lookup, name: str) -> Source:
    """What the terms say about `name`; a source without a value where they say nothing."""
    return lookup(name) or Source(origin=Origin.TERMS, value="", words=not_stated())


def given(sent_at: datetime, lookup: Lookup, calendar: BusinessCalendar) -> Given:
    """When a notice by the vendor counts, at the calendar's place."""
    source = look_up(lookup, "notice-given")
    counted = counted_as_given(sent_at, source, calendar)
    if counted.at is None:
        return Given(sent_at, False, source, counted.working)
    return Given(counted.at, True, source, counted.working)


def given_words(found: Given, zone: str) -> str:
    """When a notice counts, in a sentence with its clause."""
    if not found.stated:
        return _("From when it counts is not stated; reckoned from its sending.")
    return _("Counts as given {when}: {source}.").format(
        when=when_words(found.at, zone), source=source_words(found.source)
    )


def earliest_audit(start: Given, lookup: Lookup, zone: str) -> Period:
    """The earliest moment that an announced audit may begin (terms §14)."""
    source = look_up(lookup, "audit-notice")
    at = earliest_after(start.at, source, zone)
    if at is None:
        return Period(start.at, False, source, (*start.working, _not_stated_step()))
    step = _("Full days of notice from then: {period}; it may begin {when}").format(
        period=source.words, when=when_words(at, zone)
    )
    hours = look_up(lookup, "audit-hours")
    steps = (step, _("Held {hours}").format(hours=hours.words)) if hours.value else (step,)
    return Period(at, True, source, (*start.working, *steps))


def is_short_notice(begins_at: datetime | None, earliest: Period) -> bool:
    """Whether an audit is announced for a moment before it may begin."""
    return begins_at is not None and earliest.stated and begins_at < earliest.at


def runs_out(name: str, start: Given, lookup: Lookup, calendar: BusinessCalendar) -> Period:
    """The last moment of the period called `name`; the day from which it runs is not counted."""
    source = look_up(lookup, name)
    zone = calendar.zone_name
    if not durations.is_duration(source.value):
        return Period(start.at, False, source, (*start.working, _not_stated_step()))
    at = end_of_period(start.at, source, calendar)
    step = _("{period} after that day, to its end: {when}").format(
        period=source.words, when=when_words(at, zone)
    )
    return Period(at, True, source, (*start.working, step))


def end_of_period(start: datetime, source: Source, calendar: BusinessCalendar) -> datetime:
    """The end of a stated period from `start`, in calendar or in business days.

    Raises ValueError where no duration is stated.
    """
    period = durations.parse(source.value)
    if source.unit == "business-days":
        return calendar.end_after_business_days(start, period.days)
    return period_end(start, source.value, calendar.zone_name)


def posting(last: datetime, lookup: Lookup, calendar: BusinessCalendar) -> Period:
    """By when a letter of the customer's has to be posted, so that it counts by `last`.

    It counts on receipt unless the terms say that sending is enough; where they say nothing,
    receipt is the safe reading.
    """
    source = look_up(lookup, "own-notice-given")
    if source.value == "on-sending":
        step = _("It counts when it is sent: {when}").format(
            when=when_words(last, calendar.zone_name)
        )
        return Period(last, True, source, (step,))
    found = latest_posting(last, calendar)
    steps = found.working
    if source.value != "on-receipt":
        steps = (_("From when it counts is not stated; receipt is the safe reading"), *steps)
    return Period(found.at, source.value == "on-receipt", source, steps)


def posting_words(found: Period, zone: str) -> str:
    """The latest safe moment to post it, and why."""
    return _("Post it by {when}. {steps}").format(
        when=when_words(found.at, zone), steps=working_words(found)
    )


def working_words(found: Period) -> str:
    """How a moment was reckoned, in sentences."""
    return " ".join(_("{step}.").format(step=step) for step in found.working)


def period_words(source: Source) -> str:
    """A stated period for a person; business days are named as such."""
    found = durations.parts(source.value)
    if source.unit == "business-days" and len(found) == 1 and found[0][0] == "days":
        return business_days_words(found[0][1])
    return durations.duration_words(source.value) if source.value else not_stated()


def _not_stated_step() -> str:
    return _("No period is stated; this is the moment from which it would run")
