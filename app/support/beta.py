"""The reminder beside feedback on a beta: what is known of it is confidential (terms §11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.account.store import records
from app.base.errors import Problem
from app.base.text import _
from app.deadlines.model import Origin, Source
from app.deadlines.words import clause_words
from app.orders.records import ProductRecord
from app.storage.database import Database
from app.support.ordered import orders_with
from app.terms.rules import resolve

if TYPE_CHECKING:
    from app.terms.service import TermsService

_RULE = "beta-confidential"


def reminder(mirror: Database, product_id: str, terms: Callable[[], TermsService] | None) -> str:
    """The sentence, with its clause where the terms of the order have one; "" for no beta."""
    names = {key: one.name for key, one in records(mirror, "product", ProductRecord)}
    name = names.get(product_id, "")
    for order_id, record in orders_with(mirror, product_id, name):
        if any(line.beta and line.product_id == product_id for line in record.lines):
            clause = clause_words(_rule(order_id, terms))
            said = _(
                "{product} is a beta version: what you know of it is confidential. Tell it to the "
                "vendor, and to nobody else."
            ).format(product=name)
            return _("{said} ({clause})").format(said=said, clause=clause) if clause else said
    return ""


def _rule(order_id: str, terms: Callable[[], TermsService] | None) -> Source:
    nothing = Source(origin=Origin.TERMS, value="", words="")
    if terms is None:
        return nothing
    try:
        verdicts = terms().governing(order_id)
    except Problem:
        return nothing
    sets = {
        verdict.version_id: found
        for verdict in verdicts
        if verdict.version_id and (found := terms().rules(verdict.version_id)) is not None
    }
    return resolve(_RULE, None, verdicts, sets)
