"""The response clock, pure: which target counts, when it ends, how a request stands against it.

A target is resolved order first, then by the support policy that governs the order, else it is not
stated (terms §8). Time counts within the hours that are stated: always, or on certain days between
certain hours at the vendor's place, without its public holidays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

import msgspec

from app.base import durations
from app.base.text import _
from app.deadlines.model import Origin, Source
from app.deadlines.periods import add_period, is_zone, local_day, to_instant, zone_of
from app.support.requests.model import RequestState, Severity
from app.support.requests.words import span_words
from app.terms.words import not_stated

_ALWAYS = re.compile(r"24\s*(?:×|x|/|\*|h(?:ours)?\s*(?:×|x|/)?)\s*7", re.I)
_WINDOW = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:-|–|—|to|until)\s*(\d{1,2})[:.](\d{2})", re.I)
_DAYS = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\s*(?:-|–|—|to)\s*"
                   r"(mon|tue|wed|thu|fri|sat|sun)", re.I)  # fmt: skip
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Lookup = Callable[[str], Source]
"""Gives what the terms say about a rule value, by its name."""

_FAR = 1_000
"""Days that are looked at for one target; a longer one is none."""


class Days(Protocol):
    """What knows the business days of a place."""

    def is_business_day(self, day: date) -> bool:
        """Whether people work there on that day."""

    def holiday_name(self, day: date) -> str:
        """What is celebrated on that day; "" for nothing."""


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """When support works. Weekdays count from 0, Monday; times are minutes of the day."""

    always: bool = False
    first_day: int = 0
    last_day: int = 6
    opens: int = 0
    closes: int = 24 * 60
    zone: str = "UTC"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A request against its target. `due` None: no target that can be reckoned."""

    due: datetime | None
    overdue: bool
    words: str


class Moments(msgspec.Struct, frozen=True, kw_only=True):
    """What the clock needs to know of a request."""

    state: RequestState
    opened_at: datetime
    respond_by: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None


def read_hours(text: str, zone: str) -> Hours | None:
    """The hours that an order or policy writes in words; None where they say no window.

    `zone` is the vendor's; a text that names another IANA zone counts in that one.
    """
    if _ALWAYS.search(text):
        return Hours(always=True)
    window = _WINDOW.search(text)
    if window is None:
        return None
    opens, closes = _minutes(window[1], window[2]), _minutes(window[3], window[4])
    if opens is None or closes is None or opens >= closes:
        return None
    days = _DAYS.search(text)
    first, last = (_NAMES.index(days[1].lower()), _NAMES.index(days[2].lower())) if days else (0, 4)
    named = text[window.end() :].strip(" ,().")
    return Hours(
        first_day=first, last_day=last, opens=opens, closes=closes, zone=_zone(named, zone)
    )


def target(
    stated: str | None,
    level: str,
    severity: Severity | None,
    lookup: Lookup,
    *,
    words: str = "",
) -> Source:
    """How soon a first answer is owed: by the order, else the policy's for level and severity.

    A policy may state a value for a level and a severity ("first-response-premium-high") or for
    the whole level ("first-response-premium"); else it is not stated.
    """
    if stated:
        said = words or durations.duration_words(stated)
        return Source(origin=Origin.ORDER_LINE, value=stated, words=said)
    slug = "-".join(re.findall(r"[a-z0-9]+", level.casefold()))
    names = [f"first-response-{slug}-{severity}"] if severity else []
    for name in (*names, f"first-response-{slug}") if slug else ():
        found = lookup(name)
        if found.value:
            return found
    return Source(origin=Origin.TERMS, value="", words=not_stated())


def due(start: datetime, duration: str, hours: Hours | None, days: Days) -> datetime | None:
    """When a target that runs from `start` ends; None where that cannot be said."""
    if hours is None or not durations.is_duration(duration):
        return None
    try:
        if hours.always:
            return add_period(start, duration, hours.zone)
        parts = durations.parse(duration)
        if parts.years or parts.months:
            return add_period(start, duration, hours.zone)
        return _walked(start, parts.days, timedelta(seconds=parts.seconds), hours, days)
    except (ValueError, OverflowError):
        return None


def standing(moments: Moments, due_at: datetime | None, now: datetime, level: str) -> Standing:
    """How a request stands against the instant its first answer is due."""
    answered, state = moments.answered_at, moments.state
    if state is RequestState.UNSENT:
        return Standing(due=None, overdue=False, words=_("The clock starts when it arrives"))
    if answered is not None:
        return Standing(due=due_at, overdue=False, words=_answered(answered, due_at))
    if state is RequestState.CLOSED:
        return Standing(due=due_at, overdue=False, words=_("Closed without an answer"))
    if due_at is None:
        return Standing(due=None, overdue=False, words=_("No target stated"))
    if due_at <= now:
        late = _("Answer overdue by {span}").format(span=span_words(now - due_at))
        return Standing(due=due_at, overdue=True, words=_with_level(late, level))
    left = _("Answer due in {span}").format(span=span_words(due_at - now))
    return Standing(due=due_at, overdue=False, words=_with_level(left, level))


def _answered(answered: datetime, due_at: datetime | None) -> str:
    if due_at is None:
        return _("Answered; no target stated")
    if answered <= due_at:
        return _("Answered {span} before its target").format(span=span_words(due_at - answered))
    return _("Answered {span} after its target").format(span=span_words(answered - due_at))


def _with_level(said: str, level: str) -> str:
    return _("{said} ({level})").format(said=said, level=level) if level else said


def _walked(
    start: datetime, whole_days: int, left: timedelta, hours: Hours, days: Days
) -> datetime | None:
    """Go through the working windows: first `whole_days` of them, then what is left of a day."""
    day = local_day(start, hours.zone)
    at = start.astimezone(UTC)
    for _step in range(_FAR):
        if _works(day, hours, days):
            opens, closes = _instant(day, hours.opens, hours), _instant(day, hours.closes, hours)
            begins = max(at, opens)
            if begins < closes:
                if whole_days:
                    whole_days -= 1
                    wall = max(at, opens).astimezone(zone_of(hours.zone)).time()
                    at = to_instant(datetime.combine(_next(day, hours, days), wall), hours.zone)
                    day = local_day(at, hours.zone)
                    continue
                if begins + left <= closes:
                    return begins + left
                left -= closes - begins
        day += timedelta(days=1)
    return None


def _next(day: date, hours: Hours, days: Days) -> date:
    for _step in range(_FAR):
        day += timedelta(days=1)
        if _works(day, hours, days):
            return day
    raise ValueError("no working day in sight")


def _works(day: date, hours: Hours, days: Days) -> bool:
    weekday, first, last = day.weekday(), hours.first_day, hours.last_day
    inside = first <= weekday <= last if first <= last else weekday >= first or weekday <= last
    if not inside:
        return False
    return days.is_business_day(day) or (weekday > 4 and not days.holiday_name(day))


def _instant(day: date, minutes: int, hours: Hours) -> datetime:
    if minutes >= 24 * 60:
        return to_instant(datetime.combine(day + timedelta(days=1), time()), hours.zone)
    return to_instant(datetime.combine(day, time(minutes // 60, minutes % 60)), hours.zone)


def _minutes(hour: str, minute: str) -> int | None:
    value = int(hour) * 60 + int(minute)
    return value if int(minute) < 60 and value <= 24 * 60 else None


def _zone(named: str, vendors: str) -> str:
    """The zone that is named, the vendor's where the name is one of its own short names."""
    word = named.split(" ", maxsplit=1)[0] if named else ""
    if not word:
        return vendors
    place = zone_of(vendors)
    own = {datetime(2026, month, 15, tzinfo=UTC).astimezone(place).tzname() for month in (1, 7)}
    return vendors if word in own or not is_zone(word) else word
