"""Days that a person types ("2026-11-23") as instants of the zone this computer is set to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from app.base.dates import local
from app.base.text import _

SAMPLE = "2026-11-30"
MOMENT_SAMPLE = "2026-11-30 09:00"


def day_of(text: str) -> date | None:
    """The day a text names; None for none. Raises ValueError with words for the person."""
    if not text.strip():
        return None
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        found = date.min
    if not _is_ours(found.year):
        raise ValueError(_("Give a day such as {day}.").format(day=SAMPLE))
    return found


def start_of(day: date | None) -> datetime | None:
    """The first instant of a day."""
    return datetime.combine(day, time()).astimezone(UTC) if day is not None else None


def after(day: date | None) -> datetime | None:
    """The first instant after a day: the end of a half-open period that it closes."""
    return start_of(day + timedelta(days=1)) if day is not None else None


def evening_of(day: date | None) -> datetime | None:
    """The last minute of a day: when something is due that names no hour."""
    return datetime.combine(day, time(23, 59)).astimezone(UTC) if day is not None else None


def day_text(instant: datetime | None, *, last: bool = False) -> str:
    """The day of an instant as it is typed; `last`: of the end of a half-open period."""
    if instant is None:
        return ""
    return local(instant - timedelta(microseconds=1) if last else instant).date().isoformat()


def moment_of(text: str) -> datetime:
    """The instant that "2026-11-30 09:00" names. Raises ValueError with words for the person."""
    try:
        found = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").astimezone(UTC)
    except (ValueError, OverflowError):
        found = None
    if found is None or not _is_ours(found.year):
        raise ValueError(_("Give a day and an hour such as {moment}.").format(moment=MOMENT_SAMPLE))
    return found


def moment_text(instant: datetime) -> str:
    """An instant as `moment_of` reads it."""
    return local(instant).strftime("%Y-%m-%d %H:%M")


def _is_ours(year: int) -> bool:
    """Whether it is a year of agreements: what lies near the calendar's ends cannot be counted."""
    return 1970 <= year <= 2999
