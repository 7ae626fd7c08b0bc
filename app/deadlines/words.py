"""The words of deadlines that screens, shell, calendar file and letters share."""

from __future__ import annotations

import functools
from datetime import date, datetime

from app.base.dates import deadline_words, weekday_words
from app.base.text import _, ngettext
from app.deadlines.model import Deadline, Source
from app.deadlines.periods import zone_of


def not_stated() -> str:
    """What is said where neither an order nor a clause gives a value; never an invented one."""
    return _("not stated")


@functools.lru_cache(maxsize=16_384)
def when_words(instant: datetime, zone: str) -> str:
    """An instant as it reads in its zone: "Thu 26 Nov 2026, 23:59 CET"."""
    return deadline_words(instant, zone=zone_of(zone))


@functools.lru_cache(maxsize=16_384)
def day_words(day: date) -> str:
    """A day with its weekday: "Thu 26 Nov 2026"."""
    return weekday_words(day)


def business_days_words(count: int) -> str:
    """A number of business days: "5 business days"."""
    return ngettext("{count} business day", "{count} business days", count).format(count=count)


def clause_name(clause: str) -> str:
    """A clause as it is cited: "§7.2"; one that begins with words as it stands."""
    return f"§{clause}" if clause[:1].isdigit() else clause


def clause_words(source: Source) -> str:
    """Where a value stands: "§7.2, version 2026-09"; "" where it comes from no clause."""
    if not source.clause:
        return (
            _("version {label}").format(label=source.version_label)
            if (source.version_label)
            else ""
        )
    clause = clause_name(source.clause)
    if not source.version_label:
        return clause
    return _("{clause}, version {label}").format(clause=clause, label=source.version_label)


def source_words(source: Source) -> str:
    """A value and where it stands, on one line."""
    place = clause_words(source)
    return _("{value} ({place})").format(value=source.words, place=place) if place else source.words


def entry_words(deadline: Deadline) -> str:
    """A deadline on one line: what, by when, and of which order."""
    said = _("{title}, {when}").format(
        title=deadline.title, when=when_words(deadline.at, deadline.zone)
    )
    if deadline.order_number and deadline.order_number not in deadline.title:
        said = _("{entry} ({order})").format(entry=said, order=deadline.order_number)
    return said
