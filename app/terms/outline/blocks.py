"""A text without numbers and headings: one section for each block of lines."""

from __future__ import annotations

from collections.abc import Sequence

from app.terms.outline.lines import Line
from app.terms.outline.tree import Node

_TITLE = 60
_LONG_LINES = 120
"""Signs of a line, on average, from which each line is a paragraph."""


def blocks(view: str, lines: Sequence[Line]) -> list[Node]:
    """A node for each paragraph; its first words serve as its title, and belong to its text."""
    kept = [line for line in lines if not line.skip]
    if not kept:
        return []
    apart = any(line.gap for line in kept[1:])
    if not apart and sum(line.end - line.start for line in kept) < _LONG_LINES * len(kept):
        kept = kept[:1]
    nodes = []
    for at, line in enumerate(kept):
        if at and apart and not line.gap:
            continue
        end = _first_words(view, line)
        nodes.append(Node(line.start, line.start, end, line.start, "heading", depth=1))
    return nodes


def _first_words(view: str, line: Line) -> int:
    if line.end - line.start <= _TITLE:
        return line.end
    cut = view.rfind(" ", line.start, line.start + _TITLE)
    return cut if cut > line.start else line.start + _TITLE
