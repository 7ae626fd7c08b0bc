"""From signs and headings, in the order of the text, to a tree: each finds the one it stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from app.terms.outline.marks import Kind, Mark, Rank


class Node(msgspec.Struct, gc=False):
    """A section on its way to become a clause."""

    start: int
    title_start: int
    title_end: int
    body: int
    kind: str
    """"path", "word", "relative" or "heading"."""
    label: str = ""
    number: str = ""
    path: tuple[int, ...] = ()
    style: str = ""
    value: int = 0
    indent: int = 0
    rank: int = 0
    hint: int = 0
    """The level that the markup gives its heading, 0 for none."""
    level: int = 0
    """Of an unnumbered heading."""
    parent: int = -1
    depth: int = 0
    implied: bool = False
    container: bool = False
    """An unnumbered heading within which the numbers begin anew."""
    odd: str = ""
    """Why its number is remarkable: "wrong_number", "repeated_number", "gap", "restart"."""


class Tree:
    """Takes the sections one by one and keeps those that are open: one at each depth."""

    def __init__(self, *, restarts: bool) -> None:
        """`restarts`: the numbers begin anew somewhere, so that "1" alone would not be citable."""
        self._restarts = restarts
        self.nodes: list[Node] = []
        self._open: list[int] = []
        self.holding: set[int] = set()
        """Depths at which letters ("A.") hold numbers that stand within them."""

    def path(self, mark: Mark, node: Node) -> None:
        """Place a number that says its whole place: "7.2"."""
        if mark.odd and self._beside(node):
            node.odd = "wrong_number"
            return
        at = self._prefix(node.path)
        if at is None:
            self._close_to(self._root_of_numbers(node))
            known = 0
        else:
            self._close_to(at + 1)
            known = len(self.nodes[self._open[at]].path)
        words = node.label.split(".")
        for length in range(known + 1, len(node.path)):
            parent = Node(node.start, node.start, node.start, node.start, "path", implied=True)
            parent.label = ".".join(words[:length])
            parent.path = node.path[:length]
            self._add(parent)
        self._add(node)

    def word(self, node: Node) -> None:
        """Place a word with its number: "Article IV" in a "Part 2" in a "Schedule 1"."""
        keep = 0
        for depth, index in enumerate(self._open):
            above = self.nodes[index]
            if (above.kind == "word" and above.rank < node.rank) or (
                above.container and node.rank > Rank.SCHEDULE
            ):
                keep = depth + 1
        self._close_to(keep)
        self._add(node)

    def heading(self, node: Node, keep: int) -> None:
        """Place an unnumbered heading at the depth `keep`."""
        self._close_to(keep)
        self._add(node)

    def beside(self, node: Node, sibling: int) -> None:
        """Place a relative sign beside the open one at depth `sibling`."""
        self._close_to(sibling)
        self._add(node)

    def within(self, node: Node) -> None:
        """Place a node in the deepest open one."""
        self._add(node)

    def open_nodes(self) -> list[Node]:
        """The open nodes from the top down."""
        return [self.nodes[index] for index in self._open]

    def _beside(self, node: Node) -> bool:
        for depth in range(len(self._open) - 1, -1, -1):
            other = self.nodes[self._open[depth]]
            if other.kind == "path" and len(other.path) == len(node.path):
                self._close_to(depth)
                self._add(node)
                return True
        return False

    def _prefix(self, path: tuple[int, ...]) -> int | None:
        for depth in range(len(self._open) - 1, -1, -1):
            other = self.nodes[self._open[depth]]
            size = len(other.path)
            if 0 < size < len(path) and other.path == path[:size] and not other.odd:
                return depth
        return None

    def _root_of_numbers(self, node: Node) -> int:
        """How many open nodes stay open for a number of which no part is open."""
        for depth in range(len(self._open) - 1, -1, -1):
            other = self.nodes[self._open[depth]]
            if other.kind == "path" and len(other.path) == 1:
                return depth
            if other.kind == "word" or other.container:
                return depth + 1
            if other.kind == "relative" and depth in self.holding:
                return depth + 1
        return 0

    def _close_to(self, keep: int) -> None:
        del self._open[keep:]

    def _add(self, node: Node) -> None:
        node.parent = self._open[-1] if self._open else -1
        node.depth = len(self._open) + 1
        node.number = self._cited(node)
        self._open.append(len(self.nodes))
        self.nodes.append(node)

    def _cited(self, node: Node) -> str:
        if node.kind in {"word", "heading"}:
            return node.label
        before, above = "", node.parent
        while above >= 0:
            other = self.nodes[above]
            if other.container or (other.kind == "word" and other.rank < Rank.ARTICLE):
                break
            if other.kind != "heading":
                before = other.number
                break
            above = other.parent
        if node.kind == "relative":
            if not before or node.label.startswith("("):
                return before + node.label
            return f"{before}.{node.label}"
        if not before or above < 0:
            return node.label
        other = self.nodes[above]
        if other.kind == "path":
            lead = other.number[: len(other.number) - len(other.label)]
            return lead + node.label if other.number.endswith(other.label) else node.label
        if len(node.path) == 1 and self._restarts:
            return f"{before}.{node.label}"
        return node.label


class Places:
    """Where relative signs stand, to look ahead from one to the next of its series."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._starts: dict[tuple[str, int], list[int]] = {}
        self._order: list[Mark] = [mark for mark in marks if mark.kind is Kind.RELATIVE]
        for mark in self._order:
            for meaning in mark.values:
                self._starts.setdefault(meaning, []).append(mark.start)
        self._all = [mark.start for mark in self._order]

    def follows(self, style: str, value: int, after: int, limit: int) -> bool:
        """Whether this sign stands between `after` and `limit`."""
        starts = self._starts.get((style, value), ())
        at = bisect_right(starts, after)
        return at < len(starts) and starts[at] < limit

    def next_like(self, mark: Mark, limit: int) -> tuple[tuple[str, int], ...]:
        """What the next sign of the same brackets and case before `limit` can mean."""
        at = bisect_right(self._all, mark.start)
        forms = {_form(style) for style, _value in mark.values}
        for other in self._order[at : at + 12]:
            if other.start >= limit:
                break
            if any(_form(style) in forms for style, _value in other.values):
                return other.values
        return ()


def _form(style: str) -> str:
    return style.replace("i", "a").replace("I", "A")


def meaning_of(
    mark: Mark, tree: Tree, places: Places, limit: int
) -> tuple[str, int, int | None, str]:
    """What a relative sign means here: style, value, the depth of its sibling, what is odd.

    The sibling is None for the first of a series; a value of 0 says that it numbers nothing.
    """
    opened = tree.open_nodes()
    siblings = [
        (depth, style, value)
        for depth in range(len(opened) - 1, -1, -1)
        for style, value in mark.values
        if opened[depth].kind == "relative"
        and opened[depth].style == style
        and opened[depth].value + 1 == value
    ]
    firsts = [(style, value) for style, value in mark.values if value == 1]
    taken = {node.style for node in opened if node.kind == "relative"}
    if siblings and firsts:
        ahead = places.next_like(mark, limit)
        first_style = firsts[0][0]
        if (first_style, 2) in ahead and (siblings[0][1], siblings[0][2] + 1) not in ahead:
            return first_style, 1, None, ""
    if siblings:
        ahead = places.next_like(mark, limit) if len(siblings) > 1 else ()
        depth, style, value = next(
            (one for one in siblings if (one[1], one[2] + 1) in ahead), siblings[0]
        )
        return style, value, depth, ""
    if firsts:
        style = firsts[0][0]
        if style in taken:
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth].style == style and opened[depth].indent >= mark.indent:
                    return style, 1, depth, "repeated_number"
        return style, 1, None, ""
    return _out_of_order(mark, opened)


def _out_of_order(mark: Mark, opened: Sequence[Node]) -> tuple[str, int, int | None, str]:
    for depth in range(len(opened) - 1, -1, -1):
        node = opened[depth]
        for style, value in mark.values:
            if node.kind == "relative" and node.style == style and abs(value - node.value) <= 3:
                odd = "repeated_number" if value == node.value else "wrong_number"
                return style, value, depth, odd
    return "", 0, None, ""
