"""Which version of a document is in force at an instant, and which rule sets can be relied on.

A version is in force from its effective date, if it was published by then. Of two with the same
date the one published later is the later one, then the one that replaces the other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

import msgspec

from app.orders.model import OrderKind
from app.terms.model import DocumentKind, RuleSet, RulesState, RuleValue, TextState, Version

_EVER = datetime.min.replace(tzinfo=UTC)
_KIND_ORDER = {kind: place for place, kind in enumerate(DocumentKind)}


def is_pinned(version: Version) -> bool:
    """Whether the text of a version is here, is the one published, and has a hash."""
    return bool(version.sha256) and version.text_state in (TextState.TRUSTED, TextState.LOCAL)


def usable(version: Version, rule_sets: Mapping[str, RuleSet]) -> RuleSet | None:
    """The rule set of a version if it can be relied on: valid, and made for its trusted text."""
    found = rule_sets.get(version.id)
    if found is None or not is_pinned(version) or version.rules_state is not RulesState.VALID:
        return None
    return found if found.text_sha256 == version.sha256 else None


class Shelf:
    """The versions of one document, oldest first, and the rules that can be read from them."""

    def __init__(self, versions: Iterable[Version], rule_sets: Mapping[str, RuleSet]) -> None:
        known = {version.id: version for version in versions}
        depth = {key: _depth(key, known) for key in known}
        self.by_id = known
        self.dated = sorted(
            (version for version in known.values() if version.effective_from is not None),
            key=lambda version: _age(version, depth[version.id]),
        )
        self.undated = sorted(
            (version for version in known.values() if version.effective_from is None),
            key=lambda version: _age(version, depth[version.id]),
        )
        self._dates = [version.effective_from or _EVER for version in self.dated]
        self._place = {
            version.id: place for place, version in enumerate([*self.undated, *self.dated])
        }
        newest = (self.dated or self.undated)[-1]
        self.document = newest.document
        self.kind = newest.kind
        self.title = newest.title
        self.precedence = newest.precedence
        self.pinned = frozenset(key for key, version in known.items() if is_pinned(version))
        self._rules = {
            version.id: {value.name: Rule(value, version) for value in found.values}
            for version in known.values()
            if (found := usable(version, rule_sets)) is not None
        }
        self._reliable = [version for version in reversed(self.dated) if version.id in self._rules]

    @property
    def order(self) -> tuple[int, int, str]:
        """Where it stands among documents: precedence, kind, name."""
        return self.precedence, _KIND_ORDER[self.kind], self.document

    def at(self, instant: datetime, now: datetime) -> Version | None:
        """The version in force at `instant`, as far as it is published by `now`."""
        known_by = min(instant, now)
        for place in range(bisect_right(self._dates, instant) - 1, -1, -1):
            version = self.dated[place]
            if version.published_at is None or version.published_at <= known_by:
                return version
        return None

    def after(self, now: datetime) -> Version | None:
        """The next version that will take effect, of those published by `now`."""
        for place in range(bisect_right(self._dates, now), len(self.dated)):
            if _published(self.dated[place]) <= now:
                return self.dated[place]
        return None

    def in_force(self, now: datetime) -> Iterator[Version]:
        """The versions that have taken effect by `now`, the newest first."""
        for place in range(bisect_right(self._dates, now) - 1, -1, -1):
            if _published(self.dated[place]) <= now:
                yield self.dated[place]

    def later(self, one: Version | None, other: Version | None) -> Version | None:
        """The later of two versions; the one there is where one is None."""
        if one is None or other is None:
            return one or other
        return one if self._place[one.id] >= self._place[other.id] else other

    def applies(self, line_kind: OrderKind, product_id: str, now: datetime) -> bool:
        """Whether a version that counts by `now` is for lines of this kind and product.

        A version without a date counts: that nobody knows from when is said in the verdict.
        """
        return any(
            (version.effective_from is None or version.effective_from <= now)
            and is_for(version, line_kind, product_id)
            for version in self.by_id.values()
        )

    def rule(self, name: str, version: Version | None, now: datetime) -> Rule | None:
        """What a version says about `name`; else what the newest reliable one in force says."""
        own = self.own_rule(name, version)
        if own is not None:
            return own
        for other in self._reliable:
            found = self._rules[other.id].get(name)
            if found is not None and (other.effective_from or _EVER) <= now:
                return found
        return None

    def own_rule(self, name: str, version: Version | None) -> Rule | None:
        """What this version itself says about `name`, None where nothing reliable."""
        own = self._rules.get(version.id) if version is not None else None
        return own.get(name) if own is not None else None


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A rule value and the version it stands in."""

    value: RuleValue
    version: Version


def shelves(versions: Iterable[Version], rule_sets: Mapping[str, RuleSet]) -> tuple[Shelf, ...]:
    """The versions by document, in the order of precedence."""
    groups: dict[str, list[Version]] = {}
    for version in versions:
        groups.setdefault(version.document, []).append(version)
    return tuple(
        sorted(
            (Shelf(group, rule_sets) for group in groups.values()), key=lambda shelf: shelf.order
        )
    )


def is_for(version: Version, line_kind: OrderKind, product_id: str) -> bool:
    """Whether a version is for lines of this kind and product; empty lists mean all."""
    return (not version.applies_to or line_kind in version.applies_to) and (
        not version.product_ids or product_id in version.product_ids
    )


def _published(version: Version) -> datetime:
    return version.published_at or _EVER


def _age(version: Version, depth: int) -> tuple[datetime, datetime, int, str, str]:
    return (
        version.effective_from or _EVER,
        _published(version),
        depth,
        version.label,
        version.id,
    )


def _depth(key: str, known: Mapping[str, Version]) -> int:
    """How many versions this one replaces, one after the other."""
    seen = {key}
    before = known[key].replaces
    while before is not None and before in known and before not in seen:
        seen.add(before)
        before = known[before].replaces
    return len(seen)
