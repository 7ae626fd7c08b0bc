"""Headings without a number: in the markup, in capitals, or as a short line that stands alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import msgspec

from app.terms.outline.lines import Line, is_open
from app.terms.outline.titles import LONGEST, is_caps, is_title
from app.terms.outline.weight import points_on
from app.terms.reading.source import RUN_IN, HeadingHint

CAPS = 10
"""The level of a heading that only its capitals make one."""
_NEAR = 16
"""How far into its line bold words may begin and still head it."""
ALONE = 20
"""The level of a short line that stands alone."""


_SIGNED = re.compile(
    r"(?:by|name|title|date|signed|signature|place|ort|datum)\s*[:_]", re.IGNORECASE
)


class Unnumbered(msgspec.Struct, frozen=True, gc=False):
    """A heading without a number. `level`: of its markup, or CAPS or ALONE."""

    line: int
    start: int
    end: int
    level: int


def hints_by_line(lines: Sequence[Line], hints: Sequence[HeadingHint]) -> dict[int, HeadingHint]:
    """The markup's headings by the line that they begin on; the first one of a line counts."""
    found: dict[int, HeadingHint] = {}
    at = 0
    for hint in sorted(hints, key=lambda hint: (hint.start, hint.level)):
        while at < len(lines) and lines[at].end <= hint.start:
            at += 1
        if at < len(lines) and at not in found and hint.start - lines[at].start <= _NEAR:
            found[at] = hint
    return found


def unnumbered(
    view: str,
    lines: Sequence[Line],
    marked: Collection[int],
    hints: Mapping[int, HeadingHint],
    *,
    loose: bool = False,
) -> list[Unnumbered]:
    """The headings among the lines that begin with no number (`marked`).

    `loose`: where nothing is numbered at all a short line may head a section with less to show.
    """
    found: list[Unnumbered] = []
    for at, line in enumerate(lines):
        if line.skip or at in marked:
            continue
        hint = hints.get(at)
        if hint is not None and hint.level < RUN_IN:
            found.append(Unnumbered(at, line.start, max(line.end, hint.end), hint.level))
            continue
        words = view[line.start : line.end] if line.end - line.start <= LONGEST else ""
        if hint is not None and _is_whole(line, hint) and is_title(words):
            found.append(Unnumbered(at, line.start, line.end, RUN_IN))
            continue
        level = _looks(view, lines, at, loose=loose)
        if level:
            found.append(Unnumbered(at, line.start, line.end, level))
    return found


def _is_whole(line: Line, hint: HeadingHint) -> bool:
    return hint.start <= line.start + 1 and hint.end >= line.end - 1


def _looks(view: str, lines: Sequence[Line], at: int, *, loose: bool) -> int:
    line = lines[at]
    if line.end - line.start > LONGEST or line.end - line.start < 4:
        return 0
    words = view[line.start : line.end]
    if words[-1] in ".,;!?" or not words[0].isalpha():
        return 0
    before = lines[at - 1] if at else None
    after = lines[at + 1] if at + 1 < len(lines) else None
    above = before is None or line.gap > 0 or not is_open(view, before)
    if after is not None and _SIGNED.match(view, after.start, after.end):
        return 0
    if is_caps(words) and above and sum(sign.isalpha() for sign in words) >= 4:
        goes_on = after is not None and after.gap == 0 and is_caps(view[after.start : after.end])
        return 0 if goes_on and after and after.end - after.start > 30 else CAPS
    if points_on(words) or (before is not None and not above):
        return 0
    if before is not None and before.end - before.start > 60 and is_open(view, before):
        return 0
    parted = before is None or line.gap > 0
    if after is None or not parted or not is_title(words, strict=not loose):
        return 0
    if after.gap > 0:
        return ALONE
    full = view[after.start].isupper() and (
        after.end - after.start > 60 or view[after.end - 1] == "."
    )
    return ALONE if full and line.end - line.start <= 60 and is_title(words, strict=True) else 0
