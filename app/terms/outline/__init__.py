"""A document's text as clauses: numbered sections in the forms lawyers use, and their headings.

Lines are read for signs that may number a section (outline_marks), weighed by the words around
(outline_weight), chosen as the best chain (outline_chain, outline_choice), placed in a tree
(outline_build, outline_tree), and become clauses (outline_clauses).
"""

from __future__ import annotations

from collections.abc import Sequence

from app.base.text import _
from app.terms.model import Clause, Document, Remark
from app.terms.outline.blocks import blocks
from app.terms.outline.build import Builder
from app.terms.outline.choice import choose, headed_below, weigh_all
from app.terms.outline.clauses import OPENING, clauses_of, remarks_of
from app.terms.outline.furniture import find_furniture
from app.terms.outline.headings import hints_by_line, unnumbered
from app.terms.outline.lines import Line, lines_of, view_of
from app.terms.outline.marks import Mark, marks_of
from app.terms.outline.weight import NEVER
from app.terms.reading.source import Source

__all__ = ["OPENING", "parse", "parse_text", "tree"]


def parse_text(text: str) -> Document:
    """The clauses of a plain text. Never raises, whatever the text."""
    return parse(Source(text=text))


def parse(source: Source) -> Document:
    """The clauses of a text that was read. Never raises, whatever the text."""
    view = view_of(source.text)
    lines = lines_of(view)
    remarks = find_furniture(view, lines)
    hints = hints_by_line(lines, source.headings)
    marks = _marks(view, lines)
    weigh_all(view, lines, marks, {at: hint.level for at, hint in hints.items()})
    never = {mark.line for mark in marks if mark.weight <= NEVER and not mark.inner}
    marks = [mark for mark in marks if mark.weight > NEVER and mark.line not in never]
    headings = unnumbered(view, lines, {mark.line for mark in marks}, hints)
    builder = Builder(view, lines, hints)
    chosen = choose(marks, headings, view, lines)
    below = headed_below(lines, chosen)
    nodes = builder.nodes(chosen, [one for one in headings if one.line not in below])
    if lines and not any(node.number for node in nodes):
        headings = unnumbered(view, lines, (), hints, loose=True)
        nodes = builder.nodes((), headings)
        remarks.append(_unnumbered(lines, headed=bool(nodes)))
        nodes = nodes or blocks(view, lines)
    remarks += remarks_of(nodes)
    remarks.sort(key=lambda remark: remark.start)
    return Document(source.text, clauses_of(source.text, lines, nodes), tuple(remarks))


def tree(document: Document) -> list[dict[str, object]]:
    """The clauses as nested nodes for `terms outline --json`.

    What stands before the first section (OPENING) is no section and is left out. "number" is the
    number as it stands in the text: "(a)", where the anchor is "7.2(a)".
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
                "number": own_number(clause),
                "title": clause.title,
                "level": clause.level,
                "start": clause.start,
                "end": clause.end,
                "children": own,
            }
        )
    return top


def own_number(clause: Clause) -> str:
    """The number of a clause without those of the clauses above it: "(a)" of "7.2(a)"."""
    letters = clause.number[clause.number.rfind("(") :] if clause.number.endswith(")") else ""
    return letters if clause.parent >= 0 and letters else clause.number


def _marks(view: str, lines: Sequence[Line]) -> list[Mark]:
    return [
        mark for at, line in enumerate(lines) if not line.skip for mark in marks_of(view, line, at)
    ]


def _unnumbered(lines: Sequence[Line], *, headed: bool) -> Remark:
    words = (
        _("This text numbers no sections: there is one section for each heading.")
        if headed
        else _(
            "This text has neither numbers nor headings: there is one section for each paragraph."
        )
    )
    return Remark("no_numbering", lines[0].start, words)
