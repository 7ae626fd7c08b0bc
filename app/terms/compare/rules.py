"""Rule values of two versions: which differ, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from app.terms.changes import RuleChange
from app.terms.facts import Proposal, find
from app.terms.model import Document, RuleSet, RuleValue
from app.terms.words import change_words, rule_title, value_words

_GENERAL = frozenset({"period", "amount", "cap", "percentage"})
"""Names of proposals that are no rule: there are many of each in a text."""


def compare_rules(old: RuleSet, new: RuleSet) -> tuple[RuleChange, ...]:
    """The rule values that differ, in the order of the new rule set, gone ones last."""
    names = dict.fromkeys(value.name for value in (*new.values, *old.values))
    return tuple(_rule_changes(names, old, new))


def compare_proposals(old: Document, new: Document) -> tuple[RuleChange, ...]:
    """The same for values that the texts seem to state, where both state one and are clear.

    A value found in one text only may have been overlooked in the other: nothing is said of it.
    """
    before, after = _clear(find(old)), _clear(find(new))
    both = [name for name in after if name in before]
    first = _rules(before[name] for name in both)
    second = _rules(after[name] for name in both)
    return tuple(
        msgspec.structs.replace(change, proposed=True) for change in compare_rules(first, second)
    )


def _clear(proposals: Iterable[Proposal]) -> dict[str, Proposal]:
    """By rule name what is proposed, left out where the text gives several values."""
    found: dict[str, Proposal] = {}
    unclear: set[str] = set(_GENERAL)
    for proposal in proposals:
        other = found.setdefault(proposal.name, proposal)
        if (other.value, other.unit) != (proposal.value, proposal.unit):
            unclear.add(proposal.name)
    return {name: proposal for name, proposal in found.items() if name not in unclear}


def _rules(proposals: Iterable[Proposal]) -> RuleSet:
    values = tuple(
        RuleValue(name=p.name, clause=p.clause, value=p.value, unit=p.unit) for p in proposals
    )
    return RuleSet(terms_document_id="", text_sha256="", values=values)


def _rule_changes(names: dict[str, None], old: RuleSet, new: RuleSet) -> Iterator[RuleChange]:
    for name in names:
        before, after = old.get(name), new.get(name)
        if _stated(before) == _stated(after):
            continue
        yield RuleChange(
            name=name,
            title=rule_title(name),
            old=before.value if before else None,
            new=after.value if after else None,
            old_words=value_words(name, *_said(before)),
            new_words=value_words(name, *_said(after)),
            old_clause=before.clause if before else "",
            new_clause=after.clause if after else "",
            words=change_words(
                _said(before)[0],
                _said(after)[0],
                name=name,
                old_unit=_said(before)[1],
                new_unit=_said(after)[1],
            ),
        )


def _said(value: RuleValue | None) -> tuple[str | None, str]:
    return (value.value, value.unit) if value else (None, "")


def _stated(value: RuleValue | None) -> tuple[str, str] | None:
    """What is stated; a value that is missing is not stated, like one that says so."""
    return None if value is None or value.value is None else (value.value, value.unit)
