"""How hand-made orders are drawn up: short words for lines, scopes, terms and support."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from app.sandbox import vendor
from app.sandbox.calendar import Calendar, at, end_of, start_of
from app.sandbox.records import (
    Billing,
    Chain,
    Line,
    LineKind,
    Order,
    OrderStatus,
    Partner,
    Payment,
    Relation,
    Scope,
    Support,
    Term,
    TermKind,
)

OLD_TERMS = "terms-2025-03"
NEW_TERMS = "terms-2026-09"
SUPPORT_HOURS = {"Premium": "24 × 7", "Standard": "Mon–Fri 08:00–18:00 CET"}


def order_id(number: str) -> str:
    """The feed's id of the order with this number."""
    return "ord-" + number.removeprefix("KO-")


def users(count: int | None) -> Scope:
    """A number of named users; None for any number."""
    return Scope("named users", count, "users", "users")


def instances(count: int) -> Scope:
    """A number of production instances."""
    return Scope("production instances", count, "instances", "instances")


def storage(count: int | None) -> Scope:
    """Terabytes of storage."""
    return Scope("storage", count, "TB", "capacity")


def hosts(count: int) -> Scope:
    """A number of monitored hosts."""
    return Scope("monitored hosts", count, "hosts", "other")


_TERM_KINDS: dict[LineKind, TermKind] = {
    "software": "license",
    "hosted": "subscription",
    "support": "support",
    "training": "none",
    "no_charge": "trial",
}


class Desk:
    """Draws up orders against one calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def line(
        self,
        product: str,
        amount: str | None,
        scope: tuple[Scope, ...],
        term: tuple[str, str] | None,
        *,
        name: str | None = None,
        kind: LineKind | None = None,
        term_kind: TermKind | None = None,
        renews: bool = False,
        notice_days: int | None = 30,
        billing: Billing = "annual",
        beta: bool = False,
        production: int | None = None,
        upgrades: str | None = None,
    ) -> Line:
        """One line; `term` holds the first and last day as drawn, "" for no end.

        A line that renews says until when it can be cancelled, unless `notice_days` is None.
        """
        known = vendor.PRODUCTS[product]
        line_kind = kind or known.kind
        start = end = cancel_by = None
        if term:
            start = start_of(self._calendar.drawn(term[0]))
        if term and term[1]:
            last = self._calendar.drawn(term[1])
            end = end_of(last)
            if renews and notice_days is not None:
                cancel_by = end_of(last - timedelta(days=notice_days))
        return Line(
            "",
            product,
            name or known.name,
            line_kind,
            scope,
            Term(term_kind or _TERM_KINDS[line_kind], start, end, renews, cancel_by, billing),
            beta,
            amount,
            production,
            upgrades,
        )

    def support(
        self, level: str, response: str | None, last: str, partner: Partner | None = None
    ) -> Support:
        """The support an order grants until the day `last` as drawn, "" for no stated end."""
        hours = SUPPORT_HOURS.get(level, "by partner")
        end = end_of(self._calendar.drawn(last)) if last else None
        return Support(level, hours, response, end, partner)

    def order(
        self,
        number: str,
        placed: str,
        amount: str,
        *lines: Line,
        currency: str = "USD",
        seller: str = "US",
        reseller: str | None = None,
        status: OrderStatus = "active",
        payment: Payment = "paid",
        entitlement: str | None = None,
        relation: Relation = "new",
        previous: str | None = None,
        support: Support | None = None,
    ) -> Order:
        """One order; its terms are the version in force on the day it was placed."""
        day = self._calendar.drawn(placed)
        terms = NEW_TERMS if day >= self._calendar.drawn("2026-09-01") else OLD_TERMS
        digits = number.removeprefix("KO-")
        return Order(
            number,
            at(day, 9, int(digits) % 60),
            status,
            payment,
            vendor.SELLERS[seller],
            vendor.RESELLERS[reseller] if reseller else None,
            currency,
            amount,
            "Brennholt SE, Eichenallee 40, 89073 Ulm, Germany",
            terms,
            Chain(
                entitlement or f"ent-{digits}", relation, order_id(previous) if previous else None
            ),
            support,
            tuple(replace(line, id=f"lin-{digits}-{n}") for n, line in enumerate(lines, 1)),
        )
