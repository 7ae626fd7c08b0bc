"""Documents made of given clauses, for tests of what works on clauses and not on texts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from app.terms.model import Clause, Document


def document(*clauses: tuple[str, str, str] | tuple[str, str, str, int]) -> Document:
    """Clauses as (number, title, own text[, level]); the level is else told by the dots."""
    text, made, open_at = "", [], {}
    seen: dict[str, int] = {}
    for at, given in enumerate(clauses):
        number, title, own = given[:3]
        level = given[3] if len(given) > 3 else number.count(".") + 1
        head = " ".join(part for part in (number, title) if part)
        start = len(text)
        body = start + len(head) + 1
        text += f"{head}\n{own}\n\n"
        name = number or title.lower().replace(" ", "-") or "clause"
        seen[name] = seen.get(name, 0) + 1
        parents = [open_at[deep] for deep in sorted(open_at) if deep < level]
        open_at = {deep: place for deep, place in open_at.items() if deep < level}
        open_at[level] = at
        made.append(
            Clause(
                id=name if seen[name] == 1 else f"{name}~{seen[name]}",
                number=number,
                title=title,
                level=level,
                parent=parents[-1] if parents else -1,
                start=start,
                body=body,
                body_end=len(text),
                end=-1,
                sha256=hashlib.sha256(" ".join(own.split()).encode()).hexdigest(),
            )
        )
    made = [msgspec.structs.replace(clause, end=len(text)) for clause in made]
    return Document(text=text, clauses=_closed(made))


def _closed(made: Sequence[Clause]) -> tuple[Clause, ...]:
    """Each clause ends where the next one of its level or above begins."""
    made = list(made)
    still_open: list[int] = []
    for at, clause in enumerate(made):
        while still_open and made[still_open[-1]].level >= clause.level:
            done = still_open.pop()
            made[done] = msgspec.structs.replace(made[done], end=clause.start)
        still_open.append(at)
    return tuple(made)
