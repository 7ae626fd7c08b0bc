"""A comparison in words, the same ones in the window, the shell and the exported page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.base.text import _, ngettext
from app.deadlines.words import clause_name
from app.terms.changes import ChangeKind, ClauseChange, Counts


class Run(NamedTuple):
    """Changes that stand together: one that is shown, or unchanged ones that may be folded."""

    first: int
    last: int
    """Positions in the comparison, the last one included."""
    same: bool


def runs(changes: Sequence[ClauseChange]) -> Iterator[Run]:
    """Every change once, unchanged neighbors together."""
    start = 0
    while start < len(changes):
        end = start
        same = changes[start].kind is ChangeKind.SAME
        while same and end + 1 < len(changes) and changes[end + 1].kind is ChangeKind.SAME:
            end += 1
        yield Run(start, end, same)
        start = end + 1


def number_of(change: ClauseChange) -> str:
    """Its number as it is cited ("§7.2"), the new one where it has both; "" without one."""
    number = change.new_number or change.old_number if change.new_id else change.old_number
    return clause_name(number)


def title_of(change: ClauseChange) -> str:
    """Its heading, the new one where it has both."""
    return change.new_title if change.new_id else change.old_title


def name_of(change: ClauseChange) -> str:
    """Number and heading: "§7.2 Renewal". What stands before all sections is the opening."""
    words = " ".join(part for part in (number_of(change), title_of(change)) if part)
    return words or _("Opening")


def short_name(change: ClauseChange) -> str:
    """The number alone, or the heading of one that has none that tells it from others."""
    number = number_of(change)
    return number if number.startswith("§") else name_of(change)


def kind_words(change: ClauseChange) -> str:
    """What became of a clause: "2 changes", "New clause", "Removed", "Was §7.1", "No change"."""
    match change.kind:
        case ChangeKind.ADDED:
            if change.part_of:
                return _("New clause, split from {clause}").format(
                    clause=clause_name(change.part_of)
                )
            return _("New clause")
        case ChangeKind.REMOVED:
            if change.part_of:
                return _("Removed, merged into {clause}").format(clause=clause_name(change.part_of))
            return _("Removed")
        case ChangeKind.CHANGED:
            count = change.changes
            words = ngettext("{count} change", "{count} changes", count).format(count=count)
            if change.moved:
                return _("{changes}, {moved}").format(
                    changes=words, moved=_moved(change, first=False)
                )
            return words
        case ChangeKind.MOVED:
            return _moved(change, first=True)
        case _:
            return _("No change")


def _moved(change: ClauseChange, *, first: bool) -> str:
    if change.old_number and change.old_number != change.new_number:
        words = _("Was {clause}") if first else _("was {clause}")
        return words.format(clause=clause_name(change.old_number))
    return _("Moved") if first else _("moved")


def same_words(changes: Sequence[ClauseChange], run: Run) -> str:
    """What a folded run is called: "§7.3 to §7.5, no change"."""
    first, last = short_name(changes[run.first]), short_name(changes[run.last])
    match run.last - run.first:
        case 0:
            return _("{clause}, no change").format(clause=first)
        case 1:
            return _("{first} and {last}, no change").format(first=first, last=last)
        case _:
            return _("{first} to {last}, no change").format(first=first, last=last)


def summary_words(counts: Counts) -> str:
    """All counts in one line: "9 clauses changed, 1 new, 1 removed, 2 moved or renumbered"."""
    if not counts.touched:
        return _("No clause differs.")
    parts = [
        ngettext("{count} clause changed", "{count} clauses changed", counts.changed).format(
            count=counts.changed
        )
    ]
    if counts.added:
        parts.append(_("{count} new").format(count=counts.added))
    if counts.removed:
        parts.append(_("{count} removed").format(count=counts.removed))
    if counts.moved:
        parts.append(_("{count} moved or renumbered").format(count=counts.moved))
    return _(", ").join(parts)
