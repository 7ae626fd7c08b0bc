"""Which version of each document governs an order line, from when, and why. Pure.

All rules come from the documents' own rule sets: how changes apply, what an upgrade takes, what
needs acceptance. An order that names its version goes first. A version whose text is not here or
is not the one published is named, and nothing is taken from it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime

from app.orders.model import OrderKind, Relation
from app.terms.choice import Accepted, Because, Choice, LineFacts, nobody_accepted
from app.terms.in_force import Rule, Shelf, is_pinned, shelves
from app.terms.model import DocumentKind, Governing, RuleSet, VerdictState, Version
from app.terms.renewals import last_renewal, next_renewal, renews, sound
from app.terms.verdicts import governing_of


class Governor:
    """Gives verdicts over one set of versions and rule sets, sorted once.

    `zone` is the IANA zone of the vendor's place, in which terms are counted.
    """

    def __init__(
        self,
        versions: Sequence[Version],
        rule_sets: Mapping[str, RuleSet],
        zone: str = "UTC",
    ) -> None:
        own = [version for version in versions if version.kind is DocumentKind.LOCAL]
        self._local = {version.id: version for version in own}
        self._shelves = shelves(
            (version for version in versions if version.kind is not DocumentKind.LOCAL), rule_sets
        )
        self._home = {key: shelf for shelf in self._shelves for key in shelf.by_id}
        self._turns = sorted(
            {
                instant
                for version in versions
                for instant in (version.effective_from, version.published_at)
                if instant is not None
            }
        )
        self._concerned: dict[Hashable, tuple[Shelf, ...]] = {}
        self.zone = zone

    def epoch(self, instant: datetime | None) -> int | None:
        """A number that two instants share where the same versions are out and in force."""
        return None if instant is None else bisect_right(self._turns, instant)

    def choices(
        self, line: LineFacts, now: datetime, accepted: Accepted = nobody_accepted
    ) -> tuple[Choice, ...]:
        """One verdict for each document that applies to the line, in the order of precedence."""
        found = [_attached(line, self._local[key]) for key in line.attached if key in self._local]
        named = line.named_version_id
        home = self._home.get(named)
        lost = bool(named) and home is None and named not in self._local
        for shelf in self._concerning(line, home, now):
            if lost and shelf.kind is DocumentKind.END_CUSTOMER:
                found.append(_unknown(line, shelf))
            else:
                found.append(self._choice(line, shelf, now, accepted))
        if lost and not any(choice.kind is DocumentKind.END_CUSTOMER for choice in found):
            found.append(_unknown(line, None))
        found.sort(key=_precedence)
        return tuple(found)

    def verdicts(
        self, line: LineFacts, now: datetime, accepted: Accepted = nobody_accepted
    ) -> tuple[Governing, ...]:
        """The same with a sentence each."""
        return tuple(
            governing_of(choice, line, self.zone) for choice in self.choices(line, now, accepted)
        )

    def _concerning(self, line: LineFacts, home: Shelf | None, now: datetime) -> tuple[Shelf, ...]:
        """The documents that apply to a line, in the order of precedence."""
        supported = line.has_support or line.kind is OrderKind.SUPPORT
        document = home.document if home is not None else None
        key = (line.kind, line.product_id, supported, document, self.epoch(now))
        found = self._concerned.get(key)
        if found is None:
            found = self._concerned[key] = tuple(
                shelf
                for shelf in self._shelves
                if shelf is home or _concerns(shelf, line, home, now, supported=supported)
            )
        return found

    def _choice(self, line: LineFacts, shelf: Shelf, now: datetime, accepted: Accepted) -> Choice:
        facts = _Case(line, shelf, now, self.zone)
        rule = _changes_rule(facts)
        match rule.value.value if rule is not None else None:
            case None:
                return _without_rule(facts, rule)
            case "next-renewal":
                return _until_renewal(facts, rule)
            case "at-once":
                return _at_once(facts, rule)
            case "on-acceptance":
                return _on_acceptance(facts, rule, accepted)
            case _:
                return facts.verdict(None, Because.UNKNOWN_RULE, rule)


def _concerns(
    shelf: Shelf, line: LineFacts, home: Shelf | None, now: datetime, *, supported: bool
) -> bool:
    """Whether a document applies to a line that does not name it (terms §1, §8)."""
    if shelf.kind is DocumentKind.SUPPORT_POLICY and not supported:
        return False
    master = DocumentKind.END_CUSTOMER
    if shelf.kind is master and home is not None and home.kind is master:
        return False
    return shelf.applies(line.kind, line.product_id, now)


_CERTAIN, _UNPINNED = VerdictState.CERTAIN, VerdictState.UNPINNED


class _Case:
    """One line beside one document, with what several rules ask for."""

    __slots__ = ("by_date", "line", "now", "placed_at", "shelf", "start", "zone")

    def __init__(self, line: LineFacts, shelf: Shelf, now: datetime, zone: str) -> None:
        self.line, self.shelf, self.now, self.zone = line, shelf, now, zone
        self.placed_at = sound(line.placed_at)
        self.by_date = shelf.at(self.placed_at, now) if self.placed_at is not None else None
        self.start = shelf.by_id.get(line.named_version_id) or self.by_date

    def verdict(
        self,
        version: Version | None,
        because: Because,
        rule: Rule | None,
        *,
        since: datetime | None = None,
        next_at: datetime | None = None,
        next_version: Version | None = None,
        by_itself: bool = False,
    ) -> Choice:
        """The choice of `version`, with what is the same for all."""
        shelf, line = self.shelf, self.line
        state = VerdictState.NOT_STATED
        if version is not None:
            state = _CERTAIN if version.id in shelf.pinned else _UNPINNED
        if because is Because.NOT_ACCEPTED and state is not VerdictState.UNPINNED:
            state = VerdictState.NOT_ACCEPTED
        own = shelf.own_rule(rule.value.name, version) if rule is not None else None
        reseller = None
        if line.reseller and shelf.kind is DocumentKind.END_CUSTOMER:
            reseller = shelf.own_rule("reseller-scope", version)
        return Choice(
            document=shelf.document,
            kind=shelf.kind,
            precedence=version.precedence if version is not None else shelf.precedence,
            title=shelf.title,
            version=version,
            named_id=line.named_version_id if line.named_version_id in shelf.by_id else "",
            by_date=self.by_date,
            state=state,
            because=because,
            rule=rule,
            clause=own.value.clause if own is not None else "",
            since=since,
            next_at=next_at,
            next_version=next_version,
            by_itself=by_itself,
            reseller_clause=reseller.value.clause if reseller is not None else None,
        )

    def nothing(self, rule: Rule | None) -> Choice:
        """That no version can be named, since the order has no date or none was in force."""
        because = Because.NO_DATE if self.placed_at is None else Because.NO_VERSION
        return self.verdict(None, because, rule)


def _changes_rule(case: _Case) -> Rule | None:
    """The rule on how changes apply to this line; products without charge may have their own."""
    if case.line.kind is OrderKind.NO_CHARGE:
        own = case.shelf.rule("no-charge-changes-apply", case.start, case.now)
        if own is not None and own.value.value is not None:
            return own
    return case.shelf.rule("changes-apply", case.start, case.now)


def _without_rule(case: _Case, rule: Rule | None) -> Choice:
    """No rule says how changes apply: only the order's own word counts, and until it renews."""
    start = case.start
    if start is None:
        return case.nothing(rule)
    if not is_pinned(start):
        return case.verdict(
            start, Because.ORDER_NAMES if _is_named(case) else Because.NO_RULE, rule
        )
    if _is_named(case) and _renewed_at(case) is None:
        return case.verdict(start, Because.ORDER_NAMES, rule, since=case.placed_at)
    return case.verdict(None, Because.NO_RULE, rule)


def _is_named(case: _Case) -> bool:
    return case.start is not None and case.start.id == case.line.named_version_id


def _renewed_at(case: _Case) -> datetime | None:
    """When the line last renewed by itself, None where it never did."""
    term = case.line.term
    end = sound(term.end)
    if not term.auto_renews or case.line.stopped or end is None or end > case.now:
        return None
    return last_renewal(sound(term.start), end, case.now, case.zone)


def _next_at(case: _Case) -> datetime | None:
    """The next renewal of the line, by itself or by an order; None where it renews no more."""
    term = case.line.term
    end = sound(term.end)
    if end is None or case.line.stopped or not renews(term.kind):
        return None
    return next_renewal(sound(term.start), end, case.now, case.zone, by_itself=term.auto_renews)


def _until_renewal(case: _Case, rule: Rule | None) -> Choice:
    renewed, upcoming = _renewed_at(case), _next_at(case)
    because, version, since = Because.PLACED, case.start, case.placed_at
    if renewed is not None:
        then = case.shelf.at(renewed, case.now)
        because, version, since = Because.RENEWED, case.shelf.later(then, case.start), renewed
    elif case.line.relation is Relation.UPGRADE or case.line.upgrades_line_id:
        upgrade = case.shelf.rule("upgrade-version", case.start, case.now)
        if upgrade is not None and upgrade.value.value == "own-date":
            because, rule = Because.UPGRADE, upgrade
        elif upgrade is not None and upgrade.value.value is not None and not _is_named(case):
            return case.verdict(None, Because.UNKNOWN_RULE, upgrade)
    if version is None:
        return case.nothing(rule)
    return case.verdict(
        version,
        because,
        rule,
        since=since,
        next_at=upcoming,
        next_version=(
            case.shelf.later(case.shelf.at(upcoming, case.now), version) if upcoming else None
        ),
        by_itself=case.line.term.auto_renews,
    )


def _at_once(case: _Case, rule: Rule | None) -> Choice:
    version = case.shelf.at(case.now, case.now)
    if _is_named(case):
        version = case.shelf.later(version, case.start)
    if version is None:
        return case.nothing(rule)
    since = version.effective_from
    if since is not None and case.placed_at is not None:
        since = max(since, case.placed_at)
    coming = case.shelf.after(case.now)
    return case.verdict(
        version,
        Because.AT_ONCE,
        rule,
        since=since,
        next_at=coming.effective_from if coming else None,
        next_version=coming,
        by_itself=True,
    )


def _on_acceptance(case: _Case, rule: Rule | None, accepted: Accepted) -> Choice:
    """The newest version once accepted; until then the last accepted, or that of the order."""
    newest: Version | None = None
    taken: Version | None = None
    for version in case.shelf.in_force(case.now):
        newest = newest or version
        if taken is None and accepted(version.id):
            taken = version
    newest = case.shelf.later(newest, case.start)
    best = case.shelf.later(taken, case.start)
    if newest is None:
        return case.nothing(rule)
    since = case.placed_at if best is case.start else None
    if best is newest:
        because = Because.PLACED if best is case.start else Because.ACCEPTED
        return case.verdict(best, because, rule, since=since)
    return case.verdict(best, Because.NOT_ACCEPTED, rule, since=since, next_version=newest)


def _attached(line: LineFacts, version: Version) -> Choice:
    return Choice(
        document=version.document,
        kind=version.kind,
        precedence=version.precedence,
        title=version.title,
        version=version,
        state=VerdictState.CERTAIN if is_pinned(version) else VerdictState.UNPINNED,
        because=Because.ATTACHED,
        since=line.placed_at,
    )


def _unknown(line: LineFacts, shelf: Shelf | None) -> Choice:
    """The order names a version that nobody offers."""
    return Choice(
        document=shelf.document if shelf else "",
        kind=DocumentKind.END_CUSTOMER,
        precedence=shelf.precedence if shelf else 1,
        title=shelf.title if shelf else "",
        named_id=line.named_version_id,
        state=VerdictState.UNPINNED,
        because=Because.UNKNOWN_VERSION,
        since=line.placed_at,
    )


_KINDS = (DocumentKind.LOCAL, *(kind for kind in DocumentKind if kind is not DocumentKind.LOCAL))
_RANK = {kind: place for place, kind in enumerate(_KINDS)}


def _precedence(choice: Choice) -> tuple[int, int, str]:
    return choice.precedence, _RANK[choice.kind], choice.document
