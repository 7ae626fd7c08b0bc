"""What is read of one certification: what it says otherwise than the last, and its figures' way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.base.tasks import CancelToken, Report
from app.certification.listed import Card
from app.certification.model import Draft, Trend
from app.certification.reconcile.changes import Change
from app.certification.statement import StatedLine

if TYPE_CHECKING:
    from app.services import Rooms

_MOST = 12
"""So many figures have a chart; a certificate of more is read in its own pages."""


class Way(NamedTuple):
    """How one figure went over the certificates."""

    line: StatedLine
    points: tuple[Trend, ...]


class Told(NamedTuple):
    """A certification among those before and after it."""

    draft: Draft
    changes: tuple[Change, ...]
    ways: tuple[Way, ...]


class Listed(NamedTuple):
    """A row of the list: a certification that left."""

    card: Card
    draft: Draft

    @property
    def id(self) -> str:
        """The certification's id."""
        return self.draft.id


def listed(rooms: Rooms) -> Sequence[Listed]:
    """Everything that left, the newest first."""
    room = rooms.certification
    return tuple(Listed(room.card(one.id), one) for one in room.history())


def told(rooms: Rooms, draft_id: str, cancel: CancelToken, report: Report) -> Told:
    """What is to be said of a certification, finished or not."""
    room = rooms.certification
    draft = room.draft(draft_id)
    changes = room.changed_since(draft_id, report=report, cancel=cancel)
    statement = room.statement(draft_id, report=report, cancel=cancel)
    ways = []
    for line in statement.lines[:_MOST]:
        cancel.check()
        points = room.trends(f"{line.product_id}/{line.metric}")
        if points:
            ways.append(Way(line, points))
    return Told(draft, tuple(changes), tuple(ways))
