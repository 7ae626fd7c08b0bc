"""Where clauses went: which of the paired ones moved, and where removed ones are shown."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from app.terms.compare.pairs import Side
from app.terms.compare.rising import longest_rising


def moved(old: Side, new: Side) -> set[int]:
    """Positions in `new` of clauses that stand under another number, parent or in another order."""
    found: set[int] = set()
    families: dict[int, list[int]] = {}
    partner = new.partner
    # What lost its parent has another one now; the last entry is for those that have none (-1).
    partner_of = [at if at >= 0 else -2 for at in old.partner] + [-1]
    mine, theirs = old.clauses, new.clauses
    for second, first in enumerate(partner):
        if first < 0:
            continue
        before, after = mine[first], theirs[second]
        parent = after.parent
        if before.number != after.number or partner_of[before.parent] != parent:
            found.add(second)
        else:
            families.setdefault(parent, []).append(second)
    for family in families.values():
        firsts = [partner[second] for second in family]
        if any(a > b for a, b in pairwise(firsts)):
            kept = set(longest_rising(firsts))
            found.update(second for at, second in enumerate(family) if at not in kept)
    return found


def places_of_removed(old: Side, new: Side, removed: Iterable[int]) -> dict[int, list[int]]:
    """For each position in `new` (its length for the end) the removed clauses shown before it."""
    places: dict[int, list[int]] = {}
    steady: list[int] | None = None
    place = 0
    for first in removed:
        if steady is None:
            steady = _steady(old)
        # Never before an earlier one: a removed clause stays in front of what it held.
        place = max(place, _place(old, new, steady[first], old.clauses[first].level))
        places.setdefault(place, []).append(first)
    return places


def _steady(old: Side) -> list[int]:
    """For each old clause the last one up to it whose partner keeps its place in the order."""
    paired = [at for at, partner in enumerate(old.partner) if partner >= 0]
    partners = [old.partner[at] for at in paired]
    kept = {paired[at] for at in longest_rising(partners)}
    last = -1
    found: list[int] = []
    for at in range(len(old.clauses)):
        if at in kept:
            last = at
        found.append(last)
    return found


def _place(old: Side, new: Side, before: int, level: int) -> int:
    if before < 0:
        return 0
    at = old.partner[before] + 1
    # Behind all of what the clause before it holds, unless it was itself held by that.
    while at < len(new.clauses) and new.clauses[at].level > level:
        at += 1
    return at
