"""Letters of one's own with the facts of account, orders and terms, and by when to post them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import msgspec

from app.base import durations
from app.base.text import _
from app.deadlines.model import Source
from app.deadlines.periods import end_of_day, local_day, move_day
from app.deadlines.words import day_words, source_words, when_words
from app.notices import letters, problems
from app.notices import rules as notice_rules
from app.notices.letter_facts import (
    AuditFacts,
    BreachFacts,
    ClaimFacts,
    Detail,
    LetterFacts,
    Party,
    TaxFacts,
    TerminationFacts,
)
from app.notices.model import DraftKind
from app.notices.questions import Cite, Question, questions
from app.notices.service import NewDraft, NoticeService
from app.notices.wishes import AuditWish, Ground, LetterWishes
from app.terms import citation, claims
from app.terms.chains import ChainedOrder
from app.terms.governance import Governance
from app.terms.objection import (
    calendar_of,
    cited,
    customer_party,
    draft_objection,
    letter_order,
    posting_by,
    vendor_party,
)
from app.terms.rules import Lookup

_RESTS_ON = {
    DraftKind.DISPUTE: "consultation-period",
    DraftKind.PUBLICITY: "publicity-opt-out",
    DraftKind.TAX_EXEMPTION: "tax-exemption",
    DraftKind.IP_CLAIM: "indemnity-notice",
    DraftKind.BREACH: "cure-period",
    DraftKind.TERMINATION: "termination-notice",
    DraftKind.AUDIT_REPLY: "audit-notice",
}
"""The rule value whose clause such a letter cites."""
_BASIS = {DraftKind.NON_RENEWAL: "cancel-notice", DraftKind.OBJECTION: "changes-apply"}
"""As `_RESTS_ON`, of the letters that prevent a renewal."""
_ROLES = {DraftKind.PUBLICITY: "publicity"}
"""Who gets it, as the vendor's profile names its contacts; all others go to the legal one."""
_DAY = timedelta(days=1)


class LetterBasis(msgspec.Struct, frozen=True):
    """What a kind of letter rests on: its clause with the period, and from when it counts."""

    rests: Source
    counts: Source


def letter_questions(
    state: Governance, kind: DraftKind, order_numbers: Sequence[str] = ()
) -> tuple[Question, ...]:
    """What a kind of letter asks for, with the clauses of what governs the first order."""
    orders = [state.order(number) for number in dict.fromkeys(order_numbers)]
    return questions(kind, _cite(_lookup(state, orders)))


def letter_basis(
    state: Governance, kind: DraftKind, order_numbers: Sequence[str] = ()
) -> LetterBasis:
    """What a kind of letter rests on by what governs the first order; without one, by what does."""
    orders = [state.order(number) for number in dict.fromkeys(order_numbers)]
    lookup = _lookup(state, orders)
    return LetterBasis(lookup(_BASIS.get(kind) or _RESTS_ON[kind]), lookup("own-notice-given"))


def draft_letter(
    notices: NoticeService, state: Governance, kind: DraftKind, wishes: LetterWishes
) -> str:
    """Keep a draft of this kind and return its id; what is not said stays open in its text.

    Raises UnknownOrder, UnknownVersion, NoOrders for a notice of no renewal that names none, and
    NoVersion for an objection to none.
    """
    match kind:
        case DraftKind.NON_RENEWAL:
            if not wishes.orders:
                raise problems.no_orders()
            return draft_objection(notices, state, "", wishes.orders, wishes.by)
        case DraftKind.OBJECTION:
            if not wishes.version_id:
                raise problems.no_version()
            return draft_objection(notices, state, wishes.version_id, wishes.orders, wishes.by)
    orders = [state.order(number) for number in dict.fromkeys(wishes.orders)]
    lookup = _lookup(state, orders)
    rests, counts = lookup(_rests_on(kind, wishes)), lookup("own-notice-given")
    facts = LetterFacts(
        kind=kind,
        customer=customer_party(state),
        vendor=vendor_party(state, _ROLES.get(kind, "legal")),
        day=citation.day_of(state.now, state.library.account_zone()),
        by=wishes.by,
        orders=tuple(letter_order(state, order) for order in orders),
        about=wishes.about,
        rule_clause=cited(rests),
        period=_period_words(rests),
        counts_clause=cited(counts) if counts.value == "on-receipt" else "",
        detail=_detail(state, kind, wishes, orders, lookup),
        enclosures=tuple(file.name for file in wishes.enclosures),
    )
    last = _last_receipt(state, kind, wishes, orders, rests)
    post_by, words = _posting(state, kind, facts.vendor, lookup, rests, last)
    return notices.keep_draft(
        NewDraft(
            kind=kind,
            title=letters.title(facts),
            letter=letters.letter(facts),
            recipient=letters.recipient(facts),
            email=facts.vendor.email,
            version_id=rests.version_id,
            order_ids=tuple(order.id for order in orders),
            order_numbers=tuple(order.number for order in facts.orders),
            post_by=post_by,
            post_by_words=words,
            counts_by=last,
            effect_at=_effect_at(state, kind, wishes),
            enclosures=wishes.enclosures,
        )
    )


def _lookup(state: Governance, orders: Sequence[ChainedOrder]) -> Lookup:
    return state.lookup(orders[0].id if orders else "", state.now)


def _cite(lookup: Lookup) -> Cite:
    return lambda name: cited(lookup(name))


def _rests_on(kind: DraftKind, wishes: LetterWishes) -> str:
    if kind is DraftKind.TERMINATION and wishes.ground is Ground.BREACH:
        return "cure-period"
    return _RESTS_ON[kind]


def _period_words(rests: Source) -> str:
    """The period that a clause states, in words; "" where it states another thing or none."""
    return notice_rules.period_words(rests) if durations.is_duration(rests.value) else ""


def _detail(
    state: Governance,
    kind: DraftKind,
    wishes: LetterWishes,
    orders: Sequence[ChainedOrder],
    lookup: Lookup,
) -> Detail | None:
    match kind:
        case DraftKind.TAX_EXEMPTION:
            return TaxFacts(
                region=wishes.region,
                number=wishes.number,
                valid_until=_day(wishes.valid_until),
            )
        case DraftKind.IP_CLAIM:
            found = claims.figures(state, orders, wishes.claimed_on, wishes.price)
            return ClaimFacts(
                claimant=wishes.claimant,
                right=wishes.right,
                claimed_on=_day(wishes.claimed_on),
                refund_clause=cited(lookup(claims.DEPRECIATION)),
                refunds=found.refunds,
            )
        case DraftKind.BREACH:
            return BreachFacts(clause=wishes.clause, since=_day(wishes.since))
        case DraftKind.TERMINATION:
            return TerminationFacts(ground=wishes.ground, ends_on=_day(wishes.effect_by))
        case DraftKind.AUDIT_REPLY:
            return _audit(wishes.audit, lookup("audit-hours"), state.zone)
        case _:
            return None


def _audit(wish: AuditWish | None, hours: Source, zone: str) -> AuditFacts:
    """An announced audit in the words of a letter."""
    if wish is None:
        return AuditFacts()
    return AuditFacts(
        announced=day_words(local_day(wish.sent_at, zone)),
        begins=when_words(wish.begins_at, zone),
        earliest=when_words(wish.earliest_at, zone) if wish.earliest_at is not None else "",
        short_notice=wish.short_notice,
        hours=hours.words if hours.value else "",
        site=wish.site,
        scope=wish.scope,
        auditor=wish.auditor,
    )


def _day(day: date | None) -> str:
    return day_words(day) if day is not None else ""


def _effect_at(state: Governance, kind: DraftKind, wishes: LetterWishes) -> datetime | None:
    """The moment of effect that the letter itself names."""
    if kind is not DraftKind.TERMINATION or wishes.effect_by is None:
        return None
    return end_of_day(wishes.effect_by, state.zone)


def _last_receipt(
    state: Governance,
    kind: DraftKind,
    wishes: LetterWishes,
    orders: Sequence[ChainedOrder],
    rests: Source,
) -> datetime | None:
    """By when a letter has to be received for the effect that is wanted; None: nothing says it."""
    wanted = wishes.effect_by
    match kind:
        case DraftKind.TERMINATION:
            return end_of_day(wanted, state.zone) if wanted is not None else None
        case DraftKind.TAX_EXEMPTION:
            if wanted is not None and wanted > date.min:
                return end_of_day(wanted - _DAY, state.zone)
            return _next_renewal(state, orders)
        case DraftKind.IP_CLAIM:
            return None
        case DraftKind.AUDIT_REPLY:
            ahead = wishes.audit is not None and wishes.audit.begins_at > state.now
            return wishes.audit.begins_at if wishes.audit is not None and ahead else None
        case _:
            return _before(state, wanted, rests) if wanted is not None else None


def _before(state: Governance, wanted: date, rests: Source) -> datetime | None:
    """The end of the last day from which a stated period is over on the day `wanted`."""
    if not durations.is_duration(rests.value):
        return None
    period = durations.parse(rests.value)
    try:
        if rests.unit == "business-days":
            day = calendar_of(state).add_business_days(wanted, -period.days)
        else:
            day = move_day(wanted, period, -1)
    except ValueError:
        return None
    return end_of_day(day, state.zone)


def _next_renewal(state: Governance, orders: Sequence[ChainedOrder]) -> datetime | None:
    """When the first of these orders renews, and with that the first invoice that is sure."""
    ends = [
        line.term.end
        for order in orders
        if order.record is not None
        for line in order.record.lines
        if line.term.auto_renews and line.term.end is not None and line.term.end > state.now
    ]
    return min(ends, default=None)


def _posting(
    state: Governance,
    kind: DraftKind,
    vendor: Party,
    lookup: Lookup,
    rests: Source,
    last: datetime | None,
) -> tuple[datetime | None, str]:
    """By when to post a letter, in words as well."""
    if kind is DraftKind.IP_CLAIM:
        today = end_of_day(local_day(state.now, state.zone), state.zone)
        rule = source_words(rests)
        words = _("The vendor has to be told of it: {rule}. No period is stated: post it today.")
        return today, words.format(rule=rule)
    if last is None:
        return None, _no_date(kind, rests, lookup("own-notice-given"))
    if kind is DraftKind.PUBLICITY and vendor.email and not vendor.address:
        return last, _("Send it by {when}: it counts when it is received.").format(
            when=when_words(last, state.zone)
        )
    return posting_by(state, lookup, last)


def _no_date(kind: DraftKind, rests: Source, counts: Source) -> str:
    """That nothing says by when to send it, and what runs once it counts."""
    said = _("No clause says by when to send it. It counts {rule}.")
    if not counts.value:
        said = _("No clause says by when to send it. From when it counts is {rule}.")
    said = said.format(rule=source_words(counts))
    then = _THEN.get(kind)
    if then is None or not _period_words(rests):
        return said
    runs = then().format(period=_period_words(rests), clause=cited(rests))
    return f"{said} {runs}"


_THEN: dict[DraftKind, Callable[[], str]] = {
    DraftKind.DISPUTE: lambda: _("Then you consult for {period}, {clause}."),
    DraftKind.PUBLICITY: lambda: _("Then the vendor has {period} to act, {clause}."),
    DraftKind.BREACH: lambda: _("Then the vendor has {period} to cure it, {clause}."),
}
