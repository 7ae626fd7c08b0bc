"""Days of the command line as instants: of the vendor's place, whose days the terms count."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.cli.arguments import Namespace

if TYPE_CHECKING:
    from app.services import Rooms


def period(rooms: Rooms, arguments: Namespace) -> tuple[datetime | None, datetime | None]:
    """The period of --period-start and --period-end, half open; None for what is not given."""
    end = arguments.period_end
    return (
        beginning(rooms, arguments.period_start),
        beginning(rooms, end + timedelta(days=1) if end else None),
    )


def beginning(rooms: Rooms, day: date | None) -> datetime | None:
    """The first instant of a day at the vendor's place."""
    if day is None:
        return None
    return datetime.combine(day, time(), tzinfo=ZoneInfo(rooms.terms.vendor_zone()))
