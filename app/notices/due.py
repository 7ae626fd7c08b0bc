"""The deadlines that follow from the vendor's notices and from new versions of its terms."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.base.text import _
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, Origin, Source
from app.deadlines.words import when_words
from app.notices import rules
from app.notices.model import NoticeKind, VendorNotice
from app.notices.rules import Given, Lookup, Period


def dated(notice: VendorNotice, lookup: Lookup, calendar: BusinessCalendar) -> VendorNotice:
    """The notice with when it counts and what it starts. One that is not genuine starts nothing."""
    if not notice.genuine:
        return notice
    zone = calendar.zone_name
    start = rules.given(notice.sent_at, lookup, calendar)
    return msgspec.structs.replace(
        notice,
        given_at=start.at if start.stated else None,
        given_words=rules.given_words(start, zone),
        starts=_starts(notice, start, lookup, calendar),
    )


def notice_deadlines(
    notice: VendorNotice, lookup: Lookup, calendar: BusinessCalendar
) -> tuple[Deadline, ...]:
    """What follows from a notice by the vendor; nothing from one that is not genuine."""
    if not notice.genuine:
        return ()
    start = rules.given(notice.sent_at, lookup, calendar)
    counts = _counts(notice, start, calendar.zone_name)
    match notice.kind:
        case NoticeKind.AUDIT:
            return counts, _audit(notice, start, lookup, calendar.zone_name)
        case NoticeKind.CERTIFICATION if notice.withdrawn_at is not None:
            return ()
        case NoticeKind.CERTIFICATION:
            return counts, _certification(notice, start, lookup, calendar)
        case NoticeKind.BREACH:
            return counts, _cure(notice, start, lookup, calendar)
        case NoticeKind.DISPUTE:
            end = rules.runs_out("consultation-period", start, lookup, calendar)
            return counts, _consultation(notice, end, calendar.zone_name)
        case _:
            return (counts,)


def _counts(notice: VendorNotice, start: Given, zone: str) -> Deadline:
    words = rules.given_words(start, zone)
    return Deadline(
        uid=f"{DeadlineKind.NOTICE_GIVEN.value}:{notice.id}",
        kind=DeadlineKind.NOTICE_GIVEN,
        at=start.at,
        zone=zone,
        stated=start.stated,
        title=_("Notice counts as given: {subject}").format(subject=notice.subject),
        text=words,
        source=start.source,
        working=start.working,
        acts=False,
        order_id=notice.order_id,
        order_number=notice.order_number,
        notice_id=notice.id,
    )


def _audit(notice: VendorNotice, start: Given, lookup: Lookup, zone: str) -> Deadline:
    earliest = rules.earliest_audit(start, lookup, zone)
    return _of_notice(
        notice,
        DeadlineKind.AUDIT_EARLIEST,
        earliest,
        zone,
        title=_("Earliest day of the audit"),
        text=_audit_words(notice, earliest, zone),
        acts=False,
    )


def _audit_words(notice: VendorNotice, earliest: Period, zone: str) -> str:
    if notice.begins_at is None:
        return _("When it begins is not announced")
    when = when_words(notice.begins_at, zone)
    if rules.is_short_notice(notice.begins_at, earliest):
        return _("Announced for {when}: that is too early, the terms ask for {period}").format(
            when=when, period=earliest.source.words
        )
    return _("Announced for {when}").format(when=when)


def _certification(
    notice: VendorNotice, start: Given, lookup: Lookup, calendar: BusinessCalendar
) -> Deadline:
    zone = calendar.zone_name
    if notice.due_at is not None:
        when = when_words(notice.due_at, zone)
        source = Source(
            origin=Origin.REQUEST,
            value=notice.due_at.isoformat(),
            words=_("The request states it: {when}").format(when=when),
        )
        due = Period(notice.due_at, True, source, (source.words,))
        text = _("Due {when}, as the request says").format(when=when)
    else:
        due = rules.runs_out("certification-period", start, lookup, calendar)
        text = (
            _("Due {when}").format(when=when_words(due.at, zone))
            if due.stated
            else _("Neither the request nor the terms state a time; answer it promptly")
        )
    return _of_notice(
        notice,
        DeadlineKind.CERTIFICATION_DUE,
        due,
        zone,
        title=_("Certification is due"),
        text=text,
    )


def _cure(
    notice: VendorNotice, start: Given, lookup: Lookup, calendar: BusinessCalendar
) -> Deadline:
    return _of_notice(
        notice,
        DeadlineKind.CURE_END,
        rules.runs_out("cure-period", start, lookup, calendar),
        calendar.zone_name,
        title=_("Cure: {subject}").format(subject=notice.subject),
        text=_("After that the vendor may terminate"),
    )


def _of_notice(
    notice: VendorNotice,
    kind: DeadlineKind,
    found: Period,
    zone: str,
    *,
    title: str,
    text: str,
    acts: bool = True,
) -> Deadline:
    return Deadline(
        uid=f"{kind.value}:{notice.id}",
        kind=kind,
        at=found.at,
        zone=zone,
        stated=found.stated,
        title=title,
        text=text,
        source=found.source,
        working=found.working,
        acts=acts,
        order_id=notice.order_id,
        order_number=notice.order_number,
        notice_id=notice.id,
        certification_part=f"{_PARTS[kind]}:{notice.id}" if kind in _PARTS else "",
    )


_PARTS = {DeadlineKind.CERTIFICATION_DUE: "request", DeadlineKind.AUDIT_EARLIEST: "audit"}


def _starts(notice: VendorNotice, start: Given, lookup: Lookup, calendar: BusinessCalendar) -> str:
    """What a notice starts, in a few words; "" where it starts nothing."""
    zone = calendar.zone_name
    match notice.kind:
        case NoticeKind.AUDIT:
            earliest = rules.earliest_audit(start, lookup, zone)
            if not earliest.stated:
                return _("How long an audit is announced ahead is not stated")
            said = _("The audit may begin {when} at the earliest").format(
                when=when_words(earliest.at, zone)
            )
            short = rules.is_short_notice(notice.begins_at, earliest)
            return (
                _("{said}; it is announced for a day before that").format(said=said)
                if (short)
                else said
            )
        case NoticeKind.BREACH:
            cure = rules.runs_out("cure-period", start, lookup, calendar)
            if not cure.stated:
                return _("How long a breach may be cured is not stated")
            return _("{period} to cure, until {when}").format(
                period=rules.period_words(cure.source), when=when_words(cure.at, zone)
            )
        case NoticeKind.DISPUTE:
            end = rules.runs_out("consultation-period", start, lookup, calendar)
            if not end.stated:
                return _("How long to consult is not stated")
            return _("{period} to consult, until {when}").format(
                period=rules.period_words(end.source), when=when_words(end.at, zone)
            )
        case NoticeKind.CERTIFICATION if notice.withdrawn_at is not None:
            return _("The vendor has withdrawn this request")
        case NoticeKind.CERTIFICATION:
            return _certification(notice, start, lookup, calendar).text
        case _:
            return ""


def _consultation(notice: VendorNotice, end: Period, zone: str) -> Deadline:
    return _of_notice(
        notice,
        DeadlineKind.CONSULTATION_END,
        end,
        zone,
        title=_("Consultation ends"),
        text=_("Before that neither side begins a proceeding"),
        acts=False,
    )


class NewVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version that is to be accepted before it governs no-charge orders."""

    version_id: str
    label: str
    title: str
    in_force_from: datetime
    order_id: str = ""
    order_number: str = ""
    product: str = ""
    accepted: bool = False


def acceptance_due(new: NewVersion, lookup: Lookup, calendar: BusinessCalendar) -> Deadline:
    """By when a new version has to be accepted to go on using a no-charge product (terms §26).

    Where no time is stated it is due at once: when the version takes effect.
    """
    zone = calendar.zone_name
    step = _("Version {label} is in force from {when}").format(
        label=new.label, when=when_words(new.in_force_from, zone)
    )
    start = Given(new.in_force_from, True, rules.look_up(lookup, "notice-given"), (step,))
    due = rules.runs_out("acceptance-period", start, lookup, calendar)
    where = f":{new.order_id}" if new.order_id else ""
    return Deadline(
        uid=f"{DeadlineKind.ACCEPTANCE_DUE.value}:{new.version_id}{where}",
        kind=DeadlineKind.ACCEPTANCE_DUE,
        at=due.at,
        zone=zone,
        stated=due.stated,
        title=_("Accept {title}, version {label}").format(title=new.title, label=new.label),
        text=(
            _("To go on using {product}").format(product=new.product)
            if new.product
            else _("To go on using products without charge")
        ),
        source=due.source,
        working=due.working,
        order_id=new.order_id,
        order_number=new.order_number,
        done=new.accepted,
    )
