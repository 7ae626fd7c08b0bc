"""Texts that fit the paper: characters that no font has are replaced, long words may break.

A word that is wider than its place gets a zero-width space after its points and dashes, and between
all characters of a part that is too wide still, so that nothing leaves the paper; a word that fits
stays whole, so that a host or a hash can be copied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

BREAK = "\u200b"
"""Where a word may break; whoever compares a page with its data takes it out first."""
_POINTS = 72 / 25.4
_WORD = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]{4,}")
"""Between the others of these characters (Chinese, Japanese, Korean) a line breaks by itself."""
_JOINT = re.compile(r"(?<=[._/\\@:,;=&?+-])(?=\w)")
_WIDTHS = (
    (frozenset("ilj.,:;'|!I "), 0.34),
    (frozenset("ftr()[]/\\`"), 0.42),
    (frozenset('-_{}"^*?'), 0.53),
    (frozenset("mwMW@%"), 1.06),
)
"""Signs that are narrower or wider than most, with what they take at most."""


def swapped(text: str, replaced: Mapping[str, str]) -> str:
    """`text` with the characters replaced that a person chose something else for."""
    if not replaced:
        return text
    longest = sorted(replaced, key=len, reverse=True)
    pattern = "|".join(re.escape(one) for one in longest if one)
    return re.sub(pattern, lambda found: replaced[found[0]], text) if pattern else text


def fitted(text: str, room: float, size: float = 9) -> str:
    """`text` for a place `room` millimeters wide at `size` points."""
    limit = room * _POINTS / size
    if len(text) <= limit:
        return text
    return _WORD.sub(lambda word: _broken(word[0], limit), text)


def cut(text: str, room: float, size: float) -> str:
    """`text` on one line of `room` millimeters, with an ellipsis where it was longer."""
    line = " ".join(text.split())
    if width(line, size) <= room:
        return line
    while line and width(line, size) > room - size / _POINTS:
        line = line[: -max(1, len(line) // 16)]
    return f"{line}…"


def width(text: str, size: float = 9) -> float:
    """Millimeters that the widest line of `text` needs at most at `size` points."""
    return max((_ems(line) for line in text.split("\n")), default=0.0) * size / _POINTS


def _ems(text: str) -> float:
    """A width in ems, a hair more than Inter's own advances, in bold too (measured)."""
    return sum(map(_em, text))


def _em(one: str) -> float:
    for signs, em in _WIDTHS:
        if one in signs:
            return em
    if one < "\u0180":
        return 0.81 if one.isupper() else 0.63 if one.islower() else 0.66
    return 1.0


def _broken(word: str, limit: float) -> str:
    if _ems(word) <= limit:
        return word
    parts = _JOINT.split(word)
    return BREAK.join(_breakable(one) if _ems(one) > limit else one for one in parts)


def _breakable(word: str) -> str:
    parts = [word[0]]
    for one in word[1:]:
        if unicodedata.category(one)[0] != "M" and one != "\u200d" and parts[-1] != "\u200d":
            parts.append(BREAK)
        parts.append(one)
    return "".join(parts)
