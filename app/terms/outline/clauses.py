"""From placed sections to the clauses of a document: anchors, ends, hashes, and what was odd."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from app.base.text import _
from app.terms.model import Clause, Remark
from app.terms.outline.lines import Line
from app.terms.outline.marks import Rank
from app.terms.outline.titles import LONGEST, clean
from app.terms.outline.tree import Node

OPENING = "_opening"
"""The anchor of what stands before the first section: the document's title and its parties."""
_MOST_REMARKS = 100
"""Of one kind: a text that is wrong all over is not made clearer by a thousand sentences."""


def clauses_of(text: str, lines: Sequence[Line], nodes: Sequence[Node]) -> tuple[Clause, ...]:
    """The clauses of `text`, in its order; the opening first where there is one."""
    if not lines:
        return ()
    clauses: list[Clause] = []
    first = lines[0].start
    if not nodes or nodes[0].start > first:
        clauses.append(_opening(text, lines, nodes[0].start if nodes else len(text)))
    shift = len(clauses)
    taken: dict[str, int] = {OPENING: 1}
    ends = _ends(nodes, len(text))
    for at, node in enumerate(nodes):
        following = nodes[at + 1].start if at + 1 < len(nodes) else len(text)
        title = clean(text[node.title_start : node.title_end])
        body = min(max(node.body, node.start), following)
        parent = node.parent + shift if node.parent >= 0 else -1
        number = _cited(node.number, clauses, parent)
        clauses.append(
            Clause(
                id=_unique(_anchor(node, number, title), taken), number=number, title=title,
                level=node.depth, parent=parent,
                start=node.start, body=body, body_end=following, end=ends[at],
                implied=node.implied, sha256=_digest(text[body:following]),
            )
        )  # fmt: skip
    return tuple(clauses)


def remarks_of(nodes: Sequence[Node]) -> list[Remark]:
    """What is odd about the numbers, in the order of the text."""
    found: list[Remark] = []
    last: dict[tuple[int, str], Node] = {}
    firsts: dict[tuple[int, ...], int] = {}
    for node in nodes:
        if node.implied:
            words = _("There is no section {number} in the text; those within it name it.")
            found.append(Remark("implied", node.start, words.format(number=node.number)))
        elif node.kind in {"path", "relative"}:
            before = last.get((node.parent, node.kind + node.style))
            remark = _odd(node, before)
            if remark:
                found.append(remark)
        if node.path == (32,) and node.kind == "path" and not node.odd:
            firsts[node.path] = firsts.get(node.path, 0) + 1
            if firsts[node.path] > 1:
                words = _("The numbers begin anew here.")
                found.append(Remark("restart", node.start, words))
        if node.kind in {"path", "relative"}:
            last[node.parent, node.kind + node.style] = node
    counts: Counter[str] = Counter()
    kept = []
    for remark in found:
        counts[remark.kind] += 1
        if counts[remark.kind] <= _MOST_REMARKS:
            kept.append(remark)
    return kept


def _odd(node: Node, before: Node | None) -> Remark | None:
    if node.odd == "wrong_number" and node.kind == "path":
        words = _("The number {number} does not fit the sections around it.")
        return Remark("wrong_number", node.start, words.format(number=node.number))
    if before is None:
        return None
    mine = node.path[-1] // 32 if node.path else node.value
    other = before.path[-1] // 32 if before.path else before.value
    numbers = {"number": node.number, "before": before.number}
    if node.path[-1:] == before.path[-1:] and mine == other:
        words = _("The number {number} stands here once more.")
        return Remark("repeated_number", node.start, words.format(**numbers))
    if mine < other:
        words = _("{number} stands behind {before}.")
        return Remark("wrong_number", node.start, words.format(**numbers))
    if mine > other + 1:
        words = _("{number} follows {before}: a number between them is missing.")
        return Remark("missing_number", node.start, words.format(**numbers))
    return None


def _ends(nodes: Sequence[Node], size: int) -> list[int]:
    ends = [size] * len(nodes)
    opened: list[int] = []
    for at, node in enumerate(nodes):
        while opened and nodes[opened[-1]].depth >= node.depth:
            ends[opened.pop()] = node.start
        opened.append(at)
    return ends


def _opening(text: str, lines: Sequence[Line], end: int) -> Clause:
    first = lines[0]
    words = text[first.start : first.end]
    title = clean(words) if len(words) <= LONGEST and words[-1] not in ".,;" else ""
    body = min(first.end, end) if title else first.start
    return Clause(
        id=OPENING, title=title, start=first.start, body=body, body_end=end, end=end,
        sha256=_digest(text[body:end]),
    )  # fmt: skip


def _digest(text: str) -> str:
    plain = " ".join(text.split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _cited(number: str, clauses: Sequence[Clause], parent: int) -> str:
    """A number as it is cited: a letter below a heading without number is said with the heading."""
    if not number.startswith("("):
        return number
    while parent >= 0 and clauses[parent].number:
        parent = clauses[parent].parent
    title = clauses[parent].title if parent >= 0 else ""
    return f"{title} {number}" if title else number


def _anchor(node: Node, number: str, title: str) -> str:
    if number and (node.kind != "word" or node.rank >= Rank.ARTICLE):
        return number
    return _slug(number or title) or "section"


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return "-".join(re.findall(r"[^\W_]+", plain))[:60].strip("-")


def _unique(anchor: str, taken: dict[str, int]) -> str:
    """`anchor`, with "~2" behind it where it is taken."""
    while anchor in taken:
        taken[anchor] += 1
        anchor = f"{anchor}~{taken[anchor]}"
    taken[anchor] = 1
    return anchor
