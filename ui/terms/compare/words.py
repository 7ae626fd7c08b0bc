"""What is read out of a comparison, and the counts above it."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.text import _, ngettext
from app.terms.answers import GovernCount
from app.terms.changes import ChangeKind, ClauseChange, Counts, Mark
from app.terms.compare.inline import inline
from app.terms.compare.phrases import kind_words, name_of
from ui.terms.phrases import governs_words

_KINDS = {
    ChangeKind.CHANGED: lambda: _("changed"),
    ChangeKind.ADDED: lambda: _("new"),
    ChangeKind.REMOVED: lambda: _("removed"),
    ChangeKind.MOVED: lambda: _("moved"),
    ChangeKind.SAME: lambda: _("unchanged"),
}


def clause_words(change: ClauseChange) -> str:
    """A clause and what became of it: "Clause 7.2 Renewal, changed, 2 changes"."""
    number = change.new_number or change.old_number
    title = change.new_title or change.old_title
    name = " ".join(part for part in (number, title) if part) or name_of(change)
    parts = [_("Clause {name}").format(name=name), _KINDS[change.kind]()]
    if change.kind is ChangeKind.CHANGED or change.part_of:
        parts.append(kind_words(change))
    elif change.moved:
        parts.append(kind_words(change).lower())
    return _(", ").join(parts)


def spoken(change: ClauseChange) -> str:
    """A clause with its words, marks said in words."""
    says = {Mark.REMOVED: _("removed: {words};"), Mark.ADDED: _("added: {words};")}
    words = [
        says[piece.mark].format(words=piece.text) if piece.mark in says else piece.text.strip()
        for piece in inline(change.old, change.new)
    ]
    return "\n".join(part for part in (clause_words(change), " ".join(filter(None, words))) if part)


def touched_words(counts: Counts) -> str:
    """How many clauses differ, above the outline: "9 clauses changed"."""
    count = counts.touched
    return ngettext("{count} clause changed", "{count} clauses changed", count).format(
        count=f"{count:n}"
    )


def column_words(count: GovernCount | None) -> str:
    """What a version governs, above its column: "governs 2, more at renewal"."""
    if count is None or not count.now or count.later <= count.now:
        return governs_words(count)
    return _("governs {count}, more at renewal").format(count=f"{count.now:n}")


def step_words(at: int, total: int) -> str:
    """Which change a person is at: "Change 1 of 11"; before the first one how many there are."""
    if not total:
        return _("No changes")
    if at < 0:
        return ngettext("{count} change", "{count} changes", total).format(count=f"{total:n}")
    return _("Change {at} of {total}").format(at=f"{at + 1:n}", total=f"{total:n}")


def found_words(at: int, hits: Sequence[object], more: bool) -> str:
    """Which place found is looked at: "3 of 17 places"."""
    if not hits:
        return _("Not found")
    total = f"{len(hits):n}"
    words = _("{at} of more than {total}") if more else _("{at} of {total}")
    return words.format(at=f"{at + 1:n}", total=total)
