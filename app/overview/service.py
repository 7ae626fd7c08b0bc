"""What needs the person now, what renews within a year, how much is used, what is not sent yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.account.model import SignInState
from app.account.service import AccountService
from app.base.clock import Clock
from app.base.dates import left_words, moment_words
from app.base.text import _, ngettext
from app.exchange.model import OutboxItem, OutboxState
from app.exchange.outbox import Outbox
from app.orders.model import OrderState
from app.overview import rules, store
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

MOST = 20
"""So many needs of each sort, renewals and uses are looked at."""

_UNSENT = (OutboxState.REFUSED, OutboxState.QUEUED, OutboxState.SENDING, OutboxState.WAITING)


class OverviewService:
    """The start page of one profile."""

    def __init__(
        self, mirror: Database, outbox: Outbox, account: AccountService, clock: Clock
    ) -> None:
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
            needs += self._payments(now)
            needs += self._suspended(now)
            needs += self._terms(now)
            renewals = self._renewals(now)
            uses = self._uses()
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

    def _payments(self, now: datetime) -> Iterator[Need]:
        for found in store.in_state(self._mirror, OrderState.UNPAID, MOST):
            invoices = store.invoices(self._mirror, found.order_id)
            late = [invoice for invoice in invoices if rules.overdue(invoice, now)]
            for invoice in late:
                yield rules.invoice_need(found.row, found.record, invoice, now)
            if not late:
                yield rules.unpaid_need(found.row, found.record)

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

    def _terms(self, now: datetime) -> Iterator[Need]:
        until = now + rules.NEAR
        for found in store.cancelable(self._mirror, now, until, MOST):
            for line in found.record.lines:
                by = line.term.cancel_by
                if line.term.auto_renews and by is not None and now < by <= until:
                    need = rules.cancel_need(found.row, found.record, line, now)
                    if need is not None:
                        yield need
        for found in store.ending(self._mirror, now, until, MOST):
            ends = rules.next_line(found.record, now)
            need = rules.end_need(found.row, found.record, ends, now) if ends is not None else None
            if need is not None:
                yield need

    def _renewals(self, now: datetime) -> tuple[Renewal, ...]:
        found = store.ending(self._mirror, now, now + rules.YEAR, MOST)
        shown = [rules.renewal_of(one.row, one.record, now) for one in found]
        return tuple(renewal for renewal in shown if renewal is not None)

    def _uses(self) -> tuple[ScopeUse, ...]:
        found = [
            rules.storage_use(service, row, number)
            for service, row, number in store.services(self._mirror)
            if service.storage_limit is not None or service.storage_used
        ]
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
    when = moment_words(item.changed_at, now)
    match item.state:
        case OutboxState.REFUSED:
            why = item.problem.title if item.problem else ""
            return _("Refused {when}: {why}").format(when=when, why=why)
        case OutboxState.SENDING:
            return _("Being sent since {when}").format(when=when)
        case OutboxState.WAITING:
            return _("Could not be sent {when}, is tried again").format(when=when)
        case _:
            return _("Queued {when}, sends with the next synchronization").format(when=when)
