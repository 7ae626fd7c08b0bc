"""What needs the person now, what renews within a year, how much is used, what is unsent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from app.account.model import SignInState
from app.account.reading import AccountReading
from app.base.clock import Clock
from app.base.dates import clock_words, left_words, local, moment_words
from app.base.text import _, ngettext
from app.deadlines.model import DeadlineKind, DeadlineQuery, DeadlineState
from app.exchange.model import OutboxItem, OutboxState
from app.exchange.outbox import Outbox
from app.orders.model import OrderState
from app.overview import certification_rules, license_rules, rules, store, support_rules
from app.overview.model import (
    Counts,
    Need,
    NeedKind,
    Overview,
    Renewal,
    ScopeUse,
    UnsentItem,
    Urgency,
)
from app.storage.database import Database

if TYPE_CHECKING:
    from app.certification.service import CertificationService
    from app.deadlines.service import DeadlineService
    from app.licenses.service import LicenseService
    from app.licenses.views.model import LicenseView
    from app.support.requests.service import RequestService
    from app.terms.service import TermsService

MOST = 20
"""So many needs of each sort, renewals and uses are looked at."""
_DEADLINES = 120

_UNSENT = (OutboxState.REFUSED, OutboxState.QUEUED, OutboxState.SENDING, OutboxState.WAITING)


class OverviewService:
    """The start page of one profile."""

    def __init__(
        self,
        mirror: Database,
        outbox: Outbox,
        account: AccountReading,
        clock: Clock,
        terms: Callable[[], TermsService],
        deadlines: Callable[[], DeadlineService],
        licenses: Callable[[], LicenseService] | None = None,
        requests: Callable[[], RequestService] | None = None,
        certification: Callable[[], CertificationService] | None = None,
    ) -> None:
        self._certification = certification
        self._requests = requests
        self._licenses = licenses
        self._terms = terms
        self._deadlines = deadlines
        self._mirror = mirror
        self._outbox = outbox
        self._account = account
        self._clock = clock

    def overview(self) -> Overview:
        """The whole page at this instant. Without orders yet, what is known is still shown."""
        now = self._clock.now()
        unsent = self._outbox.items(_UNSENT)
        orders, products, aside = store.totals(self._mirror)
        needs = [*self._sign_in(), *_refused(unsent), *_set_aside(aside), *self._review(now)]
        renewals: tuple[Renewal, ...] = ()
        uses: tuple[ScopeUse, ...] = ()
        if store.is_settled(self._mirror):
            needs += self._due(now)
            needs += self._suspended(now)
            room = self._licenses() if self._licenses is not None else None
            licenses = room.views.licenses() if room is not None else ()
            needs += filter(None, map(license_rules.license_need, licenses))
            needs += filter(None, map(license_rules.batch_need, room.batches() if room else ()))
            cards = self._requests().requests() if self._requests is not None else ()
            needs += filter(None, (support_rules.request_need(card, now) for card in cards))
            needs += self._certifications()
            renewals = self._renewals(now)
            uses = self._uses(now, licenses)
        return Overview(
            at=now,
            needs=rules.ranked(needs),
            renewals=renewals,
            scope_use=uses,
            unsent=tuple(_unsent_item(item, now) for item in unsent),
            counts=Counts(
                orders=orders,
                products=products,
                unsent=len(unsent),
                refused=sum(item.state is OutboxState.REFUSED for item in unsent),
                set_aside=aside,
            ),
        )

    def _sign_in(self) -> Iterator[Need]:
        state = self._account.signed_in().state
        if state is SignInState.SIGNED_IN:
            return
        expired = state is SignInState.EXPIRED
        yield Need(
            kind=NeedKind.SIGN_IN,
            urgency=Urgency.SOON,
            title=_("Sign in again") if expired else _("You are signed out"),
            text=_("The portal ended your sign-in; what is stored here stays readable")
            if expired
            else _("What is stored here stays readable; nothing is fetched or sent"),
            action=_("Sign in…"),
        )

    def _review(self, now: datetime) -> Iterator[Need]:
        account = self._account.account()
        by = account.review_by if account else None
        if by is not None and by - now <= rules.NEAR:
            yield Need(
                kind=NeedKind.REVIEW_ACCOUNT,
                urgency=rules.urgency(by, now),
                title=_("Check that your account data is accurate"),
                text=_("The vendor asks for it by this date"),
                at=by,
                left=left_words(by, now),
                action=_("Review"),
            )

    def _due(self, now: datetime) -> Iterator[Need]:
        """What the deadlines ask for, and unpaid orders of which no invoice is known."""
        query = DeadlineQuery(
            kinds=rules.LOOKED_AT, within_days=rules.NEAR.days, past_days=0, limit=_DEADLINES
        )
        entries = self._deadlines().entries(query)
        yield from rules.deadline_needs(entries, now)
        for need in self._terms().needs_acceptance():
            yield rules.acceptance_need(need, now)
        told = {
            entry.deadline.order_id
            for entry in entries
            if entry.deadline.kind is DeadlineKind.PAYMENT_DUE
            and entry.state is not DeadlineState.LATER
        }
        for found in store.in_state(self._mirror, OrderState.UNPAID, MOST):
            if found.order_id not in told:
                yield rules.unpaid_need(found.row, found.record)

    def _certifications(self) -> Iterator[Need]:
        """What the vendor says of certifications; nothing is loaded where there are none."""
        if self._certification is not None and store.has_filed(self._mirror):
            for draft, said in self._certification().unseen():
                yield certification_rules.filed_need(draft, said)

    def _suspended(self, now: datetime) -> Iterator[Need]:
        told: set[int | None] = set()
        for service, row, number in store.services(self._mirror):
            if service.state == "suspended" and len(told) < MOST:
                told.add(row)
                yield rules.suspended_need(row, number, service.name, service, now)
        for found in store.in_state(self._mirror, OrderState.SUSPENDED, MOST):
            if found.row not in told:
                line = rules.next_line(found.record, now) or found.record.lines[0]
                number = found.record.number
                yield rules.suspended_need(found.row, number, line.product_name, None, now)

    def _renewals(self, now: datetime) -> tuple[Renewal, ...]:
        found = store.ending(self._mirror, now, now + rules.YEAR, MOST)
        shown = [rules.renewal_of(one.row, one.record, now, self._by_terms(one)) for one in found]
        return tuple(renewal for renewal in shown if renewal is not None)

    def _by_terms(self, one: store.Standing) -> dict[str, datetime]:
        """The last moments to cancel that the terms give where the order states none."""
        silent = any(
            line.term.auto_renews and line.term.cancel_by is None for line in one.record.lines
        )
        if not silent:
            return {}
        query = DeadlineQuery(kinds=frozenset({DeadlineKind.CANCEL_BY}), order_id=one.order_id)
        return {
            entry.deadline.line_id: entry.deadline.at
            for entry in self._deadlines().entries(query)
            if entry.deadline.stated
        }

    def _uses(self, now: datetime, licenses: tuple[LicenseView, ...]) -> tuple[ScopeUse, ...]:
        found = [
            rules.storage_use(service, row, number)
            for service, row, number in store.services(self._mirror, running_at=now)
            if service.storage_limit is not None or service.storage_used
        ]
        found += filter(None, map(license_rules.license_use, licenses))
        return rules.tightest(found, MOST)


def _refused(unsent: tuple[OutboxItem, ...]) -> Iterator[Need]:
    for item in unsent:
        if item.state is OutboxState.REFUSED:
            yield Need(
                kind=NeedKind.REFUSED,
                urgency=Urgency.SOON,
                title=_("{what} was refused").format(what=kind_words(item.kind)),
                text=item.problem.explanation if item.problem else "",
                action=_("Fix…"),
                outbox_id=item.id,
            )


def _set_aside(count: int) -> Iterator[Need]:
    if count:
        yield Need(
            kind=NeedKind.SET_ASIDE,
            urgency=Urgency.LATER,
            title=ngettext(
                "{count} record of the vendor could not be read",
                "{count} records of the vendor could not be read",
                count,
            ).format(count=count),
            text=_("They were set aside; everything else is up to date"),
            action=_("Show"),
        )


def kind_words(kind: str) -> str:
    """What an item of the outbox is, for a person."""
    return _("Feedback") if kind == "feedback" else kind


def _unsent_item(item: OutboxItem, now: datetime) -> UnsentItem:
    return UnsentItem(
        id=item.id,
        kind=item.kind,
        state=item.state.value,
        title=kind_words(item.kind),
        text=_unsent_words(item, now),
        at=item.changed_at,
    )


def _unsent_words(item: OutboxItem, now: datetime) -> str:
    here, today = local(item.changed_at).date(), local(now).date()
    when = clock_words(item.changed_at) if here == today else moment_words(item.changed_at, now)
    match item.state:
        case OutboxState.REFUSED:
            why = item.problem.title if item.problem else ""
            return _("Refused {when}: {why}").format(when=when, why=why)
        case OutboxState.SENDING:
            return _("Being sent since {when}").format(when=when)
        case OutboxState.WAITING:
            return _("Could not be sent {when}, is tried again").format(when=when)
        case _:
            return _("Queued {when}, sends on next sync").format(when=when)
