"""Arithmetic with periods at a place: its days, months that differ, clocks that jump.

A period of days, months and years moves the date on the wall calendar of a zone; hours pass as
they pass. The 31st plus a month is the last day of a shorter month. A wall time that the clocks
skip becomes the moment they jump; one that comes twice is the first of the two.
"""

from __future__ import annotations

import calendar as month_lengths
import functools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.base import durations
from app.base.durations import Duration

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


@functools.lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of this name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Whether there is a zone of this name."""
    return str(zone_of(name)) == name


def local_day(instant: datetime, zone: str) -> date:
    """The day that it is in `zone` at `instant`. Raises ValueError for a naive instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(zone_of(zone)).date()


@functools.lru_cache(maxsize=16_384)
def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a day in `zone`, UTC."""
    return to_instant(datetime.combine(day, time()), zone)


@functools.lru_cache(maxsize=16_384)
def end_of_day(day: date, zone: str) -> datetime:
    """The last second of a day in `zone`, UTC."""
    if day == date.max:
        return to_instant(datetime.combine(day, time(23, 59, 59)), zone)
    return start_of_day(day + _DAY, zone) - _SECOND


def to_instant(wall: datetime, zone: str) -> datetime:
    """The UTC instant at which the clocks of `zone` show `wall` (a naive date and time).

    Of two such instants it is the first. Where the clocks skip that time, it is their jump.
    """
    place = zone_of(zone)
    first = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    if first.astimezone(place).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return first
    before = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    return _jump(before, first, place)


def _jump(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The first second between two instants at which the distance from UTC is the later one."""
    offset = after.astimezone(place).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while low < high:
        middle = (low + high) // 2
        if (before + middle * _SECOND).astimezone(place).utcoffset() == offset:
            high = middle
        else:
            low = middle + 1
    return before + high * _SECOND


def add_period(instant: datetime, period: str, zone: str) -> datetime:
    """`instant` and an ISO 8601 duration after it, on the wall calendar of `zone`; UTC.

    Raises ValueError for what is no duration, for a naive instant, and where the calendar ends.
    """
    return move_instant(instant, durations.parse(period), zone)


def subtract_period(instant: datetime, period: str, zone: str) -> datetime:
    """`instant` less an ISO 8601 duration, on the wall calendar of `zone`; UTC.

    Raises ValueError as `add_period` does.
    """
    return move_instant(instant, durations.parse(period), zone, -1)


@functools.lru_cache(maxsize=16_384)
def move_instant(instant: datetime, period: Duration, zone: str, sign: int = 1) -> datetime:
    """`instant` and a period after it (before it with sign -1), as `add_period`."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    moved = instant.astimezone(UTC)
    try:
        if period.years or period.months or period.days:
            wall = instant.astimezone(zone_of(zone))
            day = move_day(wall.date(), period, sign)
            moved = to_instant(datetime.combine(day, wall.time().replace(fold=0)), zone)
        return moved + sign * period.seconds * _SECOND
    except OverflowError as error:
        raise ValueError("the calendar ends before that") from error


def move_day(day: date, period: Duration, sign: int = 1) -> date:
    """A day and the years, months and days of `period` after it (before it with sign -1).

    Months come first and clip at the month's end, then days. Raises ValueError where the calendar
    ends.
    """
    months = sign * (period.years * 12 + period.months)
    if months:
        index = day.year * 12 + day.month - 1 + months
        year, month = divmod(index, 12)
        if not date.min.year <= year <= date.max.year:
            raise ValueError("the calendar ends before that")
        last = month_lengths.monthrange(year, month + 1)[1]
        day = date(year, month + 1, min(day.day, last))
    try:
        return day + sign * period.days * _DAY
    except OverflowError as error:
        raise ValueError("the calendar ends before that") from error


def period_end(instant: datetime, period: str, zone: str) -> datetime:
    """The last moment of a period that runs from `instant`: its last day counts in full.

    The day of `instant` itself is not counted. A period with hours ends to the second. Raises
    ValueError as `add_period` does.
    """
    parsed = durations.parse(period)
    if parsed.seconds:
        return move_instant(instant, parsed, zone)
    return end_of_day(move_day(local_day(instant, zone), parsed), zone)
