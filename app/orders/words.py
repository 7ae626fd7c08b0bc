"""The words for the values of orders: scope of use, kinds, states, terms, durations, storage.

All go through gettext; a measure or unit this client does not know is shown in the vendor's words.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

from app.base.text import _, ngettext, pgettext
from app.orders.model import OrderColumn, OrderKind, OrderState, Relation, Scope, TermKind


def scope_words(scopes: Iterable[Scope]) -> str:
    """The scope of use of a line: "250 named users, 2 TB storage"; "" where none is stated."""
    parts = [scope_part(scope.metric, scope.quantity, scope.unit, scope.kind) for scope in scopes]
    return ", ".join(part for part in parts if part)


@functools.lru_cache(maxsize=4096)
def scope_part(metric: str, quantity: int | None, unit: str, kind: str) -> str:
    """One measure of the scope in words. `quantity` None means unlimited."""
    if quantity is None:
        return _("unlimited {measure}").format(measure=metric or unit)
    count = f"{quantity:,}"
    known = _MEASURES.get(metric.casefold())
    if known is not None:
        return known(quantity).format(count=count, unit=unit)
    if kind == "capacity" and unit and unit.casefold() not in metric.casefold():
        return _("{count} {unit} {measure}").format(count=count, unit=unit, measure=metric)
    return _("{count} {measure}").format(count=count, measure=metric or unit)


_MEASURES: dict[str, Callable[[int], str]] = {
    "named users": lambda n: ngettext("{count} named user", "{count} named users", n),
    "production instances": lambda n: ngettext(
        "{count} production instance", "{count} production instances", n
    ),
    "storage": lambda _n: _("{count} {unit} storage"),
}


def kind_words(kind: OrderKind) -> str:
    """The kind of an order or a line, as a chip or cell shows it."""
    match kind:
        case OrderKind.SOFTWARE:
            return _("Software")
        case OrderKind.HOSTED:
            return _("Hosted")
        case OrderKind.SUPPORT:
            return pgettext("kind of order", "Support")
        case OrderKind.TRAINING:
            return _("Training")
        case OrderKind.NO_CHARGE:
            return _("No charge")
        case OrderKind.MIXED:
            return _("Mixed")


def state_words(state: OrderState) -> str:
    """Where an order stands, in a word or two."""
    match state:
        case OrderState.ACTIVE:
            return _("Active")
        case OrderState.DUE_SOON:
            return _("Due soon")
        case OrderState.UNPAID:
            return _("Unpaid")
        case OrderState.SUSPENDED:
            return _("Suspended")
        case OrderState.TRIAL:
            return _("Trial")
        case OrderState.DONE:
            return pgettext("state of an order", "Done")
        case OrderState.ENDED:
            return _("Ended")
        case OrderState.CANCELLED:
            return _("Canceled")


def column_words(column: OrderColumn) -> str:
    """The heading of a column."""
    match column:
        case OrderColumn.NUMBER:
            return _("Number")
        case OrderColumn.PLACED:
            return _("Placed")
        case OrderColumn.PRODUCTS:
            return _("Products")
        case OrderColumn.KIND:
            return _("Kind")
        case OrderColumn.BOUGHT_FROM:
            return _("Bought from")
        case OrderColumn.TERM_END:
            return _("Term end")
        case OrderColumn.STATUS:
            return _("Status")
        case OrderColumn.AMOUNT:
            return _("Amount")


def term_words(kind: TermKind) -> str:
    """What kind of period a line has."""
    match kind:
        case TermKind.LICENSE:
            return _("License term")
        case TermKind.SUBSCRIPTION:
            return _("Subscription term")
        case TermKind.SUPPORT:
            return _("Support term")
        case TermKind.TRIAL:
            return _("Trial")
        case TermKind.PERPETUAL:
            return _("Perpetual license")
        case TermKind.NONE:
            return _("No term")


def relation_words(relation: Relation) -> str:
    """How an order continues its entitlement."""
    match relation:
        case Relation.NEW:
            return pgettext("order in a chain", "New")
        case Relation.RENEWAL:
            return _("Renewal")
        case Relation.UPGRADE:
            return _("Upgrade")
        case Relation.EXPANSION:
            return _("Expansion")


def not_stated() -> str:
    """What is said where neither the order nor the terms give a value; never an invented one."""
    return _("not stated")


def bytes_words(size: int) -> str:
    """A size in decimal units as storage is sold: 1,000,000,000 bytes are "1 GB"."""
    value = float(size)
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if value < 999.5 or unit == "TB":
            digits = 1 if value < 10 and value != int(value) else 0
            return f"{value:,.{digits}f} {unit}"
        value /= 1000
    raise AssertionError("unreachable")
