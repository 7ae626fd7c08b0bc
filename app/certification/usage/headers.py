"""Finding the row of titles, and one title for each column, also where titles are merged."""

from __future__ import annotations

from collections.abc import Sequence

from app.certification.usage.numbers import figure
from app.certification.usage.vocabulary import is_known_title
from app.certification.usage.words import Fault

LOOKED_AT = 40
"""The titles stand among the first so many rows."""


def find_header(rows: Sequence[Sequence[object]]) -> int:
    """Which of the first rows holds the titles, from 0: where titles are known, else the first.

    A row of titles has texts, no figures, and more of them than rows of remarks above it.
    """
    best, chosen = 0.0, -1
    widest = max((_filled(row) for row in rows[:LOOKED_AT]), default=0)
    for at, row in enumerate(rows[:LOOKED_AT]):
        score = _score(row, widest)
        if score > best:
            best, chosen = score, at
    if chosen >= 0:
        return chosen + _goes_on(rows, chosen)
    return next((at for at, row in enumerate(rows) if _filled(row)), 0)


def _filled(row: Sequence[object]) -> int:
    return sum(1 for cell in row if str(cell).strip())


def _score(row: Sequence[object], widest: int) -> float:
    texts = [str(cell).strip() for cell in row if str(cell).strip()]
    if not texts or any(_is_figure(cell) for cell in row if str(cell).strip()):
        return 0.0
    known = sum(is_known_title(text) for text in texts)
    if not known:
        return 0.0
    return known + len(texts) / max(1, widest)


def _goes_on(rows: Sequence[Sequence[object]], at: int) -> bool:
    """Whether the row below belongs to the titles: it parts a merged one, others reach over it."""
    if at + 1 >= len(rows):
        return False
    pairs = [(str(a).strip(), str(b).strip()) for a, b in zip(rows[at], rows[at + 1], strict=False)]
    reaches = any(over and not below for over, below in pairs)
    parts = any(below and not over for over, below in pairs)
    below = [cell for cell in rows[at + 1] if str(cell).strip()]
    titled = any(is_known_title(str(cell)) for cell in below)
    return reaches and parts and titled and not any(map(_is_figure, below))


def _is_figure(cell: object) -> bool:
    found = figure(cell)
    return not isinstance(found, Fault) or found in (Fault.NEGATIVE, Fault.AMBIGUOUS_FIGURE)


def titles(rows: Sequence[Sequence[object]], at: int) -> tuple[tuple[str, ...], bool]:
    """The titles of the row `at`, each once; and whether the row above was needed for them.

    A merged title above ("Instances" over "Production" and "Other") tells equal titles apart, and
    a title that is merged downwards is taken from above.
    """
    own = [_text(cell) for cell in rows[at]]
    above = [_text(cell) for cell in rows[at - 1]] if at > 0 else []
    above += [""] * (len(own) - len(above))
    own += [""] * (len(above) - len(own))
    is_group = _is_group(above, own)
    spread = _spread(above, own) if is_group else [""] * len(own)
    named: list[str] = []
    for number, title in enumerate(own):
        over = spread[number]
        if not title:
            named.append(above[number] if is_group else "")
        elif over and over != title and own.count(title) > 1:
            named.append(f"{over} / {title}")
        else:
            named.append(title)
    return _once(named), is_group


def _is_group(above: Sequence[str], own: Sequence[str]) -> bool:
    """Whether the row above is part of the titles: it fills their gaps, or tells equals apart."""
    if _filled(above) < 2:
        return False
    fills = any(over and not title for over, title in zip(above, own, strict=True))
    filled = [title for title in own if title]
    return fills or len(set(filled)) < len(filled)


def _spread(above: Sequence[str], own: Sequence[str]) -> list[str]:
    """A merged title over each of its columns: it reaches to the next one, not over gaps below."""
    found: list[str] = []
    last = ""
    for over, title in zip(above, own, strict=True):
        last = over or (last if title else "")
        found.append(last)
    return found


def _once(named: Sequence[str]) -> tuple[str, ...]:
    """No two titles the same, and none empty: "Column 4", "Count (2)"."""
    seen: set[str] = set()
    found: list[str] = []
    for number, title in enumerate(named, 1):
        base = title or f"Column {number}"
        one, copy = base, 1
        while one in seen:
            copy += 1
            one = f"{base} ({copy})"
        seen.add(one)
        found.append(one)
    return tuple(found)


def _text(cell: object) -> str:
    return " ".join(str(cell).split())
