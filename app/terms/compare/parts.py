"""Clauses that were split or merged: new ones made of words that an old one lost, and back."""

from __future__ import annotations

from collections import Counter

import msgspec

from app.terms.changes import ChangeKind, ClauseChange, Mark
from app.terms.compare.words import words_of

_RUN = 3
"""Words in a row that are looked for together: single ones are in every clause."""
_LEAST = 6
_LEAST_TEXT = 2 * _LEAST
_SHARE = 0.6

Runs = frozenset[tuple[str, ...]]


def find_parts(changes: tuple[ClauseChange, ...]) -> tuple[ClauseChange, ...]:
    """The same changes; added and removed ones say which changed clause their words are in."""
    differ = ChangeKind.CHANGED
    changed = [change for change in changes if change.kind is differ]
    strays = [(at, c) for at, c in enumerate(changes) if not (c.old_id and c.new_id)]
    if not strays or not changed:
        return changes
    # Only what lost or gained enough words can hold the shortest of them.
    least = max(_LEAST_TEXT, _SHARE / 2 * min(_length(change) for _at, change in strays))
    lost = _by_run(_runs_of(changed, Mark.REMOVED, least))
    gained = _by_run(_runs_of(changed, Mark.ADDED, least))
    made = list(changes)
    for at, change in strays:
        added = change.kind is ChangeKind.ADDED
        mark, holders = (Mark.ADDED, lost) if added else (Mark.REMOVED, gained)
        anchor = _holder(_runs(change, mark), holders) if holders else ""
        if anchor:
            made[at] = msgspec.structs.replace(change, part_of=anchor)
    return tuple(made)


def _length(change: ClauseChange) -> int:
    return sum(len(piece.text) for piece in (*change.old, *change.new))


def _runs_of(changed: list[ClauseChange], mark: Mark, least: float) -> dict[str, Runs]:
    """By anchor what changed clauses lost or gained, where that is enough to be a clause's."""
    found = {}
    for change in changed:
        pieces = change.old if mark is Mark.REMOVED else change.new
        if sum(len(piece.text) for piece in pieces if piece.mark is mark) >= least:
            found[change.old_id if mark is Mark.REMOVED else change.new_id] = _runs(change, mark)
    return found


def _by_run(holders: dict[str, Runs]) -> dict[tuple[str, ...], list[str]]:
    """The anchors that hold each run, so that nobody is asked in vain."""
    found: dict[tuple[str, ...], list[str]] = {}
    for anchor, runs in holders.items():
        for run in runs:
            found.setdefault(run, []).append(anchor)
    return found


def _holder(runs: Runs, anchors: dict[tuple[str, ...], list[str]]) -> str:
    """The clause that holds most of `runs`, "" where none holds enough of them."""
    if len(runs) <= _LEAST - _RUN:
        return ""
    votes = Counter(anchor for run in runs for anchor in anchors.get(run, ()))
    best = max(votes, key=lambda anchor: (votes[anchor], anchor), default="")
    return best if best and votes[best] >= _SHARE * len(runs) else ""


def _runs(change: ClauseChange, mark: Mark) -> Runs:
    found: set[tuple[str, ...]] = set()
    for piece in change.old if mark is Mark.REMOVED else change.new:
        if piece.mark is mark:
            words = [word.casefold() for word in words_of(piece.text)]
            found.update(tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
    return frozenset(found)
