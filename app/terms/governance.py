"""Who is governed by what: verdicts for one order, counts for all, who is touched by a change."""

from __future__ import annotations

import functools
from datetime import datetime

from app.base.clock import Clock
from app.deadlines.model import Source
from app.orders.detail import unknown_order
from app.orders.store import OrdersStore
from app.terms import meaning, rules
from app.terms.acceptance import Acceptances
from app.terms.answers import AcceptanceNeed, GovernCount, Meaning
from app.terms.chains import ChainedOrder, one_order
from app.terms.changes import Touched
from app.terms.in_force import usable
from app.terms.library import Library
from app.terms.model import DocumentKind, Governing, RuleSet, TextState, Version
from app.terms.needs import acceptance_needs
from app.terms.touched import touched


class Governance:
    """Answers over the state of both stores when it was made; made anew for each question."""

    def __init__(self, library: Library, acceptances: Acceptances, clock: Clock) -> None:
        self.library = library
        self._acceptances = acceptances
        self.now = clock.now()

    @functools.cached_property
    def versions(self) -> dict[str, Version]:
        """Every version by its id."""
        return {version.id: version for version in self.library.versions()}

    @functools.cached_property
    def rule_sets(self) -> dict[str, RuleSet]:
        """The rule sets that can be relied on, those of documents from files included."""
        found = self.library.rule_sets(tuple(self.versions.values()))
        for version in self.versions.values():
            if version.kind is DocumentKind.LOCAL:
                own = self.library.rules(version.id)
                if own is not None:
                    found[version.id] = own
        return found

    @functools.cached_property
    def zone(self) -> str:
        """The IANA zone of the vendor's place."""
        return self.library.vendor_zone()

    @functools.cached_property
    def accepted(self) -> frozenset[str]:
        """The ids of the versions that were accepted."""
        return self._acceptances.accepted(tuple(self.versions.values()))

    @functools.cached_property
    def attached(self) -> dict[str, tuple[str, ...]]:
        """The documents from files that govern an order, by the order's id."""
        found: dict[str, tuple[str, ...]] = {}
        for document, order in self.library.own.read(
            "SELECT document_id, order_id FROM local_attachment ORDER BY attached_at, document_id"
        ):
            found[str(order)] = (*found.get(str(order), ()), str(document))
        return found

    @functools.cached_property
    def _governor(self) -> rules.Governor:
        return rules.Governor(tuple(self.versions.values()), self.rule_sets, self.zone)

    def governing(self, order: str) -> tuple[Governing, ...]:
        """What governs each line of an order (number or id), in the order of the lines.

        Raises UnknownOrder.
        """
        found = self.order(order)
        verdicts: list[Governing] = []
        for facts in self.lines(found):
            verdicts += self._governor.verdicts(facts, self.now, self.accepted.__contains__)
        return tuple(verdicts)

    def order(self, asked: str) -> ChainedOrder:
        """An order by its number or id. Raises UnknownOrder."""
        row = OrdersStore(self.library.mirror).find(asked.strip())
        found = None if row is None else one_order(self.library.mirror, row)
        if found is None:
            raise unknown_order(asked)
        return found

    def lines(self, order: ChainedOrder) -> list[rules.LineFacts]:
        """What the rules need of each line; nothing of an order that cannot be read."""
        if order.record is None:
            return []
        attached, bases = self.attached.get(order.id, ()), dict(order.bases)
        return [
            rules.line_facts(
                order.id, order.record, line,
                attached=attached, continued=order.continued, upgrades=bases.get(line.id, ""),
            )
            for line in order.record.lines
        ]  # fmt: skip

    def lookup(self, order_id: str, at: datetime) -> rules.Lookup:
        """What the terms that govern an order at `at` say, by the name of a rule value.

        Without an order, or for one that is not here: what is in force for the account.
        """
        if order_id:
            row = OrdersStore(self.library.mirror).find(order_id)
            found = None if row is None else one_order(self.library.mirror, row)
            lines = self.lines(found) if found is not None else []
            if lines:
                accepted = self.accepted.__contains__
                verdicts = self._governor.verdicts(lines[0], at, accepted)
                return rules.lookup(verdicts, self.rule_sets)
        return self._account_lookup(at)

    def _account_lookup(self, at: datetime) -> rules.Lookup:
        """What counts for the account: the versions of most order lines, then what is in force.

        An audit of products under an older version is announced as that version says (§26).
        """
        counts = self.counts()
        governing = sorted(
            (v for v in self.versions.values() if counts.get(v.id, GovernCount()).now),
            key=lambda v: (v.precedence, -counts[v.id].now, v.id),
        )
        sets = [
            (version.id, version.label, self.rule_sets[version.id])
            for version in governing
            if version.kind is not DocumentKind.LOCAL and usable(version, self.rule_sets)
        ]
        in_force = rules.account_lookup(tuple(self.versions.values()), self.rule_sets, at)

        def look(name: str) -> Source:
            found = rules.resolve_in(name, sets)
            return found if found.version_id else in_force(name)

        return look

    def lookup_in(self, version: Version) -> rules.Lookup:
        """What this version says itself, by the name of a rule value."""
        found = self.rule_sets.get(version.id)
        sets = [(version.id, version.label, found)] if found is not None else []
        return lambda name: rules.resolve_in(name, sets)

    def counts(self) -> dict[str, GovernCount]:
        """How many lines each version governs now and later, as of the last reckoning."""
        found = {
            str(key): GovernCount(now, later)
            for key, now, later in self.library.mirror.read("SELECT * FROM governing_count")
        }
        for documents in self.attached.values():
            for key in documents:
                found[key] = GovernCount(found.get(key, GovernCount()).now + 1, 0)
        return found

    def touched(self, old_id: str, new_id: str, limit: int) -> tuple[Touched, ...]:
        """The order lines on which the new version bites. Raises UnknownVersion."""
        old, new = self.library.version(old_id), self.library.version(new_id)
        return touched(self.library.mirror, old, new, self.zone, self.now, limit)

    def meaning(self, version_id: str) -> tuple[Meaning, ...]:
        """What each rule value of a version means here. Raises UnknownVersion."""
        found = self.library.rules(version_id)
        if found is None:
            return ()
        return meaning.of(self.library, found, self.zone, self.now)

    def needs_acceptance(self) -> tuple[AcceptanceNeed, ...]:
        """The versions that wait for acceptance, with the orders that need them."""
        return acceptance_needs(self.library.mirror, self, self.now)

    def acceptable(self, version: Version) -> str:
        """The hash of the text to be accepted; "" where it is not here or not trusted."""
        return version.sha256 if version.text_state is TextState.TRUSTED else ""
