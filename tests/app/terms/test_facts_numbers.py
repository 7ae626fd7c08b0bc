"""Numbers, amounts and periods as agreements write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terms.facts.numbers import from_figures, from_words, plain
from app.terms.facts.quantities import quantities

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelt(number: int) -> str:
    """An independent speller for whole numbers below a billion."""
    for scale, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = f" and {spelt(number % scale)}" if number % scale else ""
            return f"{spelt(number // scale)} {name}{rest}"
    if number < 20:
        return ONES[number]
    rest = f"-{ONES[number % 10]}" if number % 10 else ""
    return TENS[number // 10 - 2] + rest


@given(st.integers(0, 999_999_999))
def test_each_number_is_read_from_its_words(number):
    assert from_words(spelt(number)) == number


@given(st.integers(0, 99_999_999), st.integers(0, 99))
def test_amounts_are_read_in_either_decimal_style(whole, cents):
    english = f"{whole:,}.{cents:02}"
    continental = english.translate(str.maketrans(",.", ".,"))
    swiss = english.replace(",", "’")
    for text in (english, continental, swiss):
        assert from_figures(text, "money") == Decimal(f"{whole}.{cents:02}")


@pytest.mark.parametrize(
    ("figures", "style", "value"),
    [
        ("1.000", "money", "1000"),
        ("1,000", "money", "1000"),
        ("1.000.000", "money", "1000000"),
        ("1 000 000", "money", "1000000"),
        ("0.125", "money", "0.125"),
        ("12,5", "percent", "12.5"),
        ("99.995", "percent", "99.995"),
        ("99,995", "percent", "99.995"),
        ("20", "count", "20"),
    ],
)
def test_a_mark_parts_thousands_or_decimals_by_what_stands_behind_it(figures, style, value):
    assert from_figures(figures, style) == Decimal(value)


@pytest.mark.parametrize("words", ["twenty thirty", "one two", "and", "dozen", "nineteen five"])
def test_words_that_make_no_number_are_none(words):
    assert from_words(words) in (None, 0)


def test_a_number_has_no_exponent_and_no_idle_zeros():
    assert [plain(Decimal(text)) for text in ("1E+3", "1.50", "50", "0.10")] == [
        "1000", "1.5", "50", "0.1",
    ]  # fmt: skip


QUANTITIES = [
    ("thirty (30) days", "thirty (30) days", "P30D"),
    ("30 (thirty) days", "30 (thirty) days", "P30D"),
    ("a period of one (1) year", "one (1) year", "P1Y"),
    ("one year and six months", "one year and six months", "P1Y6M"),
    ("twenty-four months", "twenty-four months", "P24M"),
    ("a three-year term", "three-year", "P3Y"),
    ("the 12-month period", "12-month", "P12M"),
    ("within a week", "a week", "P7D"),
    ("two weeks", "two weeks", "P14D"),
    ("each of two quarters", "two quarters", "P6M"),
    ("half a year", "half a year", "P6M"),
    ("1.5 years", "1.5 years", "P18M"),
    ("72 hours", "72 hours", "PT72H"),
    ("fifteen minutes", "fifteen minutes", "PT15M"),
    ("one hundred and eighty days", "one hundred and eighty days", "P180D"),
    ("10 banking days", "10 banking days", "P10D"),
    ("30 Tage", "30 Tage", "P30D"),
    ("10 Werktage", "10 Werktage", "P10D"),
    ("US$ 20", "US$ 20", "20.00 USD"),
    ("U.S.$ 20", "U.S.$ 20", "20.00 USD"),
    ("USD 50,000", "USD 50,000", "50000.00 USD"),
    ("50,000 USD", "50,000 USD", "50000.00 USD"),
    ("€ 1.000.000", "€ 1.000.000", "1000000.00 EUR"),
    ("1.000.000,50 €", "1.000.000,50 €", "1000000.50 EUR"),
    ("£5k", "£5k", "5000.00 GBP"),
    ("$2.5 million", "$2.5 million", "2500000.00 USD"),
    ("CHF 5'000.-", "CHF 5'000", "5000.00 CHF"),
    ("fifty thousand US dollars", "fifty thousand US dollars", "50000.00 USD"),
    ("a million euros", "a million euros", "1000000.00 EUR"),
    ("ten (10) Canadian dollars", "ten (10) Canadian dollars", "10.00 CAD"),
    ("twenty dollars ($20)", "twenty dollars ($20)", "20.00 USD"),
    ("$500 (five hundred)", "$500 (five hundred)", "500.00 USD"),
    ("fifty percent (50%)", "fifty percent (50%)", "50"),
    ("1.5 per cent", "1.5 per cent", "1.5"),
    ("12,5 %", "12,5 %", "12.5"),
]
NONE = [
    "24 hours a day", "once a month", "twice in a year", "16 years old", "Section 30", "a day",
    "eur 10", "the 1990s", "version 10.2", "0 days", "30 things", "daylight", "someone days",
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "value"), QUANTITIES)
def test_a_quantity_is_read_with_its_exact_span(text, words, value):
    sentence = f"It is {text}, and so on."
    (found,) = quantities(sentence, 0, len(sentence))
    assert (sentence[found.start : found.end], found.value) == (words, value)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_quantity_is_left_alone(text):
    sentence = f"It is {text}, and so on."
    assert quantities(sentence, 0, len(sentence)) == []


def test_business_days_are_marked_as_such():
    for words in ("10 business days", "ten (10) working days", "10 Werktage"):
        (found,) = quantities(words, 0, len(words))
        assert (found.value, found.unit) == ("P10D", "business-days")
