"""What waits for acceptance: products without charge go on only under the newest version (§26)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.base.text import _
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline
from app.deadlines.words import when_words
from app.notices.due import NewVersion, acceptance_due
from app.storage.database import Database
from app.terms.answers import AcceptanceNeed
from app.terms.model import Version
from app.terms.order_names import named_orders

if TYPE_CHECKING:
    from app.terms.governance import Governance

_SHOWN = 50
"""So many orders are named; the others are counted."""


def waiting(mirror: Database, now: datetime) -> list[tuple[str, int, list[int]]]:
    """Versions that wait for acceptance: id, how many orders need it, the rows of the first."""
    rows = mirror.read(
        "SELECT next_version_id, count(DISTINCT order_row) FROM governing"
        " WHERE accepting = 1 AND next_version_id IS NOT NULL"
        " AND (ends_at IS NULL OR ends_at > ?) GROUP BY next_version_id ORDER BY 1",
        (int(now.timestamp()),),
    )
    return [
        (
            str(version),
            int(count),
            [
                int(row)
                for (row,) in mirror.read(
                    "SELECT DISTINCT order_row FROM governing WHERE accepting = 1"
                    " AND next_version_id = ? AND (ends_at IS NULL OR ends_at > ?)"
                    " ORDER BY order_row LIMIT ?",
                    (version, int(now.timestamp()), _SHOWN),
                )
            ],
        )
        for version, count in rows
    ]


def acceptance_needs(
    mirror: Database, state: Governance, now: datetime
) -> tuple[AcceptanceNeed, ...]:
    """The versions that wait, those that are due first."""
    found: list[AcceptanceNeed] = []
    for key, count, rows in waiting(mirror, now):
        version = state.versions.get(key)
        if version is None or key in state.accepted:
            continue
        orders = named_orders(state.library.mirror, rows)
        due = deadline_of(version, state)
        found.append(
            AcceptanceNeed(
                version_id=key,
                label=version.label,
                title=version.title,
                text_sha256=state.acceptable(version),
                orders=tuple(orders),
                more=max(0, count - len(orders)),
                due=due.at if due is not None and due.stated else None,
                clause=due.source.clause if due is not None else "",
                reason=_reason(due, state.zone),
            )
        )
    return tuple(sorted(found, key=lambda need: (need.due is not None, need.due or now)))


def deadline_of(version: Version, state: Governance) -> Deadline | None:
    """By when a version is to be accepted; None where it has no date to reckon from."""
    since = version.effective_from or version.published_at
    if since is None:
        return None
    new = NewVersion(
        version_id=version.id,
        label=version.label,
        title=version.title,
        in_force_from=since,
        accepted=version.id in state.accepted,
    )
    calendar = BusinessCalendar(state.library.vendor_country(), zone=state.zone)
    return acceptance_due(new, state.lookup_in(version), calendar)


def _reason(due: Deadline | None, zone: str) -> str:
    if due is None or not due.stated:
        return _("Products without charge go on only under this version; no time is stated.")
    return _("Products without charge go on only under this version; accept it by {when}.").format(
        when=when_words(due.at, zone)
    )
