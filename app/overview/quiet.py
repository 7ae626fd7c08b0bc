"""Quiet hours: from when and until when nothing is announced, by the wall clock of this computer.

Pure. Where the clock is turned forward, a moment that does not exist is the end of the gap; where
it is turned back, quiet hours begin at the first and end at the second of two equal moments.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import msgspec

_DAY = timedelta(days=1)
_CHAINED = 16
"""More quiet spans than can touch each other: nights, a weekend, nights again."""
_SATURDAY = 5


class QuietHours(msgspec.Struct, frozen=True):
    """What a person set. Without both times no night is quiet; equal times are none."""

    start: time | None = None
    end: time | None = None
    weekends: bool = False


def read_time(text: str) -> time | None:
    """A time of day such as "18:00"; None for anything else."""
    try:
        found = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return None if found.tzinfo is not None else found.replace(second=0, microsecond=0)


def quiet_until(now: datetime, hours: QuietHours, zone: tzinfo | None = None) -> datetime | None:
    """When the quiet that holds at `now` is over (aware UTC); None where it is not quiet.

    `zone` None is the one this computer is set to.
    """
    moment = now
    for _each in range(_CHAINED):
        end = next((e for s, e in _spans(moment, hours, zone) if s <= moment < e), None)
        if end is None:
            break
        moment = end
    return None if moment == now else moment


def _spans(
    moment: datetime, hours: QuietHours, zone: tzinfo | None
) -> Iterator[tuple[datetime, datetime]]:
    """The quiet spans that may hold at `moment`."""
    today = moment.astimezone(zone).date()
    for day in (today - _DAY, today):
        if hours.start is not None and hours.end is not None and hours.start != hours.end:
            last = day if hours.end > hours.start else day + _DAY
            yield (
                _instant(day, hours.start, zone, fold=0),
                _instant(last, hours.end, zone, fold=1),
            )
        if hours.weekends and day.weekday() >= _SATURDAY:
            yield (
                _instant(day, time(), zone, fold=0),
                _instant(day + _DAY, time(), zone, fold=1),
            )


def _instant(day: date, at: time, zone: tzinfo | None, *, fold: int) -> datetime:
    """A moment of the wall clock as an instant; the end of the gap where it does not exist."""
    wall = datetime.combine(day, at)
    earlier, later = (_utc(wall.replace(fold=one), zone) for one in (1, 0))
    if _wall(later, zone) == wall:
        return earlier if fold else later
    while later - earlier > timedelta(seconds=1):
        middle = earlier + (later - earlier) // 2
        if _wall(middle, zone) < wall:
            earlier = middle
        else:
            later = middle
    return later.replace(microsecond=0)


def _utc(wall: datetime, zone: tzinfo | None) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _wall(instant: datetime, zone: tzinfo | None) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)
