"""Which signs number sections: the best chain of numbers, and those that are wrong but meant."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from app.terms.outline.chain import best_chain
from app.terms.outline.headings import Unnumbered
from app.terms.outline.lines import Line
from app.terms.outline.marks import Kind, Mark
from app.terms.outline.weight import weigh

_STRONG = 1.8
"""Weight from which a number that does not fit is a wrong one rather than none at all."""


def weigh_all(
    view: str, lines: Sequence[Line], marks: Sequence[Mark], hinted: dict[int, int]
) -> None:
    """Give each sign its weight. `hinted`: the level of the markup's headings by line."""
    before: list[Line | None] = []
    last: Line | None = None
    for line in lines:
        before.append(last)
        if not line.skip:
            last = line
    singles = [mark for mark in marks if mark.kind is Kind.PATH and len(mark.path) == 1]
    headed = sum(hinted.get(mark.line, 9) < 7 for mark in singles)
    margin = min((mark.indent for mark in singles), default=0)
    for mark in marks:
        mark.weight = weigh(view, lines, mark, before[mark.line])
        if mark.inner:
            mark.weight = max(mark.weight, 1.0)
        level = hinted.get(mark.line, 0)
        if level and mark.weight > -50:
            mark.weight += 2.0 if level < 7 else 1.0
        elif len(mark.path) == 1 and mark.kind is Kind.PATH:
            if headed > 1:
                mark.weight -= 3.0  # where the markup heads the sections, other numbers are lists
            if mark.indent > margin + 1:
                mark.weight -= 1.5


def choose(
    marks: Sequence[Mark], headings: Sequence[Unnumbered], view: str, lines: Sequence[Line]
) -> list[Mark]:
    """Those of `marks` that number sections, in the order of the text."""
    paths = [mark for mark in marks if mark.kind is Kind.PATH]
    words = [mark for mark in marks if mark.kind is Kind.WORD]
    letters = [m for m in marks if m.kind is Kind.RELATIVE and m.style in {"A.", "I."}]
    edges = sorted(
        [*(mark.start for mark in (*words, *letters)), *(heading.start for heading in headings)]
    )
    borders = [bisect_left(edges, mark.start) for mark in paths]
    chain = best_chain(paths, borders)
    kept = _with_wrong_ones(paths, chain, view, lines)
    lost = {mark.line for mark in paths} - {mark.line for mark in kept}
    others = [
        mark
        for mark in marks
        if mark.kind is not Kind.PATH and not (mark.inner and mark.line in lost)
    ]
    return sorted([*kept, *others], key=lambda mark: mark.start)


def headed_below(lines: Sequence[Line], marks: Sequence[Mark]) -> set[int]:
    """The lines below numbers that stand alone on theirs: headings of these numbers."""
    found: set[int] = set()
    for mark in marks:
        if mark.after < lines[mark.line].end:
            continue
        below = mark.line + 1
        while below < len(lines) and lines[below].skip:
            below += 1
        if below < len(lines) and lines[below].gap <= 2:
            found.add(below)
    return found


def _with_wrong_ones(
    paths: Sequence[Mark], chain: Sequence[int], view: str, lines: Sequence[Line]
) -> list[Mark]:
    kept: list[Mark] = []
    listed = -9
    """The last number that was found to count a list within a clause."""
    for turn, at in enumerate([-1, *chain]):
        if at >= 0:
            kept.append(paths[at])
        after = chain[turn] if turn < len(chain) else len(paths)
        for other in range(at + 1, after):
            mark = paths[other]
            if len(mark.path) == 1 and (
                _introduced(view, lines, mark)
                or (listed >= 0 and mark.path[0] == paths[listed].path[0] + 32)
            ):
                listed = other
                continue
            near = paths[at] if at >= 0 else None
            follower = paths[after] if after < len(paths) else None
            if near is not None and _is_meant(mark, near, follower):
                mark.odd = True
                kept.append(mark)
    return kept


def _introduced(view: str, lines: Sequence[Line], mark: Mark) -> bool:
    """Whether the line above ends as one that a list follows, or an item of it."""
    at = mark.line - 1
    while at >= 0 and lines[at].skip:
        at -= 1
    return at >= 0 and view[lines[at].end - 1] in ":;,"


def _is_meant(mark: Mark, near: Mark, follower: Mark | None) -> bool:
    if mark.weight < _STRONG or mark.path[0] >= 300 * 32:
        return False
    size = len(mark.path)
    if size > 1 and (mark.path[:-1] == near.path[: size - 1] or size == len(near.path)):
        return True
    if size == 1 and len(near.path) == 1 and follower is not None:
        return len(follower.path) == 1 and mark.weight >= _STRONG + 0.7
    return follower is not None and size == len(follower.path) and size > 1
