"""Money is exact, and amounts of different currencies never meet in one sum."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.money import Money, format_amount, from_minor, minor_digits, to_minor, totals

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD"])


@given(st.integers(-(10**12), 10**12), CURRENCIES)
def test_an_amount_survives_the_store(minor, currency):
    assert to_minor(from_minor(minor, currency)) == minor


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("ZZZ", 2)])
def test_each_currency_has_its_own_smallest_unit(currency, digits):
    assert minor_digits(currency) == digits


def test_an_amount_finer_than_the_currency_is_refused():
    with pytest.raises(ValueError, match="finer"):
        to_minor(Money(Decimal("0.5"), "JPY"))


def test_adding_another_currency_is_refused():
    assert Money(Decimal("1.10"), "EUR") + Money(Decimal("2.20"), "EUR") == Money(
        Decimal("3.30"), "EUR"
    )
    with pytest.raises(ValueError, match="USD"):
        Money(Decimal(1), "EUR") + Money(Decimal(1), "USD")


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), CURRENCIES)))
def test_totals_keep_currencies_apart(amounts):
    sums = totals(from_minor(minor, currency) for minor, currency in amounts)
    assert [money.currency for money in sums] == list(dict.fromkeys(c for _, c in amounts))
    for money in sums:
        assert to_minor(money) == sum(m for m, c in amounts if c == money.currency)


@pytest.mark.parametrize(
    ("amount", "currency", "cents", "words"),
    [
        ("1234567.5", "EUR", True, "1,234,567.50"),
        ("1200", "EUR", False, "1,200"),
        ("1200.5", "EUR", False, "1,200.50"),
        ("-3", "KWD", True, "-3.000"),
        ("98000", "JPY", True, "98,000"),
    ],
)
def test_a_figure_is_written_with_the_digits_of_its_currency(amount, currency, cents, words):
    assert format_amount(Money(Decimal(amount), currency), cents=cents) == words
