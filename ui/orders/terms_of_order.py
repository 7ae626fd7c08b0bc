"""What the terms say about one order: what governs its lines, and the dates that follow.

Read in a job of its own after the order itself is shown; pure but for that reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.deadlines.model import DeadlineEntry, DeadlineQuery, DeadlineState
from app.orders.model import OrderLine
from app.terms.model import DocumentKind, Governing, Version

if TYPE_CHECKING:
    from app.services import Rooms


class OrderTerms(NamedTuple):
    """Verdicts and deadlines of an order."""

    order_id: str
    governing: tuple[Governing, ...]
    deadlines: tuple[DeadlineEntry, ...]
    versions: dict[str, Version]
    attachable: tuple[Version, ...]
    """Documents of the person's own that could be attached."""
    attached: frozenset[str]
    """Those that are."""


class Verdict(NamedTuple):
    """A verdict with the lines it holds for; `lines` is empty where it holds for all of them."""

    governing: Governing
    title: str
    lines: tuple[str, ...]


def read_terms(rooms: Rooms, order_id: str) -> OrderTerms:
    """What governs an order, and its deadlines."""
    versions = {version.id: version for version in rooms.terms.versions()}
    own = tuple(one for one in versions.values() if one.kind is DocumentKind.LOCAL)
    attached = {one.document_id for one in rooms.terms.attachments() if one.order_id == order_id}
    query = DeadlineQuery(order_id=order_id, past_days=0)
    return OrderTerms(
        order_id,
        rooms.terms.governing(order_id),
        rooms.deadlines.entries(query),
        versions,
        own,
        frozenset(attached),
    )


def grouped(terms: OrderTerms, lines: Sequence[OrderLine]) -> tuple[Verdict, ...]:
    """Verdicts that say the same of several lines become one, in the order of precedence."""
    names = {line.id: line.product_name for line in lines}
    groups: dict[tuple[object, ...], list[Governing]] = {}
    for one in terms.governing:
        same = (
            one.precedence, one.kind, one.document, one.version_id, one.state, one.reason,
            one.next_version_id, one.next_at,
        )  # fmt: skip
        groups.setdefault(same, []).append(one)
    found = []
    for members in groups.values():
        first = members[0]
        of = tuple(dict.fromkeys(names.get(one.line_id, "") for one in members))
        everything = {one.line_id for one in members} >= set(names)
        version = terms.versions.get(first.version_id or first.next_version_id or "")
        found.append(Verdict(first, version.title if version else "", () if everything else of))
    return tuple(sorted(found, key=lambda one: (one.governing.precedence, one.title)))


def still_open(terms: OrderTerms) -> tuple[DeadlineEntry, ...]:
    """The deadlines that are not over."""
    over = (DeadlineState.PAST, DeadlineState.DONE)
    return tuple(entry for entry in terms.deadlines if entry.state not in over)


def next_to_cancel(terms: OrderTerms) -> DeadlineEntry | None:
    """The next last moment to cancel that lies ahead."""
    ahead = (DeadlineState.DUE_SOON, DeadlineState.LATER)
    found = [
        one for one in terms.deadlines if one.deadline.kind == "cancel_by" and one.state in ahead
    ]
    return min(found, key=lambda one: one.deadline.at, default=None)
