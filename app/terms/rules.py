"""The rules of the terms, pure: which version governs what, and which value counts.

A value is taken from the order line first, then from the governing versions in the order of
precedence; where none states it, it is "not stated", with the clause that gives none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from app.deadlines.model import Origin, Source
from app.orders.model import OrderKind
from app.orders.records import LineRecord, OrderRecord
from app.terms.choice import Accepted, Because, Choice, LineFacts, nobody_accepted
from app.terms.governor import Governor
from app.terms.in_force import shelves, usable
from app.terms.model import Governing, RuleSet, RuleValue, Version
from app.terms.words import not_stated, value_words

__all__ = [
    "Accepted",
    "Because",
    "Choice",
    "Governor",
    "LineFacts",
    "account_lookup",
    "governing",
    "line_facts",
    "lookup",
    "nobody_accepted",
    "resolve",
    "resolve_in",
]

Lookup = Callable[[str], Source]
"""Gives what the terms say about a rule value, by its name."""


def governing(
    line: LineFacts,
    versions: Sequence[Version],
    rule_sets: Mapping[str, RuleSet],
    accepted: Accepted,
    now: datetime,
    *,
    zone: str = "UTC",
) -> tuple[Governing, ...]:
    """Which version of each document governs the line at `now`, in the order of precedence.

    Total: every document that applies gets a verdict. `zone` is the vendor's; terms are counted
    in it. For many lines make one `Governor`.
    """
    return Governor(versions, rule_sets, zone).verdicts(line, now, accepted)


def line_facts(
    order_id: str,
    order: OrderRecord,
    line: LineRecord,
    *,
    attached: tuple[str, ...] = (),
    continued: bool = False,
    upgrades: str = "",
) -> LineFacts:
    """What the rules need of a line as it came. `continued`: another order renewed it.

    `upgrades` is the number of the order with the line that it upgrades, where that is known.
    """
    return LineFacts(
        order_id=order_id,
        order_number=order.number,
        line_id=line.id,
        product_id=line.product_id,
        product_name=line.product_name,
        kind=OrderKind(line.kind),
        relation=order.chain.relation,
        placed_at=order.placed_at,
        term=line.term,
        named_version_id=order.terms_document_id,
        reseller=order.reseller.name if order.reseller else "",
        has_support=order.support is not None,
        upgrades_line_id=line.upgrades_line_id,
        upgrades_order=upgrades,
        attached=attached,
        stopped=continued or order.status == "cancelled",
    )


def resolve(
    name: str,
    stated: str | None,
    verdicts: Sequence[Governing],
    rule_sets: Mapping[str, RuleSet],
    *,
    stated_words: str = "",
) -> Source:
    """The value that counts for a line: what the order line states, else what the terms say.

    Only versions that a verdict pins to a trusted text are asked, in the order of precedence.
    """
    if stated:
        return Source(
            origin=Origin.ORDER_LINE, value=stated, words=stated_words or value_words(name, stated)
        )
    pinned = [
        (verdict.version_id, verdict.version_label, rule_sets[verdict.version_id])
        for verdict in verdicts
        if verdict.version_id and verdict.text_sha256 and verdict.version_id in rule_sets
        if rule_sets[verdict.version_id].text_sha256 == verdict.text_sha256
    ]
    return resolve_in(name, pinned)


def resolve_in(name: str, sets: Sequence[tuple[str, str, RuleSet]]) -> Source:
    """What rule sets say about `name`, the first that states it; each with version id and label."""
    silent: Source | None = None
    for version_id, label, rule_set in sets:
        value = rule_set.get(name)
        if value is not None and value.value is not None:
            return _source(value, version_id, label)
        if value is not None and silent is None:
            silent = _source(value, version_id, label)
    return silent or Source(origin=Origin.TERMS, value="", words=not_stated())


def _source(value: RuleValue, version_id: str, label: str) -> Source:
    return Source(
        origin=Origin.TERMS,
        value=value.value or "",
        unit=value.unit,
        words=value_words(value.name, value.value, value.unit),
        version_id=version_id,
        version_label=label,
        clause=value.clause,
    )


def lookup(verdicts: Sequence[Governing], rule_sets: Mapping[str, RuleSet]) -> Lookup:
    """What the governing versions of a line say, by name."""
    return lambda name: resolve(name, None, verdicts, rule_sets)


def account_lookup(
    versions: Sequence[Version], rule_sets: Mapping[str, RuleSet], at: datetime
) -> Lookup:
    """What the versions in force at `at` say: for what concerns the account and no one order."""
    sets: list[tuple[str, str, RuleSet]] = []
    for shelf in shelves(versions, rule_sets):
        version = shelf.at(at, at)
        found = usable(version, rule_sets) if version is not None else None
        if version is not None and found is not None:
            sets.append((version.id, version.label, found))
    return lambda name: resolve_in(name, sets)
