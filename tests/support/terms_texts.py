"""Small agreements for tests of what is found in a text."""

from __future__ import annotations

import re

from app.terms.model import Clause, Document

_HEAD = re.compile(
    r"^(?:(?P<number>§ \d+|ARTICLE [IVX]+|\d+(?:\.\d+)*\.?|\([a-z]{1,4}\)|Exhibit [A-Z])[ ]|(?=[A-Z][A-Z ]+$))"
    r"(?P<title>(?:[A-Z][\w,’'-]*(?: [\w,’'-]+){0,5}(?=\.[ ]|\n|$)\.?)?)",
    re.MULTILINE,
)


def built(text: str) -> Document:
    """A document whose clauses begin at lines like "7.2 Renewal. Text", "(a) text", "GENERAL"."""
    heads = list(_HEAD.finditer(text))
    clauses: list[Clause] = []
    open_: list[int] = []
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        raw = (head["number"] or "").removeprefix("§ ").removeprefix("ARTICLE ").rstrip(".")
        level = 1 + raw.count(".") if not raw.startswith("(") else 9
        while open_ and clauses[open_[-1]].level >= level:
            open_.pop()
        parent = open_[-1] if open_ else -1
        number = clauses[parent].number + raw if level == 9 and parent >= 0 else raw
        title = head["title"].rstrip(".")
        clauses.append(
            Clause(
                id=number or title.lower().replace(" ", "-"), number=number, title=title,
                level=level, parent=parent, start=head.start(), body=head.end(), body_end=end,
                end=end,
            )
        )  # fmt: skip
        open_.append(len(clauses) - 1)
    return Document(text=text, clauses=tuple(_closed(clauses)))


def _closed(clauses: list[Clause]) -> list[Clause]:
    import msgspec

    ends = [clause.end for clause in clauses]
    for at in reversed(range(len(clauses))):
        parent = clauses[at].parent
        if parent >= 0:
            ends[parent] = max(ends[parent], ends[at])
    return [msgspec.structs.replace(c, end=e) for c, e in zip(clauses, ends, strict=True)]
