"""The response clock: whose target counts, within which hours it runs, what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Origin, Source
from app.support.requests import rules
from app.support.requests.model import RequestState, Severity
from app.support.requests.rules import Hours, Moments, read_hours
from app.support.requests.words import span_words

AMSTERDAM = "Europe/Amsterdam"
DAYS = BusinessCalendar("NL", zone=AMSTERDAM)
OFFICE = Hours(first_day=0, last_day=4, opens=8 * 60, closes=18 * 60, zone=AMSTERDAM)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize("text", ["24 × 7", "24x7", "24/7", "24 h × 7 d", "24 hours × 7 days"])
def test_around_the_clock_is_read_in_any_spelling(text: str) -> None:
    assert read_hours(text, AMSTERDAM) == Hours(always=True)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mon–Fri 08:00–18:00 CET", OFFICE),
        ("08:00 to 18:00", OFFICE),
        ("Monday to Friday, 08.00 until 18.00", OFFICE),
        ("Mon-Sun 06:30-22:00", Hours(opens=390, closes=22 * 60, zone=AMSTERDAM)),
        (
            "Mon–Fri 08:00–18:00 Asia/Tokyo",
            Hours(last_day=4, opens=480, closes=1080, zone="Asia/Tokyo"),
        ),
        ("by partner", None),
        ("", None),
        ("Mon–Fri 18:00–08:00", None),
        ("Mon–Fri 08:99–18:00", None),
    ],
)  # fmt: skip
def test_a_window_is_read_from_the_words_of_the_order(text: str, hours: Hours | None) -> None:
    assert read_hours(text, AMSTERDAM) == hours


@pytest.mark.parametrize(
    ("start", "target", "hours", "due"),
    [
        ("2026-11-23T09:35:00Z", "PT1H", Hours(always=True), "2026-11-23T10:35:00Z"),
        # A Monday in the office: 7 h 25 min are left of it.
        ("2026-11-23T10:35:00+01:00", "PT8H", OFFICE, "2026-11-24T08:35:00+01:00"),
        ("2026-11-23T07:00:00+01:00", "PT8H", OFFICE, "2026-11-23T16:00:00+01:00"),
        ("2026-11-20T17:00:00+01:00", "PT8H", OFFICE, "2026-11-23T15:00:00+01:00"),
        # The 25th and 26th of December are holidays in the Netherlands, then comes a weekend.
        ("2026-12-24T17:30:00+01:00", "PT1H", OFFICE, "2026-12-28T08:30:00+01:00"),
        ("2026-11-20T10:00:00+01:00", "P1D", OFFICE, "2026-11-23T10:00:00+01:00"),
        # The clocks go back on the 25th of October.
        ("2026-10-23T17:00:00+02:00", "PT2H", OFFICE, "2026-10-26T09:00:00+01:00"),
    ],
)
def test_a_target_counts_within_its_hours_at_the_vendors_place(
    start: str, target: str, hours: Hours, due: str
) -> None:
    assert rules.due(at(start), target, hours, DAYS) == at(due)


@pytest.mark.parametrize(
    ("target", "hours"), [("PT8H", None), ("soon", OFFICE), ("P9999D", OFFICE)]
)
def test_what_cannot_be_reckoned_is_not_invented(target: str, hours: Hours | None) -> None:
    assert rules.due(at("2026-11-23T10:00:00Z"), target, hours, DAYS) is None


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),
    st.integers(1, 60 * 60),
    st.integers(1, 60 * 60),
)
def test_a_longer_target_never_ends_sooner_and_each_ends_in_the_window(
    start: datetime, minutes: int, more: int
) -> None:
    begun = start.replace(tzinfo=UTC)
    first = rules.due(begun, f"PT{minutes}M", OFFICE, DAYS)
    later = rules.due(begun, f"PT{minutes + more}M", OFFICE, DAYS)
    assert first is not None
    assert later is not None
    assert begun < first < later
    wall = first.astimezone(datetime.fromisoformat("2026-01-01T00:00:00+01:00").tzinfo)
    assert wall.weekday() < 5


def of_policy(**values: str):
    def lookup(name: str) -> Source:
        value = values.get(name.replace("-", "_"), "")
        return Source(origin=Origin.TERMS, value=value, words=value or "not stated", clause="2.2")

    return lookup


def test_the_order_goes_before_the_policy() -> None:
    policy = of_policy(first_response_premium="PT1H")
    stated = rules.target("PT30M", "Premium", Severity.URGENT, policy)
    assert (stated.origin, stated.value, stated.words) == (Origin.ORDER_LINE, "PT30M", "30 minutes")


def test_the_policy_says_it_by_severity_and_else_for_the_level() -> None:
    policy = of_policy(first_response_premium="PT1H", first_response_premium_low="PT4H")
    assert rules.target(None, "Premium", Severity.LOW, policy).value == "PT4H"
    assert rules.target(None, "Premium", Severity.URGENT, policy).value == "PT1H"
    assert rules.target(None, " PREMIUM ", None, policy).clause == "2.2"


def test_where_neither_says_it_the_target_is_not_stated() -> None:
    for level in ("Partner", "", "☃"):
        found = rules.target(None, level, Severity.HIGH, of_policy())
        assert (found.value, found.words) == ("", "not stated")


NOW = at("2026-11-23T12:00:00Z")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "answered", "due", "overdue", "words"),
    [
        ("open", None, timedelta(hours=3), False, "Answer due in 3 h (Premium)"),
        ("open", None, -timedelta(minutes=25), True, "Answer overdue by 25 min (Premium)"),
        ("waiting_for_customer", None, -DAY * 3, True, "Answer overdue by 3 days (Premium)"),
        ("open", None, None, False, "No target stated"),
        ("answered", -HOUR * 2, -HOUR, False, "Answered 1 h before its target"),
        ("answered", -HOUR, -HOUR * 2, False, "Answered 1 h after its target"),
        ("answered", -timedelta(hours=1), None, False, "Answered; no target stated"),
        ("closed", None, -timedelta(hours=2), False, "Closed without an answer"),
        ("unsent", None, None, False, "The clock starts when it arrives"),
    ],
)  # fmt: skip
def test_a_request_stands_against_its_target(
    state: str, answered: timedelta | None, due: timedelta | None, overdue: bool, words: str
) -> None:
    moments = Moments(
        state=RequestState(state),
        opened_at=NOW - timedelta(days=4),
        answered_at=NOW + answered if answered is not None else None,
    )
    found = rules.standing(moments, NOW + due if due is not None else None, NOW, "Premium")
    assert (found.overdue, found.words) == (overdue, words)


def test_spans_are_said_as_clocks_say_them() -> None:
    said = [span_words(timedelta(minutes=n)) for n in (0, 59, 60, 200, 20 * 60 + 5, 48 * 60, 5000)]
    assert said == ["0 min", "59 min", "1 h", "3 h 20 min", "20 h", "2 days", "3 days"]
    assert span_words(timedelta(minutes=60)) == "1 h"
