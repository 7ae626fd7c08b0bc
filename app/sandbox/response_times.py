"""Until when a request is to be answered first: the order's target, counted in its hours."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.base.clock import from_wire
from app.sandbox.calendar import VENDOR_ZONE
from app.sandbox.records import Support

_DURATION = re.compile(r"P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?)?", re.ASCII)
_OPEN = re.compile(r"Mon–Fri ([0-9]{2}):([0-9]{2})–([0-9]{2}):([0-9]{2}) ", re.ASCII)
_SATURDAY = 5


def respond_by(opened_at: datetime, support: Support | None) -> datetime | None:
    """The target for a request opened then under this support; None where it grants none."""
    if support is None or support.first_response is None:
        return None
    if support.end and from_wire(support.end) < opened_at:
        return None
    within = _duration(support.first_response)
    hours = _OPEN.match(support.hours)
    if within is None or hours is None:
        return None if within is None else opened_at + within
    first, second, third, fourth = (int(part) for part in hours.groups())
    return _in_hours(opened_at, within, time(first, second), time(third, fourth))


def _duration(text: str) -> timedelta | None:
    found = _DURATION.fullmatch(text)
    if found is None or text == "P":
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _in_hours(start: datetime, left: timedelta, opens: time, closes: time) -> datetime:
    """`start` and `left` hours of the vendor's working days (public holidays are not left out)."""
    zone = ZoneInfo(VENDOR_ZONE)
    now = start.astimezone(zone)
    while True:
        begin = datetime.combine(now.date(), opens, tzinfo=zone)
        end = datetime.combine(now.date(), closes, tzinfo=zone)
        if now.weekday() < _SATURDAY and now < end:
            now = max(now, begin)
            if left <= end - now:
                return (now + left).astimezone(start.tzinfo)
            left -= end - now
        now = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=zone)
