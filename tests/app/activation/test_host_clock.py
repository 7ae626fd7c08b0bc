"""The clock guard: wrong clocks are explained, nothing is locked, a right clock heals by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.activation import clock
from app.activation.clock import Marks, Standing

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def seen_at(*times: datetime, marks: Marks | None = None) -> Marks:
    marks = marks or Marks()
    for at in times:
        marks = clock.noted(at, marks)
    return marks


@pytest.mark.parametrize(
    "back", [timedelta(hours=1), timedelta(days=1), timedelta(days=365)], ids=str
)
def test_a_clock_that_goes_back_is_flagged_and_heals_when_it_is_right_again(
    back: timedelta,
) -> None:
    marks = seen_at(NOW)
    assert clock.view(NOW - back, marks).standing is Standing.EARLIER
    marks = seen_at(NOW - back, marks=marks)
    assert clock.words(clock.view(NOW - back, marks))
    assert clock.view(NOW + timedelta(minutes=1), marks).standing is Standing.RIGHT


def test_ten_years_ahead_and_back_is_one_statement_to_recover_from() -> None:
    ahead = NOW + timedelta(days=3650)
    marks = seen_at(NOW, ahead)
    assert clock.view(NOW, marks).standing is Standing.EARLIER
    assert clock.judged_at(NOW, marks) == NOW, "what was only seen does not decide"
    assert clock.view(NOW, clock.declared_right(NOW, marks)).standing is Standing.RIGHT


def test_a_fresh_genuine_file_proves_the_clock() -> None:
    marks = seen_at(NOW + timedelta(days=3650))
    healed = clock.proved_by(NOW - timedelta(hours=2), NOW, marks)
    assert clock.view(NOW, healed).standing is Standing.RIGHT


def test_a_genuine_file_from_later_proves_that_the_clock_is_behind() -> None:
    issued = NOW + timedelta(days=30)
    marks = clock.proved_by(issued, NOW, seen_at(NOW))
    found = clock.view(NOW, marks)
    assert (found.standing, found.by) == (Standing.BEHIND, timedelta(days=30))
    assert "30 d" in clock.words(found)
    assert clock.judged_at(NOW, marks) == issued
    assert clock.view(issued, marks).standing is Standing.RIGHT


def test_a_file_that_the_vendor_dated_in_the_future_gives_way_to_a_persons_word() -> None:
    issued = NOW + timedelta(days=365)
    marks = clock.declared_right(NOW, clock.proved_by(issued, NOW, seen_at(NOW)))
    found = clock.view(NOW, marks)
    assert (found.standing, found.doubted) == (Standing.RIGHT, issued)
    assert "2027-11-23 12:00 UTC" in clock.words(found)
    assert clock.judged_at(NOW, marks) == NOW
    again = clock.proved_by(issued, NOW + timedelta(hours=1), marks)
    assert clock.judged_at(NOW + timedelta(hours=1), again) == NOW + timedelta(hours=1)


def test_that_word_is_no_license_to_put_the_clock_back() -> None:
    issued = NOW + timedelta(days=365)
    marks = clock.declared_right(NOW, clock.proved_by(issued, NOW, seen_at(NOW)))
    back = NOW - timedelta(days=30)
    assert clock.view(back, marks).standing is Standing.BEHIND
    assert clock.judged_at(back, marks) == NOW, "the moment of the word is the mark"
    later = clock.proved_by(issued + timedelta(days=1), NOW, marks)
    assert clock.view(NOW, later).standing is Standing.BEHIND, "what comes later counts anew"


def test_the_doubt_ends_when_the_files_time_has_come() -> None:
    issued = NOW + timedelta(days=365)
    marks = clock.declared_right(NOW, clock.proved_by(issued, NOW, seen_at(NOW)))
    marks = clock.proved_by(issued, issued, seen_at(issued, marks=marks))
    assert marks.doubted is None
    assert clock.words(clock.view(issued, marks)) == ""
    assert clock.judged_at(NOW, marks) == issued


def test_small_steps_are_not_worth_a_word() -> None:
    marks = seen_at(NOW)
    for step in (timedelta(0), timedelta(minutes=4), timedelta(hours=-1)):
        assert clock.words(clock.view(NOW - step, marks)) == ""


def test_an_old_file_proves_little() -> None:
    marks = clock.proved_by(NOW - timedelta(days=400), NOW, seen_at(NOW + timedelta(days=9)))
    assert clock.view(NOW, marks).standing is Standing.EARLIER
