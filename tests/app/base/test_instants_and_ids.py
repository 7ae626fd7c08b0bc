"""Instants keep their meaning on the wire, and ids sort by the moment they were made."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.clock import SystemClock, from_wire, to_wire
from app.base.ids import new_id

INSTANTS = st.datetimes(
    datetime(1970, 1, 2),
    datetime(9000, 1, 1),
    timezones=st.timezones(),
)


class StoppedClock:
    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return 0.0


@given(INSTANTS)
def test_an_instant_comes_back_from_the_wire_as_itself(instant):
    back = from_wire(to_wire(instant))
    assert back == instant.astimezone(UTC)
    assert back.utcoffset() == timedelta(0)


@given(INSTANTS, INSTANTS)
def test_written_instants_sort_as_the_instants_do(first, second):
    assert (to_wire(first) < to_wire(second)) == (first.astimezone(UTC) < second.astimezone(UTC))


def test_any_offset_is_understood_and_brought_to_utc():
    assert from_wire("2026-11-22T23:30:00+05:30") == datetime(2026, 11, 22, 18, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "2026-11-22", "2026-11-22T10:00:00", "tomorrow"])
def test_an_instant_without_its_zone_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the contract is the type
        from_wire(text)
    with pytest.raises(ValueError, match="time zone"):
        to_wire(datetime(2026, 11, 22))


def test_the_computers_clock_is_aware_and_never_goes_back():
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_ids_are_uuids_of_version_7_and_never_repeat():
    clock = SystemClock()
    made = [new_id(clock) for _ in range(1000)]
    assert len(set(made)) == 1000
    assert {uuid.UUID(text).version for text in made} == {7}
    assert {uuid.UUID(text).variant for text in made} == {uuid.RFC_4122}


@given(st.integers(1, 4_000_000_000_000), st.integers(1, 1_000_000))
def test_a_later_id_sorts_after_an_earlier_one(millis, later):
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    first = new_id(StoppedClock(epoch + timedelta(milliseconds=millis)))
    second = new_id(StoppedClock(epoch + timedelta(milliseconds=millis + later)))
    assert first < second


def test_an_id_does_not_depend_on_the_zone_of_the_clock():
    instant = datetime(2026, 11, 22, 12, tzinfo=UTC)
    elsewhere = instant.astimezone(timezone(timedelta(hours=9)))
    assert new_id(StoppedClock(instant))[:13] == new_id(StoppedClock(elsewhere))[:13]
