"""Business days at the vendor's place: weekends, holidays, places that nobody knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.calendar import BusinessCalendar

NL = BusinessCalendar("NL", zone="Europe/Amsterdam")
BAVARIA = BusinessCalendar("DE", "BY", "Europe/Berlin")
NOWHERE = BusinessCalendar("XX", zone="Europe/Amsterdam")
PLACES = [NL, BAVARIA, NOWHERE, BusinessCalendar("US", "CA", "America/Los_Angeles")]
DAY = timedelta(days=1)

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
places = st.sampled_from(PLACES)
counts = st.integers(1, 40)


def test_weekends_and_holidays_are_left_out() -> None:
    assert NL.is_business_day(date(2026, 11, 23))
    assert not NL.is_business_day(date(2026, 11, 22))
    assert not NL.is_business_day(date(2026, 12, 25))
    assert not NL.is_business_day(date(2026, 4, 27))
    assert NL.holiday_name(date(2026, 12, 25))
    assert NL.next_business_day(date(2026, 12, 24)) == date(2026, 12, 28)
    assert NL.add_business_days(date(2027, 1, 4), -2) == date(2026, 12, 30)
    assert NL.business_day_on_or_before(date(2026, 12, 26)) == date(2026, 12, 24)
    assert NL.business_day_on_or_after(date(2026, 12, 25)) == date(2026, 12, 28)


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    corpus_christi = date(2026, 6, 4)
    assert not BAVARIA.is_business_day(corpus_christi)
    assert BusinessCalendar("DE", zone="Europe/Berlin").is_business_day(corpus_christi)


def test_a_place_that_nobody_knows_has_weekends_only_and_says_so() -> None:
    assert NOWHERE.is_business_day(date(2026, 12, 25))
    assert not NOWHERE.is_business_day(date(2026, 12, 26))
    assert not NOWHERE.knows_holidays
    assert "XX" in NOWHERE.words
    assert "not known" in NOWHERE.words
    nameless = BusinessCalendar("")
    assert nameless.is_business_day(date(2026, 12, 25))
    assert "no country" in nameless.words


def test_a_part_that_nobody_knows_keeps_the_holidays_of_its_country_and_says_so() -> None:
    calendar = BusinessCalendar("NL", "ZZ", "Europe/Amsterdam")
    assert calendar.knows_holidays
    assert not calendar.is_business_day(date(2026, 12, 25))
    assert "ZZ" in calendar.words


def test_letters_of_a_country_may_be_small() -> None:
    assert BusinessCalendar("nl").knows_holidays


def test_the_end_of_a_number_of_business_days_is_the_end_of_that_day_at_the_place() -> None:
    sent = datetime(2026, 12, 23, 10, tzinfo=UTC)
    assert NL.end_after_business_days(sent, 2) == datetime(2026, 12, 28, 22, 59, 59, tzinfo=UTC)


def test_the_calendar_ends_somewhere() -> None:
    with pytest.raises(ValueError, match="no such business day"):
        NOWHERE.add_business_days(date(9999, 12, 30), 3)


@given(places, days, counts)
def test_counting_never_ends_on_a_day_off(place: BusinessCalendar, day: date, count: int) -> None:
    assert place.is_business_day(place.add_business_days(day, count))
    assert place.is_business_day(place.add_business_days(day, -count))
    assert place.is_business_day(place.business_day_on_or_before(day))
    assert place.is_business_day(place.business_day_on_or_after(day))


@given(places, days, counts)
def test_counting_back_undoes_counting_on(place: BusinessCalendar, day: date, count: int) -> None:
    start = place.business_day_on_or_after(day)
    assert place.add_business_days(place.add_business_days(start, count), -count) == start


@given(places, days, st.integers(0, 60), counts)
def test_later_days_count_to_later_days(
    place: BusinessCalendar, day: date, gap: int, count: int
) -> None:
    later = day + gap * DAY
    assert place.add_business_days(day, count) <= place.add_business_days(later, count)
    assert place.add_business_days(day, count) < place.add_business_days(day, count + 1)
    assert place.add_business_days(day, count) >= day + count * DAY
