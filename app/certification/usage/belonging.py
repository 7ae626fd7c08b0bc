"""The rules of counting for one profile: its own names, its affiliates by the terms, its units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.account.changing import Counted, Ownership
from app.account.rules import affiliate_line
from app.certification.around import Around
from app.certification.reconcile.model import Entitlement
from app.certification.usage.belongs import folded
from app.certification.usage.rules import CountRules
from app.licenses.views.granting import Rules
from app.licenses.views.hosting import OWNERSHIP


def rules(
    around: Around,
    entitlements: Sequence[Entitlement],
    period_start: datetime | None,
    period_end: datetime | None,
) -> CountRules:
    """What counting goes by."""
    account = around.who.account()
    ownership = _ownership(around)
    companies: dict[str, bool | None] = {}
    for one in account.affiliates if account is not None else ():
        line = affiliate_line(one, ownership)
        open_ = line.counted is Counted.NOT_STATED
        companies[folded(one.name)] = None if open_ else line.authorized
    own = (account.name, account.legal_name) if account is not None else ()
    return CountRules(
        own_names=frozenset(folded(name) for name in own if name),
        companies=companies,
        units={(one.product_id, one.metric): one.unit for one in entitlements},
        period_start=period_start,
        period_end=period_end,
        clause=ownership.clause,
    )


def _ownership(around: Around) -> Ownership:
    """The share that makes an affiliate, as the terms of now state it."""
    stated = Rules(around.mirror, lambda: around.terms).in_force(OWNERSHIP)
    return Ownership(
        percent=int(stated.value) if stated.value.isdecimal() else None,
        clause=stated.clause or "5",
        version_id=stated.version_id,
        version_label=stated.version_label,
    )
