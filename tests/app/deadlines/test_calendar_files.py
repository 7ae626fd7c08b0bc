"""Calendar files: read back by another library and by hand; opened again they replace."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from app.deadlines import ics
from app.deadlines.model import (
    Deadline,
    DeadlineEntry,
    DeadlineKind,
    DeadlineState,
    Origin,
    Source,
)
from app.deadlines.periods import end_of_day
from tests.support.orders_feed import FixedClock

AMSTERDAM = "Europe/Amsterdam"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CANCEL_BY = end_of_day(date(2026, 11, 26), AMSTERDAM)
CLAUSE = Source(
    origin=Origin.TERMS,
    value="P60D",
    words="60 days before the term ends",
    version_id="terms-2026-09",
    version_label="2026-09",
    clause="7.2.3",
)


def entry(
    uid: str = "cancel_by:ord-1:lin-1",
    *,
    at: datetime = CANCEL_BY,
    title: str = "Last moment to cancel Strata Cloud",
    state: DeadlineState = DeadlineState.DUE_SOON,
    acts: bool = True,
    profile: str = "",
    **more: object,
) -> DeadlineEntry:
    values = {
        "uid": uid,
        "kind": DeadlineKind.CANCEL_BY,
        "at": at,
        "zone": AMSTERDAM,
        "title": title,
        "source": CLAUSE,
        "acts": acts,
        "order_number": "KO-20417",
        "working": ("The term ends Sat 26 Dec 2026, 23:59 CET", "30 days before that"),
    }
    return DeadlineEntry(Deadline(**(values | more)), state, profile, "Kestrane" if profile else "")  # type: ignore[arg-type]


def written(*entries: DeadlineEntry, now: datetime = NOW) -> bytes:
    return ics.calendar_bytes(entries, FixedClock(now), "Deadlines: Kestrane")


def events(content: bytes) -> list[vobject.base.Component]:
    calendar = vobject.readOne(content.decode("utf-8"))
    return list(calendar.contents.get("vevent", []))


def unfolded(content: bytes) -> list[str]:
    return content.decode("utf-8").replace("\r\n ", "").split("\r\n")


def test_another_library_reads_instant_words_and_alarms() -> None:
    (event,) = events(written(entry()))
    assert event.uid.value == "cancel_by:ord-1:lin-1@counterpart"
    assert event.dtstart.value == datetime(2026, 11, 26, 22, 59, 59, tzinfo=UTC)
    assert event.summary.value == "Last moment to cancel Strata Cloud"
    said = event.description.value
    assert said.splitlines()[0] == "Thu 26 Nov 2026, 23:59 CET"
    assert "§7.2.3, version 2026-09" in said
    assert "30 days before that" in said
    assert "KO-20417" in said
    alarms = event.contents["valarm"]
    assert [alarm.trigger.value for alarm in alarms] == [timedelta(days=-7), timedelta(days=-1)]
    assert {alarm.action.value for alarm in alarms} == {"DISPLAY"}


def test_the_file_holds_what_the_standard_asks_for() -> None:
    lines = unfolded(written(entry()))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "VERSION:2.0" in lines
    assert "METHOD:PUBLISH" in lines
    assert "DTSTART:20261126T225959Z" in lines
    assert "DTSTAMP:20261123T093000Z" in lines
    assert "LAST-MODIFIED:20261123T093000Z" in lines
    assert any(line.startswith("PRODID:") for line in lines)
    assert "TZID" not in "".join(lines)


def test_lines_are_folded_at_75_bytes_and_letters_stay_whole() -> None:
    title = "Frist für Geräteüberwachung: " + "長い名前のサービス " * 20
    content = written(entry(title=title))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        line.decode("utf-8")
    (event,) = events(content)
    assert event.summary.value == title


def test_a_file_written_later_replaces_what_the_earlier_one_brought() -> None:
    before = entry()
    moved = entry(at=before.deadline.at + timedelta(days=30))
    (first,) = events(written(before))
    (second,) = events(written(moved, now=NOW + timedelta(hours=1)))
    assert first.uid.value == second.uid.value
    assert int(second.sequence.value) > int(first.sequence.value)
    assert second.contents["last-modified"][0].value > first.contents["last-modified"][0].value
    assert second.dtstart.value - first.dtstart.value == timedelta(days=30)


def test_equal_entries_of_two_profiles_stay_apart() -> None:
    found = events(written(entry(profile="p1"), entry(profile="p2")))
    assert {event.uid.value for event in found} == {
        "cancel_by:ord-1:lin-1@p1.counterpart",
        "cancel_by:ord-1:lin-1@p2.counterpart",
    }
    assert "Kestrane" in found[0].description.value


def test_what_is_over_rings_no_alarm_and_what_is_to_know_rings_once() -> None:
    over = entry("a", state=DeadlineState.PAST)
    done = entry("b", state=DeadlineState.DONE)
    known = entry("c", acts=False)
    by_uid = {event.uid.value[0]: event for event in events(written(over, done, known))}
    assert "valarm" not in by_uid["a"].contents
    assert "valarm" not in by_uid["b"].contents
    assert len(by_uid["c"].contents["valarm"]) == 1


def test_not_stated_is_said_and_so_is_what_the_next_renewal_moves() -> None:
    silent = Source(origin=Origin.TERMS, value="", words="not stated", clause="7.2.3")
    (event,) = events(
        written(entry(stated=False, source=silent, changed_by="2026-09: 60 days, in writing"))
    )
    said = event.description.value
    assert "not stated" in said
    assert "last safe moment" in said
    assert "2026-09: 60 days, in writing" in said


def test_no_text_can_break_out_of_its_property() -> None:
    evil = "Pay\r\nATTENDEE:mailto:x@y.example\nBEGIN:VEVENT;a,b\\n\x00\x1b[31m"
    content = written(entry(title=evil, uid="u\r\nX-EVIL:1"))
    names = [re.split("[:;]", line)[0] for line in unfolded(content)]
    assert "ATTENDEE" not in names
    assert "X-EVIL" not in names
    assert sum(line == "BEGIN:VEVENT" for line in unfolded(content)) == 1
    assert b"\x00" not in content
    assert b"\x1b" not in content
    (event,) = events(content)
    assert "ATTENDEE" in event.summary.value


def test_no_text_turns_the_direction_of_what_stands_beside_it() -> None:
    content = written(entry(title="End \u202egnp.exe\u2066 of term")).decode()
    assert not {"\u202e", "\u2066"} & set(content)
    (event,) = events(content.encode())
    assert event.summary.value == "End \ufffdgnp.exe\ufffd of term"


def test_no_deadline_at_all_is_still_a_calendar() -> None:
    assert events(written()) == []


@given(st.text(max_size=200), st.text(max_size=40))
@example("\ufeff", "")
@example("C:\\New \\n \\\\N", "\\N")
def test_any_words_come_back_as_they_were(title: str, order: str) -> None:
    (event,) = events(written(entry(title=title, order_number=order)))
    expected = ics.plain(title)
    assert event.summary.value.strip() == expected.strip()


@pytest.mark.parametrize("year", [2026, 2040, 2099, 6200])
def test_sequence_numbers_grow_and_fit(year: int) -> None:
    now = datetime(year, 5, 1, tzinfo=UTC)
    assert 0 <= ics.sequence(now) < 2**31
    assert ics.sequence(now) <= ics.sequence(now + timedelta(minutes=1))
