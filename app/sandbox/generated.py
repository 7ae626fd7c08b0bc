"""Any number of further orders, made from the seed one by one, so that a million need no memory.

Orders are spread evenly over the past nine years or so. A slot is a place in the year: the orders
of one slot in successive years are often one entitlement and its renewals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from typing import TypeVar

from msgspec import Struct

from app.sandbox import vendor
from app.sandbox.calendar import Calendar, at, end_of, start_of
from app.sandbox.drafting import NEW_TERMS, OLD_TERMS
from app.sandbox.records import (
    Billing,
    Chain,
    Line,
    LineKind,
    Order,
    OrderStatus,
    Partner,
    Payment,
    Product,
    Scope,
    ScopeKind,
    Support,
    Term,
    TermKind,
)

T = TypeVar("T")
YEARS = 9
_NEWEST_DAYS_AGO = 20
_FIRST_NUMBER = 100_001


class Dice:
    """Picks that depend on nothing but the seed and the numbers given."""

    def __init__(self, *parts: int) -> None:
        digest = blake2b(repr(parts).encode(), digest_size=24).digest()
        self._left = int.from_bytes(digest, "big")

    def below(self, count: int) -> int:
        """A number from 0 to `count` - 1."""
        self._left, picked = divmod(self._left, count)
        return picked

    def of(self, options: Sequence[T]) -> T:
        """One of `options`."""
        return options[self.below(len(options))]


class _Offer(Struct, frozen=True):
    """What a generated order may be about; `price` is in whole US dollars a unit and year."""

    product_id: str
    suffix: str
    unit: str
    price: int
    sizes: tuple[int, ...]

    @property
    def product(self) -> Product:
        return vendor.PRODUCTS[self.product_id]

    @property
    def kind(self) -> LineKind:
        return self.product.kind


_KEPT = (
    _Offer("strata-cloud", "", "users", 180, (25, 50, 80, 150, 400)),
    _Offer("strata-cloud", ", branch", "users", 190, (5, 10, 20)),
    _Offer("strata-connector", "", "instances", 2350, (1, 2, 4, 6)),
    _Offer("strata-archive", "", "TB", 1300, (5, 10, 40)),
    _Offer("relay-gateway", "", "instances", 2980, (1, 2, 3, 9)),
    _Offer("relay-gateway-eu", "", "instances", 3825, (2, 4, 12)),
    _Offer("relay-edge", "", "instances", 1380, (4, 8, 24)),
    _Offer("beacon-monitor", "", "hosts", 50, (100, 300, 1200)),
    _Offer("beacon-monitor", ", warehouse", "hosts", 55, (40, 80)),
)
_ONCE = (
    _Offer("operator-training", "", "participants", 1200, (2, 4, 8, 12)),
    _Offer("beacon-addons", "", "copies", 265, (3, 6, 12)),
    _Offer("premium-support", "", "products", 2800, (1, 2, 3)),
    _Offer("pulse-analytics", "", "users", 0, (5, 25)),
    _Offer("relay-gateway", " evaluation", "instances", 0, (1,)),
    _Offer("strata-connector", "", "instances", 2350, (1, 2)),
    _Offer("strata-connector", ", test", "instances", 1175, (1, 2)),
    _Offer("relay-gateway", ", standby", "instances", 1490, (1, 2)),
    _Offer("beacon-monitor", ", campaign", "hosts", 60, (20, 50)),
)
_SCOPE_KINDS: dict[str, ScopeKind] = {"users": "users", "instances": "instances", "TB": "capacity"}
_CURRENCIES = (("USD", "US", 1), ("USD", "US", 1), ("EUR", "NL", 1), ("EUR", "NL", 1),
               ("JPY", "JP", 150))  # fmt: skip
_RESELLERS = (None, None, None, "northquay", "lumenhof", "castellane")
_PARTNER = Partner("Lumenhof Systems", "hilfe@lumenhof.example", "+49 561 555 0177")


class Generator:
    """The generated orders of one seed: `count` of them, the newest 20 days old."""

    def __init__(self, seed: int, count: int, calendar: Calendar) -> None:
        self._seed = seed
        self._count = count
        self._calendar = calendar
        self._per_year = max(1, count // YEARS)
        self._new_terms = calendar.drawn("2026-09-01")

    def __iter__(self) -> Iterator[tuple[str, Order]]:
        for index in range(self._count):
            yield f"ord-b{_FIRST_NUMBER + index}", self.order(index)

    def order(self, index: int) -> Order:
        """The order number `index`; oldest first."""
        year, slot = divmod(index, self._per_year)
        dice = Dice(self._seed, slot)
        first = max(0, dice.below(YEARS + 3) - 3)
        kept = first <= year <= first + 1 + dice.below(YEARS)
        if not kept:
            dice = Dice(self._seed, slot, year)
        return self._order(index, dice, year - first if kept else None)

    def _day(self, index: int) -> date:
        back = _NEWEST_DAYS_AGO + int((self._count - 1 - index) * 365.25 / self._per_year)
        return self._calendar.ago(back)

    def _order(self, index: int, dice: Dice, renewals: int | None) -> Order:
        offer = dice.of(_ONCE if renewals is None else _KEPT)
        currency, seller, rate = dice.of(_CURRENCIES)
        reseller = dice.of(_RESELLERS)
        day = self._day(index)
        number = _FIRST_NUMBER + index
        units = dice.of(offer.sizes) + (renewals or 0) * (1 + offer.sizes[0] // 5)
        whole = units * offer.price * rate
        amount = f"{whole}" if currency == "JPY" else f"{whole}.00"
        term, end = self._term(offer, day, dice)
        ago = (self._calendar.today - day).days
        ended = end is not None and end < self._calendar.today
        status, payment = _standing(offer, dice, reseller, ago, ended)
        scope = Scope(
            offer.product.metric, units, offer.unit, _SCOPE_KINDS.get(offer.unit, "other")
        )
        line = Line(
            f"lin-b{number}-1",
            offer.product_id,
            offer.product.name + offer.suffix,
            offer.kind if offer.price else "no_charge",
            (scope,),
            term,
            beta=offer.product_id == "pulse-analytics",
            amount=amount if offer.price else None,
            production_instances=units if offer.unit == "instances" else None,
        )
        return Order(
            f"KB-{number}",
            at(day, 7 + dice.below(9), dice.below(60)),
            status,
            payment,
            vendor.SELLERS[seller],
            vendor.RESELLERS[reseller] if reseller else None,
            currency,
            amount,
            f"Brennholt {dice.of(vendor.BRANCHES)}",
            NEW_TERMS if day >= self._new_terms else OLD_TERMS,
            self._chain(index, renewals),
            _support(offer, dice, reseller, term.end),
            (line,),
        )

    def _chain(self, index: int, renewals: int | None) -> Chain:
        number = _FIRST_NUMBER + index
        if not renewals:
            return Chain(f"ent-b{number}")
        first = number - renewals * self._per_year
        return Chain(f"ent-b{first}", "renewal", f"ord-b{number - self._per_year}")

    def _term(self, offer: _Offer, day: date, dice: Dice) -> tuple[Term, date | None]:
        if offer.kind == "training":
            return Term("none", None, None, billing="once"), None
        if offer.price == 0:
            end = day + timedelta(days=dice.of((60, 90, 180)))
            return Term("trial", start_of(day), end_of(end), billing="once"), end
        end = day + timedelta(days=364)
        kinds: dict[str, TermKind] = {"hosted": "subscription", "support": "support"}
        renews = offer.kind == "hosted" and dice.below(4) > 0
        billing: Billing = "monthly" if renews and dice.below(6) == 0 else "annual"
        stated = renews and day.toordinal() % 5 > 0
        cancel_by = end_of(end - timedelta(days=30)) if stated else None
        kind = kinds.get(offer.kind, "license")
        return Term(kind, start_of(day), end_of(end), renews, cancel_by, billing), end


def _standing(
    offer: _Offer, dice: Dice, reseller: str | None, ago: int, ended: bool
) -> tuple[OrderStatus, Payment]:
    chance = dice.below(100)
    if offer.price == 0:
        return "active", "none"
    payment: Payment = "through_reseller" if reseller else "paid"
    if offer.kind == "training":
        return ("completed" if ago > 60 else "active"), payment
    if ended:
        return ("cancelled" if chance == 0 else "active"), payment
    if not reseller and ago < 60 and chance < 40:
        return "active", "due"
    if not reseller and chance < 3:
        return ("suspended" if offer.kind == "hosted" else "active"), "overdue"
    return "active", payment


def _support(offer: _Offer, dice: Dice, reseller: str | None, end: str | None) -> Support | None:
    if offer.price == 0 or offer.kind == "training":
        return None
    if reseller == "lumenhof":
        return Support("Partner", "by partner", None, end, _PARTNER)
    if dice.below(3) == 0:
        return Support("Premium", "24 × 7", "PT1H", end)
    return Support("Standard", "Mon–Fri 08:00–18:00 CET", "PT8H", end)
