"""Content cut into pieces of bounded size that overlap, so that nothing is lost at a border.

All is looked at as UTF-8; places are told in the content's own measure, bytes or characters.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from app.support.scan.looking import LONGEST

SIZE = 1024 * 1024
"""Bytes read at a time."""
KEPT = 2 * LONGEST
"""Bytes of a piece that are seen again with the next one."""

_CONTINUED = bytes(range(0x80, 0xC0))

Measure = Callable[[bytes], int]

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Piece(NamedTuple):
    """`data[low:high]` is looked at in this piece; the rest is there to be seen around it."""

    data: bytes
    low: int
    high: int
    offset: int
    """Where `data` begins, in the content's own measure."""


def wide_encoding(sample: bytes) -> tuple[str, int]:
    """UTF-16 or UTF-32 and the length of its mark; "" for all that has ASCII as bytes."""
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding, len(mark)
    pairs = len(sample) // 2
    if pairs >= 4:
        high, low = sample[1 : 2 * pairs : 2].count(0), sample[0 : 2 * pairs : 2].count(0)
        if high > 0.7 * pairs and low < 0.05 * pairs:
            return "utf-16-le", 0
        if low > 0.7 * pairs and high < 0.05 * pairs:
            return "utf-16-be", 0
    return "", 0


def measure_of(encoding: str) -> Measure:
    """How long a stretch of UTF-8 is in `encoding`, in bytes; "" stands for bytes as they are."""
    if not encoding:
        return len
    return lambda data: len(data.decode("utf-8", "replace").encode(encoding, "replace"))


def characters(data: bytes) -> int:
    """How many characters a stretch of UTF-8 has."""
    return len(data) if data.isascii() else len(data.translate(None, _CONTINUED))


def as_utf8(chunks: Iterable[bytes], encoding: str, mark: int) -> Iterator[bytes]:
    """`chunks` of UTF-16 or UTF-32 as UTF-8; `mark` bytes at the beginning are left out."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        if mark:
            chunk, mark = chunk[mark:], 0
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def pieces(chunks: Iterable[bytes], measure: Measure = len, offset: int = 0) -> Iterator[Piece]:
    """`chunks` as overlapping pieces, each place looked at once."""
    data, low = b"", 0
    for chunk in chunks:
        data += chunk
        if len(data) < low + SIZE // 2 + KEPT:
            continue
        high = _boundary(data, len(data) - KEPT)
        yield Piece(data, low, high, offset)
        cut = cut_of(data, high)
        offset += measure(data[:cut])
        data, low = data[cut:], high - cut
    yield Piece(data, low, len(data), offset)


def cut_of(data: bytes, high: int) -> int:
    """Where the next piece begins in one that was looked at up to `high`."""
    return _boundary(data, max(0, high - KEPT))


def _boundary(data: bytes, at: int) -> int:
    """The next place from `at` on where no sign of UTF-8 is cut."""
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at += 1
    return at
