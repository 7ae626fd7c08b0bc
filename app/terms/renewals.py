"""When a line renews: by itself, again and again for an equal period, or only if somebody orders.

The period of a term is counted on the calendar of a place, so that years stay years.
"""

from __future__ import annotations

import functools
from datetime import MAXYEAR, datetime, timedelta

from app.base.durations import Duration
from app.deadlines.periods import local_day, move_day, move_instant
from app.orders.model import TermKind

_MEAN_MONTH = timedelta(days=30.436875)
_RENEWING = frozenset({TermKind.LICENSE, TermKind.SUBSCRIPTION, TermKind.SUPPORT})
_SECOND = timedelta(seconds=1)


@functools.lru_cache(maxsize=16_384)
def term_period(start: datetime, end: datetime, zone: str) -> Duration:
    """How long a term is: whole months where its days fit (to a day), else days.

    `end` is its last moment. Nothing for a term that ends before it begins.
    """
    first, after = local_day(start, zone), local_day(end + _SECOND, zone)
    if after <= first:
        return Duration()
    months = (after.year - first.year) * 12 + after.month - first.month
    for count in (months, months + 1, months - 1):
        if count > 0 and abs((move_day(first, Duration(months=count)) - after).days) <= 1:
            return Duration(months=count)
    return Duration(days=(after - first).days)


def last_renewal(start: datetime | None, end: datetime, now: datetime, zone: str) -> datetime:
    """When a term that renews by itself and had its first end at `end` renewed last, by `now`.

    Without a start nobody knows how long the next terms are: it is the first end.
    """
    period, count = _renewed(start, end, now, zone)
    return renewal(end, period, count, zone)


def next_renewal(
    start: datetime | None, end: datetime, now: datetime, zone: str, *, by_itself: bool
) -> datetime | None:
    """The next end of a term after `now`; None where it is over or its length is not known."""
    if end > now:
        return end
    if not by_itself:
        return None
    period, count = _renewed(start, end, now, zone)
    return None if period.is_nothing else renewal(end, period, count + 1, zone)


@functools.lru_cache(maxsize=16_384)
def _renewed(
    start: datetime | None, end: datetime, now: datetime, zone: str
) -> tuple[Duration, int]:
    """The period of a term, and how many further terms have ended by `now`."""
    period = term_period(start, end, zone) if start is not None else Duration()
    if period.is_nothing:
        return period, 0
    mean = period.months * _MEAN_MONTH + timedelta(days=period.days)
    count = max(0, int((now - end) / mean))
    while count and renewal(end, period, count, zone) > now:
        count -= 1
    while renewal(end, period, count + 1, zone) <= now:
        count += 1
    return period, count


def renewal(end: datetime, period: Duration, count: int, zone: str) -> datetime:
    """The end of the `count`-th further term after `end`."""
    longer = Duration(months=period.months * count, days=period.days * count)
    return move_instant(end, longer, zone)


def renews(kind: TermKind) -> bool:
    """Whether renewals are about a term of this kind: license, subscription or support."""
    return kind in _RENEWING


def sound(instant: datetime | None) -> datetime | None:
    """An instant that can be reckoned with; None for one at an end of the calendar.

    Such dates ("9999-12-31") are how some systems write that there is none.
    """
    return instant if instant is not None and 1 < instant.year < MAXYEAR else None
