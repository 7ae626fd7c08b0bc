"""A document's text as clauses: numbered sections in the forms lawyers use, and their headings."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from app.base.text import _
from app.terms.model import Clause, Document, Remark
from app.terms.outline_chain import best_chain
from app.terms.outline_headings import ALONE, CAPS, Unnumbered, unnumbered
from app.terms.outline_lines import Line, lines_of, view_of
from app.terms.outline_marks import Kind, Mark, Rank, marks_of
from app.terms.outline_titles import Heading, clean, heading_at
from app.terms.outline_tree import Node, Places, Tree, meaning_of
from app.terms.outline_weight import NEVER, weigh
from app.terms.reading_source import HeadingHint, Source

OPENING = "_opening"
"""The anchor of what stands before the first section: the document's title and its parties."""


def parse_text(text: str) -> Document:
    """The clauses of a plain text. Never raises, whatever the text."""
    return parse(Source(text=text))


def parse(source: Source) -> Document:
    """The clauses of a text that was read. Never raises, whatever the text."""
    return _Outline(source).document()


def tree(document: Document) -> list[dict[str, object]]:
    """The clauses as nested nodes for `terms outline --json`.

    What stands before the first section (OPENING) is no section and is left out.
    """
    top: list[dict[str, object]] = []
    children: list[list[dict[str, object]]] = []
    for clause in document.clauses:
        own: list[dict[str, object]] = []
        children.append(own)
        if clause.id == OPENING:
            continue
        place = top if clause.parent < 0 else children[clause.parent]
        place.append(
            {
                "number": clause.number,
                "title": clause.title,
                "level": clause.level,
                "start": clause.start,
                "end": clause.end,
                "children": own,
            }
        )
    return top


class _Outline:
    def __init__(self, source: Source) -> None:
        self._text = source.text
        self._view = view_of(source.text)
        self._lines = lines_of(self._view)
        self._hints = source.headings
        self._remarks: list[Remark] = []

    def document(self) -> Document:
        marks = [
            mark
            for at, line in enumerate(self._lines)
            if not line.skip
            for mark in marks_of(self._view, line, at)
        ]
        self._weigh(marks)
        marks = [mark for mark in marks if mark.weight > -50]
        headings = unnumbered(
            self._view, self._lines, {mark.line for mark in marks}, self._hints
        )
        chosen = self._chosen(marks, headings)
        nodes = self._nodes(chosen, headings)
        return Document(self._text, self._clauses(nodes), tuple(self._remarks))

    def _weigh(self, marks: list[Mark]) -> None:
        before: dict[int, Line | None] = {}
        last: Line | None = None
        for at, line in enumerate(self._lines):
            before[at] = last
            if not line.skip:
                last = line
        for mark in marks:
            mark.weight = weigh(self._view, self._lines, mark, before[mark.line])
            if mark.inner:
                mark.weight = max(mark.weight, 1.0)

    def _chosen(self, marks: list[Mark], headings: list[Unnumbered]) -> list[Mark]:
        paths = [mark for mark in marks if mark.kind is Kind.PATH]
        words = [mark for mark in marks if mark.kind is Kind.WORD]
        edges = sorted([mark.start for mark in words] + [heading.start for heading in headings])
        borders, passed = [], 0
        for mark in paths:
            while passed < len(edges) and edges[passed] < mark.start:
                passed += 1
            borders.append(passed)
        kept = [paths[at] for at in best_chain(paths, borders)]
        relative = [mark for mark in marks if mark.kind is Kind.RELATIVE]
        return sorted([*kept, *words, *relative], key=lambda mark: mark.start)

    def _nodes(self, marks: list[Mark], headings: list[Unnumbered]) -> list[Node]:
        ones = sum(mark.kind is Kind.PATH and mark.path == (32,) for mark in marks)
        tree = Tree(restarts=ones > 1)
        places = Places(marks)
        limits = _limits(marks)
        marked = {mark.line for mark in marks}
        events: list[Mark | Unnumbered] = sorted([*marks, *headings], key=lambda event: event.start)
        for at, event in enumerate(events):
            if isinstance(event, Unnumbered):
                if at == 0 and marks and event.line == 0:
                    continue  # the document's own title
                self._heading(tree, event, events[at + 1 :][:6])
                continue
            after = events[at + 1] if at + 1 < len(events) else None
            end = self._lines[event.line].end
            if isinstance(after, Mark) and after.line == event.line:
                end = after.start
            node = self._node(event, end, marked)
            if event.kind is Kind.PATH:
                tree.path(event, node)
            elif event.kind is Kind.WORD:
                tree.word(node)
            else:
                self._relative(tree, event, node, places, limits[event.start])
        return tree.nodes

    def _node(self, mark: Mark, end: int, marked: set[int]) -> Node:
        if end < self._lines[mark.line].end:
            found = heading_at(self._view, self._lines, mark.line, mark.after, end, marked)
            if not found.end > found.start and self._view[mark.after : end].strip():
                pass
        else:
            found = heading_at(self._view, self._lines, mark.line, mark.after, end, marked)
        body = max(found.body, mark.after) if found.end > found.start else mark.after
        return Node(
            mark.start, found.start, found.end, body, mark.kind.name.lower(), mark.label,
            path=mark.path, rank=mark.rank, indent=mark.indent,
        )  # fmt: skip

    def _relative(self, tree: Tree, mark: Mark, node: Node, places: Places, limit: int) -> None:
        style, value, sibling, odd = meaning_of(mark, tree, places, limit)
        if not value:
            return
        if value == 1 and not style.startswith("(") and not places.follows(
            style, 2, mark.start, len(self._view) if style in {"A.", "I."} else limit
        ):
            return
        node.style, node.value, node.odd = style, value, odd
        if sibling is None:
            tree.within(node)
        else:
            tree.beside(node, sibling)

    def _heading(self, tree: Tree, event: Unnumbered, ahead: list[Mark | Unnumbered]) -> None:
        following = next((mark for mark in ahead if isinstance(mark, Mark)), None)
        opened = tree.open_nodes()
        node = Node(event.start, event.start, event.end, event.end, "heading", rank=event.level)
        keep = 0
        for depth, other in enumerate(opened):
            if other.kind == "heading" and other.rank < event.level:
                keep = depth + 1
            if other.kind == "word" and other.rank <= Rank.CHAPTER:
                keep = depth + 1
        node.container = bool(
            tree.nodes
            and following is not None
            and following.path == (32,)
        )
        tree.heading(node, keep)

    def _clauses(self, nodes: list[Node]) -> tuple[Clause, ...]:
        size = len(self._text)
        ends = [size] * len(nodes)
        last_open: list[int] = []
        for at, node in enumerate(nodes):
            while last_open and nodes[last_open[-1]].depth >= node.depth:
                ends[last_open.pop()] = node.start
            last_open.append(at)
        taken: dict[str, int] = {}
        clauses = []
        first = self._lines[0].start if self._lines else 0
        shift = 0
        if self._lines and (not nodes or nodes[0].start > first):
            end = nodes[0].start if nodes else size
            clauses.append(self._opening(first, end))
            shift = 1
        for at, node in enumerate(nodes):
            following = nodes[at + 1].start if at + 1 < len(nodes) else size
            title = clean(self._text[node.title_start : node.title_end])
            anchor = _unique(_anchor(node, title), taken)
            body = min(node.body, following)
            clauses.append(
                Clause(
                    id=anchor, number=node.number, title=title, level=node.depth,
                    parent=node.parent + shift if node.parent >= 0 else -1,
                    start=node.start, body=body, body_end=following, end=ends[at],
                    implied=node.implied, sha256=_digest(self._text[body:following]),
                )
            )  # fmt: skip
        return tuple(clauses)

    def _opening(self, start: int, end: int) -> Clause:
        first = self._lines[0]
        title = clean(self._text[first.start : first.end]) if first.end - first.start < 120 else ""
        body = min(first.end, end) if title else start
        return Clause(
            id=OPENING, title=title, start=start, body=body, body_end=end, end=end,
            sha256=_digest(self._text[body:end]),
        )  # fmt: skip


def _limits(marks: list[Mark]) -> dict[int, int]:
    limits: dict[int, int] = {}
    limit = 1 << 60
    for mark in reversed(marks):
        limits[mark.start] = limit
        if mark.kind is not Kind.RELATIVE:
            limit = mark.start
    return limits


def _digest(text: str) -> str:
    plain = " ".join(text.split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _anchor(node: Node, title: str) -> str:
    if node.number:
        return node.number if not node.number[-1:].isspace() and " " not in node.number else _slug(node.number)
    return _slug(title) or "section"


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.casefold())
    return "-".join(re.findall(r"\w+", "".join(s for s in plain if not unicodedata.combining(s))))[:60]


def _unique(anchor: str, taken: dict[str, int]) -> str:
    count = taken.get(anchor, 0) + 1
    taken[anchor] = count
    return _unique(f"{anchor}~{count}", taken) if count > 1 else anchor
