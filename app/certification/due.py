"""Deadlines of certifications: requests typed in here, and portal requests that are answered.

What the portal's own requests start is known to the notices; here they are only marked as done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from app.certification.kinds import AUDIT_BY_HAND, CERTIFICATION, REQUEST_BY_HAND
from app.deadlines.model import Deadline, DeadlineKind, DeadlineQuery
from app.storage.database import Database

if TYPE_CHECKING:
    from app.certification.service import CertificationService

_KINDS = frozenset({DeadlineKind.CERTIFICATION_DUE, DeadlineKind.AUDIT_EARLIEST})


class CertificationDeadlines:
    """Comes before the notices, so that what is answered counts as done."""

    def __init__(self, own: Database, service: Callable[[], CertificationService]) -> None:
        self._own = own
        self._service = service

    def due(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        """Of requests and audits; nothing is loaded where nothing was begun or typed in."""
        if (query.kinds and not query.kinds & _KINDS) or query.order_id:
            return
        here = self._own.one(
            "SELECT 1 FROM noted WHERE kind IN (?, ?, ?) LIMIT 1",
            (CERTIFICATION, REQUEST_BY_HAND, AUDIT_BY_HAND),
        )
        if here is None:
            return
        from app.certification.dated import deadlines  # noqa: PLC0415 - not for the first paint

        yield from deadlines(self._service())
