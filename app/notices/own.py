"""What follows from letters of one's own: by when to post them, when they count, what they settle.

Pure. Only days are known of a letter: it counts at the end of the day of its receipt, the safe
reading, and nothing is reckoned from a receipt that nobody recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from app.base.text import _
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, Source
from app.deadlines.periods import end_of_day, local_day
from app.deadlines.words import clause_words, day_words, source_words, when_words
from app.notices import rules
from app.notices.model import DraftKind, NoticeDraft, Renewal, Sending, Way
from app.notices.rules import Given, Lookup, Period

_RULE = "own-notice-given"
_PROMPT = "indemnity-notice"
"""The one notice that is due without a period of its own: promptly, so on the day it is written."""


def way_words(way: Way) -> str:
    """How a letter left: "by post"."""
    match way:
        case Way.POST:
            return _("by post")
        case Way.EMAIL:
            return _("by e-mail")
        case Way.PORTAL:
            return _("in the portal")


def sent_words(sent: Sending) -> str:
    """That a letter was sent: "Sent by post on Thu 26 Nov 2026"."""
    return _("Sent {way} on {day}").format(way=way_words(sent.way), day=day_words(sent.posted_on))


def counts_from(sent: Sending, lookup: Lookup, zone: str) -> Given | None:
    """From when a sent letter counts; None where that is its receipt and none is recorded.

    Where the terms do not say, receipt is the safe reading.
    """
    source = rules.look_up(lookup, _RULE)
    if source.value == "on-sending":
        step = _("Sent {day}; it counts from then").format(day=day_words(sent.posted_on))
        return Given(end_of_day(sent.posted_on, zone), True, source, (step,))
    if sent.received_on is None:
        return None
    return _received(end_of_day(sent.received_on, zone), source, zone)


def counts_words(sent: Sending, lookup: Lookup, zone: str) -> str:
    """From when a sent letter counts, in sentences with the clause."""
    source = rules.look_up(lookup, _RULE)
    found = counts_from(sent, lookup, zone)
    if source.value not in ("on-receipt", "on-sending"):
        said = _("From when it counts is not stated; receipt is the safe reading.")
    elif found is None:
        said = _("It counts {rule}.").format(rule=source_words(source))
    else:
        return _("It counts from {day}: {rule}.").format(
            day=day_words(local_day(found.at, zone)), rule=source_words(source)
        )
    if sent.received_on is None:
        return _("{said} No receipt is recorded yet.").format(said=said)
    return _("{said} Received {day}.").format(said=said, day=day_words(sent.received_on))


def moment_of(letter: NoticeDraft, now: datetime, zone: str) -> datetime:
    """At which moment the terms are asked about a letter: when it counts, else when it left."""
    if letter.sent is None:
        return now
    return end_of_day(letter.sent.received_on or letter.sent.posted_on, zone)


def letter_deadlines(
    letter: NoticeDraft, lookup: Lookup, calendar: BusinessCalendar
) -> Iterator[Deadline]:
    """What follows from a letter: by when to post it, and what runs once it counts."""
    post = draft_deadline(letter, lookup, calendar)
    if post is not None:
        yield post
    if letter.sent is None:
        return
    start = counts_from(letter.sent, lookup, calendar.zone_name)
    if start is None:
        return
    match letter.kind:
        case DraftKind.DISPUTE:
            yield _about(letter, _consultation(letter.id, start, lookup, calendar))
        case DraftKind.PUBLICITY:
            yield _about(letter, _opt_out(letter.id, start, lookup, calendar))
        case DraftKind.BREACH:
            yield _about(letter, _cure(letter.id, start, lookup, calendar))
        case DraftKind.TERMINATION:
            yield _about(letter, _end(letter, start, calendar))
        case _:
            return


def draft_deadline(
    draft: NoticeDraft, lookup: Lookup, calendar: BusinessCalendar
) -> Deadline | None:
    """By when a letter has to be posted; None where nothing says by when. Done once it is sent."""
    if draft.counts_by is not None:
        post = rules.posting(draft.counts_by, lookup, calendar)
    elif draft.post_by is not None:
        asked = rules.look_up(lookup, _PROMPT)
        post = Period(draft.post_by, False, asked, (draft.post_by_words,))
    else:
        return None
    return _about(
        draft,
        Deadline(
            uid=f"{DeadlineKind.POST_BY.value}:draft:{draft.id}",
            kind=DeadlineKind.POST_BY,
            at=post.at,
            zone=calendar.zone_name,
            stated=post.stated,
            title=_("Post: {title}").format(title=draft.title),
            text=sent_words(draft.sent) if draft.sent else _("Latest safe day to post it"),
            source=post.source,
            working=post.working,
            notice_id=draft.id,
            done=draft.sent is not None,
        ),
    )


def settled(
    deadlines: Iterable[Deadline],
    letters: Sequence[NoticeDraft],
    lookup: Lookup,
    calendar: BusinessCalendar,
) -> Iterator[Deadline]:
    """Those of an order's deadlines that sent letters answer: done, or why they are not.

    A last moment to cancel is done once a letter counts by then and has the form that the terms
    ask for; so is the day to post it. A letter answers only for the term that it was written in.
    """
    found = {one.uid: one for one in deadlines}
    answered: dict[str, Deadline] = {}
    for letter in sorted(letters, key=lambda one: (one.created_at, one.id)):
        for renewal in letter.renewals if letter.sent else ():
            for one in _answered(letter, renewal, found, lookup, calendar):
                if one.uid not in answered or not answered[one.uid].done:
                    answered[one.uid] = one
    yield from answered.values()


def _answered(
    letter: NoticeDraft,
    renewal: Renewal,
    found: dict[str, Deadline],
    lookup: Lookup,
    calendar: BusinessCalendar,
) -> Iterator[Deadline]:
    by = found.get(f"cancel_by:{renewal.key}")
    if letter.sent is None or by is None or by.at > renewal.ends_at:
        return
    post = found.get(f"post_by:cancel:{renewal.key}")
    done, words = _outcome(letter.sent, by, post.source if post else None, lookup, calendar)
    said = _("Order {order}: {outcome}").format(order=by.order_number, outcome=words)
    for one in (by, post) if post else (by,):
        yield msgspec.structs.replace(
            one, done=done, text=said, working=(*one.working, said), notice_id=letter.id
        )


def _outcome(
    sent: Sending, by: Deadline, form: Source | None, lookup: Lookup, calendar: BusinessCalendar
) -> tuple[bool, str]:
    """Whether a letter keeps a last moment, and why or why not. `form`: it has to be written."""
    zone = calendar.zone_name
    if form is not None and sent.way is not Way.POST:
        return False, _("sent {way}, but the form asked for is {form}: post it as well").format(
            way=way_words(sent.way), form=source_words(form)
        )
    start = counts_from(sent, lookup, zone)
    if start is None:
        return False, _("your letter was sent {day}; its receipt is not recorded yet").format(
            day=day_words(sent.posted_on)
        )
    day = local_day(start.at, zone)
    if start.at <= by.at:
        words = _("your letter counts from {day}, in time").format(day=day_words(day))
        stated = rules.look_up(lookup, "cancel-form").value
        if sent.way is not Way.POST and not stated:
            words = _("{words}; which form it needs is not stated").format(words=words)
        return True, words
    if day == local_day(by.at, zone):
        return False, _(
            "your letter counts from {day}; whether before the last moment, {when}, depends on "
            "the hour, which is not recorded"
        ).format(day=day_words(day), when=when_words(by.at, zone))
    return False, _("your letter counts from {day}, too late").format(day=day_words(day))


def _consultation(key: str, start: Given, lookup: Lookup, calendar: BusinessCalendar) -> Deadline:
    end = rules.runs_out("consultation-period", start, lookup, calendar)
    return Deadline(
        uid=f"{DeadlineKind.CONSULTATION_END.value}:{key}",
        kind=DeadlineKind.CONSULTATION_END,
        at=end.at,
        zone=calendar.zone_name,
        stated=end.stated,
        title=_("Consultation ends"),
        text=_("Before that neither side begins a proceeding"),
        source=end.source,
        working=end.working,
        acts=False,
        notice_id=key,
    )


def _opt_out(key: str, start: Given, lookup: Lookup, calendar: BusinessCalendar) -> Deadline:
    end = rules.runs_out("publicity-opt-out", start, lookup, calendar)
    return Deadline(
        uid=f"{DeadlineKind.PUBLICITY_OPT_OUT.value}:{key}",
        kind=DeadlineKind.PUBLICITY_OPT_OUT,
        at=end.at,
        zone=calendar.zone_name,
        stated=end.stated,
        title=_("The vendor stops naming you"),
        text=_("By then name and logo have to be gone from what it publishes"),
        source=end.source,
        working=end.working,
        acts=False,
        notice_id=key,
    )


def _cure(key: str, start: Given, lookup: Lookup, calendar: BusinessCalendar) -> Deadline:
    end = rules.runs_out("cure-period", start, lookup, calendar)
    return Deadline(
        uid=f"{DeadlineKind.CURE_END.value}:{key}",
        kind=DeadlineKind.CURE_END,
        at=end.at,
        zone=calendar.zone_name,
        stated=end.stated,
        title=_("The vendor's time to cure ends"),
        text=_("After that you may terminate"),
        source=end.source,
        working=end.working,
        acts=False,
        notice_id=key,
    )


def _end(letter: NoticeDraft, start: Given, calendar: BusinessCalendar) -> Deadline:
    """When what was terminated ends: on the day that the letter names, else once it counts."""
    named = letter.effect_at
    at = max(start.at, named) if named is not None else start.at
    steps = start.working
    if named is not None:
        day = day_words(local_day(named, calendar.zone_name))
        steps = (*steps, _("The letter names {day}").format(day=day))
    return Deadline(
        uid=f"{DeadlineKind.NOTICE_GIVEN.value}:{letter.id}",
        kind=DeadlineKind.NOTICE_GIVEN,
        at=at,
        zone=calendar.zone_name,
        stated=start.stated,
        title=_("Takes effect: {title}").format(title=letter.title),
        text=_("Stop using what it concerns by then, and delete every copy"),
        source=start.source,
        working=steps,
        acts=False,
        notice_id=letter.id,
    )


def _received(at: datetime, source: Source, zone: str) -> Given:
    """From when a notice of the customer's counts, where it was received at `at`."""
    step = _("Received {day}").format(day=day_words(local_day(at, zone)))
    place = clause_words(source)
    if source.value == "on-receipt" and place:
        step = _("{step}; it counts from then ({place})").format(step=step, place=place)
    return Given(at, True, source, (step,))


def _about(letter: NoticeDraft, deadline: Deadline) -> Deadline:
    """The deadline with the order that the letter concerns, where it is one."""
    return msgspec.structs.replace(
        deadline,
        order_id=_only(letter.order_ids),
        order_number=_only(letter.order_numbers),
    )


def _only(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else ""
