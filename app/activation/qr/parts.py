"""One part of a set of QR codes, as the text that its code holds and a scanner would type.

The text is digits only. QR packs three digits into ten bits, so a part is as small as raw bytes
would be (555 bytes: version 18-M; base45 takes 19-M, base64url 22-M), and unlike letters and signs
digits survive readers that guess an encoding and scanners that type with another keyboard layout.

Text: 26868 (COUNT on a telephone's keys), the version, then one number of fixed width for the
bytes `kind flags number total length set-id payload crc32`, big endian.
"""

from __future__ import annotations

import functools
import struct
import zlib
from enum import Enum
from typing import NamedTuple

MAGIC, VERSION = "26868", "1"
MOST_PAYLOAD = 700
"""Bytes of the file in one part at most."""
MOST_PARTS = 200
"""Parts of a set at most: more codes than anybody would carry."""
MOST_BYTES = 8_000_000
"""Bytes of the largest file that may come out of a set, compressed or not."""
SET_ID = 16
"""Bytes of SHA-256 over the whole file that name a set."""

_HEAD = struct.Struct(f">BBHHI{SET_ID}s")
_CHECK = 4
_PACKED = 1
_KINDS = (
    "file", "requests", "answers", "receipts", "vendor", "revocations", "bundle", "license",
)  # fmt: skip


class Seen(Enum):
    """What a text turned out to be, for somebody who gathers parts."""

    NEW = "new"
    AGAIN = "again"
    OTHER_SET = "other_set"
    OTHER_VERSION = "other_version"
    NOT_OURS = "not_ours"
    DAMAGED = "damaged"
    SPOILED = "spoiled"
    """The last part came, but the parts do not make the file: one of them is false."""


class NotAPart(Exception):
    """A text that is no part that can be used; `seen` says why."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(seen.value)
        self.seen = seen


class Head(NamedTuple):
    """What every part of a set says alike."""

    set_id: bytes
    kind: str
    total: int
    length: int
    """Bytes of the whole file."""
    packed: bool
    """Whether the payloads together are compressed (zlib)."""


class Part(NamedTuple):
    """One part as it was read; its number begins at 1."""

    head: Head
    number: int
    payload: bytes


def text_of(part: Part) -> str:
    """The digits of a part."""
    head = part.head
    flags = _PACKED if head.packed else 0
    body = _HEAD.pack(
        _KINDS.index(head.kind), flags, part.number, head.total, head.length, head.set_id
    )
    body += part.payload
    body += zlib.crc32(body).to_bytes(_CHECK, "big")
    digits = int.from_bytes(body, "big")
    return f"{MAGIC}{VERSION}{digits:0{_digits(len(body))}d}"


def part_of(text: str) -> Part:
    """The part that a text holds. Raises NotAPart; never needs more memory than a part."""
    digits = _bare(text)
    if not digits.startswith(MAGIC):
        raise NotAPart(Seen.NOT_OURS)
    if not digits.startswith(MAGIC + VERSION):
        raise NotAPart(Seen.OTHER_VERSION)
    body = _body(digits[len(MAGIC) + len(VERSION) :])
    kind, flags, number, total, length, set_id = _HEAD.unpack_from(body)
    if flags & ~_PACKED or kind >= len(_KINDS):
        raise NotAPart(Seen.OTHER_VERSION)
    payload = body[_HEAD.size : -_CHECK]
    if not 1 <= number <= total <= MOST_PARTS or length > MOST_BYTES:
        raise NotAPart(Seen.DAMAGED)
    head = Head(set_id, _KINDS[kind], total, length, bool(flags & _PACKED))
    return Part(head, number, payload)


def kinds() -> tuple[str, ...]:
    """What a set can hold, by name."""
    return _KINDS


def _bare(text: str) -> str:
    """The digits of what a scanner typed: without white space and its symbology identifier."""
    bare = "".join(text[: 2 * _most_digits()].split())
    return bare[3:] if bare.startswith("]Q") else bare


def _body(digits: str) -> bytes:
    size = _sizes().get(len(digits))
    if size is None or not (digits.isascii() and digits.isdigit()):
        raise NotAPart(Seen.DAMAGED)
    number = int(digits)
    if number.bit_length() > 8 * size:
        raise NotAPart(Seen.DAMAGED)
    body = number.to_bytes(size, "big")
    if zlib.crc32(body[:-_CHECK]).to_bytes(_CHECK, "big") != body[-_CHECK:]:
        raise NotAPart(Seen.DAMAGED)
    return body


def _digits(size: int) -> int:
    """Digits of the largest number of `size` bytes."""
    return len(str((1 << (8 * size)) - 1))


def _most_digits() -> int:
    return max(_sizes())


@functools.cache
def _sizes() -> dict[int, int]:
    """Bytes of a body by its digits; no two sizes have the same number of digits."""
    smallest = _HEAD.size + _CHECK
    return {_digits(size): size for size in range(smallest, smallest + MOST_PAYLOAD + 1)}
