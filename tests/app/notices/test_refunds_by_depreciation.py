"""The refund for a product that infringes: linear, never negative, never above the price."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.money import Money, minor_digits
from app.deadlines.model import Origin, Source
from app.notices.refund import (
    Payments,
    Purchase,
    Standing,
    eligibility,
    months_begun,
    refund,
    share,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
PRICES = st.decimals(min_value=0, max_value=10**12, places=2)


def source(name: str, value: str) -> Source:
    return Source(
        origin=Origin.TERMS, value=value, words=value, version_label="2026-09", clause="20.3"
    )


THREE_YEARS = source("indemnity-depreciation", "P3Y")
MINIMUM = source("indemnity-minimum", "50000.00 USD")
YEAR = source("indemnity-fees-period", "P12M")
NOTHING = Source(origin=Origin.TERMS, value="", words="not stated")


def bought(price: Money | None, begins: date | None, kind: str = "software") -> Purchase:
    return Purchase(order_number="KO-1", product="Strata", kind=kind, price=price, begins=begins)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("begins", "on", "months"),
    [
        ("2025-01-01", "2024-12-31", 0),
        ("2025-01-01", "2025-01-01", 1),
        ("2025-01-01", "2025-12-31", 12),
        ("2025-01-01", "2026-01-01", 13),
        ("2025-01-31", "2025-02-27", 1),
        ("2025-01-31", "2025-02-28", 2),
        ("2024-02-29", "2025-02-27", 12),
        ("2024-02-29", "2025-02-28", 13),
    ],
)
def test_a_month_that_has_begun_counts_whole(begins: str, on: str, months: int) -> None:
    assert months_begun(date.fromisoformat(begins), date.fromisoformat(on)) == months


def test_each_step_of_the_working_is_shown() -> None:
    found = refund(bought(usd("120000"), date(2025, 3, 1)), date(2026, 11, 23), THREE_YEARS)
    assert found.amount == usd("50000.00")
    assert [(step.label, step.value) for step in found.steps] == [
        ("Price", "120,000.00 USD"),
        ("Use began", "Sat 1 Mar 2025"),
        ("Reckoned to", "Mon 23 Nov 2026"),
        ("Depreciated over", "36 months"),
        ("Months used, one that has begun counts whole", "21 months"),
        ("Months left", "15 months"),
        ("120,000.00 × 15 ÷ 36", "50,000.00 USD"),
    ]
    assert found.clause == "§20.3, version 2026-09"


@given(price=PRICES, begins=DAYS, on=DAYS, currency=st.sampled_from(["USD", "EUR", "JPY", "KWD"]))
def test_a_refund_is_never_negative_and_never_above_the_price(
    price: Decimal, begins: date, on: date, currency: str
) -> None:
    paid = Money(price.quantize(Decimal(1).scaleb(-minor_digits(currency))), currency)
    found = refund(bought(paid, begins), on, THREE_YEARS)
    assert found.amount is not None
    assert 0 <= found.amount.amount <= paid.amount
    assert found.amount.currency == currency
    later = refund(bought(paid, begins), on + timedelta(days=31), THREE_YEARS).amount
    assert later is not None
    assert later.amount <= found.amount.amount
    if on < begins:
        assert found.amount == paid
    if (on - begins).days > 3 * 366:
        assert found.amount.amount == 0


@given(price=PRICES, months=st.integers(1, 120))
def test_it_falls_in_a_straight_line(price: Decimal, months: int) -> None:
    each = price / months
    for left in range(months + 1):
        amount = share(Money(price, "USD"), left, months).amount
        assert abs(amount - each * left) <= Decimal("0.0051")


@pytest.mark.parametrize(
    ("purchase", "period", "why"),
    [
        (bought(None, date(2025, 1, 1)), THREE_YEARS, "does not price"),
        (bought(usd("1"), None), THREE_YEARS, "not stated"),
        (bought(usd("1"), date(2025, 1, 1)), NOTHING, "not stated"),
        (bought(usd("1"), date(2025, 1, 1)), source("x", "P10D"), "not stated"),
        (bought(usd("1"), date(2025, 1, 1), "hosted"), THREE_YEARS, "in advance"),
        (bought(usd("1"), date(2025, 1, 1), "support"), THREE_YEARS, "software only"),
    ],
)
def test_what_cannot_be_reckoned_says_why(purchase: Purchase, period: Source, why: str) -> None:
    found = refund(purchase, date(2026, 1, 1), period)
    assert found.amount is None
    assert why in found.words


@pytest.mark.parametrize(
    ("paid", "known", "standing"),
    [
        (("50000.00 USD",), True, Standing.AVAILABLE),
        (("49999.99 USD",), True, Standing.NOT_AVAILABLE),
        ((), True, Standing.NOT_AVAILABLE),
        ((), False, Standing.CANNOT_SAY),
        (("49999.99 USD", "1.00 EUR"), True, Standing.CANNOT_SAY),
        (("900000.00 EUR",), True, Standing.CANNOT_SAY),
        (("60000.00 USD", "1.00 EUR"), True, Standing.AVAILABLE),
    ],
)
def test_the_indemnity_needs_so_much_in_its_own_currency(
    paid: tuple[str, ...], known: bool, standing: Standing
) -> None:
    moneys = tuple(Money(Decimal(one.split()[0]), one.split()[1]) for one in paid)
    found = eligibility(Payments(paid=moneys, known=known), MINIMUM, YEAR)
    assert found.standing is standing
    assert found.words


def test_payments_through_a_reseller_are_said_not_to_count() -> None:
    found = eligibility(Payments(through_resellers=("Northquay",)), MINIMUM, YEAR)
    assert found.standing is Standing.NOT_AVAILABLE
    assert "Northquay is not paid to the vendor" in found.words
    assert ("Through a reseller, not paid to the vendor", "Northquay") in {
        (step.label, step.value) for step in found.steps
    }


def test_what_the_terms_do_not_state_is_not_invented() -> None:
    for minimum, period in ((NOTHING, YEAR), (MINIMUM, NOTHING)):
        found = eligibility(Payments(paid=(usd("1"),)), minimum, period)
        assert found.standing is Standing.CANNOT_SAY
        assert "not stated" in found.words
