"""How many instances a license allows, and how it stands, pure.

The order line says it first (terms §4.1); where it is silent the terms do (§6.2: so many production
instances a license); where neither is here, the vendor's record of the license alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from app.base.dates import deadline_words
from app.base.text import _, ngettext
from app.deadlines.words import clause_name
from app.licenses.views.model import Clause, Granted, GrantedBy, LicenseStanding, LicenseView
from app.orders.records import LineRecord, ScopeRecord

ENDING = timedelta(days=90)
"""How far ahead an end is called near: a habit of this client, as of its orders table."""

RULE = "instances-per-license"
"""The name of the rule value: production instances a license."""

_OTHER = re.compile(r"\b(?:non[- ]?production|test\w*|staging|development|standby|backup)\b", re.I)
_PRODUCTION = re.compile(r"\bproduction\b", re.I)


class TermsRule(msgspec.Struct, frozen=True):
    """What the terms that govern a line say about production instances a license."""

    count: int
    clause: Clause


def granted(line: LineRecord | None, rule: TermsRule | None, most: int | None) -> Granted:
    """What a license allows. `most` machines hold it by the vendor's record; None: no limit."""
    if line is not None:
        found = _by_order(line)
        if found is not None:
            return found
    if rule is not None:
        name = clause_name(rule.clause.number)
        words = ngettext(
            "The order states no instances; {clause} allows {n} production instance a license",
            "The order states no instances; {clause} allows {n} production instances a license",
            rule.count,
        ).format(clause=name, n=rule.count)
        return Granted(
            total=most,
            production=rule.count,
            other=None if most is None else max(0, most - rule.count),
            by=GrantedBy.TERMS,
            words=words,
            clause=rule.clause,
        )
    return Granted(
        total=most,
        production=most,
        by=GrantedBy.LICENSE,
        words=_("By the vendor's record of this license; neither order nor terms say it here"),
    )


def _by_order(line: LineRecord) -> Granted | None:
    """What the line itself states, None where it is silent about instances."""
    instances = [one for one in line.scope if one.kind == "instances"]
    other = [one for one in instances if _is_other(one)]
    main = [one for one in instances if one not in other]
    productive = [one for one in main if _PRODUCTION.search(one.metric)]
    production = line.production_instances
    if production is None and not main:
        return None
    if production is None:
        production = _sum(productive or main)
    total = _sum(main) if main else production
    if total is not None and production is not None:
        total = max(total, production)
    beside = _sum(other)
    whole = None if total is None or beside is None else total + beside
    return Granted(
        total=whole,
        production=production,
        other=None if whole is None or production is None else whole - production,
        by=GrantedBy.ORDER,
        words=_("Stated by the order line"),
    )


def _is_other(one: ScopeRecord) -> bool:
    return bool(_OTHER.search(one.metric))


def _sum(scopes: Iterable[ScopeRecord]) -> int | None:
    """All quantities together; None where one of them is unlimited."""
    total = 0
    for one in scopes:
        if one.quantity is None:
            return None
        total += one.quantity
    return total


def over_by(found: Granted, used: int, production: int) -> tuple[int, int]:
    """By how many instances, and by how many production instances, use is over."""
    beyond = max(0, used - found.total) if found.total is not None else 0
    productive = max(0, production - found.production) if found.production is not None else 0
    return beyond, productive


def standing_of(view: LicenseView, state: str, now: datetime) -> LicenseStanding:
    """How a license stands; `state` is the vendor's word for it."""
    if state == "revoked":
        return LicenseStanding.REVOKED
    if state == "suspended":
        return LicenseStanding.SUSPENDED
    ends = view.expires_at
    if state == "expired" or (ends is not None and ends <= now):
        return LicenseStanding.EXPIRED
    if any(over_by(view.granted, view.used, view.production)):
        return LicenseStanding.OVER
    if ends is not None and ends - now <= ENDING:
        return LicenseStanding.ENDING
    if view.permitted is not None and view.used >= view.permitted:
        return LicenseStanding.FULL
    return LicenseStanding.GOOD


def sentence(view: LicenseView, now: datetime) -> str:
    """The standing in one sentence, with hour and zone where it is a date."""
    ends = view.expires_at
    when = deadline_words(ends) if ends is not None else ""
    match view.standing:
        case LicenseStanding.REVOKED:
            return _("The vendor has revoked it; its files are worth nothing any more")
        case LicenseStanding.SUSPENDED:
            return _("The vendor has suspended it; no host is activated until that ends")
        case LicenseStanding.EXPIRED:
            return _("Ended {when}").format(when=when) if when else _("Ended")
        case LicenseStanding.OVER:
            return _over_words(view)
        case LicenseStanding.ENDING:
            return _("Ends {when}").format(when=when)
        case LicenseStanding.FULL:
            return _("Every instance is in use; a further host is refused")
        case LicenseStanding.GOOD:
            return _good_words(view, now)


def _over_words(view: LicenseView) -> str:
    beyond, productive = over_by(view.granted, view.used, view.production)
    if beyond:
        return ngettext(
            "{n} instance more in use than granted", "{n} instances more in use than granted",
            beyond,
        ).format(n=beyond)  # fmt: skip
    return ngettext(
        "{n} production instance more in use than granted",
        "{n} production instances more in use than granted",
        productive,
    ).format(n=productive)


def _good_words(view: LicenseView, now: datetime) -> str:
    if view.starts_at is not None and view.starts_at > now:
        return _("Begins {when}").format(when=deadline_words(view.starts_at))
    if view.permitted is None:
        return _("In order; its instances are not limited")
    free = view.permitted - view.used
    return ngettext("{n} instance is free", "{n} instances are free", free).format(n=free)
