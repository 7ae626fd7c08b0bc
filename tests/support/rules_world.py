"""Versions, rule sets and order lines for tests of the rules, each said in a few words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from app.orders.model import OrderKind, Relation, Term, TermKind
from app.orders.records import (
    ChainRecord,
    LineRecord,
    OrderRecord,
    SellerRecord,
    TermRecord,
)
from app.terms.choice import LineFacts
from app.terms.model import (
    DocumentKind,
    RuleSet,
    RulesState,
    RuleValue,
    TextState,
    Version,
)

END_CUSTOMER = "end-customer-terms"
RENEWAL_RULES: Mapping[str, str | None] = {
    "changes-apply": "next-renewal",
    "no-charge-changes-apply": "on-acceptance",
    "upgrade-version": "own-date",
    "reseller-scope": "order-states-scope",
}


def day(text: str) -> datetime:
    """The beginning of a day, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def sha(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def version(
    key: str,
    effective: str | datetime | None,
    *,
    document: str = END_CUSTOMER,
    kind: DocumentKind = DocumentKind.END_CUSTOMER,
    published: str | datetime | None = None,
    **more: object,
) -> Version:
    """A version, trusted and with valid rules unless said otherwise."""
    values = {
        "id": key,
        "document": document,
        "title": document.replace("-", " ").title(),
        "kind": kind,
        "label": key.rpartition("/")[2],
        "effective_from": day(effective) if isinstance(effective, str) else effective,
        "published_at": day(published) if isinstance(published, str) else published,
        "sha256": sha(key),
        "text_state": TextState.TRUSTED,
        "rules_state": RulesState.VALID,
    }
    return Version(**(values | more))  # type: ignore[arg-type]


def rule_set(key: str, values: Mapping[str, str | None] | None = None) -> RuleSet:
    """A rule set made for the text of that version; clauses are "c." and the name."""
    given = RENEWAL_RULES if values is None else values
    return RuleSet(
        key,
        sha(key),
        tuple(
            RuleValue(name=name, clause=f"c.{name}", value=value) for name, value in given.items()
        ),
    )


def rule_sets(
    versions: Iterable[Version], values: Mapping[str, str | None] | None = None
) -> dict[str, RuleSet]:
    """The same rules for all these versions."""
    return {found.id: rule_set(found.id, values) for found in versions}


def line(
    placed: str | datetime | None = "2026-01-15",
    *,
    start: str | datetime | None = "2026-02-01",
    end: str | datetime | None = "2027-02-01",
    renews: bool = True,
    term_kind: TermKind = TermKind.SUBSCRIPTION,
    **more: object,
) -> LineFacts:
    """A hosted line that renews by itself, unless said otherwise."""
    values = {
        "order_id": "ord-1",
        "order_number": "KO-1",
        "line_id": "lin-1",
        "product_id": "strata-cloud",
        "product_name": "Strata Cloud",
        "kind": OrderKind.HOSTED,
        "relation": Relation.NEW,
        "placed_at": day(placed) if isinstance(placed, str) else placed,
        "term": Term(
            kind=term_kind,
            start=day(start) if isinstance(start, str) else start,
            end=day(end) if isinstance(end, str) else end,
            auto_renews=renews,
        ),
    }
    return LineFacts(**(values | more))  # type: ignore[arg-type]


def order(
    *lines: LineRecord, number: str = "KO-1", placed: str | datetime = "2026-01-15", **more: object
) -> OrderRecord:
    """An order with these lines, bought from the vendor itself unless said otherwise."""
    values = {
        "number": number,
        "placed_at": day(placed) if isinstance(placed, str) else placed,
        "status": "active",
        "payment": "paid",
        "seller": SellerRecord("Kestrane"),
        "currency": "EUR",
        "amount": Decimal(100),
        "chain": ChainRecord("ent-1"),
        "lines": list(lines),
    }
    return OrderRecord(**(values | more))  # type: ignore[arg-type]


def line_record(
    end: datetime | None,
    *,
    key: str = "lin-1",
    kind: str = "hosted",
    term_kind: TermKind = TermKind.SUBSCRIPTION,
    renews: bool = True,
    cancel_by: datetime | None = None,
    **more: object,
) -> LineRecord:
    """A line as it comes, with a term of about a year."""
    start = end.replace(year=end.year - 1, day=1) if end is not None else None
    values = {
        "id": key,
        "product_id": "strata-cloud",
        "product_name": "Strata Cloud",
        "kind": kind,
        "term": TermRecord(
            kind=term_kind, start=start, end=end, auto_renews=renews, cancel_by=cancel_by
        ),
    }
    return LineRecord(**(values | more))  # type: ignore[arg-type]
