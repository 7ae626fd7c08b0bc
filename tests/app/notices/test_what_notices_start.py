"""What notices start: when they count, audits, cures, certifications, letters that must arrive."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, Origin, Source
from app.deadlines.periods import end_of_day, local_day, start_of_day
from app.notices import due, own, rules
from app.notices.due import NewVersion
from app.notices.model import DraftKind, NoticeDraft, NoticeKind, VendorNotice

AMSTERDAM = "Europe/Amsterdam"
NL = BusinessCalendar("NL", zone=AMSTERDAM)
FRIDAY = datetime(2026, 11, 20, 14, tzinfo=UTC)
MONDAY = start_of_day(date(2026, 11, 23), AMSTERDAM)
STATED = {
    "notice-given": ("P1D", "business-days"),
    "audit-notice": ("P10D", ""),
    "audit-hours": ("normal-business-hours", ""),
    "certification-period": ("", ""),
    "cure-period": ("P30D", ""),
    "consultation-period": ("P60D", ""),
    "publicity-opt-out": ("P30D", ""),
    "acceptance-period": ("P90D", ""),
    "own-notice-given": ("on-receipt", ""),
}


def terms(name: str) -> Source | None:
    """Terms that state all of it but a time to certify."""
    if name not in STATED:
        return None
    value, unit = STATED[name]
    return Source(
        origin=Origin.TERMS,
        value=value,
        unit=unit,
        words=value or "not stated",
        version_id="terms-1",
        version_label="2025-03",
        clause=f"c.{name}",
    )


def silent(name: str) -> Source | None:
    return None


def notice(
    kind: NoticeKind = NoticeKind.AUDIT, sent: datetime = FRIDAY, **more: object
) -> VendorNotice:
    values = {
        "id": "n-1",
        "kind": kind,
        "subject": "Something",
        "text": "",
        "sent_at": sent,
        "given_at": None,
        "given_words": "",
        "genuine": True,
    }
    return VendorNotice(**(values | more))  # type: ignore[arg-type]


def deadlines(found: VendorNotice, lookup: rules.Lookup = terms) -> dict[DeadlineKind, Deadline]:
    return {one.kind: one for one in due.notice_deadlines(found, lookup, NL)}


def test_an_audit_announced_on_friday_may_begin_on_thursday_of_the_following_week() -> None:
    found = deadlines(notice())
    assert found[DeadlineKind.NOTICE_GIVEN].at == MONDAY
    audit = found[DeadlineKind.AUDIT_EARLIEST]
    assert audit.at == start_of_day(date(2026, 12, 3), AMSTERDAM)
    assert audit.at.astimezone(NL.zone).strftime("%A %H:%M") == "Thursday 00:00"
    assert audit.source.clause == "c.audit-notice"
    assert not audit.acts
    assert any("normal-business-hours" in step for step in audit.working)


def test_an_audit_announced_for_too_early_a_day_is_called_so() -> None:
    wednesday = datetime(2026, 12, 2, 8, tzinfo=UTC)
    audit = deadlines(notice(begins_at=wednesday))[DeadlineKind.AUDIT_EARLIEST]
    assert "too early" in audit.text
    thursday = datetime(2026, 12, 3, 8, tzinfo=UTC)
    audit = deadlines(notice(begins_at=thursday))[DeadlineKind.AUDIT_EARLIEST]
    assert "too early" not in audit.text
    assert "Thu 3 Dec 2026, 09:00 CET" in audit.text
    assert "announced" in deadlines(notice())[DeadlineKind.AUDIT_EARLIEST].text


def test_a_breach_may_be_cured_until_the_end_of_the_last_day() -> None:
    cure = deadlines(notice(NoticeKind.BREACH, order_id="ord-1", order_number="KO-1"))[
        DeadlineKind.CURE_END
    ]
    assert cure.at == end_of_day(date(2026, 12, 23), AMSTERDAM)
    assert cure.acts
    assert (cure.order_id, cure.order_number, cure.notice_id) == ("ord-1", "KO-1", "n-1")
    assert cure.source.value == "P30D"


def test_a_dispute_is_consulted_about_first() -> None:
    found = deadlines(notice(NoticeKind.DISPUTE))[DeadlineKind.CONSULTATION_END]
    assert found.at == end_of_day(date(2027, 1, 22), AMSTERDAM)


def test_a_certification_is_due_when_the_request_says_and_else_not_stated() -> None:
    asked = end_of_day(date(2026, 12, 14), AMSTERDAM)
    stated = deadlines(notice(NoticeKind.CERTIFICATION, due_at=asked))
    found = stated[DeadlineKind.CERTIFICATION_DUE]
    assert found.at == asked
    assert found.source.origin is Origin.REQUEST
    open_end = deadlines(notice(NoticeKind.CERTIFICATION))[DeadlineKind.CERTIFICATION_DUE]
    assert not open_end.stated
    assert open_end.at == MONDAY
    assert "Neither the request nor the terms" in open_end.text


def test_a_new_version_is_to_be_accepted_within_the_stated_time_or_at_once() -> None:
    new = NewVersion(
        version_id="terms-2026-09",
        label="2026-09",
        title="End Customer Terms",
        in_force_from=start_of_day(date(2026, 9, 1), AMSTERDAM),
        order_id="ord-1",
        order_number="KO-1",
        product="Pulse",
    )
    found = due.acceptance_due(new, terms, NL)
    assert found.at == end_of_day(date(2026, 11, 30), AMSTERDAM)
    assert found.acts
    assert "Pulse" in found.text
    at_once = due.acceptance_due(new, silent, NL)
    assert at_once.at == new.in_force_from
    assert not at_once.stated


def test_our_letters_count_on_receipt_so_they_are_posted_in_time() -> None:
    last = end_of_day(date(2026, 12, 26), AMSTERDAM)
    found = rules.posting(last, terms, NL)
    assert local_day(found.at, AMSTERDAM) == date(2026, 12, 17)
    assert found.stated
    assert "habit" in rules.posting_words(found, AMSTERDAM)
    unsaid = rules.posting(last, silent, NL)
    assert unsaid.at == found.at
    assert not unsaid.stated
    assert "not stated" in unsaid.working[0]

    def on_sending(name: str) -> Source | None:
        return Source(origin=Origin.TERMS, value="on-sending", words="on sending")

    assert rules.posting(last, on_sending, NL).at == last


def test_a_draft_is_posted_in_time_where_something_says_by_when_it_counts() -> None:
    draft = NoticeDraft(
        id="d-1",
        kind=DraftKind.NON_RENEWAL,
        title="No renewal of KO-1",
        order_numbers=("KO-1",),
        order_ids=("ord-1",),
        version_id="terms-1",
        recipient="",
        letter="…",
        created_at=FRIDAY,
        changed_at=FRIDAY,
        counts_by=end_of_day(date(2026, 12, 26), AMSTERDAM),
    )
    found = own.draft_deadline(draft, terms, NL)
    assert found is not None
    assert found.kind is DeadlineKind.POST_BY
    assert found.order_number == "KO-1"
    assert local_day(found.at, AMSTERDAM) == date(2026, 12, 17)
    open_end = NoticeDraft(
        id="d-2", kind=DraftKind.OBJECTION, title="", order_numbers=(), version_id="",
        recipient="", letter="…", created_at=FRIDAY, changed_at=FRIDAY,
    )  # fmt: skip
    assert own.draft_deadline(open_end, terms, NL) is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (NoticeKind.AUDIT, "may begin Thu 3 Dec 2026, 00:00 CET"),
        (NoticeKind.BREACH, "30 days to cure, until Wed 23 Dec 2026, 23:59 CET"),
        (NoticeKind.DISPUTE, "60 days to consult"),
        (NoticeKind.CERTIFICATION, "answer it promptly"),
        (NoticeKind.RENEWAL, ""),
    ],
)
def test_a_notice_says_when_it_counts_and_what_it_starts(kind: NoticeKind, words: str) -> None:
    found = due.dated(notice(kind), terms, NL)
    assert found.given_at == MONDAY
    assert "Mon 23 Nov 2026, 00:00 CET" in found.given_words
    assert "c.notice-given" in found.given_words
    assert words in found.starts
    assert bool(words) == bool(found.starts)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_where_the_terms_state_nothing_every_answer_is_not_stated(kind: NoticeKind) -> None:
    dated = due.dated(notice(kind), silent, NL)
    assert dated.given_at is None
    assert "not stated" in dated.given_words
    for found in due.notice_deadlines(notice(kind), silent, NL):
        assert not found.stated
        assert found.at == FRIDAY
        assert found.source.value == ""
        assert found.source.words == "not stated"


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_notice_that_is_not_genuine_starts_nothing(kind: NoticeKind) -> None:
    forged = notice(kind, genuine=False)
    assert due.notice_deadlines(forged, terms, NL) == ()
    assert due.dated(forged, terms, NL) == forged


moments = st.integers(0, 4000).map(lambda hours: FRIDAY + timedelta(hours=hours))


@given(moments, moments, st.sampled_from(list(NoticeKind)))
def test_who_is_told_later_never_has_to_act_earlier(
    one: datetime, other: datetime, kind: NoticeKind
) -> None:
    first, second = sorted((one, other))
    early, late = deadlines(notice(kind, first)), deadlines(notice(kind, second))
    assert set(early) == set(late)
    for what, found in early.items():
        assert found.at <= late[what].at
        assert found.uid == late[what].uid


@given(moments)
def test_an_audit_never_begins_before_ten_full_days(sent: datetime) -> None:
    found = deadlines(notice(sent=sent))
    given_at = found[DeadlineKind.NOTICE_GIVEN].at
    assert NL.is_business_day(local_day(given_at, AMSTERDAM))
    begins = found[DeadlineKind.AUDIT_EARLIEST].at
    days = (local_day(begins, AMSTERDAM) - local_day(given_at, AMSTERDAM)).days
    assert days == 10
