"""Requests to certify: those of the portal, signature checked, and those typed in from paper.

The terms give a certification no period of its own, so the request's own date counts; where it has
none, a period of the terms; where they have none either, "not stated" (terms §14).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from app.base import ids
from app.base.text import _
from app.certification import problems
from app.certification.asked import Kind, Origin, Request, RequestState
from app.certification.drafts import Drafts
from app.certification.kinds import REQUEST_BY_HAND as BY_HAND
from app.certification.model import Draft
from app.certification.reconcile.model import ClauseRef
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, Source
from app.exchange.attachments import KeptFile
from app.notices.due import dated, notice_deadlines
from app.notices.model import NoticeKind, VendorNotice
from app.notices.records import CERTIFICATION_REQUEST
from app.notices.rules import Lookup
from app.orders.detail import unknown_order
from app.orders.model import OrderState

_OVER = (OrderState.ENDED, OrderState.CANCELLED)


class NotedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request as somebody typed it in."""

    id: str
    kind: Kind
    reason: str
    issued_at: datetime
    due_at: datetime | None = None
    orders: tuple[str, ...] = ()
    period_start: datetime | None = None
    period_end: datetime | None = None
    paper: KeptFile | None = None
    noted_at: datetime
    withdrawn: bool = False
    version: int = 0
    """How often it was corrected: a certification that was begun before says what changed."""


class Requests(Drafts):
    """The requests of one profile."""

    def requests(self) -> tuple[Request, ...]:
        """All of them, what is due first, then those without a date; the answered ones last."""
        drafts = self.drafts()
        found = {one.id: one for one in self._asked()}
        for draft in drafts:
            gone = draft.asked
            if gone is not None and gone.id not in found and draft.origin is not Origin.REHEARSAL:
                withdrawn = msgspec.structs.replace(gone, state=RequestState.WITHDRAWN)
                found[gone.id] = self._with_drafts(withdrawn, drafts)
        return tuple(sorted(found.values(), key=_rank))

    def request(self, request_id: str) -> Request:
        """One request. Raises UnknownRequest."""
        found = next((one for one in self.requests() if one.id == request_id), None)
        if found is None:
            raise problems.unknown_request(request_id)
        return found

    def note_request(
        self,
        reason: str,
        issued_at: datetime,
        due_at: datetime | None = None,
        orders: Sequence[str] = (),
        period_start: datetime | None = None,
        period_end: datetime | None = None,
        paper: Path | KeptFile | None = None,
        kind: Kind = Kind.COMPLIANCE,
        *,
        correcting: str = "",
    ) -> str:
        """Keep a request that came on paper or by e-mail; its id. `paper`: the letter itself.

        `correcting`: the id of one that was typed in and is meant; a letter that was kept with it
        stays where none is given. Raises WrongPeriod, UnknownOrder, UnknownRequest, the problems of
        attaching.
        """
        before = self._noted_one(correcting) if correcting else None
        check_period(period_start, period_end)
        if issued_at > self._around.clock.now() or (due_at is not None and due_at < issued_at):
            raise problems.wrong_period()
        numbers = self._numbers(orders)
        file = self._around.files.attach(paper) if isinstance(paper, Path) else paper
        noted = NotedRequest(
            id=before.id if before else ids.new_id(self._around.clock), kind=kind,
            reason=reason.strip(), issued_at=issued_at, due_at=due_at, orders=numbers,
            period_start=period_start, period_end=period_end,
            paper=file or (before.paper if before else None),
            noted_at=self._around.clock.now(), version=before.version + 1 if before else 0,
        )  # fmt: skip
        self._keep_noted(noted)
        return noted.id

    def withdraw_request(self, request_id: str) -> None:
        """Note that a request that was typed in is withdrawn. Raises UnknownRequest."""
        self._keep_noted(msgspec.structs.replace(self._noted_one(request_id), withdrawn=True))

    def _asked(self) -> list[Request]:
        """What is asked now, of the portal and by hand."""
        around, drafts = self._around, self.drafts()
        calendar = around.terms.calendar()
        versions = self._versions()
        found: list[Request] = []
        for notice in around.notices.inbox():
            if notice.kind is not NoticeKind.CERTIFICATION:
                continue
            named = msgspec.structs.replace(notice, orders=self._known(notice.orders))
            deletion = notice.certifies == Kind.DELETION.value
            kind = Kind.DELETION if deletion else Kind.COMPLIANCE
            made = self._of_notice(named, kind, Origin.PORTAL, calendar)
            version = versions.get(notice.id, 0)
            found.append(msgspec.structs.replace(made, version=version))
        for noted in self._noted():
            notice = _as_notice(noted)
            made = self._of_notice(notice, noted.kind, Origin.BY_HAND, calendar)
            state = RequestState.WITHDRAWN if noted.withdrawn else made.state
            found.append(
                msgspec.structs.replace(made, state=state, paper=noted.paper, version=noted.version)
            )
        return [self._with_drafts(one, drafts) for one in found]

    def _of_notice(
        self, notice: VendorNotice, kind: Kind, origin: Origin, calendar: BusinessCalendar
    ) -> Request:
        first = notice.orders[0] if notice.orders else ""
        lookup = self._around.terms.stated(first, notice.sent_at)
        counted = dated(notice, lookup, calendar)
        due = due_of(notice, lookup, calendar)
        stated = due is not None and due.stated
        state = RequestState.OPEN if notice.genuine else RequestState.NOT_GENUINE
        if state is RequestState.OPEN and due is not None and stated:
            late = due.at < self._around.clock.now()
            state = RequestState.OVERDUE if late else RequestState.OPEN
        if notice.withdrawn_at is not None and notice.genuine:
            state = RequestState.WITHDRAWN
        return Request(
            id=notice.id,
            kind=kind,
            origin=origin,
            state=state,
            reason=notice.text,
            issued_at=notice.sent_at,
            given_at=counted.given_at,
            given_words=counted.given_words,
            due_at=due.at if due is not None and stated else None,
            due_words=due.text if due is not None else _nothing_due(notice),
            due_clause=clause_ref(due.source) if due is not None else None,
            period_start=notice.period_start,
            period_end=notice.period_end,
            orders=notice.orders,
            after_end=self._is_after_end(notice),
            genuine=notice.genuine,
            fault=notice.fault,
        )

    def _with_drafts(self, one: Request, drafts: Iterable[Draft]) -> Request:
        mine = [draft for draft in drafts if draft.request_id == one.id]
        answered = any(self._left(draft) for draft in mine)
        waits = one.state in (RequestState.OPEN, RequestState.OVERDUE)
        return msgspec.structs.replace(
            one,
            drafts=tuple(draft.id for draft in mine),
            state=RequestState.ANSWERED if answered and waits else one.state,
        )

    def _is_after_end(self, notice: VendorNotice) -> bool:
        """Whether every order that it is about had ended when it was sent."""
        orders = self._around.orders
        if not notice.orders:
            states = orders.facets().states
            return bool(states) and not sum(
                count for state, count in states.items() if state not in _OVER
            )
        rows = [orders.find(number) for number in notice.orders]
        found = orders.rows([row for row in rows if row is not None])
        return len(found) == len(rows) and all(
            row.state in _OVER
            and (row.term_end is None or row.term_end <= notice.sent_at or row.state in _OVER[1:])
            for row in found
        )

    def _known(self, orders: Iterable[str]) -> tuple[str, ...]:
        """The numbers of orders that the vendor names by number or id; unknown ones as named."""
        found: list[str] = []
        for asked in orders:
            row = self._around.orders.find(asked)
            rows = self._around.orders.rows([row]) if row is not None else []
            found.append(rows[0].number if rows else asked)
        return tuple(dict.fromkeys(found))

    def _numbers(self, orders: Iterable[str]) -> tuple[str, ...]:
        """The numbers of orders. Raises UnknownOrder for one that is not here."""
        wanted = tuple(orders)
        for asked in wanted:
            if self._around.orders.find(asked) is None:
                raise unknown_order(asked)
        return self._known(wanted)

    def _versions(self) -> Mapping[str, int]:
        rows = self._around.mirror.read(
            "SELECT id, version FROM record WHERE kind = ?", (CERTIFICATION_REQUEST,)
        )
        return {str(key): int(version) for key, version in rows}

    def _noted(self) -> list[NotedRequest]:
        rows = self._around.own.read("SELECT body FROM noted WHERE kind = ?", (BY_HAND,))
        return [msgspec.json.decode(body, type=NotedRequest) for (body,) in rows]

    def _noted_one(self, request_id: str) -> NotedRequest:
        noted = next((one for one in self._noted() if one.id == request_id), None)
        if noted is None:
            raise problems.unknown_request(request_id)
        return noted

    def _keep_noted(self, noted: NotedRequest) -> None:
        with self._around.own.write() as tx:
            tx.execute(
                "INSERT OR REPLACE INTO noted (kind, id, body) VALUES (?, ?, ?)",
                (BY_HAND, noted.id, msgspec.json.encode(noted)),
            )


def due_of(notice: VendorNotice, lookup: Lookup, calendar: BusinessCalendar) -> Deadline | None:
    """By when a request is to be answered; None of one that is not genuine."""
    found = notice_deadlines(notice, lookup, calendar)
    return next((one for one in found if one.kind is DeadlineKind.CERTIFICATION_DUE), None)


def clause_ref(source: Source) -> ClauseRef | None:
    """The clause that a value rests on; None where it rests on none."""
    if not source.clause:
        return None
    return ClauseRef(source.clause, source.version_id, source.version_label)


def check_period(start: datetime | None, end: datetime | None) -> None:
    """Raises WrongPeriod for one that ends before it begins."""
    if start is not None and end is not None and end <= start:
        raise problems.wrong_period()


def _as_notice(noted: NotedRequest) -> VendorNotice:
    return VendorNotice(
        id=noted.id, kind=NoticeKind.CERTIFICATION, subject=_("A certification is requested"),
        text=noted.reason, sent_at=noted.issued_at, given_at=None, given_words="", genuine=True,
        due_at=noted.due_at, orders=noted.orders, period_start=noted.period_start,
        period_end=noted.period_end,
    )  # fmt: skip


def _nothing_due(notice: VendorNotice) -> str:
    if notice.genuine:
        return _("The vendor has withdrawn this request")
    return _("It is not genuine and starts nothing")


def _rank(one: Request) -> tuple[int, float]:
    if one.state not in (RequestState.OPEN, RequestState.OVERDUE):
        return 2, -one.issued_at.timestamp()
    if one.due_at is None:
        return 1, one.issued_at.timestamp()
    return 0, one.due_at.timestamp()
