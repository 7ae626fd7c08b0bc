"""How deadlines stand, which are shown, when notices count, by when letters are posted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines import rules
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import (
    Deadline,
    DeadlineEntry,
    DeadlineKind,
    DeadlineQuery,
    DeadlineState,
    Origin,
    Source,
)
from app.deadlines.periods import end_of_day, local_day, start_of_day
from app.deadlines.rules import CheckState
from app.deadlines.service import DeadlineService
from app.deadlines.words import clause_words, entry_words, source_words, when_words
from tests.support.orders_feed import FixedClock

AMSTERDAM = "Europe/Amsterdam"
NL = BusinessCalendar("NL", zone=AMSTERDAM)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST_BUSINESS_DAY = Source(
    origin=Origin.TERMS, value="P1D", unit="business-days", words="1 business day"
)
TEN_DAYS = Source(origin=Origin.TERMS, value="P10D", words="10 days", clause="14.2")
NOTHING = Source(origin=Origin.TERMS, value="", words="not stated", clause="14.1")

kinds = st.sampled_from(DeadlineKind)
moments = st.integers(-900, 900).map(lambda hours: NOW + timedelta(hours=hours * 3))


def deadline(
    days: float = 1, kind: DeadlineKind = DeadlineKind.PAYMENT_DUE, **more: object
) -> Deadline:
    values = {
        "uid": f"{kind}:{days}",
        "kind": kind,
        "at": NOW + timedelta(days=days),
        "zone": AMSTERDAM,
        "title": f"{kind} in {days}",
        "source": NOTHING,
    }
    return Deadline(**(values | more))  # type: ignore[arg-type]


built = st.builds(
    Deadline,
    uid=st.uuids().map(str),
    kind=kinds,
    at=moments,
    zone=st.just(AMSTERDAM),
    title=st.text(max_size=10),
    source=st.just(NOTHING),
    acts=st.booleans(),
    done=st.booleans(),
)


class Known:
    """A room that knows these deadlines."""

    def __init__(self, *deadlines: Deadline) -> None:
        self.deadlines = deadlines

    def due(self, query: DeadlineQuery, now: datetime) -> tuple[Deadline, ...]:
        return self.deadlines


def service(*deadlines: Deadline) -> DeadlineService:
    return DeadlineService([Known(*deadlines)], FixedClock(NOW), AMSTERDAM, profile_id="p1")


def titles(entries: tuple[DeadlineEntry, ...]) -> list[str]:
    return [entry.deadline.title for entry in entries]


def test_a_duty_that_passed_is_overdue_and_a_chance_that_passed_is_past() -> None:
    assert rules.state_of(deadline(-1), NOW) is DeadlineState.OVERDUE
    assert rules.state_of(deadline(-1, DeadlineKind.CANCEL_BY), NOW) is DeadlineState.PAST
    assert rules.state_of(deadline(-1, acts=False), NOW) is DeadlineState.PAST
    assert rules.state_of(deadline(-1, done=True), NOW) is DeadlineState.DONE
    assert rules.state_of(deadline(14), NOW) is DeadlineState.DUE_SOON
    assert rules.state_of(deadline(14.1), NOW) is DeadlineState.LATER
    assert rules.state_of(deadline(0), NOW) is DeadlineState.OVERDUE


def test_a_duty_without_a_stated_time_waits_and_is_never_overdue() -> None:
    one = msgspec.structs.replace(deadline(-400), stated=False)
    assert rules.state_of(one, NOW) is DeadlineState.DUE_SOON


@given(built, moments, moments)
def test_a_deadline_only_ever_moves_on(one: Deadline, first: datetime, second: datetime) -> None:
    order = [DeadlineState.LATER, DeadlineState.DUE_SOON, DeadlineState.OVERDUE]
    order = [*order, DeadlineState.PAST, DeadlineState.DONE]
    early, late = sorted((first, second))
    assert order.index(rules.state_of(one, early)) <= order.index(rules.state_of(one, late))


def test_a_notice_sent_on_friday_counts_on_monday_and_the_audit_may_begin_on_thursday_week() -> (
    None
):
    sent = datetime(2026, 11, 20, 14, tzinfo=UTC)
    counted = rules.counted_as_given(sent, FIRST_BUSINESS_DAY, NL)
    assert counted.at == start_of_day(date(2026, 11, 23), AMSTERDAM)
    assert "Mon 23 Nov 2026" in " ".join(counted.working)
    earliest = rules.earliest_after(counted.at, TEN_DAYS, AMSTERDAM)
    assert earliest == start_of_day(date(2026, 12, 3), AMSTERDAM)
    assert earliest.astimezone(ZoneInfo(AMSTERDAM)).strftime("%A") == "Thursday"
    assert earliest - counted.at == 10 * DAY


def test_the_first_business_day_is_the_one_at_the_vendors_place() -> None:
    christmas_eve = datetime(2026, 12, 24, 10, tzinfo=UTC)
    counted = rules.counted_as_given(christmas_eve, FIRST_BUSINESS_DAY, NL)
    assert local_day(counted.at or NOW, AMSTERDAM) == date(2026, 12, 28)
    late_in_utc = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    counted = rules.counted_as_given(late_in_utc, FIRST_BUSINESS_DAY, NL)
    assert local_day(counted.at or NOW, AMSTERDAM) == date(2026, 11, 23)
    tokyo = BusinessCalendar("JP", zone="Asia/Tokyo")
    counted = rules.counted_as_given(
        datetime(2026, 4, 30, 20, tzinfo=UTC), FIRST_BUSINESS_DAY, tokyo
    )
    assert local_day(counted.at or NOW, "Asia/Tokyo") == date(2026, 5, 7)


def test_when_a_notice_counts_may_be_stated_otherwise_or_not_at_all() -> None:
    sent = datetime(2026, 11, 20, 14, tzinfo=UTC)

    def given_by(value: str, unit: str = "") -> datetime | None:
        stated = Source(origin=Origin.TERMS, value=value, unit=unit, words=value)
        return rules.counted_as_given(sent, stated, NL).at

    assert given_by("P3D") == start_of_day(date(2026, 11, 23), AMSTERDAM)
    assert given_by("P3D", "business-days") == start_of_day(date(2026, 11, 25), AMSTERDAM)
    assert given_by("on-sending") == sent
    assert given_by("on-receipt") is None
    assert given_by("") is None
    assert rules.earliest_after(sent, NOTHING, AMSTERDAM) is None


def test_a_letter_is_posted_so_that_it_arrives_on_a_business_day() -> None:
    saturday = end_of_day(date(2026, 12, 26), AMSTERDAM)
    posting = rules.latest_posting(saturday, NL)
    assert posting.day == date(2026, 12, 17)
    assert posting.at == end_of_day(date(2026, 12, 17), AMSTERDAM)
    said = " ".join(posting.working)
    assert "habit" in said
    assert "Thu 24 Dec 2026" in said
    assert rules.latest_posting(saturday, NL, 0).day == date(2026, 12, 24)
    with pytest.raises(ValueError, match="negative"):
        rules.latest_posting(saturday, NL, -1)


@given(moments, st.integers(0, 20), st.integers(0, 60))
def test_letters_are_posted_on_business_days_and_never_later_for_less_time(
    last: datetime, posting: int, later: int
) -> None:
    found = rules.latest_posting(last, NL, posting)
    assert NL.is_business_day(found.day)
    assert found.at <= end_of_day(local_day(last, AMSTERDAM), AMSTERDAM)
    assert rules.latest_posting(last, NL, posting + 1).day < found.day
    assert rules.latest_posting(last + later * DAY, NL, posting).day >= found.day


@given(moments, moments)
def test_who_sends_later_is_never_counted_earlier(one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    early = rules.counted_as_given(first, FIRST_BUSINESS_DAY, NL).at
    late = rules.counted_as_given(second, FIRST_BUSINESS_DAY, NL).at
    assert early is not None
    assert late is not None
    assert early <= late
    assert first < early
    assert NL.is_business_day(local_day(early, AMSTERDAM))


def test_the_list_is_in_the_order_of_time_and_each_matter_is_there_once() -> None:
    found = service(deadline(3), deadline(1), deadline(2), deadline(1, title="again")).entries()
    assert [entry.deadline.at for entry in found] == [NOW + n * DAY for n in (1, 2, 3)]
    assert "again" not in titles(found)
    assert {entry.profile_id for entry in found} == {"p1"}


def test_what_is_overdue_stays_and_what_is_past_goes() -> None:
    old = deadline(-200)
    gone = deadline(-31, DeadlineKind.LICENSE_END, acts=False)
    recent = deadline(-29, DeadlineKind.LICENSE_END, acts=False)
    found = service(old, gone, recent).entries()
    assert [entry.deadline for entry in found] == [old, recent]
    assert service(gone).entries(DeadlineQuery(past_days=40))


def test_filters_leave_what_was_asked_for() -> None:
    pay = deadline(5, order_id="ord-1", order_number="KO-1", title="Pay invoice R-7")
    end = deadline(40, DeadlineKind.LICENSE_END, acts=False, notice_id="n-1")
    both = service(pay, end)
    assert titles(both.entries(DeadlineQuery(kinds=frozenset({pay.kind})))) == [pay.title]
    assert titles(both.entries(DeadlineQuery(within_days=5))) == [pay.title]
    assert both.entries(DeadlineQuery(within_days=4)) == ()
    assert titles(both.entries(DeadlineQuery(acting_only=True))) == [pay.title]
    assert titles(both.entries(DeadlineQuery(order_id="ord-1"))) == [pay.title]
    assert titles(both.entries(DeadlineQuery(notice_id="n-1"))) == [end.title]
    assert titles(both.entries(DeadlineQuery(text="ko-1 INVOICE"))) == [pay.title]
    assert both.entries(DeadlineQuery(text="ko-1 nothing")) == ()
    later = DeadlineQuery(states=frozenset({DeadlineState.LATER}))
    assert titles(both.entries(later)) == [end.title]


def test_a_limit_keeps_what_is_overdue_and_the_nearest() -> None:
    past = deadline(-2, DeadlineKind.LICENSE_END, acts=False)
    late, near, far = deadline(-5), deadline(3), deadline(90)
    found = service(far, past, near, late).entries(DeadlineQuery(limit=2))
    assert [entry.deadline for entry in found] == [late, near]


def test_one_line_says_how_all_deadlines_stand() -> None:
    fine = service(deadline(90)).check()
    assert fine.state is CheckState.FINE
    assert fine.next is not None
    assert "\n" not in fine.words
    soon = service(deadline(90), deadline(10), deadline(12)).check()
    assert (soon.state, soon.soon, soon.overdue) == (CheckState.SOON, 2, 0)
    assert soon.words.startswith("2 due soon")
    assert service(deadline(10)).check(soon_days=7).state is CheckState.FINE
    late = service(deadline(-3), deadline(10), deadline(-90)).check()
    assert (late.state, late.overdue) == (CheckState.OVERDUE, 2)
    assert late.next is not None
    assert late.next.deadline.at == NOW - 90 * DAY
    assert service().check().next is None


def test_a_date_from_which_something_counts_alarms_nobody() -> None:
    counts = deadline(1, DeadlineKind.NOTICE_GIVEN, acts=False)
    assert service(counts).check().state is CheckState.FINE


def test_the_words_name_hour_zone_clause_and_version() -> None:
    at = end_of_day(date(2026, 11, 26), AMSTERDAM)
    assert when_words(at, AMSTERDAM) == "Thu 26 Nov 2026, 23:59 CET"
    assert when_words(at, "America/New_York") == "Thu 26 Nov 2026, 17:59 EST"
    source = Source(
        origin=Origin.TERMS, value="P10D", words="10 days", clause="14.2", version_label="2025-03"
    )
    assert clause_words(source) == "§14.2, version 2025-03"
    assert source_words(source) == "10 days (§14.2, version 2025-03)"
    assert source_words(NOTHING) == "not stated (§14.1)"
    said = entry_words(deadline(at=at, title="Pay", order_number="KO-7"))
    assert said == "Pay, Thu 26 Nov 2026, 23:59 CET (KO-7)"


def test_a_calendar_file_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "deadlines.ics"
    path.write_bytes(b"old")
    assert service(deadline(1), deadline(2)).write_ics(path) == 2
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
