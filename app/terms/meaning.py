"""What rule values mean for the orders of an account: each value with the dates that rest on it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.deadlines.model import Deadline, DeadlineKind
from app.deadlines.words import when_words
from app.storage.database import Database
from app.terms.answers import Meaning, MeaningOrder
from app.terms.library import Library
from app.terms.model import Clause, RuleSet
from app.terms.order_names import NamedOrder, read_names
from app.terms.words import rule_title, value_words

_SHOWN = 20
_RESTS_ON = {
    "cancel-notice": DeadlineKind.CANCEL_BY,
    "cancel-form": DeadlineKind.POST_BY,
    "data-deletion": DeadlineKind.DATA_DELETION,
}
"""Which of an order line's deadlines rest on which value."""


def of(library: Library, found: RuleSet, zone: str, now: datetime) -> tuple[Meaning, ...]:
    """Each value in the order of the rule set."""
    clauses = library.outline(found.terms_document_id)
    by_number = _by_number(clauses)
    return tuple(
        _with_orders(
            library.mirror,
            found.terms_document_id,
            Meaning(
                name=value.name,
                title=rule_title(value.name),
                words=value_words(value.name, value.value, value.unit),
                clause=value.clause,
                clause_id=by_number.get(value.clause, ""),
                stated=value.value is not None,
            ),
            zone,
            now,
        )
        for value in found.values
    )


def _by_number(clauses: tuple[Clause, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for clause in clauses:
        found.setdefault(clause.id, clause.id)
        if clause.number:
            found.setdefault(clause.number, clause.id)
    return found


def _with_orders(
    mirror: Database, version_id: str, meaning: Meaning, zone: str, now: datetime
) -> Meaning:
    kind = _RESTS_ON.get(meaning.name)
    if kind is None:
        return meaning
    where = "version_id = ? AND kind = ? AND at > ?"
    params = (version_id, kind.value, int(now.timestamp()))
    rows = mirror.read(
        f"SELECT order_row, body FROM deadline WHERE {where} ORDER BY at LIMIT ?",  # noqa: S608
        (*params, _SHOWN),
    )
    counted = mirror.one(f"SELECT count(*) FROM deadline WHERE {where}", params)  # noqa: S608
    names = read_names(mirror, [int(row) for row, _body in rows])
    orders = tuple(
        _order(msgspec.json.decode(body, type=Deadline), names.get(int(row)), zone)
        for row, body in rows
    )
    total = int(counted[0]) if counted else 0
    return msgspec.structs.replace(meaning, orders=orders, more=max(0, total - len(orders)))


def _order(deadline: Deadline, order: NamedOrder | None, zone: str) -> MeaningOrder:
    return MeaningOrder(
        order_id=deadline.order_id,
        order_number=deadline.order_number,
        product=order.product(deadline.line_id) if order is not None else "",
        at=deadline.at,
        words=when_words(deadline.at, zone),
    )
