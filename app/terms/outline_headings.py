"""Headings without a number: in the markup, in capitals, or as a short line that stands alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from app.terms.outline_lines import Line, is_open
from app.terms.outline_titles import LONGEST, is_caps, is_title
from app.terms.reading_source import RUN_IN, HeadingHint

CAPS = 10
"""The level of a heading that only its capitals make one."""
ALONE = 20
"""The level of a short line that stands alone."""


class Unnumbered(msgspec.Struct, frozen=True, gc=False):
    """A heading without a number. `level`: of its markup, or CAPS or ALONE."""

    line: int
    start: int
    end: int
    level: int


def unnumbered(
    view: str,
    lines: Sequence[Line],
    marked: Collection[int],
    hints: Sequence[HeadingHint],
) -> list[Unnumbered]:
    """The headings among the lines that begin with no number."""
    found: list[Unnumbered] = []
    hinted = _hinted(lines, hints)
    for at, line in enumerate(lines):
        if line.skip or at in marked:
            continue
        hint = hinted.get(at)
        if hint is not None and (hint.level < RUN_IN or _is_whole(line, hint)):
            level = hint.level if hint.level < RUN_IN else CAPS
            if level < RUN_IN or is_title(view[line.start : line.end]):
                found.append(Unnumbered(at, line.start, min(line.end, hint.end), level))
            continue
        level = _looks(view, lines, at)
        if level:
            found.append(Unnumbered(at, line.start, line.end, level))
    return found


def _hinted(lines: Sequence[Line], hints: Sequence[HeadingHint]) -> dict[int, HeadingHint]:
    found: dict[int, HeadingHint] = {}
    at = 0
    for hint in sorted(hints, key=lambda hint: hint.start):
        while at < len(lines) and lines[at].end <= hint.start:
            at += 1
        if at < len(lines) and lines[at].start <= hint.start + 2 and at not in found:
            found[at] = hint
    return found


def _is_whole(line: Line, hint: HeadingHint) -> bool:
    return hint.start <= line.start + 1 and hint.end >= line.end - 1


def _looks(view: str, lines: Sequence[Line], at: int) -> int:
    line = lines[at]
    if line.end - line.start > LONGEST or line.end - line.start < 4:
        return 0
    words = view[line.start : line.end]
    if words[-1] in ".,;!?" or not words[0].isalpha():
        return 0
    before = lines[at - 1] if at else None
    after = lines[at + 1] if at + 1 < len(lines) else None
    above = before is None or line.gap > 0 or not is_open(view, before)
    if is_caps(words) and above and sum(sign.isalpha() for sign in words) >= 4:
        goes_on = after is not None and after.gap == 0 and is_caps(view[after.start : after.end])
        return 0 if goes_on and after and after.end - after.start > 30 else CAPS
    alone = (before is None or line.gap > 0) and (after is None or after.gap > 0)
    if alone and after is not None and is_title(words, strict=True) and ":" not in words[-1]:
        return ALONE
    return 0
