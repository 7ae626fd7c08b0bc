"""How far the cells of a sheet reach, told before the sheet is loaded.

The library that reads workbooks reserves memory for the whole rectangle that its cells span: one
cell in the last corner of a small file would ask for hundreds of gigabytes and end the program.
A million rows pass in about a second: only parts that reach further are looked at cell by cell.
"""

from __future__ import annotations

import re

MOST_CELLS = 20_000_000
"""Cells of a sheet, empty ones within it too."""

_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])([^<]*)")
_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,9})([0-9]{0,12})""")
_ODDLY = (b" =", b"\t=", b"\n=", b"\r=", b":c")
"""Spellings that spreadsheet programs do not choose; such a part is looked at closely."""
_CARRIED = 4096


class TooFar(ValueError):
    """Cells lie outside of what a sheet can have, or span more than is read."""


class Extent:
    """Fed with one member of a workbook, piece by piece; members without cells pass."""

    def __init__(self) -> None:
        self._rest = b""
        self._width = 0
        self._height = 0
        self._row = 0
        self._in_row = 0
        self._further = self._beyond()

    def feed(self, piece: bytes) -> None:
        """The next part. Raises TooFar as soon as it is known."""
        content = self._rest + piece
        cut = content.rfind(b"<")
        self._rest = content[cut:][:_CARRIED] if cut > 0 else content[-_CARRIED:]
        self._look(content[:cut] if cut > 0 else content)

    def end(self) -> None:
        """There is no more. Raises TooFar."""
        self._look(self._rest)
        self._rest = b""

    def _look(self, content: bytes) -> None:
        plain = content.count(b"<c") == content.count(b'<c r="')
        plain = plain and content.count(b"r=") == content.count(b' r="')
        odd = not plain or any(one in content for one in _ODDLY)
        if odd or self._further.search(content) is not None:
            self._closely(content)
            self._further = self._beyond()

    def _closely(self, content: bytes) -> None:
        told = 0
        for tag, rest in _TAG.findall(content):
            place = _PLACE.search(rest)
            letters, row = place.groups() if place is not None else (b"", b"")
            if tag == b"row":
                self._row, self._in_row = int(row or 0), 0
                continue
            self._in_row += 1
            told += bool(letters)
            if rest.rstrip().endswith(b"/>"):
                continue  # a format alone
            # Cells that say not where they stand follow each other.
            self._width = max(self._width, _column(letters) if letters else self._in_row)
            self._height = max(self._height, int(row or self._row))
        places = [(one, row) for one, row in _PLACE.findall(content) if one]
        if len(places) > told:  # hidden behind signs that should not stand there
            self._width = max(self._width, *(_column(letters) for letters, _row in places))
            self._height = max(self._height, *(int(row or 0) for _letters, row in places))
        if self._width > _LAST_COLUMN or self._height > _LAST_ROW:
            raise TooFar("a cell outside of the sheet")
        if self._width * self._height > MOST_CELLS:
            raise TooFar("a sheet that spans too much")
        self._height = min(_LAST_ROW, _rounded(self._height))

    def _beyond(self) -> re.Pattern[bytes]:
        """Finds places further right or further down than those that are known."""
        right = _greater(_letters(self._width), "A", "Z")
        down = _greater(str(self._height), "0", "9")
        return re.compile(f' r="(?:{right}|[A-Z]{{0,3}}(?:[a-z]|{down}))'.encode())


def _greater(text: str, low: str, high: str) -> str:
    """An expression for what is longer than `text`, or as long and behind it."""
    found = [f"[{low}-{high}]{{{len(text) + 1}}}"]
    for at, sign in enumerate(text):
        if sign < high:
            rest = len(text) - at - 1
            found.append(f"{text[:at]}[{chr(ord(sign) + 1)}-{high}][{low}-{high}]{{{rest}}}")
    return "|".join(found)


def _rounded(number: int) -> int:
    """Up to the next number of a digit and nines, so that few parts are looked at closely."""
    text = str(number)
    return int(text[:1] + "9" * (len(text) - 1))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
