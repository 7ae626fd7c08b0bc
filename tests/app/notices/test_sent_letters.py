"""What sent letters start and answer: nothing is reckoned from a receipt that nobody recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, Origin, Source
from app.deadlines.periods import end_of_day
from app.notices import own
from app.notices.model import DraftKind, NoticeDraft, Renewal, Sending, Way
from app.notices.rules import Lookup

AMSTERDAM = "Europe/Amsterdam"
NL = BusinessCalendar("NL", zone=AMSTERDAM)
NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
POSTED, RECEIVED = date(2026, 11, 17), date(2026, 11, 20)
LAST = end_of_day(date(2026, 11, 27), AMSTERDAM)
TERM_END = end_of_day(date(2026, 12, 27), AMSTERDAM)
STATED = {
    "consultation-period": "P60D",
    "publicity-opt-out": "P30D",
    "own-notice-given": "on-receipt",
    "cancel-form": "any",
}


def terms(name: str) -> Source | None:
    return source(name, STATED[name]) if name in STATED else None


def silent(name: str) -> Source | None:
    return None


def on_sending(name: str) -> Source | None:
    return source(name, "on-sending") if name == "own-notice-given" else terms(name)


def source(name: str, value: str) -> Source:
    return Source(
        origin=Origin.TERMS, value=value, words=value, version_label="2025-03", clause=f"c.{name}"
    )


def letter(
    kind: DraftKind = DraftKind.NON_RENEWAL,
    posted: date | None = POSTED,
    received: date | None = RECEIVED,
    way: Way = Way.POST,
    key: str = "l-1",
) -> NoticeDraft:
    sent = None
    if posted is not None:
        sent = Sending(posted_on=posted, way=way, received_on=received, noted_at=NOW)
    return NoticeDraft(
        id=key, kind=kind, title="A letter", order_numbers=("KO-1",), order_ids=("o-1",),
        version_id="", recipient="", letter="…", created_at=NOW, changed_at=NOW, counts_by=LAST,
        renewals=(Renewal("o-1:l-1", TERM_END),), sent=sent,
    )  # fmt: skip


def follows(found: NoticeDraft, lookup: Lookup = terms) -> dict[DeadlineKind, Deadline]:
    return {one.kind: one for one in own.letter_deadlines(found, lookup, NL)}


def order_deadline(kind: DeadlineKind, at: datetime, uid: str) -> Deadline:
    return Deadline(
        uid=uid, kind=kind, at=at, zone=AMSTERDAM, title="A moment", text="Order KO-1 renews",
        source=source("cancel-form", "in-writing"), order_id="o-1", order_number="KO-1",
    )  # fmt: skip


def answers(
    *letters: NoticeDraft,
    written: bool = False,
    last: datetime = LAST,
    lookup: Lookup = terms,
) -> dict[DeadlineKind, Deadline]:
    found = [order_deadline(DeadlineKind.CANCEL_BY, last, "cancel_by:o-1:l-1")]
    if written:
        post = last - timedelta(days=7)
        found.append(order_deadline(DeadlineKind.POST_BY, post, "post_by:cancel:o-1:l-1"))
    return {one.kind: one for one in own.settled(found, letters, lookup, NL)}


def test_a_dispute_of_our_own_is_consulted_about_from_its_receipt() -> None:
    found = follows(letter(DraftKind.DISPUTE))[DeadlineKind.CONSULTATION_END]
    assert found.at == end_of_day(date(2027, 1, 19), AMSTERDAM)
    assert found.source.clause == "c.consultation-period"
    assert (found.order_number, found.notice_id) == ("KO-1", "l-1")
    assert not found.acts
    # The hour of the receipt is not known, so none is shown.
    assert found.working[0].startswith("Received Fri 20 Nov 2026; it counts from then")
    assert "23:59" not in found.working[0]


def test_the_vendor_has_its_time_to_stop_naming_us_from_the_receipt() -> None:
    found = follows(letter(DraftKind.PUBLICITY, way=Way.EMAIL))[DeadlineKind.PUBLICITY_OPT_OUT]
    assert found.at == end_of_day(date(2026, 12, 20), AMSTERDAM)
    assert found.source.clause == "c.publicity-opt-out"


@pytest.mark.parametrize("kind", list(DraftKind))
@pytest.mark.parametrize("lookup", [terms, silent])
def test_without_a_receipt_no_clock_runs_and_nothing_is_invented(
    kind: DraftKind, lookup: Lookup
) -> None:
    sent = letter(kind, received=None)
    found = follows(sent, lookup)
    assert set(found) == {DeadlineKind.POST_BY}
    assert found[DeadlineKind.POST_BY].done
    assert sent.sent is not None
    assert "No receipt is recorded yet" in own.counts_words(sent.sent, lookup, AMSTERDAM)


def test_where_no_period_is_stated_the_moment_of_receipt_is_shown_as_not_stated() -> None:
    found = follows(letter(DraftKind.DISPUTE), silent)[DeadlineKind.CONSULTATION_END]
    assert not found.stated
    assert found.at == end_of_day(RECEIVED, AMSTERDAM)
    words = own.counts_words(Sending(posted_on=POSTED, way=Way.POST, received_on=RECEIVED,
                                     noted_at=NOW), silent, AMSTERDAM)  # fmt: skip
    assert "not stated" in words
    assert "Received Fri 20 Nov 2026" in words


def test_where_sending_is_enough_the_clock_runs_from_it() -> None:
    found = follows(letter(DraftKind.DISPUTE, received=None), on_sending)
    assert found[DeadlineKind.CONSULTATION_END].at == end_of_day(date(2027, 1, 16), AMSTERDAM)


def test_a_draft_is_to_be_posted_and_starts_nothing() -> None:
    found = follows(letter(DraftKind.DISPUTE, posted=None))
    assert set(found) == {DeadlineKind.POST_BY}
    assert not found[DeadlineKind.POST_BY].done
    assert answers(letter(posted=None)) == {}


def test_a_letter_received_in_time_answers_both_moments_of_its_order() -> None:
    found = answers(letter(), written=True)
    assert set(found) == {DeadlineKind.CANCEL_BY, DeadlineKind.POST_BY}
    for one in found.values():
        assert one.done
        assert "in time" in one.text
        assert one.working[-1] == one.text
        assert one.notice_id == "l-1"


def test_a_letter_on_its_way_answers_nothing_yet_and_says_so() -> None:
    found = answers(letter(received=None), written=True)
    assert not any(one.done for one in found.values())
    assert all("receipt is not recorded yet" in one.text for one in found.values())


def test_a_letter_that_came_too_late_answers_nothing() -> None:
    late = answers(letter(received=date(2026, 11, 28)))[DeadlineKind.CANCEL_BY]
    assert not late.done
    assert "too late" in late.text


def test_on_the_last_day_itself_the_hour_decides_and_is_not_known() -> None:
    at_five = datetime(2026, 11, 20, 16, tzinfo=UTC)
    found = answers(letter(), last=at_five)[DeadlineKind.CANCEL_BY]
    assert not found.done
    assert "depends on the hour" in found.text
    whole_day = end_of_day(RECEIVED, AMSTERDAM)
    assert answers(letter(), last=whole_day)[DeadlineKind.CANCEL_BY].done


@pytest.mark.parametrize("way", [Way.EMAIL, Way.PORTAL])
def test_what_has_to_be_written_is_not_answered_by_an_e_mail(way: Way) -> None:
    found = answers(letter(way=way), written=True)[DeadlineKind.CANCEL_BY]
    assert not found.done
    assert "post it as well" in found.text
    free = answers(letter(way=way))[DeadlineKind.CANCEL_BY]
    assert free.done
    assert "form" not in free.text
    assert "not stated" in answers(letter(way=way), lookup=silent)[DeadlineKind.CANCEL_BY].text


def test_a_letter_answers_only_for_the_term_that_it_was_written_in() -> None:
    next_year = end_of_day(date(2027, 11, 27), AMSTERDAM)
    assert answers(letter(), last=next_year) == {}


def test_of_several_letters_the_one_in_time_counts() -> None:
    in_time, again = letter(), letter(received=None, key="l-2")
    for both in ((in_time, again), (again, in_time)):
        found = answers(*both)[DeadlineKind.CANCEL_BY]
        assert found.done
        assert found.notice_id == "l-1"


@given(st.integers(-30, 30), st.sampled_from(list(Way)), st.booleans())
def test_nothing_received_after_the_last_day_is_ever_done(
    days: int, way: Way, written: bool
) -> None:
    received = date(2026, 11, 27) + timedelta(days=days)
    found = answers(letter(posted=date(2026, 10, 1), received=received, way=way), written=written)
    done = found[DeadlineKind.CANCEL_BY].done
    assert done == (days <= 0 and (way is Way.POST or not written))
