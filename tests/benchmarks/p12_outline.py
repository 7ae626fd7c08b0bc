"""P12-outline: the sections of a text of 1 MB, beside one regular expression over its lines.

The plain one takes every number at a line's start for a section and nests by its dots. It knows
no wrapped reference, no list, no page and no wrong number; it shows what merely looking costs.
"""

from __future__ import annotations

import re

from app.terms import outline
from tests.benchmarks.harness import Figure, lower, paired, timed
from tests.benchmarks.world import World

ID = "P12-OUTLINE"
ALSO = ("P12",)
GOAL = 60.0
_NUMBER = re.compile(r"^[ \t]*(?:(\d+(?:\.\d+)*)\.?|\(([a-z]+)\))[ \t]+(.*)$", re.MULTILINE)
_CLAUSE = (
    "The customer shall pay all fees within the period that is stated in the order, and\n"
    "keep records of its use of the products as described in Section\n"
    "7.2 of this agreement; what exceeds the scope of use is invoiced at the rates of that\n"
    "time, and the vendor may ask for a signed statement of use at the end of each term.\n"
)


def run(world: World) -> list[Figure]:
    """Alternate both sides over the same text."""
    size = 100_000 if world.quick else 1_000_000
    text = _text(size)
    pair = paired(
        lambda: timed(lambda: outline.parse_text(text)),
        lambda: timed(lambda: plain(text)),
        2 if world.quick else 7,
    )
    what = f"outline of {size // 1000} KB / one pass of a regular expression"
    return [lower("P12", what, pair, GOAL, "ms", scale=1000)]


def plain(text: str) -> list[dict[str, object]]:
    """A nested list of all that looks like a number at the start of a line."""
    top: list[dict[str, object]] = []
    stack: list[tuple[int, list[dict[str, object]]]] = [(0, top)]
    for found in _NUMBER.finditer(text):
        depth = found[1].count(".") + 1 if found[1] else 9
        while stack[-1][0] >= depth:
            stack.pop()
        node: dict[str, object] = {
            "number": found[1] or found[2], "title": found[3], "start": found.start(),
            "children": [],
        }  # fmt: skip
        stack[-1][1].append(node)
        stack.append((depth, node["children"]))  # type: ignore[arg-type]
    return top


def _text(size: int) -> str:
    parts: list[str] = []
    length, section = 0, 0
    while length < size:
        section += 1
        parts.append(f"{section}. Hosted Services\n\n")
        for clause in range(1, 6):
            parts.append(f"{section}.{clause} Renewal. {_CLAUSE}\n")
            parts += [f"({letter}) {_CLAUSE}\n" for letter in "abc"]
        length = sum(map(len, parts)) if section % 50 == 0 else length
    return "".join(parts)[:size]
