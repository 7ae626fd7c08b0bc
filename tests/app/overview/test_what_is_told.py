"""What becomes a notification: each matter once, many of a kind in one, a summary afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.base.errors import ProblemReport
from app.deadlines.model import (
    Deadline,
    DeadlineEntry,
    DeadlineKind,
    DeadlineState,
    Origin,
    Source,
)
from app.exchange.model import OutboxItem, OutboxState
from app.notices.model import NoticeKind, VendorNotice
from app.overview import alerts
from app.overview.alerts import AlertKind, Matter
from app.support.requests.model import RequestCard, RequestState, Severity

NOW = datetime(2026, 11, 24, 8, 33, tzinfo=UTC)
REPORT = ProblemReport(code="CP-4001", title="Request closed", explanation="", next_step="")


def notice(key: str, *, read: bool = False, genuine: bool = True) -> VendorNotice:
    return VendorNotice(
        id=key, kind=NoticeKind.BREACH, subject=f"Subject {key}", text="", sent_at=NOW,
        given_at=None, given_words="Counts as given tomorrow.", genuine=genuine, read=read,
        fault="" if genuine else "The signature does not hold.",
    )  # fmt: skip


def request(state: RequestState, changed: datetime = NOW, *, unread: bool = True) -> RequestCard:
    return RequestCard(
        id="r1", subject="Failover", severity=Severity.NORMAL, state=state, opened_at=NOW,
        changed_at=changed, unread=unread,
    )  # fmt: skip


def refused(changed: datetime = NOW, state: OutboxState = OutboxState.REFUSED) -> OutboxItem:
    return OutboxItem(
        id="i1", kind="message", state=state, subject="s", created_at=NOW, changed_at=changed,
        problem=REPORT,
    )  # fmt: skip


def entry(left: timedelta, *, acts: bool = True, done: bool = False) -> DeadlineEntry:
    at = NOW + left
    state = DeadlineState.LATER if left > timedelta(0) else DeadlineState.OVERDUE
    deadline = Deadline(
        uid="cancel_by:o:1", kind=DeadlineKind.CANCEL_BY, at=at, zone="Europe/Berlin",
        title="Cancel Strata Cloud", acts=acts, done=done,
        source=Source(origin=Origin.TERMS, value="P30D", words="30 days"),
    )  # fmt: skip
    return DeadlineEntry(deadline, DeadlineState.DONE if done else state)


def matter(key: str, kind: AlertKind = AlertKind.NOTICE) -> Matter:
    return Matter(key=key, kind=kind, title=f"T{key}", text=f"X{key}", page="notices", part=key)


def test_a_notice_that_nobody_opened_is_told_and_one_that_pretends_says_so() -> None:
    found = list(
        alerts.notice_matters([notice("a"), notice("b", read=True), notice("c", genuine=False)])
    )
    assert [one.part for one in found] == ["a", "c"]
    assert "Subject a" in found[0].title
    assert "not genuine" in found[1].title
    assert "Subject c" not in found[1].title
    assert "starts nothing" in found[1].text


def test_an_answer_is_told_once_and_the_next_answer_again() -> None:
    first, second = (
        next(alerts.answer_matters([request(RequestState.ANSWERED, changed)])).key
        for changed in (NOW, NOW + timedelta(hours=1))
    )
    assert first != second
    assert not list(alerts.answer_matters([request(RequestState.OPEN)]))
    assert not list(alerts.answer_matters([request(RequestState.ANSWERED, unread=False)]))
    assert next(alerts.answer_matters([request(RequestState.WAITING)])).part == "request:r1"


def test_an_item_refused_again_is_told_again() -> None:
    [first] = alerts.refused_matters([refused()])
    [again] = alerts.refused_matters([refused(NOW + timedelta(minutes=1))])
    assert first.key != again.key
    assert (first.page, first.part) == ("outbox", "i1")
    assert not list(alerts.refused_matters([refused(state=OutboxState.WAITING)]))


def test_a_deadline_is_told_within_a_week_within_a_day_and_when_it_is_over() -> None:
    week = entry(timedelta(days=6))
    at = week.deadline.at
    [far] = alerts.deadline_matters([week], at - timedelta(days=6))
    [near] = alerts.deadline_matters([week], at - timedelta(hours=20))
    [over] = alerts.deadline_matters([entry(timedelta(hours=-1))], NOW)
    keys = [far.key, near.key, over.key]
    assert [key.rpartition(":")[2] for key in keys] == ["week", "day", "over"]


def test_deadlines_that_are_far_done_or_mere_information_are_not_told() -> None:
    far, done = entry(timedelta(days=8)), entry(timedelta(days=1), done=True)
    mere = entry(timedelta(days=1), acts=False)
    assert not list(alerts.deadline_matters([far, done, mere], NOW))


def test_a_single_matter_is_told_in_its_own_words_and_leads_to_it() -> None:
    [alert] = alerts.alerts([matter("1")])
    assert (alert.title, alert.text, alert.page, alert.part) == ("T1", "X1", "notices", "1")


def test_several_of_a_kind_are_one_notification_with_three_names() -> None:
    [alert] = alerts.alerts([matter(str(n)) for n in range(5)])
    assert alert.title == "5 new notices"
    assert alert.text == "T0\nT1\nT2\nand 2 more"
    assert (alert.page, alert.part) == ("notices", "")


def test_kinds_are_told_apart_the_pressing_first() -> None:
    found = alerts.alerts([matter("1"), matter("2", AlertKind.REFUSED)])
    assert [one.pressing for one in found] == [True, False]


def test_a_summary_is_one_notification_however_many_kinds_there_are() -> None:
    [alert] = alerts.summary([matter("1"), matter("2"), matter("3", AlertKind.ANSWER)])
    assert alert.text == "2 new notices\n1 answer by support"
    assert (alert.page, alert.part) == ("overview", "")
    assert alerts.summary([]) == ()
    assert alerts.summary([matter("1")]) == alerts.alerts([matter("1")])
