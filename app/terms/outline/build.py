"""Walks over signs and headings in the order of the text and puts each in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.terms.outline.headings import ALONE, Unnumbered
from app.terms.outline.lines import Line
from app.terms.outline.marks import Kind, Mark, Rank
from app.terms.outline.titles import heading_at
from app.terms.outline.tree import Node, Places, Tree, meaning_of
from app.terms.reading.source import HeadingHint

_BOLD = 7
_PARAGRAPH = 3000
"""Signs within which a list that runs on in a paragraph is looked for."""


class Builder:
    """One walk. `hints` are the markup's headings by line."""

    def __init__(self, view: str, lines: Sequence[Line], hints: Mapping[int, HeadingHint]) -> None:
        self._view = view
        self._lines = lines
        self._hints = hints

    def nodes(self, marks: Sequence[Mark], headings: Sequence[Unnumbered]) -> list[Node]:
        """The sections, in the order of the text."""
        ones = sum(mark.kind is Kind.PATH and mark.path == (32,) for mark in marks)
        tree = Tree(restarts=ones > 1)
        places = Places(marks)
        limits = _limits(marks, len(self._view))
        marked = {mark.line for mark in marks}
        titles = self._titles(marks, headings)
        events: list[Mark | Unnumbered] = sorted(
            [*marks, *(heading for heading in headings if heading.line not in titles)],
            key=lambda event: event.start,
        )
        paths = _next_paths(events)
        for at, event in enumerate(events):
            if isinstance(event, Unnumbered):
                self._heading(tree, event, paths[at], _is_followed(events, at))
                continue
            after = events[at + 1] if at + 1 < len(events) else None
            end = self._lines[event.line].end
            if isinstance(after, Mark) and after.line == event.line:
                end = after.start
            node = self._node(event, end, marked)
            match event.kind:
                case Kind.PATH:
                    if len(event.path) == 1:
                        self._hold(tree, event, places)
                    tree.path(event, node)
                case Kind.WORD:
                    tree.word(node)
                case Kind.RELATIVE:
                    self._relative(tree, event, node, places, limits[event.start])
        return tree.nodes

    def _hold(self, tree: Tree, mark: Mark, places: Places) -> None:
        """Letters with others of their series further down hold the numbers between them."""
        for depth, node in enumerate(tree.open_nodes()):
            if node.kind == "path":
                return
            if node.style in {"A.", "I."} and places.follows(
                node.style, node.value + 1, mark.start, len(self._view)
            ):
                tree.holding.add(depth)

    def _titles(self, marks: Sequence[Mark], headings: Sequence[Unnumbered]) -> set[int]:
        """The lines of the document's own title: headings at the top with no words above them."""
        first = marks[0].line if marks else len(self._lines)
        highest = min((heading.level for heading in headings[1:]), default=99)
        found: set[int] = set()
        for heading in headings:
            if heading.line >= first or heading.line > 5 + len(found):
                break
            above = range(heading.line)
            if any(self._is_prose(at) for at in above if at not in found):
                break
            below = heading.line + 1
            alone = below < len(self._lines) and not self._is_prose(below)
            if (not found and (marks or heading.level < highest)) or (found and marks and alone):
                found.add(heading.line)
            else:
                break
        return found

    def _is_prose(self, at: int) -> bool:
        line = self._lines[at]
        return line.end - line.start > 90 or (
            line.end - line.start > 30 and self._view[line.end - 1] in ".:;,"
        )

    def _node(self, mark: Mark, end: int, marked: set[int]) -> Node:
        hint = self._hints.get(mark.line)
        start, stop = self._hinted(mark, end, hint)
        if stop > start:
            body = stop
            while body < end and self._view[body] in " \t.:–—-*_":
                body += 1
        else:
            found = heading_at(self._view, self._lines, mark.line, mark.after, end, marked)
            start, stop = found.start, found.end
            body = max(found.body, mark.after) if stop > start else mark.after
        return Node(
            mark.start, start, stop, body, mark.kind.name.lower(), mark.label,
            path=mark.path, rank=mark.rank, indent=mark.indent,
            hint=hint.level if hint is not None else 0,
        )  # fmt: skip

    def _hinted(self, mark: Mark, end: int, hint: HeadingHint | None) -> tuple[int, int]:
        """The words that the markup makes a heading, behind the number."""
        if hint is None or hint.end <= mark.after or hint.end - mark.after > 200:
            return mark.after, mark.after
        if hint.level >= _BOLD and (hint.start > mark.after + 2 or hint.end > end):
            return mark.after, mark.after
        if hint.level >= _BOLD and self._view[hint.end - 1] in ",;":
            return mark.after, mark.after
        return mark.after, max(end, hint.end) if hint.level < _BOLD else hint.end

    def _relative(self, tree: Tree, mark: Mark, node: Node, places: Places, limit: int) -> None:
        style, value, sibling, odd = meaning_of(mark, tree, places, limit)
        if not value or (odd and mark.weight < 1.5):
            return
        if style == "1)" and sibling is None and self._view[mark.after : mark.after + 1].islower():
            return  # items of a list in a sentence
        if sibling is None and not self._begins_series(mark, style, places, limit):
            return
        node.style, node.value, node.odd = style, value, odd
        if sibling is None:
            tree.within(node)
        else:
            tree.beside(node, sibling)

    def _begins_series(self, mark: Mark, style: str, places: Places, limit: int) -> bool:
        """A first sign counts something only where a second follows, at a line's start."""
        reach = len(self._view) if style in {"A.", "I."} else limit
        if places.follows(style, 2, mark.start, reach):
            return True
        if not style.startswith("("):
            return False
        case = {"a": "b", "A": "B", "i": "ii", "I": "II", "1": "2"}[style[1]]
        reach = min(limit, mark.start + _PARAGRAPH)
        end = self._view.find("\n\n", mark.start, reach)
        return self._view.find(f"({case})", mark.start, end if end >= 0 else reach) < 0

    def _heading(
        self, tree: Tree, event: Unnumbered, following: Mark | None, followed: bool
    ) -> None:
        opened = tree.open_nodes()
        keep = 0
        for depth, other in enumerate(opened):
            level = other.hint or (other.level if other.kind == "heading" else 0)
            schedule = other.kind == "word" and other.rank <= Rank.CHAPTER and not other.hint
            if schedule or (level and level < event.level):
                keep = depth + 1
        container = False
        if following is not None:
            path = following.path
            container = bool(tree.nodes) and path == (32,)
            for depth, other in enumerate(opened):
                if (
                    len(path) > 1
                    and other.path == path[: len(other.path)] != ()
                    and (len(other.path) < len(path))
                ):
                    keep = max(keep, depth + 1)
        if event.level == ALONE and not followed and not container:
            keep = max(keep, _within_last(opened))
        node = Node(event.start, event.start, event.end, event.end, "heading", level=event.level)
        node.container = container
        tree.heading(node, keep)


def _within_last(opened: Sequence[Node]) -> int:
    """A short line that stands alone between two numbered sections heads a part of the first."""
    for depth, other in enumerate(opened):
        if other.kind == "path":
            return depth + 1
    return 0


def _is_followed(events: Sequence[Mark | Unnumbered], at: int) -> bool:
    """Whether nothing numbered comes after this heading: it is no part of what stood before."""
    return not any(isinstance(event, Mark) for event in events[at + 1 : at + 40])


def _next_paths(events: Sequence[Mark | Unnumbered]) -> list[Mark | None]:
    """For each event the next number, where no word ("Schedule 1") comes first."""
    found: list[Mark | None] = [None] * len(events)
    following: Mark | None = None
    for at in range(len(events) - 1, -1, -1):
        found[at] = following
        event = events[at]
        if isinstance(event, Mark) and event.kind is not Kind.RELATIVE:
            following = event if event.kind is Kind.PATH and not event.odd else None
    return found


def _limits(marks: Sequence[Mark], size: int) -> dict[int, int]:
    """Where the section that a relative sign stands in ends at the latest."""
    limits: dict[int, int] = {}
    limit = size
    for mark in reversed(marks):
        limits[mark.start] = limit
        if mark.kind is not Kind.RELATIVE:
            limit = mark.start
    return limits
