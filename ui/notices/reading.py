"""What the notices page shows, read in one job."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.deadlines.model import DeadlineEntry, DeadlineKind, DeadlineQuery
from app.notices.model import NoticeDraft, VendorNotice

if TYPE_CHECKING:
    from app.services import Rooms

_STARTED = frozenset(
    {
        DeadlineKind.AUDIT_EARLIEST,
        DeadlineKind.CERTIFICATION_DUE,
        DeadlineKind.CURE_END,
        DeadlineKind.CONSULTATION_END,
        DeadlineKind.PUBLICITY_OPT_OUT,
    }
)
"""What a notice may start."""
_LONG_AGO_DAYS = 3650
"""A notice shows what it started however long that is past."""


class Reading(NamedTuple):
    """What a job brought."""

    inbox: tuple[VendorNotice, ...]
    starts: dict[str, list[DeadlineEntry]]
    """What each notice and each sent letter started or answered, by its id."""
    drafts: tuple[NoticeDraft, ...]


def look(rooms: Rooms) -> Reading:
    """Read all of it."""
    inbox, drafts = rooms.notices.inbox(), rooms.notices.drafts()
    starts: dict[str, list[DeadlineEntry]] = {}
    queries = []
    if inbox or any(one.sent for one in drafts):
        queries.append(DeadlineQuery(kinds=_STARTED, past_days=_LONG_AGO_DAYS))
    answered = _answered(drafts)
    if answered:
        queries.append(DeadlineQuery(uids=answered, past_days=_LONG_AGO_DAYS))
    for query in queries:
        for entry in rooms.deadlines.entries(query):
            starts.setdefault(entry.deadline.notice_id, []).append(entry)
    return Reading(inbox, starts, drafts)


def _answered(drafts: tuple[NoticeDraft, ...]) -> frozenset[str]:
    """The last moments to cancel that sent letters answer."""
    return frozenset(
        f"{DeadlineKind.CANCEL_BY.value}:{renewal.key}"
        for one in drafts
        if one.sent
        for renewal in one.renewals
    )
