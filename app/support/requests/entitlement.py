"""What support an order grants, in words with the clause: level, hours, target, who answers first.

Support is given at the level and for the period that the order states; where it was bought through
a partner, the partner is asked first (terms §8). The support policy of the order says the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from app.account.store import read_discovery
from app.base.clock import Clock
from app.base.dates import deadline_words
from app.base.errors import Problem
from app.base.text import _
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Source
from app.deadlines.words import clause_words
from app.orders.model import ChainEntry, OrderDetail, OrderState, Relation, SupportGrant
from app.orders.service import OrderService
from app.storage.database import Database
from app.support.requests import rules
from app.support.requests.model import Entitlement, Partner, Severity
from app.terms.model import DocumentKind, RuleSet
from app.terms.rules import resolve
from app.terms.service import TermsService

_PARTNER = "support-through-partner"
_LEVEL = "support-level"
_RENEWAL = "renewal"
"""Names of rule values: who is asked first, what states the level, how support renews."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """How soon a first answer is owed, and what says so."""

    duration: str = ""
    """ISO 8601; "" where it is not stated."""
    words: str = ""
    hours: str = ""
    clause: str = ""
    clause_ref: str = ""


class Entitlements:
    """Reads what orders grant; made anew for each question, as governing versions change."""

    def __init__(
        self,
        own: Database,
        orders: OrderService,
        terms: Callable[[], TermsService],
        clock: Clock,
    ) -> None:
        self._own = own
        self._orders = orders
        self._terms = terms
        self._now = clock.now()
        self._rule_sets: dict[str, RuleSet | None] = {}
        self._details: dict[str, OrderDetail] = {}

    def of(self, order: str) -> Entitlement:
        """What an order (number or id) grants. Raises UnknownOrder, UnreadableOrder."""
        detail = self._detail(order)
        grant, base = detail.support, Entitlement(order_id=detail.id, order_number=detail.number)
        if grant is None:
            return msgspec.structs.replace(base, words=_("This order grants no support"))
        lookup = self._lookup(detail)
        target = rules.target(grant.first_response, grant.level, None, lookup)
        lapsed = _is_over(detail, grant, self._now)
        cited = self._cited(grant, target, lookup)
        return msgspec.structs.replace(
            base,
            level=grant.level,
            hours=grant.hours,
            first_response=target.value or None,
            ends_at=grant.end,
            lapsed=lapsed,
            partner=_partner(grant),
            words=_words(grant, target),
            lapsed_words=self._lapsed(detail, grant, lookup) if lapsed else "",
            clause=clause_words(cited),
            clause_ref=_ref(cited),
        )

    def target(self, order: str, severity: Severity) -> Target:
        """How soon a first answer to a request of this severity is owed under an order."""
        detail = self._detail(order)
        grant = detail.support
        if grant is None:
            return Target(words=_("This order grants no support"))
        found = rules.target(grant.first_response, grant.level, severity, self._lookup(detail))
        return Target(
            duration=found.value,
            words=found.words,
            hours=grant.hours,
            clause=clause_words(found),
            clause_ref=_ref(found),
        )

    def clause(self, order: str, name: str) -> str:
        """The clause of an order's terms that a rule value rests on; "" where there is none."""
        try:
            return clause_words(self._lookup(self._detail(order))(name))
        except Problem:
            return ""

    def due(
        self, order: str, opened_at: datetime, severity: Severity
    ) -> tuple[datetime | None, str]:
        """When a first answer is due under an order, and its level; None where nothing says it."""
        detail = self._detail(order)
        grant = detail.support
        if grant is None:
            return None, ""
        found = rules.target(grant.first_response, grant.level, severity, self._lookup(detail))
        hours = rules.read_hours(grant.hours, self._terms().vendor_zone())
        if not found.value or hours is None:
            return None, grant.level
        return rules.due(opened_at, found.value, hours, self._calendar()), grant.level

    def _calendar(self) -> BusinessCalendar:
        """The business days of the vendor's place."""
        kept = read_discovery(self._own)
        country = kept.document.vendor.place.country if kept else ""
        return BusinessCalendar(country, zone=self._terms().vendor_zone())

    def _detail(self, order: str) -> OrderDetail:
        if order not in self._details:
            self._details[order] = self._orders.detail(order)
        return self._details[order]

    def _lookup(self, detail: OrderDetail) -> rules.Lookup:
        """What the terms of an order say; about support its support policy goes first."""
        known = self._terms().governing(detail.id)
        verdicts = sorted(known, key=lambda one: one.kind is not DocumentKind.SUPPORT_POLICY)
        sets: dict[str, RuleSet] = {}
        for verdict in verdicts:
            if verdict.version_id and (found := self._rules_of(verdict.version_id)) is not None:
                sets[verdict.version_id] = found
        return lambda name: resolve(name, None, verdicts, sets)

    def _rules_of(self, version_id: str) -> RuleSet | None:
        if version_id not in self._rule_sets:
            self._rule_sets[version_id] = self._terms().rules(version_id)
        return self._rule_sets[version_id]

    def _cited(self, grant: SupportGrant, target: Source, lookup: rules.Lookup) -> Source:
        """The clause that says who answers, else how soon, else that the order states the level."""
        if grant.partner is not None:
            return lookup(_PARTNER)
        return target if target.clause else lookup(_LEVEL)

    def _lapsed(self, detail: OrderDetail, grant: SupportGrant, lookup: rules.Lookup) -> str:
        """Since when support is over, and what renews it."""
        if grant.end is not None and grant.end <= self._now:
            said = _("Support lapsed {when}.").format(when=deadline_words(grant.end))
        else:
            said = _("The order has ended, and its support with it.")
        renewed = _renewal(detail)
        if renewed is not None:
            return _("{said} Order {number} continues it: choose that one.").format(
                said=said, number=renewed.number
            )
        rule = lookup(_RENEWAL)
        if rule.value == "none":
            said = _("{said} It does not renew by itself ({clause}).").format(
                said=said, clause=clause_words(rule)
            )
        return _("{said} A renewal of its term renews it: order one from {seller}.").format(
            said=said, seller=self._seller(detail)
        )

    def _seller(self, detail: OrderDetail) -> str:
        if detail.reseller is not None:
            return detail.reseller.name
        kept = read_discovery(self._own)
        for contact in kept.document.contacts if kept else ():
            if contact.role == "sales":
                parts = [contact.name, contact.email or contact.phone or ""]
                return ", ".join(part for part in parts if part)
        return detail.seller.name


def holding_first(found: Entitlement) -> tuple[bool, bool, float, str]:
    """The order of entitlements in a choice: those that hold, the longest first."""
    ends = found.ends_at.timestamp() if found.ends_at is not None else float("inf")
    return found.lapsed or not found.level, not found.level, -ends, found.order_number


def _is_over(detail: OrderDetail, grant: SupportGrant, now: datetime) -> bool:
    if grant.end is not None:
        return grant.end <= now
    return detail.state in (OrderState.ENDED, OrderState.CANCELLED)


def _renewal(detail: OrderDetail) -> ChainEntry | None:
    """The order that continues this one, where one does and runs."""
    later = [
        entry
        for entry in detail.chain
        if not entry.current
        and entry.relation is not Relation.NEW
        and entry.placed_at is not None
        and entry.placed_at > detail.placed_at
        and entry.state not in (OrderState.ENDED, OrderState.CANCELLED)
    ]
    return later[-1] if later else None


def _partner(grant: SupportGrant) -> Partner | None:
    partner = grant.partner
    return Partner(partner.name, partner.email, partner.phone) if partner else None


def _words(grant: SupportGrant, target: Source) -> str:
    parts = [grant.level, grant.hours]
    if target.value:
        parts.append(_("first answer within {time}").format(time=target.words))
    elif grant.partner is None:
        parts.append(_("time of the first answer not stated"))
    return _(", ").join(part for part in parts if part)


def _ref(source: Source) -> str:
    return f"{source.version_id}#{source.clause}" if source.version_id and source.clause else ""
