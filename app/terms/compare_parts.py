"""Clauses that were split or merged: new ones made of words that an old one lost, and back."""

from __future__ import annotations

import msgspec

from app.terms.changes import ChangeKind, ClauseChange, Mark
from app.terms.compare_words import words_of

_RUN = 3
"""Words in a row that are looked for together: single ones are in every clause."""
_LEAST = 6
_SHARE = 0.6

Runs = frozenset[tuple[str, ...]]


def find_parts(changes: tuple[ClauseChange, ...]) -> tuple[ClauseChange, ...]:
    """The same changes; added and removed ones say which changed clause their words are in."""
    strays = [c for c in changes if c.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)]
    changed = [c for c in changes if c.kind is ChangeKind.CHANGED]
    if not strays or not changed:
        return changes
    lost = {c.old_id: _runs(c, Mark.REMOVED) for c in changed}
    gained = {c.new_id: _runs(c, Mark.ADDED) for c in changed}
    return tuple(_named(change, lost, gained) for change in changes)


def _named(
    change: ClauseChange, lost: dict[str, Runs], gained: dict[str, Runs]
) -> ClauseChange:
    match change.kind:
        case ChangeKind.ADDED:
            anchor = _holder(_runs(change, Mark.ADDED), lost)
        case ChangeKind.REMOVED:
            anchor = _holder(_runs(change, Mark.REMOVED), gained)
        case _:
            anchor = ""
    return msgspec.structs.replace(change, part_of=anchor) if anchor else change


def _holder(runs: Runs, holders: dict[str, Runs]) -> str:
    """The clause that holds most of `runs`, "" where none holds enough of them."""
    if len(runs) < _LEAST - _RUN + 1:
        return ""
    best, most = "", 0.0
    for anchor, held in holders.items():
        share = len(runs & held) / len(runs)
        if share >= _SHARE and share > most:
            best, most = anchor, share
    return best


def _runs(change: ClauseChange, mark: Mark) -> Runs:
    found: set[tuple[str, ...]] = set()
    for piece in change.old if mark is Mark.REMOVED else change.new:
        if piece.mark is mark:
            words = [word.casefold() for word in words_of(piece.text)]
            found.update(tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
    return frozenset(found)
