"""Amounts of money in a text: symbols, ISO codes and names, before or behind the number."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from app.terms.facts.numbers import FIGURES, NUMBER, Number, read, scaled

_SYMBOLS = {
    "US$": "USD", "U.S.$": "USD", "USD$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD",
    "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "$": "USD", "€": "EUR", "£": "GBP",
    "¥": "JPY", "₹": "INR", "R$": "BRL",
}  # fmt: skip
CODES = frozenset(
    "USD EUR GBP CHF JPY CAD AUD NZD SEK NOK DKK PLN CZK HUF CNY INR BRL SGD HKD ZAR KRW MXN ILS "
    "TRY AED".split()
)
_NAMES = {
    "us dollar": "USD", "u.s. dollar": "USD", "united states dollar": "USD",
    "american dollar": "USD", "canadian dollar": "CAD", "australian dollar": "AUD",
    "dollar": "USD", "euro": "EUR", "pound sterling": "GBP",
    "pounds sterling": "GBP", "british pound": "GBP", "pound": "GBP", "swiss franc": "CHF",
    "yen": "JPY",
}  # fmt: skip
_CODE = "|".join(sorted(CODES))
_SYMBOL = r"USD\$|U\.S\.\$|(?:US|CA|AU|NZ|HK|[CASR])?\$|[€£¥₹]"
_NAME = (
    r"(?:united states|u\.s\.|us|american|canadian|australian)?[\s-]?dollar|euro|pounds? sterling"
    r"|british pound|pound|swiss franc|yen"
)
_TIMES = r"(?:\s{0,2}(?P<times>thousand|million|billion|mio\.?|mm|mn|bn|k|m)(?![a-z]))?"
_LED = re.compile(rf"(?P<unit>{_CODE}|{_SYMBOL})\s{{0,16}}{NUMBER}{_TIMES}", re.IGNORECASE)
_TRAILED = re.compile(
    rf"{NUMBER}{_TIMES}[\s-]{{0,16}}\(?"
    rf"(?P<unit>(?:{_CODE})(?![a-z])|(?:{_NAME})s?(?![a-z])|US\$|[€£$])",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    rf"\s{{0,2}}\((?P<lead>{_CODE}|{_SYMBOL})?\s{{0,2}}(?P<figures>{FIGURES}){_TIMES}"
    rf"\s{{0,2}}(?P<tail>{_CODE}|€|£)?\s?\)",
    re.IGNORECASE,
)


class Amount(NamedTuple):
    """An amount as read. `other` is what the brackets say where they say another."""

    end: int
    value: Decimal
    currency: str
    other: Decimal | None


def amount_at(text: str, at: int, end: int) -> Amount | None:
    """The amount of money that begins exactly at `at`."""
    match = _LED.match(text, at, end) or _TRAILED.match(text, at, end)
    if match is None:
        return None
    groups = match.groupdict()
    number, currency = read(groups, "money"), _currency(groups["unit"] or "")
    if number is None or currency is None:
        return None
    value, other, stop = scaled(number.value, groups["times"]), number.other, match.end()
    again = _AGAIN.match(text, stop, end)
    repeated = read({"figures": again["figures"]}, "money") if again else None
    if again and repeated:
        stop = again.end()
        second = scaled(repeated.value, again["times"])
        other = second if second != value else other
        currency = _currency(again["lead"] or again["tail"] or "") or currency
    return Amount(stop, value, currency, other)


def disagrees(number: Number) -> bool:
    """Whether words and figures say different numbers."""
    return number.other is not None and number.other != number.value


def _currency(text: str) -> str | None:
    single = re.sub(r"\s+", " ", text)
    upper = single.upper()
    if upper in CODES:
        return upper if single == upper else None
    name = single.lower().strip(" -").replace("-", " ")
    return _SYMBOLS.get(upper) or _NAMES.get(name) or _NAMES.get(name.removesuffix("s"))
