"""Figures and measures as sentences say them: "12 named users", "0.5 TB storage"."""

from __future__ import annotations

from decimal import Decimal

from app.base.text import _
from app.certification.reconcile.model import ClauseRef, Entitlement
from app.certification.scope.units import is_size, normalized
from app.certification.scope.words import cited
from app.orders.words import scope_part


def figure(quantity: Decimal | None, *, plain: bool = False) -> str:
    """A figure in words: "1,250", "0.5"; None: "unlimited". `plain`: without grouping."""
    if quantity is None:
        return _("unlimited")
    text = f"{quantity:f}" if plain else f"{quantity:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measured(quantity: Decimal, entitlement: Entitlement) -> str:
    """So much of a measure: "12 named users", "2 TB storage"."""
    unit = entitlement.unit
    if quantity == quantity.to_integral_value() and abs(quantity) < 10**15:
        kind = "capacity" if is_size(unit) else "other"
        return scope_part(entitlement.metric, int(quantity), unit, kind)
    said = figure(quantity)
    if is_size(unit) and normalized(unit) not in normalized(entitlement.metric):
        return _("{count} {unit} {measure}").format(
            count=said, unit=unit, measure=entitlement.metric
        )
    return _("{count} {measure}").format(count=said, measure=entitlement.metric or unit)


def named(clause: ClauseRef) -> str:
    """A clause with the version it stands in."""
    return cited(clause)
