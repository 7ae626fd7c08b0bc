"""Deadlines of certifications: requests typed in here, and portal requests that are answered.

What the portal's own requests start is known to the notices; here they are only marked as done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from app.base.text import _
from app.certification import audits, requests
from app.certification.drafts import KIND
from app.certification.model import Audit, Origin, Request, RequestState
from app.certification.reconcile.model import ClauseRef
from app.deadlines.model import Deadline, DeadlineKind, DeadlineQuery, Source
from app.deadlines.model import Origin as Rests
from app.storage.database import Database

if TYPE_CHECKING:
    from app.certification.service import CertificationService

_KINDS = frozenset({DeadlineKind.CERTIFICATION_DUE, DeadlineKind.AUDIT_EARLIEST})
_SHOWN = (RequestState.OPEN, RequestState.OVERDUE, RequestState.ANSWERED)


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
            (KIND, requests.BY_HAND, audits.BY_HAND),
        )
        if here is None:
            return
        service = self._service()
        zone = service.zone()
        for one in service.requests():
            mine = one.origin is Origin.BY_HAND or one.state is RequestState.ANSWERED
            if mine and one.state in _SHOWN:
                yield _request(one, zone)
        for audit in service.audits():
            if audit.origin is Origin.BY_HAND:
                yield _audit(audit, zone)


def _request(one: Request, zone: str) -> Deadline:
    answered = one.state is RequestState.ANSWERED
    at = one.due_at or one.given_at or one.issued_at
    return Deadline(
        uid=f"{DeadlineKind.CERTIFICATION_DUE.value}:{one.id}",
        kind=DeadlineKind.CERTIFICATION_DUE,
        at=at,
        zone=zone,
        stated=one.due_at is not None,
        title=_("Certification is due"),
        text=_("It was answered") if answered else one.due_words,
        source=_source(at, one.due_words, one.due_clause),
        working=(one.given_words, one.due_words),
        notice_id=one.id if one.origin is Origin.PORTAL else "",
        certification_part=f"request:{one.id}",
        done=answered,
    )


def _audit(one: Audit, zone: str) -> Deadline:
    at = one.earliest_at or one.given_at or one.sent_at
    return Deadline(
        uid=f"{DeadlineKind.AUDIT_EARLIEST.value}:{one.id}",
        kind=DeadlineKind.AUDIT_EARLIEST,
        at=at,
        zone=zone,
        stated=one.earliest_at is not None,
        title=_("Earliest day of the audit"),
        text=one.words,
        source=_source(at, one.words, one.clause),
        working=(one.given_words, one.words),
        acts=False,
        certification_part=f"audit:{one.id}",
    )


def _source(at: datetime, words: str, clause: ClauseRef | None) -> Source:
    if clause is None:
        return Source(origin=Rests.REQUEST, value=at.isoformat(), words=words)
    return Source(
        origin=Rests.TERMS, value=at.isoformat(), words=words, version_id=clause.version_id,
        version_label=clause.label, clause=clause.number,
    )  # fmt: skip
