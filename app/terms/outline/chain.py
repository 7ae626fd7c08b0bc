"""Which of the numbers at the starts of lines are those of sections: the best chain of them.

Each number has a weight by its looks, each step from one to the next a value by how well it
counts on. The chain with the highest sum wins; a list of 1, 2, 3 within a clause 7.2 loses,
because coming back to 7.3 costs more than its items bring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.terms.outline.marks import Mark

_WINDOW = 12
"""How many numbers back a step may start; besides, the best chain of the same branch always."""
_MANY = 20_000
_BEGIN = 32
"""Number 1 as parts of numbers are counted (outline_marks.parts_of)."""
_FIRSTS = (_BEGIN, 1001 * 32)
"""1 and A."""


def follows(part: int, after: int) -> bool:
    """Whether a part of a number counts on from another: 10 → 11, 10 → 10A, 10B → 11."""
    return (
        after == part + 1
        or (after % 32 == 0 and after // 32 == part // 32 + 1)
        or (after // 32 == part // 32 and part % 32 == 0 and after % 32 == 1)
    )


def step(before: tuple[int, ...], after: tuple[int, ...], *, border: bool) -> float:
    """What the step between two numbers is worth. `border`: a heading or an annex lies between."""
    shared = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        shared += 1
    if shared == len(after):
        if shared == len(before):
            return 0.5 if border and after[0] in _FIRSTS and len(after) == 1 else -1.5
        return -0.5 if border and after == (_BEGIN,) else -8.0
    rest = after[shared:]
    if shared == len(before):
        return _opening(rest)
    if rest[0] < before[shared]:
        if all(part in _FIRSTS for part in after):
            return 0.5 if border else -4.0
        if border:
            return -2.0
        return -3.0 if len(after) == len(before) == shared + 1 and shared else -8.0
    if follows(before[shared], rest[0]):
        return 1.0 if len(rest) == 1 else _opening(rest[1:]) - 0.3
    ahead = rest[0] // 32 - before[shared] // 32
    gap = -0.5 * min(ahead, 8) if ahead < 90 else -8.0
    return gap + (0.0 if len(rest) == 1 else _opening(rest[1:]) - 0.5)


def _opening(rest: tuple[int, ...]) -> float:
    """A first child is what counting on expects; its missing parents cost a little."""
    if rest == (_BEGIN,):
        return 1.0
    missing = 0.4 * (len(rest) - 1)
    return 0.8 - missing - sum(min(part // 32 - 1, 8) * 0.6 for part in rest if part < 32000)


def begin(path: tuple[int, ...]) -> float:
    """What it is worth that a chain begins with `path`."""
    if path[0] in _FIRSTS:
        return 1.0 - 0.2 * (len(path) - 1)
    return -0.3 * min(path[0] // 32, 10)


def best_chain(marks: Sequence[Mark], borders: Sequence[int]) -> list[int]:
    """The positions in `marks` of those that number sections.

    `borders[i]` counts the headings and annexes that lie above mark `i`. The work is linear in
    the number of marks: each looks back over a fixed window and at the best of its own branch.
    """
    scores: list[float] = []
    came: list[int] = []
    branch: dict[tuple[int, ...], int] = {}
    window = _WINDOW if len(marks) < _MANY else 3
    top = -1
    for at, mark in enumerate(marks):
        path = mark.path
        best, source = begin(path) - 0.1 * min(borders[at], 20), -1
        for other in _sources(marks, at, top, window, branch, borders):
            border = borders[other] != borders[at]
            value = scores[other] + step(marks[other].path, path, border=border)
            if value > best:
                best, source = value, other
        scores.append(best + mark.weight)
        came.append(source)
        for length in range(1, min(len(path), 8) + 1):
            key = path[:length]
            if key not in branch or scores[branch[key]] <= scores[at]:
                branch[key] = at
        if top < 0 or scores[at] >= scores[top]:
            top = at
    chain: list[int] = []
    while top >= 0:
        chain.append(top)
        top = came[top]
    return chain[::-1]


def _sources(
    marks: Sequence[Mark],
    at: int,
    top: int,
    window: int,
    branch: dict[tuple[int, ...], int],
    borders: Sequence[int],
) -> Iterable[int]:
    """From which numbers a step to `at` is tried."""
    if top < 0:
        return ()
    path = marks[at].path
    if top == at - 1 and step(marks[top].path, path, border=borders[top] != borders[at]) >= 1.0:
        return (top,)  # the best chain so far counts on to it: nothing beats that
    nearby = set(range(max(0, at - window), at))
    keys = (path, path[:-1], (*path[:-1], path[-1] - 32), (path[0] - 32,))
    nearby.update(branch[key] for key in keys if key in branch)
    nearby.add(top)
    return nearby
