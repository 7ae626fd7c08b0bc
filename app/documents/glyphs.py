"""Which characters the documents' fonts have, read from their `cmap` tables (OpenType 1.9, cmap).

So a text can be looked at in no time and all that is missing told at once; the typesetter, which
tells of some at a time, has the last word.
"""

from __future__ import annotations

import functools
import struct
import unicodedata
from pathlib import Path

from app.documents.fonts import folders

_SEGMENTED, _FULL = 4, 12
"""Formats of a table: segments of 16 bits, groups of 32 bits."""
_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
"""Platform and encoding of tables of Unicode, the widest first."""
_SHAPELESS = ("Cc", "Cf", "Cs", "Zl", "Zp")


def lacking(text: str) -> tuple[str, ...]:
    """The characters of `text` that no font has, each once, in their order."""
    known = _known()
    return tuple(
        one
        for one in dict.fromkeys(text)
        if ord(one) not in known and unicodedata.category(one) not in _SHAPELESS
    )


@functools.cache
def _known() -> frozenset[int]:
    """All code points of all fonts; about 50,000."""
    found: set[int] = set()
    for folder in folders():
        for file in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")]):
            found |= _points(file)
    return frozenset(found)


def _points(file: Path) -> set[int]:
    with file.open("rb") as stream:
        (count,) = struct.unpack(">4xH6x", stream.read(12))
        entries = struct.iter_unpack(">4s4xII", stream.read(16 * count))
        offset, length = next((at, size) for tag, at, size in entries if tag == b"cmap")
        stream.seek(offset)
        table = stream.read(length)
    (count,) = struct.unpack_from(">2xH", table)
    places = {
        (platform, encoding): at
        for platform, encoding, at in struct.iter_unpack(">HHI", table[4 : 4 + 8 * count])
    }
    at = next(places[one] for one in _UNICODE if one in places)
    (form,) = struct.unpack_from(">H", table, at)
    return _full(table, at) if form == _FULL else _segmented(table, at, form)


def _full(table: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", table, at + 12)
    groups = struct.iter_unpack(">II4x", table[at + 16 : at + 16 + 12 * count])
    return {point for first, last in groups for point in range(first, last + 1)}


def _segmented(table: bytes, at: int, form: int) -> set[int]:
    if form != _SEGMENTED:
        raise ValueError(f"cmap tables of format {form} are not read")
    (double,) = struct.unpack_from(">H", table, at + 6)
    ends = struct.unpack_from(f">{double // 2}H", table, at + 14)
    starts = struct.unpack_from(f">{double // 2}H", table, at + 16 + double)
    return {
        point
        for first, last in zip(starts, ends, strict=True)
        for point in range(first, last + 1)
        if point != 0xFFFF
    }
