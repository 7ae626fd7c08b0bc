"""A file over many QR codes and back: cut into parts, and gathered again in any order.

A set is named by the first 16 bytes of its file's SHA-256, so the short hash that people compare
by eye is the beginning of the SHA-256 on a transfer slip. It tells sets apart; who made a file is
told by the signatures in it. The parts are judged as a whole only when they are all there.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import NamedTuple

from app.activation.problems import QrSetUnusable, TooMuchForQr
from app.activation.qr.parts import (
    MOST_BYTES,
    MOST_PARTS,
    MOST_PAYLOAD,
    SET_ID,
    Head,
    NotAPart,
    Part,
    Seen,
    part_of,
    text_of,
)
from app.activation.words import _, ngettext

PAYLOAD = 525
"""Bytes of the file in a code: version 18-M, 89 modules, read at 0.6 scale, skewed and blurred."""


def frames(data: bytes, kind: str, payload: int = PAYLOAD) -> tuple[str, ...]:
    """The texts of the codes that carry `data`, all of one length but the last.

    `kind` is one of `qr_parts.kinds()`. Raises TooMuchForQr above 200 codes.
    """
    carried, packed = _carried(data)
    total = _total(carried, payload)
    if total > MOST_PARTS or len(data) > MOST_BYTES:
        raise TooMuchForQr(
            _("This is too much for QR codes"),
            ngettext(
                "It would take {count:,} code, and a set has at most {most}.",
                "It would take {count:,} codes, and a set has at most {most}.",
                total,
            ).format(count=total, most=MOST_PARTS),
            _("Carry the file itself, or make sets of fewer hosts."),
        )
    head = Head(hashlib.sha256(data).digest()[:SET_ID], kind, total, len(data), packed)
    size = -(-len(carried) // total)
    return tuple(
        text_of(Part(head, number + 1, carried[number * size : (number + 1) * size]))
        for number in range(total)
    )


def codes_needed(data: bytes, payload: int = PAYLOAD) -> int:
    """How many codes `data` would take, however many that are."""
    return _total(_carried(data)[0], payload)


def short_hash(data: bytes) -> str:
    """What two people compare by eye: the first 8 digits of the file's SHA-256, in two groups."""
    return short_hash_of(hashlib.sha256(data).digest())


class Gathering(NamedTuple):
    """The parts of one set that were seen so far; a value, the first part decides the set."""

    head: Head | None = None
    parts: tuple[bytes | None, ...] = ()
    content: bytes | None = None

    def with_part(self, text: str) -> tuple[Gathering, Seen]:
        """What is gathered with the part in `text`, and what that part is.

        With SPOILED everything that was gathered is given up, because nobody can tell which part
        is false.
        """
        try:
            part = part_of(text)
        except NotAPart as found:
            return self, found.seen
        if self.head is not None and part.head != self.head:
            return self, Seen.OTHER_SET
        parts = self.parts or (None,) * part.head.total
        there = parts[part.number - 1]
        if there is not None:
            return self, Seen.AGAIN if there == part.payload else Seen.DAMAGED
        parts = (*parts[: part.number - 1], part.payload, *parts[part.number :])
        if None in parts:
            return Gathering(part.head, parts), Seen.NEW
        content = _whole(part.head, b"".join(one for one in parts if one is not None))
        if content is None:
            return Gathering(), Seen.SPOILED
        return Gathering(part.head, parts, content), Seen.NEW

    @property
    def total(self) -> int:
        """How many parts the set has; 0 before the first was seen."""
        return len(self.parts)

    @property
    def have(self) -> int:
        """How many parts were seen."""
        return self.total - self.parts.count(None)

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the parts that are still to come, from 1."""
        return tuple(number for number, part in enumerate(self.parts, 1) if part is None)

    @property
    def kind(self) -> str:
        """What the set holds; "" before the first part was seen."""
        return self.head.kind if self.head else ""

    @property
    def set_id(self) -> str:
        """The name of the set, 32 hex digits; "" before the first part was seen."""
        return self.head.set_id.hex() if self.head else ""

    @property
    def short_hash(self) -> str:
        """What two people compare by eye; "" before the first part was seen."""
        return short_hash_of(self.head.set_id) if self.head else ""

    @property
    def complete(self) -> bool:
        """Whether every part is here and together they are the file that was cut."""
        return self.content is not None

    def data(self) -> bytes:
        """The file. Raises QrSetUnusable while parts are missing."""
        if self.content is None:
            raise QrSetUnusable(
                _("The set of codes is not complete"),
                missing_words(self) or _("No part of a set was read."),
                _("Read the missing parts, in any order."),
            )
        return self.content


def missing_words(gathering: Gathering) -> str:
    """Which parts are still to come, as a sentence; "" where none is known to be."""
    missing = gathering.missing
    if not missing:
        return ""
    numbers = ", ".join(_runs(missing))
    words = ngettext("Part {numbers} is missing.", "Parts {numbers} are missing.", len(missing))
    return words.format(numbers=numbers)


def seen_words(seen: Seen) -> str:
    """What a text turned out to be, as a sentence for the person who reads codes."""
    return {
        Seen.NEW: _("A new part."),
        Seen.AGAIN: _("This part was read before."),
        Seen.OTHER_SET: _("This part belongs to another set, or the same file was cut anew."),
        Seen.OTHER_VERSION: _("A newer version of this program made this code."),
        Seen.NOT_OURS: _("This code has nothing to do with licenses."),
        Seen.DAMAGED: _("This part is damaged, or contradicts the others."),
        Seen.SPOILED: _(
            "All parts were there, but together they are not the file. Begin again with this set."
        ),
    }[seen]


def set_of(text: str) -> Head | None:
    """Which set the part in a text belongs to; None where it is no part."""
    try:
        return part_of(text).head
    except NotAPart:
        return None


def _carried(data: bytes) -> tuple[bytes, bool]:
    """What the parts hold: compressed where that is shorter."""
    smaller = zlib.compress(data, 9)
    return (smaller, True) if len(smaller) < len(data) else (data, False)


def _total(carried: bytes, payload: int) -> int:
    if not 1 <= payload <= MOST_PAYLOAD:
        raise ValueError("a code holds from 1 to 700 bytes")
    return max(1, -(-len(carried) // payload))


def _whole(head: Head, carried: bytes) -> bytes | None:
    """The file in the gathered bytes; None where they are not what the set is named after."""
    data = _unpacked(carried, head.length) if head.packed else carried
    if data is None or len(data) != head.length:
        return None
    return data if hashlib.sha256(data).digest()[:SET_ID] == head.set_id else None


def _unpacked(carried: bytes, length: int) -> bytes | None:
    """Unpack to the stated length and not a byte further: a bomb does not go off."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(carried, length + 1)
    except zlib.error:
        return None
    return data if unpacking.eof and not unpacking.unused_data else None


def short_hash_of(set_id: bytes) -> str:
    """The short hash of the set with this name."""
    digits = set_id.hex()
    return f"{digits[:4]} {digits[4:8]}"


def _runs(numbers: tuple[int, ...]) -> list[str]:
    """Numbers in rising order with runs drawn together: 2, 4–7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(first) if first == last else f"{first}–{last}" for first, last in runs]
