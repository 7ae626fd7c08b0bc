"""Orders, terms and usage drawn up in a line each, for tests of scope and comparison."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from msgspec.structs import replace

from app.certification.reconcile.model import ClauseRef, Entitlement
from app.certification.scope.entitled import entitlements
from app.certification.scope.facts import TermsFacts, Text
from app.certification.scope.model import Ordered, Period
from app.certification.statement import (
    Party,
    StatedAnswer,
    StatedEvidence,
    StatedLine,
    StatedSignatory,
    Statement,
)
from app.certification.usage.model import Contribution, Count
from app.orders.model import OrderKind, OrderLine, Relation, Scope, Term, TermKind
from app.terms.model import DocumentKind, RuleSet, RuleValue

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
YEAR = Period(datetime(2025, 11, 23, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))


def day(text: str) -> datetime:
    """The midnight, UTC, at which a day begins."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def users(count: int | None) -> Scope:
    return Scope("named users", count, "users", "users")


def instances(count: int | None, metric: str = "production instances") -> Scope:
    return Scope(metric, count, "instances", "instances")


def storage(count: int | None, unit: str = "TB") -> Scope:
    return Scope("storage", count, unit, "capacity")


def copies(count: int | None) -> Scope:
    return Scope("copies", count, "copies", "other")


def line(
    *scope: Scope,
    product: str = "relay",
    name: str = "",
    kind: OrderKind = OrderKind.SOFTWARE,
    start: str | None = "2026-01-01",
    end: str | None = "2027-01-01",
    term: TermKind = TermKind.LICENSE,
    beta: bool = False,
    production: int | None = None,
    upgrades: str | None = None,
    key: str = "",
) -> OrderLine:
    return OrderLine(
        id=key,
        product_id=product,
        product_name=name or product.title(),
        kind=kind,
        scope=scope,
        term=Term(
            kind=term,
            start=day(start) if start else None,
            end=day(end) if end else None,
        ),
        beta=beta,
        production_instances=production,
        upgrades_line_id=upgrades,
    )


def order(
    number: str,
    *lines: OrderLine,
    placed: str = "2026-01-01",
    relation: Relation = Relation.NEW,
    previous: str = "",
    chain: str = "",
    reseller: str = "",
    cancelled: bool = False,
) -> Ordered:
    return Ordered(
        id=f"ord-{number}",
        number=number,
        placed_at=day(placed),
        cancelled=cancelled,
        relation=relation,
        chain=chain or f"ent-{number}",
        previous=f"ord-{previous}" if previous else "",
        reseller=reseller,
        lines=tuple(
            one if one.id else replace(one, id=f"lin-{number}-{n}")
            for n, one in enumerate(lines, 1)
        ),
    )


def facts(*orders: Ordered, each: str | None = "1", clause: str = "6.2.1") -> TermsFacts:
    """One version that governs every line and says how many instances a license allows."""
    rules = RuleSet("terms-1", "a" * 64, (
        RuleValue(name="instances-per-license", clause=clause, value=each),
        RuleValue(name="reseller-scope", clause="4.2.1", value="order-states-scope"),
    ))  # fmt: skip
    text = Text(
        version_id="terms-1", label="2026-09", kind=DocumentKind.END_CUSTOMER, precedence=1,
        sha256="a" * 64, rules=rules,
    )  # fmt: skip
    lines = {(one.id, each_line.id): ("terms-1",) for one in orders for each_line in one.lines}
    return TermsFacts(lines, {"terms-1": text})


def permitted(*orders: Ordered, each: str | None = "1", **more: object) -> dict[str, Entitlement]:
    """What these orders permit now, by id."""
    found = entitlements(orders, facts(*orders, each=each), NOW, **more)  # type: ignore[arg-type]
    return {one.id: one for one in found}


def entitled(
    figure: int | str | None,
    product: str = "relay",
    metric: str = "production instances",
    unit: str = "instances",
    *,
    stated: bool = True,
    ended: bool = False,
    software: bool = True,
) -> Entitlement:
    return Entitlement(
        id=f"{product}/{metric}",
        product_id=product,
        product_name=product.title(),
        metric=metric,
        unit=unit,
        software=software,
        permitted=None if figure is None else Decimal(figure),
        stated=stated,
        orders=("KO-1",),
        clause=ClauseRef("4.1", "terms-1", "2026-09"),
        ended=ended,
    )


def counted(
    figure: int | str,
    product: str = "relay",
    metric: str = "production instances",
    unit: str = "instances",
    source: str = "src-1",
    **more: object,
) -> Count:
    quantity = Decimal(figure)
    return Count(
        product_id=product,
        metric=metric,
        quantity=quantity,
        unit=unit,
        contributions=(Contribution(source, quantity, 1),),
        **more,  # type: ignore[arg-type]
    )


def stated_line(
    used: str | None, permitted_figure: str | None, result: str = "within", **more: object
) -> StatedLine:
    given = {
        "n": 1, "product_id": "relay", "product": "Relay", "metric": "production instances",
        "unit": "instances", "difference": None, "orders": ("KO-1",), "clause": "4.1",
        "evidence": ("E1",), **more,
    }  # fmt: skip
    return StatedLine(used=used, permitted=permitted_figure, result=result, **given)  # type: ignore[arg-type]


def statement(*lines: StatedLine, as_of: str = "2026-11-23T12:00:00Z", **more: object) -> Statement:
    given = {
        "kind": "compliance", "id": "cert-1", "rehearsal": False, "language": "en",
        "customer": Party(name="Brennholt SE"), "vendor": Party(name="Kestrane"), "request": None,
        "period_start": None, "period_end": None, "made_at": as_of, "zone": "UTC", "terms": (),
        "left_out": (), "findings": (), "evidence": (), "instances": (), "users": (),
        "attestations": (), "deletions": (),
        "signatory": StatedSignatory(name="Dana Weber", title="", place="", authority="officer"),
        "countersignatory": None, "replaced": {}, **more,
    }  # fmt: skip
    return Statement(lines=lines, as_of=as_of, **given)  # type: ignore[arg-type]


def stated_evidence(title: str, sha256: str) -> StatedEvidence:
    return StatedEvidence(
        ref="E1", kind="file", title=title, sha256=sha256, size=1, rows_read=1, rows_counted=1,
        left_out={}, counted_at="2026-11-23T12:00:00Z", added_by="Dana Weber", definition="",
        reason="", signature="",
    )  # fmt: skip


def stated_answer(reply: str, text: str = "", key: str = "export") -> StatedAnswer:
    return StatedAnswer(id=key, clause="25", statement="We keep the laws.", reply=reply, text=text)
