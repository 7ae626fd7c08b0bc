"""Dates read the same everywhere, name their zone and never depend on the C library's locale."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from app.base import dates


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The workstation stands in Berlin."""
    if not hasattr(time, "tzset"):
        pytest.skip("this platform cannot change its zone within a process")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


NOW = datetime(2026, 11, 24, 9, 4, tzinfo=UTC)


def test_a_deadline_names_weekday_hour_and_zone() -> None:
    assert dates.deadline_words(datetime(2026, 11, 26, 22, 59, tzinfo=UTC)) == (
        "Thu 26 Nov 2026, 23:59 CET"
    )
    summer = datetime(2026, 7, 1, 21, 59, tzinfo=UTC)
    assert dates.deadline_words(summer, year=False) == "Wed 1 Jul, 23:59 CEST"


def test_days_have_even_width_in_tables_and_short_forms_in_prose() -> None:
    assert dates.day_words(date(2026, 11, 2)) == "02 Nov 2026"
    assert dates.short_day(date(2026, 11, 2)) == "2 Nov"
    assert dates.weekday_words(date(2026, 11, 26)) == "Thu 26 Nov 2026"
    assert dates.long_day(date(2026, 11, 24)) == "Tuesday 24 November 2026"


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=2), "2 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=4), "4 days ago"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_fitting_unit(then: timedelta, words: str) -> None:
    assert dates.ago_words(NOW - then, NOW) == words


def test_what_is_left_counts_calendar_days_of_the_user() -> None:
    late_today = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
    assert dates.left_words(late_today, NOW) == "today"
    assert dates.left_words(late_today + timedelta(days=2), NOW) == "2 days left"
    assert dates.left_words(NOW - timedelta(days=4), NOW) == "4 days overdue"
    assert dates.left_words(NOW - timedelta(hours=1), NOW) == "overdue since today"


def test_a_near_moment_says_only_what_is_needed() -> None:
    assert dates.moment_words(NOW, NOW) == "today 10:04 CET"
    assert dates.moment_words(NOW - timedelta(days=1), NOW) == "yesterday 10:04 CET"
    assert dates.moment_words(NOW - timedelta(days=4), NOW) == "20 Nov 10:04 CET"


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.local(datetime(2026, 11, 24))
