"""The values of a comparison: what became of each clause, word by word, and of each rule value."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class ChangeKind(enum.StrEnum):
    """What became of a clause."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """The same words elsewhere: under another number or another heading."""


class Mark(enum.StrEnum):
    """How a piece of text stands in its version."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(msgspec.Struct, frozen=True, gc=False):
    """Some words of a clause."""

    text: str
    mark: Mark = Mark.SAME


class ClauseChange(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One clause of either version, or of both. Anchors and numbers are "" where it is not."""

    kind: ChangeKind
    old_id: str = ""
    new_id: str = ""
    old_number: str = ""
    new_number: str = ""
    old_title: str = ""
    new_title: str = ""
    level: int = 1
    moved: bool = False
    """Its place or number differs as well (also where kind is CHANGED)."""
    old: tuple[Piece, ...] = ()
    """Its own text in the old version: same and removed pieces."""
    new: tuple[Piece, ...] = ()
    """Its own text in the new version: same and added pieces."""
    changes: int = 0
    """How many places differ."""
    part_of: str = ""
    """For an added or removed clause: the anchor in the other version of the changed clause that
    its words were split from or merged into; "" where they are in none."""


class RuleChange(msgspec.Struct, frozen=True, kw_only=True):
    """A rule value that differs: "audit notice 10 → 5 days". None: not stated."""

    name: str
    title: str
    """What the value is, for a person."""
    old: str | None
    new: str | None
    old_words: str
    new_words: str
    old_clause: str = ""
    new_clause: str = ""
    words: str = ""
    """Both with the unit said once: "10 → 5 days"."""
    proposed: bool = False
    """Found in the texts and confirmed by nobody, not taken from rule sets."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many clauses became what."""

    same: int = 0
    changed: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0

    @property
    def touched(self) -> int:
        """All that are not the same."""
        return self.changed + self.added + self.removed + self.moved


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two versions side by side, in the order of the new one; removed clauses where they were."""

    clauses: tuple[ClauseChange, ...]
    rules: tuple[RuleChange, ...] = ()
    counts: Counts = Counts()


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """An order on which a new version bites, and from when. `clauses` are the new anchors."""

    order_id: str
    order_number: str
    product: str
    at: datetime
    """The renewal, or the day it was placed where it was bought under the new version."""
    already: bool
    """The new version governs it today."""
    words: str
