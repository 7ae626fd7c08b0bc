"""Numbers as agreements write them: in words, in figures of either decimal style, or in both.

"thirty (30)", "fifty thousand", "1.000.000,00", "US$ 2.5 million". Where words and figures
disagree both are kept: courts go by the words, a person should look.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
    "fourty": 40,
    "a": 1,
    "an": 1,
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SHORT = {"k": 1_000, "m": 1_000_000, "mm": 1_000_000, "mn": 1_000_000, "mio": 1_000_000,
          "bn": 1_000_000_000, "b": 1_000_000_000}  # fmt: skip

_ONE = "|".join(sorted((*_ONES, *_TENS, "fourty"), key=len, reverse=True))
_SCALE = "|".join(_SCALES)
WORDS = (
    rf"(?:(?:{_ONE}|a(?=[\s-]{{1,16}}(?:{_SCALE})))"
    rf"(?:(?:[\s-]{{1,16}}and)?[\s-]{{1,16}}(?:{_ONE}|{_SCALE})(?![a-z])){{0,8}}(?![a-z]))"
)
"""A number in words, as a pattern for texts without regard to case."""
FIGURES = (
    r"(?:\d{1,3}(?:[.,’'\u00a0\u202f ]\d{3})+(?:[.,]\d{1,4})?(?!\d)|\d{1,15}(?:[.,]\d{1,6})?(?!\d))"
)
"""A number in figures."""
NUMBER = (
    rf"(?:(?P<words>(?<![a-z]){WORDS})(?:\s{{0,16}}[-–]?\(\s?(?P<digits>{FIGURES})\s?\))?"
    rf"|(?<![\d.,])(?P<figures>{FIGURES})(?:\s{{0,16}}\(\s?(?P<spelt>{WORDS})\s?\))?)"
)
"""Either, or one with the other in brackets behind it: "thirty (30)", "30 (thirty)"."""

STARTERS = frozenset((*_ONES, *_TENS, "fourty"))
"""Words, in lower case, that a number in words may begin with."""


class Number(NamedTuple):
    """A number as read. `other` is what the brackets say where they say another."""

    value: Decimal
    other: Decimal | None = None


Style = Literal["count", "money", "percent"]


def read(groups: dict[str, str | None], style: Style = "count") -> Number | None:
    """The number of a match of NUMBER; None where it makes none."""
    in_words = groups.get("words") or groups.get("spelt")
    in_figures = groups.get("figures") or groups.get("digits")
    spoken = from_words(in_words) if in_words else None
    written = from_figures(in_figures, style) if in_figures else None
    if spoken is None:
        return Number(written) if written is not None else None
    if written is None or written == spoken:
        return Number(spoken)
    return Number(spoken, written)


def from_words(text: str) -> Decimal | None:
    """The value of "one hundred and twenty-five thousand"; None where words make no number."""
    total = current = 0
    last = 0
    for word in re.split(r"[\s-]+", text.lower().strip()):
        if word == "and" or not word:
            continue
        if word in _UNITS:
            value = _UNITS[word]
            # "twenty thirty" is no number, "twenty-five" is one.
            if last and not (last >= 20 and last % 10 == 0 and value < 10) and last < 100:
                return None
            current += value
            last = value
        elif word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                current = max(current, 1) * scale
            else:
                total += max(current, 1) * scale
                current = 0
            last = scale
        else:
            return None
    return Decimal(total + current)


def from_figures(text: str, style: Style = "count") -> Decimal | None:
    """The value of "1.000.000,00", "1,000,000.00", "1 000", "99.995".

    One point or comma before exactly three digits parts thousands, save in a percentage.
    """
    plain = re.sub(r"[\s\u00a0\u202f’']", "", text)
    marks = [mark for mark in plain if mark in ".,"]
    if marks:
        last = max(plain.rfind("."), plain.rfind(","))
        behind = len(plain) - last - 1
        if len(set(marks)) == 2:
            decimal = True
        elif len(marks) > 1:
            decimal = False
        else:
            decimal = behind != 3 or style == "percent" or plain[:last] in ("0", "")
        whole = plain[:last] if decimal else plain
        whole = whole.replace(".", "").replace(",", "")
        plain = f"{whole}.{plain[last + 1 :]}" if decimal else whole
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def scaled(number: Decimal, word: str | None) -> Decimal:
    """`number` times what stands behind it: "million", "k"; the same where nothing does."""
    if not word:
        return number
    key = word.lower().rstrip(".")
    return number * _SCALES.get(key, _SHORT.get(key, 1))


def plain(number: Decimal) -> str:
    """The shortest text of a number without an exponent: "50", "1.5"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
