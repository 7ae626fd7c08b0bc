"""Dates as files write them, in five styles and more; a date without a zone is taken as UTC.

ISO (2026-11-23, with or without an hour), 23.11.2026, 23/11/2026 or 11/23/2026, 23 Nov 2026 or
November 23, 2026 (English, German, French), 20261123, and the numbers of a spreadsheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.certification.usage.words import Fault

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv jän jänner",
            "feb february februar février fevrier févr fevr",
            "mar march mär märz maerz mrz mars",
            "apr april avril avr",
            "may mai",
            "jun june juni juin",
            "jul july juli juillet juil",
            "aug august août aout",
            "sep sept september septembre",
            "oct october okt oktober octobre",
            "nov november novembre",
            "dec december dez dezember décembre decembre déc",
        ),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-. ]+(?:of )?([^\W\d_]+)\.?[-, ]+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_JAPANESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_TIME = re.compile(
    r"(?P<day>.+?)(?:[ T]|, | um | at )(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?(?: ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
)
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
"""What a spreadsheet counts its days from."""
_FIRST_DAY, _LAST_DAY = Decimal(20_000), Decimal(100_000)


def instant(cell: object, *, day_first: bool | None = None) -> datetime | Fault | None:
    """What a cell of dates says; None where it is empty. `day_first` None: not known."""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC) if cell.tzinfo else cell.replace(tzinfo=UTC)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=UTC)
    if isinstance(cell, Decimal) and _FIRST_DAY <= cell <= _LAST_DAY:
        return _EPOCH + timedelta(seconds=round(float(cell) * 86400))
    text = " ".join(str(cell).split())
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if found is None:
        return _midnight(_day(text, day_first))
    day = _day(found["day"], day_first)
    return day if isinstance(day, Fault) else _at(day, found)


def _midnight(day: date | Fault) -> datetime | Fault:
    return day if isinstance(day, Fault) else datetime(day.year, day.month, day.day, tzinfo=UTC)


def _at(day: date, found: re.Match[str]) -> datetime | Fault:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    half = (found["half"] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    zone = found["zone"] or ""
    away = timedelta()
    if zone[:1] in ("+", "-"):
        away = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        away = -away if zone[0] == "-" else away
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC) - away
    except (ValueError, OverflowError):
        return Fault.NOT_A_DAY


def _day(text: str, day_first: bool | None) -> date | Fault:
    for pattern in (_ISO, _COMPACT, _JAPANESE):
        found = pattern.fullmatch(text)
        if found:
            return _date(int(found[1]), int(found[2]), int(found[3]))
    found = _PARTS.fullmatch(text)
    if found:
        return _from_parts(found, day_first)
    found = _NAMED.fullmatch(text)
    if found and found[2].casefold() in _MONTHS:
        return _date(_year(found[3]), _MONTHS[found[2].casefold()], int(found[1]))
    found = _MONTH_FIRST.fullmatch(text)
    if found and found[1].casefold() in _MONTHS:
        return _date(int(found[3]), _MONTHS[found[1].casefold()], int(found[2]))
    return Fault.NOT_A_DAY


def _from_parts(found: re.Match[str], day_first: bool | None) -> date | Fault:
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if found[2] == "." or first > 12:
        return _date(year, second, first)
    if second > 12:
        return _date(year, first, second)
    if day_first is None and first != second:
        return Fault.AMBIGUOUS_DAY
    return _date(year, second, first) if day_first else _date(year, first, second)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _date(year: int, month: int, day: int) -> date | Fault:
    try:
        return date(year, month, day)
    except ValueError:
        return Fault.NOT_A_DAY


def day_order(cells: Iterable[object]) -> tuple[bool | None, bool]:
    """Whether a column writes the day first (None: nothing shows it), and whether that matters."""
    shown: set[bool] = set()
    matters = False
    for cell in cells:
        found = _PARTS.match(str(cell).strip())
        if found is None or found[2] == ".":
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 or second > 12:
            shown.add(first > 12)
        elif first != second:
            matters = True
    if len(shown) == 1:
        return shown.pop(), False
    return None, matters
