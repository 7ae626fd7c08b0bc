"""Dates of the invented vendor, as wire strings, all relative to the day the sandbox calls today.

A term begins at 00:00 UTC and ends with the last second of the vendor's day (Europe/Amsterdam), so
that its dates read the same for a person in UTC and for one at the vendor's place.
"""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

VENDOR_ZONE = "Europe/Amsterdam"

DRAWN_ON = date(2026, 11, 22)
"""The day for which the hand-made orders were drawn up; they move with today."""


class Weekday(IntEnum):
    """Days of the week as `date.weekday` numbers them."""

    THURSDAY = 3
    FRIDAY = 4


class Calendar:
    """Turns days into wire strings. `today` is the sandbox's today."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._shift = today - DRAWN_ON

    def drawn(self, text: str) -> date:
        """The day that `text` (ISO, as drawn up) means relative to today."""
        return date.fromisoformat(text) + self._shift

    def weekday(self, text: str, wanted: Weekday) -> date:
        """The last such weekday up to the day that `text` means: weekdays do not move with it."""
        day = self.drawn(text)
        return day - timedelta(days=(day.weekday() - wanted) % 7)

    def ago(self, days: int) -> date:
        """The day so many days before today; negative for days to come."""
        return self.today - timedelta(days=days)


@functools.cache
def start_of(day: date) -> str:
    """The first instant of a term that begins on `day`."""
    return f"{day.isoformat()}T00:00:00Z"


@functools.cache
def midnight(day: date) -> str:
    """The first instant of `day` at the vendor's place."""
    begin = datetime.combine(day, time(), tzinfo=ZoneInfo(VENDOR_ZONE))
    return begin.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@functools.cache
def end_of(day: date) -> str:
    """The last second of `day` at the vendor's place."""
    end = datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(VENDOR_ZONE))
    return end.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def at(day: date, hour: int = 9, minute: int = 0) -> str:
    """An instant of the working day, UTC."""
    return f"{day.isoformat()}T{hour:02}:{minute:02}:00Z"
