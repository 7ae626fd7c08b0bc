"""Finding words in the open text: every place, in any case, however the lines are broken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.base.tasks import CancelToken
from app.terms.model import Clause
from ui.terms.blocks import heading_words

MOST = 10_000
_PART = 200


class Place(NamedTuple):
    """A place found: in which clause, in its heading or its own text, and where."""

    clause: int
    heading: bool
    start: int
    length: int


def pattern_of(words: str) -> re.Pattern[str]:
    """The words in any case, any white space between them; other signs mean themselves."""
    return re.compile(r"\s+".join(re.escape(part) for part in words.split()), re.IGNORECASE)


def places_in(
    words: str, clauses: Sequence[Clause], texts: Sequence[str], cancel: CancelToken | None = None
) -> tuple[Place, ...]:
    """Every place of `words`, in the order of the text; at most 10,000."""
    wanted = pattern_of(words)
    found: list[Place] = []
    for at, (clause, text) in enumerate(zip(clauses, texts, strict=False)):
        if cancel is not None and at % _PART == 0:
            cancel.check()
        for heading, where in ((True, heading_words(clause)), (False, text)):
            for hit in wanted.finditer(where):
                found.append(Place(at, heading, hit.start(), hit.end() - hit.start()))
                if len(found) >= MOST:
                    return tuple(found)
    return tuple(found)


def by_clause(places: Sequence[Place]) -> dict[int, list[tuple[bool, int, int]]]:
    """The places of each clause, for the reader."""
    grouped: dict[int, list[tuple[bool, int, int]]] = {}
    for place in places:
        grouped.setdefault(place.clause, []).append((place.heading, place.start, place.length))
    return grouped


def nearest(places: Sequence[Place], position: int) -> int:
    """The first place found at or after a clause; the first of all where there is none."""
    return next((at for at, place in enumerate(places) if place.clause >= position), 0)
