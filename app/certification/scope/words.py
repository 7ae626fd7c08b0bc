"""The words of an entitlement's working: what each line gives, or why it gives nothing."""

from __future__ import annotations

from datetime import datetime

from app.base.dates import plain_day
from app.base.text import _, ngettext
from app.certification.reconcile.model import ClauseRef
from app.certification.scope.measures import Measure
from app.certification.scope.standing import Standing, State
from app.deadlines.periods import local_day
from app.deadlines.words import clause_name
from app.orders.model import Relation
from app.orders.words import scope_part


def of_line(one: Standing, measure: Measure, zone: str) -> str:
    """One step of the working: the line, its figure, and why it counts or does not."""
    line = _("{order}, line {n}").format(order=one.order.number, n=one.place)
    said = _("{line}: {figure}").format(line=line, figure=figure_words(measure))
    if measure.by_terms is not None:
        said = _("{line}: states no instances; {by}").format(line=line, by=_by_terms(measure))
    elif not measure.stated:
        said = _("{line}: neither the order nor the terms state a figure").format(line=line)
    if one.order.reseller:
        said = _("{said}, as the order through {reseller} states").format(
            said=said, reseller=one.order.reseller
        )
    why = _state_words(one, zone)
    return _("{said}; {why}").format(said=said, why=why) if why else said


def figure_words(measure: Measure) -> str:
    """The figure of a line: "250 named users"."""
    quantity = None if measure.quantity is None else int(measure.quantity)
    kind = "capacity" if measure.unit else "other"
    return scope_part(measure.metric, quantity, measure.unit, kind)


def cited(clause: ClauseRef) -> str:
    """A clause with the version it stands in: "§6.2.1 (2026-09)"."""
    name = clause_name(clause.number)
    if not clause.label:
        return name
    return _("{clause} ({version})").format(clause=name, version=clause.label)


def _by_terms(measure: Measure) -> str:
    assert measure.by_terms is not None
    each = int(measure.by_terms.value)
    clause = cited(measure.by_terms.clause)
    if measure.quantity is None:
        return _("{clause} allows {each} a license, and its licenses are unlimited").format(
            clause=clause, each=each
        )
    n = int(measure.licenses)
    return ngettext(
        "{clause} allows {each} a license, {n} license: {total}",
        "{clause} allows {each} a license, {n} licenses: {total}",
        n,
    ).format(clause=clause, each=each, n=n, total=int(measure.quantity))


def _state_words(one: Standing, zone: str) -> str:
    match one.state:
        case State.HOLDS:
            return _holding_words(one)
        case State.NOT_BEGUN:
            return _("not counted: begins {day}").format(day=_day(one.line.term.start, zone))
        case State.ENDED:
            return _("not counted: ended {day}").format(day=_day(one.line.term.end, zone))
        case State.CANCELLED:
            return _("not counted: canceled")
        case State.REPLACED if one.by_relation is Relation.RENEWAL:
            return _("not counted: {order} renewed it").format(order=one.by)
        case State.REPLACED:
            return _("not counted: {order} upgraded it").format(order=one.by)


def _holding_words(one: Standing) -> str:
    if one.line.upgrades_line_id or one.order.relation is Relation.UPGRADE:
        return _("an upgrade, in place of what it upgrades")
    match one.order.relation:
        case Relation.EXPANSION:
            return _("an expansion, in addition")
        case Relation.RENEWAL:
            return _("a renewal, in place of what it renews")
        case _:
            return ""


def _day(instant: datetime | None, zone: str) -> str:
    return plain_day(local_day(instant, zone)) if instant is not None else ""
