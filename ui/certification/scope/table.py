"""The entitlements of a scope: what may be used, under which order and terms, covered or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.base.text import _
from app.certification.model import Excluded, PinnedTerms
from app.certification.reconcile.model import Entitlement
from app.deadlines.words import clause_name
from ui.certification.looks import counted_in, figure
from ui.kit.cells import Cell, Column
from ui.kit.icons import Icon
from ui.kit.tokens import Token

ORDER, CLAUSE = "order", "clause"


class ScopeRow(NamedTuple):
    """An entitlement with why it is left out ("" where it is covered) and its terms."""

    id: str
    entitlement: Entitlement
    reason: str
    terms: tuple[str, ...]
    """Labels of the versions that govern its orders, once the scope was confirmed."""


def scope_rows(
    entitlements: Sequence[Entitlement],
    excluded: Sequence[Excluded],
    terms: Sequence[PinnedTerms],
) -> tuple[ScopeRow, ...]:
    """The rows of these entitlements."""
    reasons: Mapping[str, str] = {one.entitlement_id: one.reason for one in excluded}
    labels = {one.version_id: one.label for one in terms}
    rows = []
    for one in entitlements:
        found = dict.fromkeys(labels[key] for key in one.version_ids if key in labels)
        rows.append(ScopeRow(one.id, one, reasons.get(one.id, ""), tuple(found)))
    return tuple(rows)


def columns() -> tuple[Column, ...]:
    """What the table shows."""
    found = (
        Column("product", _("Product"), stretch=True, least=100),
        Column("metric", _("Counted in"), "production instances"),
        Column("permitted", _("Permitted"), "unlimited", end=True),
        Column(ORDER, _("Orders"), "KB-100033 +9"),
        Column("terms", _("Terms"), "2026-07 +2", narrow=False),
        Column(CLAUSE, _("Clause"), "§12.10", narrow=False),
        Column("covered", _("In scope"), "\n".join((_("Covered"), _("Left out"), _("Ended"))),
               icon=True),
    )  # fmt: skip
    # They stand in the order of the certificate.
    return tuple(column._replace(sortable=False) for column in found)


def cells(row: ScopeRow) -> tuple[Cell, ...]:
    """A row as cells; what is left out is quiet."""
    one = row.entitlement
    quiet = bool(row.reason)
    tone = Token.TEXT2 if quiet else Token.TEXT
    first, more = (one.orders[0] if one.orders else "", len(one.orders) - 1)
    clause = clause_name(one.clause.number) if one.clause is not None else ""
    linked = bool(one.clause is not None and one.clause.version_id)
    return (
        Cell(one.product_name, weight=400 if quiet else 500, tone=tone),
        Cell(counted_in(one.metric, one.unit), tone=Token.TEXT2),
        Cell(_permitted(one), tone=tone),
        Cell(first, tone=Token.ACCENT, link=bool(first), detail=f"+{more}" if more > 0 else ""),
        Cell(
            _version(row.terms[0]) if row.terms else "–",
            tone=Token.TEXT2,
            detail=f"+{len(row.terms) - 1}" if len(row.terms) > 1 else "",
        ),
        Cell(clause or "–", tone=Token.ACCENT if linked else Token.TEXT2, link=linked),
        _covered(row),
    )


def _version(label: str) -> str:
    """The version alone, without the document's title."""
    return label.rpartition(", ")[2]


def _covered(row: ScopeRow) -> Cell:
    if row.reason:
        return Cell(_("Left out"), icon=Icon.MINUS_CIRCLE, tone=Token.TEXT2, icon_tone=Token.TEXT2)
    if row.entitlement.ended:
        return Cell(_("Ended"), icon=Icon.WARNING, icon_tone=Token.WARN)
    return Cell(_("Covered"), icon=Icon.CHECK_CIRCLE, icon_tone=Token.OK)


def _permitted(one: Entitlement) -> str:
    if one.permitted is not None:
        return figure(one.permitted)
    return _("unlimited") if one.stated else "–"
