"""Figures as people write them: "1,234.5", "1.234,5", "1 234,5", "1'234.50", "1.5 TB", exactly.

What can be read in two ways ("1.234") is a question unless the decimal mark is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import msgspec

from app.certification.usage.units import EXACT, bytes_of, plain
from app.certification.usage.words import Fault

HUGE = Decimal(10) ** 15
"""Use of this size and more is a mistake: 10^15 bytes are a petabyte, which has its own unit."""

_LONGEST = 60
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009\u2007'’_")
_DIGITS = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
_NUMBER = re.compile(r"([+-]?)(\d[\d.,]*|[.,]\d+)(?:[eE]([+-]?\d{1,2}))?")
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f\u2009\u2007'’_]\d{3})+(?:[.,]\d+)?")
_UNIT = re.compile(r"(?P<figure>[+-]?[\d.,'’ \u00a0\u202f\u2009]*\d)\s*(?P<unit>[^\W\d_]{1,12})")
_MINUS = str.maketrans("−–", "--")


class Sized(msgspec.Struct, frozen=True):
    """A figure that brings its unit along: "1.5 TB"."""

    quantity: Decimal
    unit: str


def figure(cell: object, mark: str = "") -> Decimal | Sized | Fault:
    """What a cell of quantities says. `mark`: the decimal mark, "" where it is not known."""
    if isinstance(cell, Decimal):
        return _bounded(cell)
    text = str(cell).strip()
    if not text:
        return Fault.NO_FIGURE
    if text.startswith(("=", "@")):
        return Fault.FORMULA
    if "\x00" in text:
        return Fault.NUL
    if text.startswith("'"):  # how a spreadsheet marks a figure as text
        text = text[1:]
    text = text.translate(_MINUS).translate(_DIGITS)
    if len(text) > _LONGEST:
        return Fault.HUGE if text.lstrip("+-").replace(",", "").isdecimal() else Fault.NOT_A_FIGURE
    if text.startswith("(") and text.endswith(")"):  # how books write what is below zero
        text = f"-{text[1:-1]}"
    return _number(text, mark) if _plain_start(text) else _with_unit(text, mark)


def _plain_start(text: str) -> bool:
    return not any(char.isalpha() for char in text) or _NUMBER.fullmatch(text) is not None


def _with_unit(text: str, mark: str) -> Decimal | Sized | Fault:
    found = _UNIT.fullmatch(text)
    if found is None:
        return Fault.NOT_A_FIGURE
    quantity, unit = _number(found["figure"].strip(), mark), found["unit"]
    if not isinstance(quantity, Decimal):
        return quantity
    known = bytes_of(unit) is not None
    if not known and not text[: found.start("unit")].endswith((" ", "\u00a0", "\u202f")):
        return Fault.NOT_A_FIGURE  # "12O", "5x"
    return Sized(quantity, unit)


def _number(text: str, mark: str) -> Decimal | Fault:
    if any(char in " \u00a0\u202f\u2009\u2007'’_" for char in text):
        if _SPACED.fullmatch(text) is None:
            return Fault.NOT_A_FIGURE
        text = text.translate(_SPACES)
        if text.count(",") + text.count(".") == 1:  # groups are told by spaces: this is the mark
            mark = "," if "," in text else "."
    found = _NUMBER.fullmatch(text)
    if found is None:
        return Fault.NOT_A_FIGURE
    sign, digits, exponent = found.groups()
    written = _plain_digits(digits, mark)
    if isinstance(written, Fault):
        return written
    try:
        value = Decimal(f"{sign}{written}e{exponent or 0}")
    except InvalidOperation:
        return Fault.NOT_A_FIGURE
    return _bounded(value)


def _plain_digits(digits: str, mark: str) -> str | Fault:
    """Digits with a point as their mark, or none."""
    commas, points = digits.count(","), digits.count(".")
    if not commas and not points:
        return digits
    if commas and points:
        last = "," if digits.rindex(",") > digits.rindex(".") else "."
        if mark and mark != last:
            return Fault.NOT_A_FIGURE
        return _grouped(digits, last)
    sign = "," if commas else "."
    if commas + points > 1:
        return _ungrouped(digits, sign) if mark != sign else Fault.NOT_A_FIGURE
    if mark == sign:
        return digits.replace(sign, ".")
    if mark:
        return _ungrouped(digits, sign)
    whole, _sign, rest = digits.partition(sign)
    if len(rest) == 3 and 0 < len(whole) <= 3 and whole != "0":
        return Fault.AMBIGUOUS_FIGURE
    return f"{whole or 0}.{rest or 0}"


def _grouped(digits: str, mark: str) -> str | Fault:
    whole, _mark, rest = digits.rpartition(mark)
    group = "." if mark == "," else ","
    if group in rest or mark in whole:
        return Fault.NOT_A_FIGURE
    plain_whole = _ungrouped(whole, group)
    return plain_whole if isinstance(plain_whole, Fault) else f"{plain_whole}.{rest or 0}"


def _ungrouped(digits: str, group: str) -> str | Fault:
    """Digits without the signs between their thousands (or lakhs)."""
    head, *groups = digits.split(group)
    right = head.strip("0") and len(head) <= 3 and all(len(one) in (2, 3) for one in groups)
    if not right or len(groups[-1]) != 3:
        return Fault.NOT_A_FIGURE
    return head + "".join(groups)


def _bounded(value: Decimal) -> Decimal | Fault:
    if not value.is_finite():
        return Fault.NOT_A_FIGURE
    if value < 0:
        return Fault.NEGATIVE
    if value >= HUGE or -int(value.as_tuple().exponent) > 40:
        return Fault.HUGE if value >= HUGE else Fault.NOT_A_FIGURE
    return plain(EXACT.plus(value))


def decimal_mark(cells: Iterable[object]) -> tuple[str, bool]:
    """The mark that a column uses, "" where nothing shows it; and whether that leaves a doubt."""
    shown: set[str] = set()
    doubt = False
    for cell in cells:
        if isinstance(cell, Decimal):
            continue
        text = str(cell).strip()
        found = _mark_of(text)
        shown.update(found or "")
        doubt = doubt or found is None
    if len(shown) == 1:
        return shown.pop(), False
    return "", doubt


def _mark_of(text: str) -> str | None:
    """The mark that one figure shows; "" where it needs none; None where it can be either."""
    head = re.match(r"[\d.,]+", text.lstrip("+-−('"))
    digits = head[0].rstrip(".,") if head else ""
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        return "," if digits.rindex(",") > digits.rindex(".") else "."
    if commas > 1 or points > 1:
        return "." if commas else ","
    if not commas and not points:
        return ""
    sign = "," if commas else "."
    whole, _sign, rest = digits.partition(sign)
    if len(rest) == 3 and 0 < len(whole) <= 3 and whole != "0":
        return None
    return sign
