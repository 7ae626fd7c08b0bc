"""What knows deadlines: stored ones of order lines, and few others reckoned when asked for.

The first of equal uids counts, so an order under a document of the customer's own comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from app.base.clock import Clock
from app.base.text import _
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineKind, DeadlineQuery, Origin, Source
from app.deadlines.service import Contributor
from app.deadlines.words import when_words
from app.notices import own
from app.notices.due import notice_deadlines
from app.notices.service import NoticeService
from app.orders.due import payment_due
from app.orders.records import InvoiceRecord, OrderRecord
from app.storage.database import Database
from app.terms.acceptance import Acceptances
from app.terms.answered import Answered
from app.terms.due import Engine
from app.terms.governance import Governance
from app.terms.library import Library
from app.terms.needs import deadline_of, waiting
from app.terms.reminders import Reminders

_State = Callable[[], Governance]
"""Makes the state of both stores as they are now."""

_DEADLINE = msgspec.json.Decoder(Deadline)
_INVOICE = msgspec.json.Decoder(InvoiceRecord)
_ORDER = msgspec.json.Decoder(OrderRecord)
"""Decoders have no state of their own."""

_OPEN_INVOICE = (
    "SELECT i.id, i.body, b.body FROM invoice i LEFT JOIN orders o ON o.id = i.order_id"
    " LEFT JOIN order_body b ON b.row = o.row"
    " WHERE json_extract(CAST(i.body AS TEXT), '$.state') <> 'paid'"
)


def contributors(
    library: Library,
    acceptances: Acceptances,
    reminders: Reminders,
    notices: NoticeService,
    clock: Clock,
) -> tuple[Contributor, ...]:
    """Everything that knows deadlines of one profile."""

    def state() -> Governance:
        return Governance(library, acceptances, clock)

    return (
        Answered(notices, state, lambda: _calendar(library)),
        _OwnDocuments(library, state),
        _Stored(library.mirror),
        _Payments(library),
        _Notices(notices, library, state),
        _Acceptance(library.mirror, state),
        _Reminders(reminders, library),
    )


class _Stored:
    """What follows from order lines, as it was reckoned after the last synchronization."""

    def __init__(self, mirror: Database) -> None:
        self._mirror = mirror

    def due(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        """Those that the query can want, by time."""
        if query.notice_id:
            return
        where, params = self._asked(query)
        at = int(now.timestamp())
        oldest = int((now - timedelta(days=query.past_days)).timestamp())
        # What is over and was no duty goes after some days; a duty stays until it is done.
        yield from self._read(f"{where} (at < ? AND (duty = 1 OR at >= ?))", (*params, at, oldest))
        ahead, params = f"{where} at >= ?", [*params, at]
        if query.within_days is not None:
            ahead += " AND at <= ?"
            params.append(int((now + timedelta(days=query.within_days)).timestamp()))
        # Of what is ahead the nearest are enough, unless words are looked for in all of it.
        if query.limit is None or query.text or query.acting_only or query.states:
            yield from self._read(ahead, params)
            return
        for done in (0, 1):
            part = f"{ahead} AND json_extract(CAST(body AS TEXT), '$.done') = {done}"
            yield from self._read(part, params, limit=query.limit)

    def _asked(self, query: DeadlineQuery) -> tuple[str, list[object]]:
        parts, params = "", list[object]()
        if query.kinds:
            kinds = sorted(kind.value for kind in query.kinds)
            parts += f"kind IN ({', '.join('?' * len(kinds))}) AND "
            params += kinds
        if query.uids:
            parts += "uid IN (SELECT value FROM json_each(?)) AND "
            params.append(msgspec.json.encode(sorted(query.uids)).decode())
        if query.order_id:
            parts += "order_row = (SELECT row FROM orders WHERE id = ?) AND "
            params.append(query.order_id)
        return parts, params

    def _read(self, where: str, params: Iterable[object], *, limit: int = -1) -> Iterator[Deadline]:
        sql = f"SELECT body FROM deadline WHERE {where} ORDER BY at LIMIT ?"  # noqa: S608
        for (body,) in self._mirror.iterate(sql, (*params, limit)):
            yield _DEADLINE.decode(body)


class _OwnDocuments:
    """Orders under a document of the customer's own: its values go before the vendor's."""

    def __init__(self, library: Library, state: _State) -> None:
        self._library = library
        self._state = state

    def due(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        """The deadlines of these orders, reckoned anew."""
        if query.notice_id:
            return
        state = self._state()
        wanted = [query.order_id] if query.order_id else sorted(state.attached)
        calendar = _calendar(self._library)
        engine: Engine | None = None
        for order_id in wanted:
            row = self._library.mirror.one("SELECT row FROM orders WHERE id = ?", (order_id,))
            if row is None or order_id not in state.attached:
                continue
            if engine is None:
                versions = tuple(state.versions.values())
                engine = Engine(versions, state.rule_sets, state.zone, calendar)
            found = state.order(order_id)
            if found.record is not None:
                yield from engine.deadlines(
                    order_id,
                    found.record,
                    continued=found.continued,
                    attached=state.attached[order_id],
                )


class _Payments:
    """Invoices that are not paid."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def due(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        """When each is to be paid."""
        if query.notice_id or (query.kinds and DeadlineKind.PAYMENT_DUE not in query.kinds):
            return
        zone = self._library.vendor_zone()
        sql, params = _OPEN_INVOICE, tuple[object, ...]()
        if query.order_id:
            sql, params = f"{sql} AND i.order_id = ?", (query.order_id,)
        for key, body, order in self._library.mirror.iterate(sql, params):
            try:
                record = _ORDER.decode(order) if order is not None else None
                found = payment_due(str(key), _INVOICE.decode(body), record, zone)
            except (msgspec.MsgspecError, ArithmeticError):
                continue
            if found is not None:
                yield found


class _Notices:
    """What follows from the vendor's notices and from letters of one's own."""

    def __init__(self, notices: NoticeService, library: Library, state: _State) -> None:
        self._notices = notices
        self._library = library
        self._state = state

    def due(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        """Of genuine notices and of letters, drafted or sent."""
        calendar = _calendar(self._library)
        state = self._state()
        for notice in self._notices.inbox():
            if not query.order_id or notice.order_id == query.order_id:
                lookup = state.lookup(notice.order_id, notice.sent_at)
                yield from notice_deadlines(notice, lookup, calendar)
        for letter in self._notices.letters():
            first = letter.order_ids[0] if letter.order_ids else ""
            lookup = state.lookup(first, own.moment_of(letter, now, calendar.zone_name))
            yield from own.letter_deadlines(letter, lookup, calendar)


class _Acceptance:
    """Versions that have to be accepted."""

    def __init__(self, mirror: Database, state: _State) -> None:
        self._mirror = mirror
        self._state = state

    def due(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        """By when, of each version that waits."""
        if query.notice_id or query.order_id:
            return
        found = waiting(self._mirror, now)
        if not found:
            return
        state = self._state()
        for key, _count, _rows in found:
            version = state.versions.get(key)
            due = deadline_of(version, state) if version is not None else None
            if due is not None and not due.done:
                yield due


class _Reminders:
    """What a person wants to be reminded of."""

    def __init__(self, reminders: Reminders, library: Library) -> None:
        self._reminders = reminders
        self._library = library

    def due(self, query: DeadlineQuery, now: datetime) -> Iterator[Deadline]:
        """Each at its time."""
        if query.notice_id or query.order_id:
            return
        zone = self._library.account_zone()
        for one in self._reminders.all():
            when = when_words(one.at, zone)
            yield Deadline(
                uid=f"{DeadlineKind.REMINDER.value}:{one.uid}",
                kind=DeadlineKind.REMINDER,
                at=one.at,
                zone=zone,
                title=one.words,
                source=Source(
                    origin=Origin.OWN, value=one.at.isoformat(), words=_("Your own reminder")
                ),
                working=(_("You asked to be reminded {when}").format(when=when),),
            )


def _calendar(library: Library) -> BusinessCalendar:
    return BusinessCalendar(library.vendor_country(), zone=library.vendor_zone())
