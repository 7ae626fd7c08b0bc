"""Check digits: python-stdnum's modules by name, and the few numbers that it does not know."""

from __future__ import annotations

import importlib

from app.support.scan.rule import Candidate, Check

_KVNR_WEIGHTS = (1, 2) * 5


def digits_of(value: bytes) -> bytes:
    """The digits in `value`."""
    return bytes(sign for sign in value if 48 <= sign <= 57)


def valid(module: str) -> Check:
    """A check by the module of python-stdnum of that name ("de.idnr")."""

    def check(candidate: Candidate) -> bool:
        loaded = importlib.import_module(f"stdnum.{module}")
        return apart(candidate) and bool(loaded.is_valid(candidate.text))

    return check


def apart(candidate: Candidate) -> bool:
    """Whether it is no part of something longer: a version, a hash, an address, a decimal."""
    return not _goes_on(candidate, -1) and not _goes_on(candidate, 1)


def _goes_on(candidate: Candidate, way: int) -> bool:
    """Whether a letter or digit stands beside it, or one behind a sign that joins."""
    data = candidate.data
    at = candidate.start - 1 if way < 0 else candidate.end
    if not 0 <= at < len(data):
        return False
    if _is_word(data[at]):
        return True
    if data[at] not in b".-+/:":
        return False
    # A full stop, a dash or a colon joins only where a digit follows it at once.
    beyond = at + way
    return 0 <= beyond < len(data) and 48 <= data[beyond] <= 57


def _is_word(sign: int) -> bool:
    return 48 <= sign <= 57 or 65 <= sign <= 90 or 97 <= sign <= 122 or sign == 95


def is_kvnr(candidate: Candidate) -> bool:
    """The German health insurance number: a letter, eight digits, a check digit (§ 290 SGB V)."""
    value = candidate.text.upper()
    if not apart(candidate) or not ("A" <= value[:1] <= "Z") or not value[1:].isdigit():
        return False
    digits = f"{ord(value[0]) - 64:02d}{value[1:9]}"
    total = 0
    for digit, weight in zip(digits, _KVNR_WEIGHTS, strict=True):
        product = int(digit) * weight
        total += product // 10 + product % 10
    return total % 10 == int(value[9])


def is_pension_number(candidate: Candidate) -> bool:
    """The German pension insurance number: area, birthday, letter, serial, check digit."""
    value = candidate.text.replace(" ", "").upper()
    if not apart(candidate) or len(value) != 12 or not value[8:9].isalpha():
        return False
    day, month = int(value[2:4]), int(value[4:6])
    if not (1 <= day <= 31 or 51 <= day <= 81) or not 1 <= month <= 12:
        return False
    digits = f"{value[:8]}{ord(value[8]) - 64:02d}{value[9:11]}"
    total = 0
    for digit, weight in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True):
        product = int(digit) * weight
        total += product // 10 + product % 10
    return total % 10 == int(value[11])


def is_nino(candidate: Candidate) -> bool:
    """The UK's National Insurance number; it has no check digit, but prefixes never given."""
    value = candidate.text.replace(" ", "").upper()
    barred = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    return apart(candidate) and value[:2] not in barred


def is_nric(candidate: Candidate) -> bool:
    """Singapore's identity number: S, T, F or G, seven digits, a check letter."""
    value = candidate.text.upper()
    if not apart(candidate):
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(value[1:8], (2, 7, 6, 5, 4, 3, 2), strict=True)
    )
    total += 4 if value[0] in "TG" else 0
    letters = "JZIHGFEDCBA" if value[0] in "ST" else "XWUTRQPNMLK"
    return letters[total % 11] == value[8]


def is_machine_readable(candidate: Candidate) -> bool:
    """The second line of a passport's machine-readable zone (ICAO 9303): its check digits."""
    line = candidate.text.replace("\r", "").split("\n")[-1]
    return all(
        _icao_digit(line[start:end]) == line[end]
        for start, end in ((0, 9), (13, 19), (21, 27))
    )  # fmt: skip


def _icao_digit(field: str) -> str:
    weights = (7, 3, 1)
    values = (0 if sign == "<" else int(sign, 36) for sign in field)
    return str(sum(value * weights[at % 3] for at, value in enumerate(values)) % 10)
