"""Looks through one piece of content with all rules and says where something stands.

Most content has none of the needles. What it has is found by few passes over whole pieces, never
line by line: the distinct words, the shape of its digits, and a handful of signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from app.support.scan.rule import Candidate, How, Rule, Where

LONGEST = 20_000
"""No hit is longer, in bytes; a key of 16,384 bits takes 13,000."""

_SHAPES = bytes(
    ord("A") if 65 <= sign <= 90
    else ord("a") if 97 <= sign <= 122
    else ord("0") if 48 <= sign <= 57
    else ord("-") if sign in b" -"
    else sign if sign in b".+"
    else ord("_")
    for sign in range(256)
)  # fmt: skip
_LETTERS = bytes(
    sign + 32 if 65 <= sign <= 90 else sign if 97 <= sign <= 122 or sign >= 128 else 32
    for sign in range(256)
)
_PARTS = re.compile(rb"[a-z\x80-\xff]{2,}")
_SHORT = 3
_OFTEN = 256
"""Places of one needle between two ticks."""
_RUN = re.compile(rb"0+")
_QUOTED = re.compile(rb'"(?:[^"\n]|"")*"')
_CELL = frozenset((b",", b";", b"\t", b"|", b'"', b"'", b"\r", b"\n"))


class Hit(NamedTuple):
    """Where something stands in the piece: `data[start:end]`."""

    start: int
    end: int
    rule: Rule


class Column(NamedTuple):
    """A column of a table that is headed by a rule's word, counted from 0."""

    rule: Rule
    at: int
    sign: bytes
    """What separates its cells."""


class _Needle(msgspec.Struct, frozen=True):
    text: bytes
    where: Where
    parts: tuple[bytes, ...]
    rules: tuple[Rule, ...]


def shape_of(data: bytes) -> bytes:
    """`data` with each sign replaced by its class, as long as before."""
    return data.translate(_SHAPES)


def _nothing() -> None:
    """For who does not want to stop."""


class Detector:
    """All rules, ordered by their needles."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        grouped: dict[tuple[bytes, Where], list[Rule]] = {}
        for rule in rules:
            for text in rule.needles:
                grouped.setdefault((text, rule.where), []).append(rule)
        self._needles = tuple(
            _Needle(
                text,
                where,
                () if where is Where.SHAPE else _parts(text, group),
                tuple(group),
            )
            for (text, where), group in grouped.items()
        )

    def hits(
        self, data: bytes, columns: Sequence[Column] = (), tick: Callable[[], None] = _nothing
    ) -> list[Hit]:
        """All that stands in `data`, in order, without overlaps.

        `columns` are those of the table that `data` is of, where a rule's word heads them.
        `tick` is called now and then; it may raise to stop.
        """
        found = {*self._raw(data, tick), *_cells(data, columns)}
        return merged([hit for one in found if (hit := _whole_escapes(data, one))])

    def columns(self, header: bytes) -> tuple[Column, ...]:
        """The columns of a table that a rule's word heads, by the table's first line."""
        sign = max(b"\t;|,", key=lambda one: (header.count(one), one == ord(",")))
        return tuple(
            Column(rule, at, bytes((sign,)))
            for at, title in enumerate(header.split(bytes((sign,))))
            for rule in self.rules
            if rule.how is How.NAMED and _is_headed(rule, title)
        )

    def _raw(self, data: bytes, tick: Callable[[], None]) -> Iterator[Hit]:
        folded = data.lower()
        words = b" %s " % b" ".join(set(data.translate(_LETTERS).split()))
        spelled = {Where.RAW: data, Where.FOLDED: folded, Where.SHAPE: shape_of(data)}
        for needle in self._needles:
            tick()
            if all(part in words for part in needle.parts):
                size = len(needle.text)
                for count, at in enumerate(_places(spelled[needle.where], needle.text), 1):
                    if count % _OFTEN == 0:
                        tick()
                    for rule in needle.rules:
                        if rule.how is How.AT:
                            hit = _at(rule, data, at)
                            if hit:
                                yield hit
                        else:
                            yield from _near(rule, data, at, at + size)


def _parts(needle: bytes, rules: Sequence[Rule]) -> tuple[bytes, ...]:
    """What the distinct words of a piece must hold for `needle` to stand in it.

    A short word that has to be a word of its own is sought as one: "pan" stands in many.
    """
    parts = tuple(_PARTS.findall(needle.lower()))
    if len(needle) <= _SHORT and all(rule.how is How.NAMED for rule in rules):
        return tuple(b" %s " % part for part in parts)
    return parts


def merged(hits: list[Hit]) -> list[Hit]:
    """`hits` in order, those that overlap made one with the name of the foremost rule."""
    hits.sort(key=lambda hit: (hit.start, -hit.end, hit.rule.rank))
    result: list[Hit] = []
    for hit in hits:
        if result and hit.start < result[-1].end:
            last = result[-1]
            rule = hit.rule if hit.rule.rank < last.rule.rank else last.rule
            result[-1] = Hit(last.start, max(last.end, hit.end), rule)
        else:
            result.append(hit)
    return result


def _places(hay: bytes, needle: bytes) -> Iterator[int]:
    """Where `needle` stands; within a run of digits only at its beginning."""
    run = needle.strip(b"0") == b""
    at = hay.find(needle)
    while at >= 0:
        yield at
        beyond = at + 1
        if run and (digits := _RUN.match(hay, at)):
            beyond = digits.end()
        at = hay.find(needle, beyond)


def _at(rule: Rule, data: bytes, at: int) -> Hit | None:
    """What `rule` finds from `at` on; its pattern is bounded by itself."""
    if rule.lead:
        low = max(0, at - rule.before)
        at = low + len(data[low:at].rstrip(rule.lead))
    match = rule.pattern.match(data, at)
    return _passed(rule, data, match) if match else None


def _near(rule: Rule, data: bytes, start: int, end: int) -> Iterator[Hit]:
    """What `rule` finds in the window around a needle at `start` to `end`."""
    if rule.how is How.NAMED and not _is_word(data, start, end):
        return
    low, high = max(0, start - rule.before), min(len(data), end + rule.after)
    if not rule.lines:
        high = _line_end(data, end, high)
        low = data.rfind(b"\n", low, start) + 1 or low
    for match in rule.pattern.finditer(data, low, high):
        if hit := _passed(rule, data, match):
            yield hit


def _passed(rule: Rule, data: bytes, match: re.Match[bytes]) -> Hit | None:
    start, end = match.span(match.lastindex or 0)
    if start < end and rule.check(Candidate(data, start, end)):
        return Hit(start, end, rule)
    return None


def _line_end(data: bytes, start: int, high: int) -> int:
    at = data.find(b"\n", start, high)
    return high if at < 0 else at


def _is_word(data: bytes, start: int, end: int) -> bool:
    """Whether letters end at both sides; in longer words camelCase counted as an end."""
    if end - start <= _SHORT:
        return not (data[max(0, start - 1) : start].isalpha() or data[end : end + 1].isalpha())
    first, last = data[start : start + 1], data[end - 1 : end]
    before, behind = data[max(0, start - 1) : start], data[end : end + 1]
    if before.isalpha() and not (first.isupper() and before.islower()):
        return False
    return not (behind.isalpha() and not (behind.isupper() and last.islower()) and last.isalpha())


def _cells(data: bytes, columns: Sequence[Column]) -> Iterator[Hit]:
    """What fills a whole cell of a column."""
    for column in columns:
        for match in column.rule.pattern.finditer(data):
            one = Candidate(data, *match.span(match.lastindex or 0))
            if (one.before or b",") not in _CELL or (one.behind or b",") not in _CELL:
                continue
            line = data[data.rfind(b"\n", 0, one.start) + 1 : one.start]
            if len(_cells_of(line, column.sign)) - 1 == column.at and (
                hit := _passed(column.rule, data, match)
            ):
                yield hit


def _cells_of(line: bytes, sign: bytes) -> list[bytes]:
    """The cells of a line of a table; a sign between quotes separates nothing."""
    return _QUOTED.sub(b"q", line).split(sign) if b'"' in line else line.split(sign)


def _is_headed(rule: Rule, title: bytes) -> bool:
    folded = title.lower()
    return any(
        _is_word(title, at, at + len(key)) for key in rule.needles for at in _places(folded, key)
    )


def _whole_escapes(data: bytes, hit: Hit) -> Hit | None:
    """`hit` without half an escape of JSON, or half a sign, at its ends: masks break neither."""
    start, end = hit.start, hit.end
    if _odd_backslashes(data, start):
        start += 5 if data[start : start + 1] == b"u" else 1
    if _odd_backslashes(data, end):
        end -= 1
    for _sign in range(3):  # a pattern's bound may have cut a sign of UTF-8
        end += data[end : end + 1] >= b"\x80" and data[end] < 0xC0
    return Hit(start, end, hit.rule) if start < end else None


def _odd_backslashes(data: bytes, at: int) -> bool:
    count = 0
    while at > count and data[at - count - 1 : at - count] == b"\\":
        count += 1
    return count % 2 == 1
