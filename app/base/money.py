"""Money: a decimal amount with its currency. Amounts of different currencies are never added."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

_MINOR_DIGITS = {
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(
        ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF").split(), 0
    ),
}


class Money(msgspec.Struct, frozen=True, order=False):
    """An amount in one currency (ISO 4217 letters). On the wire the amount is a string."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        """The sum. Raises ValueError where the currencies differ."""
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)


def minor_digits(currency: str) -> int:
    """Digits after the decimal point that the currency is written with (ISO 4217)."""
    return _MINOR_DIGITS.get(currency, 2)


def to_minor(money: Money) -> int:
    """The amount in the currency's smallest unit, for the store's integer columns.

    Raises ValueError where the amount is finer than that unit.
    """
    scaled = money.amount.scaleb(minor_digits(money.currency))
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{money.amount} is finer than {money.currency} allows")
    return whole


def from_minor(minor: int, currency: str) -> Money:
    """The money that `minor` smallest units of `currency` are."""
    return Money(Decimal(minor).scaleb(-minor_digits(currency)), currency)


def totals(moneys: Iterable[Money]) -> tuple[Money, ...]:
    """One sum a currency, in the order the currencies first appear."""
    sums: dict[str, Decimal] = {}
    for money in moneys:
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return tuple(Money(amount, currency) for currency, amount in sums.items())


def format_amount(money: Money, *, cents: bool = True) -> str:
    """The bare figure with thousands separators; without `cents` a whole amount drops its zeros."""
    digits = minor_digits(money.currency)
    if not cents and money.amount == money.amount.to_integral_value():
        digits = 0
    return f"{money.amount:,.{digits}f}"
