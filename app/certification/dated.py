"""Requests and audits as deadlines, with what each date rests on. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.base.text import _
from app.certification.asked import Audit, Origin, Request, RequestState
from app.certification.reconcile.model import ClauseRef
from app.certification.service import CertificationService
from app.deadlines.model import Deadline, DeadlineKind, Source
from app.deadlines.model import Origin as Rests

_SHOWN = (RequestState.OPEN, RequestState.OVERDUE, RequestState.ANSWERED)


def deadlines(service: CertificationService) -> Iterator[Deadline]:
    """Of requests and audits typed in, and of portal requests that are answered."""
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
