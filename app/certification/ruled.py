"""Ties the pure rules to a profile: which orders count, what governs them, what follows."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.account.store import records
from app.base.text import _
from app.certification.around import Around
from app.certification.asked import Kind
from app.certification.model import Draft, PinnedTerms
from app.certification.reconcile.model import Entitlement
from app.certification.scope.facts import TermsFacts, terms_facts
from app.certification.scope.model import Ordered, Period, read_orders
from app.orders.model import OrderKind, TermKind
from app.orders.records import ProductRecord

if TYPE_CHECKING:
    pass

Key = tuple[object, ...]


def key_of(around: Around, draft: Draft) -> Key:
    """What the rules rest on: while it is the same, so is what follows from them."""
    own = around.own.one(
        "SELECT (SELECT count(*) FROM local_attachment), (SELECT max(attached_at) FROM"
        " local_attachment), (SELECT count(*) FROM acceptance)"
    )
    return (
        draft.orders, draft.period_start, draft.period_end, draft.as_of,
        around.mirror.data_version(), around.mirror.total_changes, own,
    )  # fmt: skip


class Ruled:
    """The orders that a draft is about with what governs them; made anew for each question."""

    def __init__(self, around: Around, draft: Draft) -> None:
        self.around = around
        self.draft = draft
        self.orders = tuple(read_orders(around.mirror))
        self.covered = _covered(self.orders, draft)
        self.facts: TermsFacts = terms_facts(
            self.covered,
            around.terms.governing_lookup(),
            around.terms.rules,
            around.terms.outline,
        )

    @functools.cached_property
    def entitlements(self) -> tuple[Entitlement, ...]:
        """What these orders permit."""
        from app.certification.scope.entitled import entitlements  # noqa: PLC0415 - when asked

        return entitlements(
            self.orders,
            self.facts,
            self.draft.as_of,
            self.period,
            only=self.draft.orders,
            product_names=product_names(self.around),
            zone=self.around.terms.vendor_zone(),
        )

    @functools.cached_property
    def beyond(self) -> tuple[Entitlement, ...]:
        """What all orders permit; nothing where every order is covered anyway."""
        if not self.draft.orders:
            return ()
        from app.certification.scope.entitled import entitlements  # noqa: PLC0415 - when asked

        return entitlements(
            self.orders,
            self.facts,
            self.draft.as_of,
            self.period,
            product_names=product_names(self.around),
            zone=self.around.terms.vendor_zone(),
        )

    def kinds(self) -> frozenset[OrderKind]:
        """What the covered orders are about; a trial or beta counts as without charge too."""
        lines = [line for order in self.covered for line in order.lines]
        found = {line.kind for line in lines}
        if any(line.beta or line.term.kind is TermKind.TRIAL for line in lines):
            found.add(OrderKind.NO_CHARGE)
        return frozenset(found)

    @property
    def period(self) -> Period:
        """The period that is certified."""
        return Period(self.draft.period_start, self.draft.period_end)

    def pinned(self) -> tuple[PinnedTerms, ...]:
        """The versions that govern the covered orders now, by label."""
        numbers = {one.id: one.number for one in self.covered}
        titles = {one.id: one.title for one in self.around.terms.versions()}
        found = []
        for version_id, order_ids in self.facts.governed().items():
            text = self.facts.texts[version_id]
            orders = tuple(numbers[key] for key in order_ids if key in numbers)
            title = titles.get(version_id, "")
            label = _("{title}, {label}").format(title=title, label=text.label)
            found.append(
                PinnedTerms(version_id, label if title else text.label, text.sha256, orders)
            )
        return tuple(sorted(found, key=lambda one: (one.label, one.version_id)))


def product_names(around: Around) -> dict[str, str]:
    """The names of the vendor's products, by id."""
    return {key: one.name for key, one in records(around.mirror, "product", ProductRecord)}


def _covered(orders: Sequence[Ordered], draft: Draft) -> tuple[Ordered, ...]:
    """The orders that count: those named with all that hold for their products, or all of now."""
    named = frozenset(draft.orders)
    if draft.kind is Kind.DELETION:
        # What has ended is what was to be deleted.
        return tuple(
            one for one in orders
            if (one.number in named if named else one.lines and not _holds(one, draft))
        )  # fmt: skip
    products = {line.product_id for one in orders if one.number in named for line in one.lines}
    return tuple(
        one for one in orders
        if one.number in named
        or (
            _holds(one, draft)
            and (not named or any(line.product_id in products for line in one.lines))
        )
    )  # fmt: skip


def _holds(order: Ordered, draft: Draft) -> bool:
    """Whether an order can permit anything at the draft's moment or within its period."""
    if order.cancelled:
        return False
    start = draft.period_start or draft.as_of
    if draft.kind is Kind.DELETION:
        start = draft.as_of
    for line in order.lines:
        term = line.term
        if term.kind is TermKind.PERPETUAL or term.end is None or term.end > start:
            return True
    return False
