"""Finds words in both versions of a comparison, and steps through its changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from app.terms.changes import ChangeKind, ClauseChange

MOST = 2000
"""Places found; who finds more types more."""


class Hit(NamedTuple):
    """A place found: in the old (0) or new (1) words of a clause, or in its heading (2)."""

    change: int
    side: int
    start: int
    end: int


class Stop(NamedTuple):
    """A place to step to: a change, and which of its changed places (None: the clause itself)."""

    change: int
    place: int | None


def find_all(words: str, changes: Sequence[ClauseChange]) -> tuple[Hit, ...]:
    """Where `words` stand, blanks matching any white space; at most MOST places."""
    parts = words.split()
    if not parts:
        return ()
    sought = re.compile(r"\s+".join(map(re.escape, parts)), re.IGNORECASE)
    return tuple(islice(_hits(sought, changes), MOST))


def _hits(sought: re.Pattern[str], changes: Sequence[ClauseChange]) -> Iterator[Hit]:
    for at, change in enumerate(changes):
        heading = f"{change.new_number} {change.new_title}".strip()
        if not change.new_id:
            heading = f"{change.old_number} {change.old_title}".strip()
        for match in sought.finditer(heading):
            yield Hit(at, 2, *match.span())
        for side, pieces in enumerate((change.old, change.new)):
            text = pieces[0].text if len(pieces) == 1 else "".join(piece.text for piece in pieces)
            for match in sought.finditer(text):
                yield Hit(at, side, *match.span())


def by_change(hits: Sequence[Hit]) -> Mapping[int, list[tuple[int, int, int]]]:
    """The places found by the position of their clause."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for hit in hits:
        found.setdefault(hit.change, []).append((hit.side, hit.start, hit.end))
    return found


def stops_of(changes: Sequence[ClauseChange]) -> tuple[Stop, ...]:
    """All places to step to, in order; a renamed heading is one before those in the words."""
    return tuple(stop for at, change in enumerate(changes) for stop in _stops(at, change))


def _stops(at: int, change: ClauseChange) -> Iterator[Stop]:
    match change.kind:
        case ChangeKind.SAME:
            return
        case ChangeKind.CHANGED:
            in_words = change.changes - (change.old_title != change.new_title)
            if change.old_title != change.new_title:
                yield Stop(at, None)
            yield from (Stop(at, place) for place in range(in_words))
        case _:
            yield Stop(at, None)


def nearest(stops: Sequence[Stop], change: int, *, forward: bool) -> int:
    """The first stop behind a clause, or the last one before it; -1 where there is none."""
    if forward:
        return next((n for n, stop in enumerate(stops) if stop.change > change), -1)
    return next((n for n in reversed(range(len(stops))) if stops[n].change < change), -1)
