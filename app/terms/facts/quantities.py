"""The quantities in a text: periods, amounts of money, percentages, each with its exact span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import msgspec

from app.base.text import _, ngettext
from app.terms.facts.money import CODES, amount_at, disagrees
from app.terms.facts.numbers import FIGURES, NUMBER, STARTERS, Number, plain, read

Kind = Literal["period", "money", "percent"]


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """One quantity of a text. `value` is an ISO 8601 duration, "20.00 USD" or "50"."""

    kind: Kind
    start: int
    end: int
    value: str
    words: str
    """For a person: "at least 10 business days"."""
    unit: str = ""
    """"business-days" where only those count."""
    doubt: str = ""
    """What is odd about it, in a sentence; "" where nothing is."""


_BUSINESS = r"business|working|banking|bank|trading"
_PERIOD = re.compile(
    rf"(?:{NUMBER}|(?P<one>(?<![a-z])an?(?=\s{{1,16}}(?:{_BUSINESS}|calendar|full|day|week|month"
    r"|quarter|year|hour)))|(?P<half>half\s{1,16}an?))"
    rf"(?:\s{{0,16}}(?:to|or|–|-|and|bis)\s{{0,16}}(?P<upto>{FIGURES}))?"
    rf"[\s-]{{0,16}}(?:(?:(?P<business>{_BUSINESS})|calendar|consecutive|full|clear|complete"
    r"|additional|further|successive|whole|continuous|natural)[\s-]{1,16}){0,2}"
    r"(?P<unit>days?|weeks?|months?|quarters?|years?|hours?|minutes?"
    r"|Tage?n?|Wochen?|Monate?n?|Jahre?n?|Stunden?|Werktage?n?|Arbeitstage?n?)(?![a-z])",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"{NUMBER}\s{{0,16}}(?:%|per\s?cent(?:um)?(?![a-z])|Prozent)"
    rf"(?:\s{{0,2}}\((?P<repeat>{FIGURES})\s{{0,2}}%\s?\))?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d+|[A-Za-z]+|[$€£¥₹]")
_FIRST = STARTERS | frozenset("a an half us u c ca au nz hk s r".split())
_RATE = re.compile(r"[\s-]{0,2}(?:old|of age|per\b|a (?:day|week|year)\b|x 7)", re.IGNORECASE)
_LONE = re.compile(
    r"\b(?:within|for|of|than|after|least|most|to|lasts?|during|by|in)\s{1,16}$", re.I
)
_EVERY = re.compile(r"\b(?:once|twice|times|days|hours)\s{1,16}in\s{1,16}$", re.I)

_DAYS = {"day": 1, "week": 7, "tag": 1, "woche": 7}
_LETTERS = {"month": "M", "quarter": "Q", "year": "Y", "monat": "M", "jahr": "Y"}

_BETWEEN = (
    r"(?:\s{1,16}(?:an?|the|its|their|advance|prior|written|period|of|notice|first)){0,6}\s*$"
)
_BOUNDS = tuple(
    (kind, re.compile(rf"\b(?:{words}){_BETWEEN}", re.IGNORECASE))
    for kind, words in (
        ("latest", r"(?:not|no) later than|spätestens"),
        ("least", r"(?:no|not|nor) (?:less|fewer|sooner|earlier|shorter) than|at least"
                  r"|(?:a )?minimum|mindestens"),
        ("most", r"(?:no|not) (?:more|longer|greater) than|not exceed(?:ing)?|not to exceed"
                 r"|up to|at most|(?:a )?maximum|höchstens"),
        ("within", r"within|innerhalb|binnen"),
        ("less", r"(?:less|fewer|shorter) than|under|below"),
        ("more", r"more than|exceed(?:s|ing)?"),
    )
)  # fmt: skip


def quantities(text: str, start: int, end: int) -> list[Quantity]:
    """All quantities between two offsets of `text`, in order; none overlaps another."""
    found: list[Quantity] = []
    done = start
    for token in _TOKEN.finditer(text, start, end):
        at, word = token.start(), token.group()
        if at < done or (at > start and text[at - 1].isalpha()):
            continue
        if word[0].isalpha() and word.lower() not in _FIRST and word not in CODES:
            continue
        quantity = _money(text, start, at, end) or _percent(text, start, at, end)
        quantity = quantity or _period(text, start, at, end)
        if quantity:
            found.append(quantity)
            done = quantity.end
    return list(_joined(text, found))


def _period(text: str, start: int, at: int, end: int) -> Quantity | None:
    match = _PERIOD.match(text, at, end)
    if match is None or _RATE.match(text, match.end(), end):
        return None
    low = max(start, at - 14)
    if match["one"] and (not _LONE.search(text, low, at) or _EVERY.search(text, low, at)):
        return None  # a measure of frequency: "once a month", "twice in a year"
    number = _period_number(match)
    if number is None or not 0 < number.value <= 100_000:
        return None
    unit = match["unit"].lower()
    value = _iso(number.value, unit)
    if value is None:
        return None
    business = bool(match["business"]) or unit.startswith(("werk", "arbeit"))
    doubt = _disagreement(number)
    if match["upto"]:
        doubt = _("A range: “{text}”.").format(text=match.group())
    words = period_words(number.value, unit, business=business)
    return Quantity(
        kind="period", start=at, end=match.end(), value=value, doubt=doubt,
        words=_bounded(text, start, at, words), unit="business-days" if business else "",
    )  # fmt: skip


def _period_number(match: re.Match[str]) -> Number | None:
    if match["one"]:
        return Number(Decimal(1))
    if match["half"]:
        return Number(Decimal("0.5"))
    number = read(match.groupdict())
    if number is None or not match["upto"]:
        return number
    last = read({"figures": match["upto"]})
    return last if last and last.value > number.value else number


def _iso(number: Decimal, unit: str) -> str | None:
    stem = re.sub(r"^(?:werk|arbeits)", "", unit)
    letter = next((mark for name, mark in _LETTERS.items() if stem.startswith(name)), "")
    days = next((count for name, count in _DAYS.items() if stem.startswith(name)), 0)
    if letter == "Q" or (letter == "Y" and not _is_whole(number)):
        number, letter = number * (3 if letter == "Q" else 12), "M"
    if days:
        number, letter = number * days, "D"
    if not _is_whole(number):
        return None
    if letter:
        return f"P{plain(number)}{letter}"
    return f"PT{plain(number)}{'M' if stem.startswith('minute') else 'H'}"


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def period_words(number: Decimal, unit: str, *, business: bool = False) -> str:
    """A period for a person: "30 days", "10 business days", "1 year"."""
    count = int(number) if _is_whole(number) else 2
    if business:
        words = ngettext("{count} business day", "{count} business days", count)
    elif unit.startswith(("week", "woche")):
        words = ngettext("{count} week", "{count} weeks", count)
    elif unit.startswith(("month", "monat")):
        words = ngettext("{count} month", "{count} months", count)
    elif unit.startswith("quarter"):
        words = ngettext("{count} quarter", "{count} quarters", count)
    elif unit.startswith(("year", "jahr")):
        words = ngettext("{count} year", "{count} years", count)
    elif unit.startswith(("hour", "stunde")):
        words = ngettext("{count} hour", "{count} hours", count)
    elif unit.startswith("minute"):
        words = ngettext("{count} minute", "{count} minutes", count)
    else:
        words = ngettext("{count} day", "{count} days", count)
    return words.format(count=plain(number))


def _money(text: str, start: int, at: int, end: int) -> Quantity | None:
    amount = amount_at(text, at, end)
    if amount is None:
        return None
    words = f"{amount.currency} {amount.value:,.2f}"
    return Quantity(
        kind="money", start=at, end=amount.end, value=f"{amount.value:.2f} {amount.currency}",
        words=_bounded(text, start, at, words),
        doubt=_disagreement(Number(amount.value, amount.other)),
    )  # fmt: skip


def _percent(text: str, start: int, at: int, end: int) -> Quantity | None:
    match = _PERCENT.match(text, at, end)
    number = read(match.groupdict(), "percent") if match else None
    if match is None or number is None:
        return None
    again = read({"figures": match["repeat"]}, "percent") if match["repeat"] else None
    if again and again.value != number.value:
        number = Number(number.value, again.value)
    words = _("{number} %").format(number=plain(number.value))
    return Quantity(
        kind="percent", start=at, end=match.end(), value=plain(number.value),
        words=_bounded(text, start, at, words), doubt=_disagreement(number),
    )  # fmt: skip


def _joined(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """The same quantities, with "one year and six months" made one."""
    waiting: Quantity | None = None
    for quantity in found:
        if (
            waiting
            and (waiting.kind, quantity.kind) == ("period", "period")
            and waiting.value.endswith("Y")
            and quantity.value.endswith("M")
            and not quantity.value.startswith("PT")
            and text[waiting.end : quantity.start].strip() == "and"
        ):
            waiting = msgspec.structs.replace(
                waiting, end=quantity.end, value=waiting.value + quantity.value[1:],
                words=_("{first} and {second}").format(first=waiting.words, second=quantity.words),
            )  # fmt: skip
            continue
        if waiting:
            yield waiting
        waiting = quantity
    if waiting:
        yield waiting


def _bounded(text: str, start: int, at: int, words: str) -> str:
    """`words` with what stands before the number: a least, a most or nothing."""
    before = text[max(start, at - 70) : at]
    kind = next((kind for kind, pattern in _BOUNDS if pattern.search(before)), "")
    match kind:
        case "least":
            return _("at least {quantity}").format(quantity=words)
        case "most":
            return _("at most {quantity}").format(quantity=words)
        case "more":
            return _("more than {quantity}").format(quantity=words)
        case "less":
            return _("less than {quantity}").format(quantity=words)
        case "within":
            return _("within {quantity}").format(quantity=words)
        case "latest":
            return _("no later than {quantity}").format(quantity=words)
    return words


def _disagreement(number: Number) -> str:
    if number.other is None or not disagrees(number):
        return ""
    return _("The words say {words}, the figures say {figures}.").format(
        words=plain(number.value), figures=plain(number.other)
    )
