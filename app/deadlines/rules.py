"""How deadlines stand, when a notice counts, and by when a letter has to be posted. Pure.

Every period is handed in as a `Source`, from an order or from the terms. The one number of this
client's own is POSTING, a habit that every date resting on it names as such.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import msgspec

from app.base import durations
from app.base.text import _, ngettext
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import (
    Deadline,
    DeadlineEntry,
    DeadlineKind,
    DeadlineQuery,
    DeadlineState,
    Source,
)
from app.deadlines.periods import end_of_day, local_day, move_day, start_of_day
from app.deadlines.words import business_days_words, day_words, entry_words

SOON = timedelta(days=14)
"""How far ahead a deadline is called "due soon": a habit of this client, not of any agreement."""
POSTING = 5
"""Business days that this client allows for a letter: its own habit, not the agreement's."""

_CHANCES = frozenset(
    {
        DeadlineKind.CANCEL_BY,
        DeadlineKind.POST_BY,
        DeadlineKind.DATA_DELETION,
        DeadlineKind.PUBLICITY_OPT_OUT,
        DeadlineKind.CONSULTATION_END,
    }
)
"""What a person may do by then and need not: once past, nothing is overdue."""


def state_of(deadline: Deadline, now: datetime, soon: timedelta = SOON) -> DeadlineState:
    """How a deadline stands at `now`: a duty that passed is overdue, anything else is past.

    A duty for which nobody states a time waits from its first day on and is never overdue.
    """
    if deadline.done:
        return DeadlineState.DONE
    if deadline.at <= now:
        if not deadline.acts or deadline.kind in _CHANCES:
            return DeadlineState.PAST
        return DeadlineState.OVERDUE if deadline.stated else DeadlineState.DUE_SOON
    return DeadlineState.DUE_SOON if deadline.at - now <= soon else DeadlineState.LATER


def entries_of(
    deadlines: Iterable[Deadline],
    query: DeadlineQuery,
    now: datetime,
    *,
    profile_id: str = "",
    profile_name: str = "",
) -> tuple[DeadlineEntry, ...]:
    """What the query asks for, in the order of time; the first of equal uids counts.

    What is overdue stays however old it is; all else that is past goes after `query.past_days`.
    """
    found: dict[str, DeadlineEntry] = {}
    for deadline in deadlines:
        if deadline.uid not in found:
            state = state_of(deadline, now)
            if wanted(deadline, state, query, now):
                found[deadline.uid] = DeadlineEntry(deadline, state, profile_id, profile_name)
    return limited(found.values(), query.limit)


def limited(entries: Iterable[DeadlineEntry], limit: int | None) -> tuple[DeadlineEntry, ...]:
    """Entries in the order of time; of more than `limit` the overdue and the nearest are kept."""
    ordered = sorted(entries, key=_by_time)
    if limit is None or len(ordered) <= limit:
        return tuple(ordered)
    nearest = sorted(ordered, key=_by_need)[:limit]
    return tuple(sorted(nearest, key=_by_time))


def wanted(deadline: Deadline, state: DeadlineState, query: DeadlineQuery, now: datetime) -> bool:
    """Whether a deadline that stands so is what the query asks for."""
    if query.uids and deadline.uid not in query.uids:
        return False
    if query.kinds and deadline.kind not in query.kinds:
        return False
    if query.states and state not in query.states:
        return False
    if query.acting_only and not deadline.acts:
        return False
    if query.order_id and deadline.order_id != query.order_id:
        return False
    if query.notice_id and deadline.notice_id != query.notice_id:
        return False
    if query.within_days is not None and deadline.at > now + timedelta(days=query.within_days):
        return False
    if state is not DeadlineState.OVERDUE and deadline.at < now - timedelta(days=query.past_days):
        return False
    return _mentions(deadline, query.text)


def _mentions(deadline: Deadline, text: str) -> bool:
    words = text.casefold().split()
    if not words:
        return True
    said = " ".join(
        (deadline.title, deadline.text, deadline.order_number, deadline.source.words)
    ).casefold()
    return all(word in said for word in words)


def _by_time(entry: DeadlineEntry) -> tuple[datetime, str, str]:
    return entry.deadline.at, entry.deadline.uid, entry.profile_id


_PRESSING = (
    DeadlineState.OVERDUE,
    DeadlineState.DUE_SOON,
    DeadlineState.LATER,
    DeadlineState.DONE,
    DeadlineState.PAST,
)


def _by_need(entry: DeadlineEntry) -> tuple[int, float, str]:
    over = entry.state in (DeadlineState.DONE, DeadlineState.PAST)
    at = entry.deadline.at.timestamp()
    return _PRESSING.index(entry.state), -at if over else at, entry.deadline.uid


class CheckState(enum.StrEnum):
    """The verdict for monitoring systems, best first."""

    FINE = "fine"
    SOON = "soon"
    OVERDUE = "overdue"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """How all deadlines stand, in one line for a person."""

    state: CheckState
    soon: int
    overdue: int
    next: DeadlineEntry | None
    words: str


def check_of(entries: Iterable[DeadlineEntry]) -> Check:
    """The verdict over entries, of one profile or of several.

    A date from which something merely counts (a notice given) is never "due".
    """
    told = [entry for entry in entries if entry.deadline.kind is not DeadlineKind.NOTICE_GIVEN]
    overdue = [entry for entry in told if entry.state is DeadlineState.OVERDUE]
    soon = [entry for entry in told if entry.state is DeadlineState.DUE_SOON]
    later = [entry for entry in told if entry.state is DeadlineState.LATER]
    first = min(overdue or soon or later, key=_by_time, default=None)
    state = CheckState.FINE
    if overdue or soon:
        state = CheckState.OVERDUE if overdue else CheckState.SOON
    return Check(
        state=state,
        soon=len(soon),
        overdue=len(overdue),
        next=first,
        words=_check_words(len(overdue), len(soon), first),
    )


def _check_words(overdue: int, soon: int, first: DeadlineEntry | None) -> str:
    counts = []
    if overdue:
        counts.append(ngettext("{n} overdue", "{n} overdue", overdue).format(n=overdue))
    if soon:
        counts.append(ngettext("{n} due soon", "{n} due soon", soon).format(n=soon))
    said = ", ".join(counts) or _("Nothing is due soon")
    if first is None:
        return _("{counts}; no deadline is ahead").format(counts=said)
    return _("{counts}; first: {entry}").format(counts=said, entry=entry_words(first.deadline))


class Counted(msgspec.Struct, frozen=True):
    """An instant and how it was reckoned. `at` None: nothing says it."""

    at: datetime | None
    working: tuple[str, ...] = ()


def counted_as_given(sent_at: datetime, stated: Source, calendar: BusinessCalendar) -> Counted:
    """When a notice counts as given: the beginning of that day at the calendar's place.

    `stated` is a duration after sending ("P1D" of business days: the first business day after it),
    or "on-sending". For "on-receipt", for any other word and where nothing is stated `at` is None.
    """
    zone = calendar.zone_name
    sent = local_day(sent_at, zone)
    working = [_("Sent {day}").format(day=day_words(sent))]
    if stated.value == "on-sending":
        return Counted(sent_at.astimezone(UTC), (*working, _("Counts when it is sent")))
    if not durations.is_duration(stated.value):
        return Counted(None, (*working, _("From when a notice counts is not stated")))
    period = durations.parse(stated.value)
    if stated.unit == "business-days":
        day = calendar.add_business_days(sent, period.days)
        working.append(_counted_words(period.days, day))
        working.append(calendar.words)
    else:
        day = move_day(sent, period)
        working.append(
            _("{period} after that it counts as given: {day}").format(
                period=durations.duration_words(stated.value), day=day_words(day)
            )
        )
    return Counted(start_of_day(day, zone), tuple(working))


def _counted_words(count: int, day: date) -> str:
    if count == 1:
        return _("Counts as given on the first business day after that: {day}").format(
            day=day_words(day)
        )
    return _("Counts as given after {days}: {day}").format(
        days=business_days_words(count), day=day_words(day)
    )


class Posting(msgspec.Struct, frozen=True):
    """The last day on which a letter can be posted to be there in time, and how it was reckoned."""

    day: date
    at: datetime
    """The end of that day at the calendar's place."""
    working: tuple[str, ...]


def latest_posting(last: datetime, calendar: BusinessCalendar, posting: int = POSTING) -> Posting:
    """By when to post a letter that has to be received by `last`.

    Letters arrive on business days; from the last such day `posting` business days are counted
    back. Raises ValueError for a negative number.
    """
    if posting < 0:
        raise ValueError("a letter takes no negative time")
    zone = calendar.zone_name
    by = local_day(last, zone)
    arrives = calendar.business_day_on_or_before(by)
    day = calendar.add_business_days(arrives, -posting)
    working = (
        _("It counts when it is received, by {day} at the latest").format(day=day_words(by)),
        _("The last business day for that is {day}").format(day=day_words(arrives)),
        _("{days} for the post: a habit of this program, the agreement states none").format(
            days=business_days_words(posting)
        ),
        calendar.words,
    )
    return Posting(day, end_of_day(day, zone), working)


def earliest_after(given_at: datetime, notice: Source, zone: str) -> datetime | None:
    """The earliest moment something announced may begin: the day after the full days of notice.

    The days run from the beginning of the day on which the notice counts; "P10D" from a Monday
    leads to Thursday of the following week, 00:00 in `zone`. None where no period is stated.
    """
    if not durations.is_duration(notice.value):
        return None
    period = durations.parse(notice.value)
    day = move_day(local_day(given_at, zone), period)
    return start_of_day(day, zone) + timedelta(seconds=period.seconds)
