"""Quiet hours over midnight, over weekends, and where the clock is turned."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.overview.quiet import QuietHours, quiet_until, read_time

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(time(18), time(8))


def berlin(year: int, month: int, day: int, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    there = datetime(year, month, day, hour, minute, tzinfo=BERLIN, fold=fold)
    return there.astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (berlin(2026, 11, 24, 17, 59), None),
        (berlin(2026, 11, 24, 18), berlin(2026, 11, 25, 8)),
        (berlin(2026, 11, 24, 23, 59), berlin(2026, 11, 25, 8)),
        (berlin(2026, 11, 25, 0), berlin(2026, 11, 25, 8)),
        (berlin(2026, 11, 25, 7, 59), berlin(2026, 11, 25, 8)),
        (berlin(2026, 11, 25, 8), None),
    ],
)
def test_a_night_is_quiet_over_midnight(now: datetime, end: datetime | None) -> None:
    assert quiet_until(now, NIGHT, BERLIN) == end


def test_hours_of_one_day_are_quiet_on_that_day() -> None:
    noon = QuietHours(time(12), time(13))
    assert quiet_until(berlin(2026, 11, 24, 12, 30), noon, BERLIN) == berlin(2026, 11, 24, 13)
    assert quiet_until(berlin(2026, 11, 24, 13), noon, BERLIN) is None


def test_a_quiet_weekend_joins_the_nights_around_it() -> None:
    both = QuietHours(time(18), time(8), weekends=True)
    friday, monday = berlin(2026, 11, 27, 18, 30), berlin(2026, 11, 30, 8)
    assert quiet_until(friday, both, BERLIN) == monday
    assert quiet_until(berlin(2026, 11, 29, 12), both, BERLIN) == monday


def test_a_weekend_alone_ends_as_monday_begins() -> None:
    alone = QuietHours(weekends=True)
    assert quiet_until(berlin(2026, 11, 28, 12), alone, BERLIN) == berlin(2026, 11, 30, 0)
    assert quiet_until(berlin(2026, 11, 27, 23, 59), alone, BERLIN) is None


def test_without_both_times_or_with_equal_ones_nothing_is_quiet() -> None:
    now = berlin(2026, 11, 24, 3)
    for hours in (QuietHours(), QuietHours(time(18)), QuietHours(time(3), time(3))):
        assert quiet_until(now, hours, BERLIN) is None


def test_an_end_that_the_clock_jumps_over_is_the_end_of_the_gap() -> None:
    # On 28 March 2027 it is 3:00 in Berlin right after 1:59:59.
    hours = QuietHours(time(22), time(2, 30))
    evening = berlin(2027, 3, 27, 23)
    assert quiet_until(evening, hours, BERLIN) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert quiet_until(datetime(2027, 3, 28, 1, tzinfo=UTC), hours, BERLIN) is None


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    # On 25 October 2026 2:30 in Berlin comes twice: at 0:30 and at 1:30 UTC.
    hours = QuietHours(time(22), time(2, 30))
    evening = berlin(2026, 10, 24, 23)
    assert quiet_until(evening, hours, BERLIN) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    starts = QuietHours(time(2, 30), time(6))
    assert quiet_until(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), starts, BERLIN) is not None


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
    start=st.times(),
    end=st.times(),
    weekends=st.booleans(),
)
def test_quiet_always_ends_later_and_it_is_not_quiet_then(
    now: datetime, start: time, end: time, weekends: bool
) -> None:
    hours = QuietHours(start.replace(tzinfo=None), end.replace(tzinfo=None), weekends)
    moment = now.replace(tzinfo=UTC)
    over = quiet_until(moment, hours, BERLIN)
    if over is not None:
        assert moment < over <= moment + timedelta(days=5)
        assert quiet_until(over, hours, BERLIN) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("18:00", time(18)), (" 8:00 ", None), ("08:30:15", time(8, 30)), ("25:00", None),
     ("", None), ("18:00+01:00", None)],
)  # fmt: skip
def test_a_time_of_day_is_read_or_refused(text: str, found: time | None) -> None:
    assert read_time(text) == found
