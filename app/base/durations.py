"""ISO 8601 durations ("P30D", "P1Y6M", "PT8H"): read as parts, and said in words.

Parts stay apart because a month is no number of days: who adds one needs a date and a place.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import msgspec

from app.base.text import ngettext


class Duration(msgspec.Struct, frozen=True, gc=False):
    """A duration by its calendar parts; weeks are counted as seven days."""

    years: int = 0
    months: int = 0
    days: int = 0
    seconds: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether it is no time at all."""
        return not (self.years or self.months or self.days or self.seconds)


@functools.lru_cache(maxsize=512)
def parse(text: str) -> Duration:
    """The duration written in `text`. Raises ValueError for what is not one (ISO 8601 §5.5.2)."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError("not an ISO 8601 duration")
    part = {name: int(value or 0) for name, value in found.groupdict().items()}
    return Duration(
        part["years"],
        part["months"],
        part["weeks"] * 7 + part["days"],
        part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"],
    )


def is_duration(text: str) -> bool:
    """Whether `text` is an ISO 8601 duration of whole parts."""
    return _DURATION.fullmatch(text) is not None


def parts(text: str) -> tuple[tuple[str, int], ...]:
    """The parts that are not zero, largest first: "P1Y6M" is (("years", 1), ("months", 6)).

    Empty for what is no duration.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        return ()
    return tuple((name, int(value)) for name, value in found.groupdict().items() if int(value or 0))


def duration_words(text: str) -> str:
    """A duration in words ("PT1H": "1 hour"); what is not one is returned as it is."""
    said = " ".join(part_words(name, count) for name, count in parts(text))
    return said or text


def part_words(name: str, count: int) -> str:
    """One part in words: ("days", 30) is "30 days"."""
    return _PARTS[name](count).format(count=count)


_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?"
    r"(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,6})S)?)?",
    re.ASCII,
)
_PARTS: dict[str, Callable[[int], str]] = {
    "years": lambda n: ngettext("{count} year", "{count} years", n),
    "months": lambda n: ngettext("{count} month", "{count} months", n),
    "weeks": lambda n: ngettext("{count} week", "{count} weeks", n),
    "days": lambda n: ngettext("{count} day", "{count} days", n),
    "hours": lambda n: ngettext("{count} hour", "{count} hours", n),
    "minutes": lambda n: ngettext("{count} minute", "{count} minutes", n),
    "seconds": lambda n: ngettext("{count} second", "{count} seconds", n),
}
