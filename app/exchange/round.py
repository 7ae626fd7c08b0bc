"""One round of sending: what is due, by rank and then as it was put, those put meanwhile included.

Each item costs the same however many there are: the queue is in memory, and only what was put
since is read again.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from app.base.clock import Clock, from_wire, to_wire
from app.base.errors import Cancelled, Problem, ProblemReport
from app.base.tasks import CancelToken
from app.exchange.model import OutboxCounts, OutboxItem, OutboxState, Outcome, SendResult
from app.exchange.outbox import change, counts, select
from app.exchange.routes import LARGE, Delivery, Discarded, Route, Submitter
from app.portal.errors import Conflict, PortalProblem, ServerFault, SignInNeeded, Throttled
from app.portal.wire import Receipt
from app.storage.blobs import FileAltered, FileLost
from app.storage.database import Database, Row, Transaction
from app.storage.ledger import Ledger

KEY_LIFE = timedelta(days=90)
"""How long a portal remembers an Idempotency-Key, by the contract at least."""

_CLOCK_MARGIN = timedelta(days=5)
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(hours=1)
_PROMOTED = 1000
"""Small items taken in between two parts of a large one, at most."""

_LISTED = "SELECT rowid, id, kind, after_id, next_at, problem FROM outbox WHERE "
# The second term lets the index of what is unsent be used; history may be long.
_UNSENT = "state IN ('queued', 'waiting') AND state NOT IN ('sent', 'discarded') AND subject = ?"
_FREE = "(after_id IS NULL OR (SELECT b.state FROM outbox b WHERE b.id = outbox.after_id) = 'sent')"
_CHAIN = """id IN (WITH RECURSIVE chain (id, after_id) AS (
    SELECT c.id, c.after_id FROM outbox c WHERE c.id = ?
    UNION SELECT c.id, c.after_id FROM outbox c JOIN chain d ON c.id = d.after_id
    ) SELECT id FROM chain)"""


class Tools(msgspec.Struct, frozen=True):
    """What a round of sending works with. `until`: only this item and what it follows."""

    own: Database
    portal: Submitter
    routes: Mapping[str, Route]
    deliveries: Mapping[str, Delivery]
    clock: Clock
    ledger: Ledger
    dice: Callable[[], float]
    subject: str
    cancel: CancelToken | None
    on_change: Callable[[OutboxCounts], None]
    hurry: bool
    until: str


class _Entry(msgspec.Struct, frozen=True, order=True):
    """An item in the queue, in the order in which it goes."""

    rank: int
    row: int
    id: str
    kind: str
    after: str | None


class Round:
    """One pass over the items that are due."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._queue: list[_Entry] = []
        self._known: set[str] = set()
        self._behind: dict[str, list[_Entry]] = {}
        self._unrouted = 0
        self._newest = 0
        self._tally = dict.fromkeys(OutboxState, 0)
        self._counted: dict[str, int] | None = None

    def run(self) -> SendResult:
        """Send until nothing is due, or the portal is out of reach."""
        self._take_in(self._listed(""))
        going_on = True
        while going_on and self._filled():
            entry = heapq.heappop(self._queue)
            if self._tools.cancel is not None:
                self._tools.cancel.check()
            going_on = self._one(entry)
        return SendResult(
            sent=self._tally[OutboxState.SENT],
            refused=self._tally[OutboxState.REFUSED],
            waiting=self._tally[OutboxState.WAITING],
            held_back=self._held_back(),
            blocked=self._unrouted + sum(map(len, self._behind.values())),
        )

    def _filled(self) -> bool:
        """Whether anything is due, with what was put since the last look."""
        row = self._tools.own.one("SELECT max(rowid) FROM outbox")
        if row and row[0] is not None and row[0] > self._newest:
            self._counted = None
            self._take_in(self._listed("rowid > ?", self._newest))
        if not self._queue:
            # What was retried or corrected meanwhile.
            self._take_in(self._listed(""))
        return bool(self._queue)

    def _listed(self, also: str, *params: object) -> Iterable[Row]:
        where, values = _UNSENT, [self._tools.subject, *params]
        if also:
            where += f" AND {also}"
        if self._tools.until:
            where += f" AND {_CHAIN}"
            values.append(self._tools.until)
        return self._tools.own.iterate(f"{_LISTED}{where} ORDER BY rowid", values)

    def _take_in(self, rows: Iterable[Row]) -> None:
        now = self._tools.clock.now()
        for row, ident, kind, after, next_at, problem in rows:
            self._newest = max(self._newest, row)
            due = next_at is None or self._is_due(from_wire(next_at), problem, now)
            if due and ident not in self._known:
                self._push(row, ident, kind, after)

    def _push(self, row: int, ident: str, kind: str, after: str | None) -> None:
        self._known.add(ident)
        route = self._tools.routes.get(kind)
        heapq.heappush(self._queue, _Entry(route.rank if route else LARGE, row, ident, kind, after))

    def _is_due(self, next_at: datetime, problem: bytes | None, now: datetime) -> bool:
        if next_at <= now or _clock_was_ahead(next_at, now):
            return True
        return self._tools.hurry and not _demanded(problem)

    def _one(self, entry: _Entry) -> bool:
        """Try one item; whether there is any use in trying the next."""
        route = self._tools.routes.get(entry.kind)
        if route is None:
            self._unrouted += 1
            return True
        if entry.after is not None and not self._is_sent(entry.after):
            self._behind.setdefault(entry.after, []).append(entry)
            return True
        taken = self._take(entry)
        if taken is None:
            return True
        before = taken.attempts - 1
        try:
            receipt = self._deliver(taken, route)
        except Discarded:
            self._counted = None
            self._tell()
            return True
        except PortalProblem as problem:
            if isinstance(problem, SignInNeeded):
                self._end(taken, Outcome(state=OutboxState.QUEUED, attempts=before))
                raise
            if problem.retry:
                return self._postpone(taken, problem)
            self._end(taken, Outcome(state=OutboxState.REFUSED, problem=problem.report()))
            return True
        except (FileLost, FileAltered) as problem:
            self._end(taken, Outcome(state=OutboxState.REFUSED, problem=problem.report()))
            return True
        except (Problem, Cancelled):
            # Whether it arrived is not known: the same key, sent again, settles it.
            self._end(taken, Outcome(state=OutboxState.QUEUED))
            raise
        if receipt is None:
            self._end(taken, Outcome(state=OutboxState.QUEUED, attempts=before))
            heapq.heappush(self._queue, entry)
            return True
        self._end(taken, Outcome(state=OutboxState.SENT, receipt=receipt))
        for follower in self._behind.pop(entry.id, ()):
            heapq.heappush(self._queue, follower)
        return True

    def _is_sent(self, item: str) -> bool:
        row = self._tools.own.one("SELECT state FROM outbox WHERE id = ?", (item,))
        return row is not None and row[0] == OutboxState.SENT.value

    def _take(self, entry: _Entry) -> OutboxItem | None:
        """Mark the item as being sent, unless it was discarded or put behind another."""
        with self._tools.own.write() as tx:
            due = select(tx, "id = ? AND state IN ('queued', 'waiting')", (entry.id,))
            found = next(due, None)
            if found is None:
                return None
            if found.after is not None and not self._is_sent(found.after):
                self._behind.setdefault(found.after, []).append(entry)
                return None
            attempts = found.attempts + 1
            self._change(tx, found, Outcome(state=OutboxState.SENDING, attempts=attempts))
        self._count(found.state, OutboxState.SENDING)
        self._tell()
        return msgspec.structs.replace(found, state=OutboxState.SENDING, attempts=attempts)

    def _deliver(self, item: OutboxItem, route: Route) -> Receipt | None:
        tools = self._tools
        row = tools.own.one("SELECT payload FROM outbox WHERE id = ?", (item.id,))
        body = bytes(row[0]) if row else b""
        look_up = self._must_look_up(item)
        delivery = tools.deliveries.get(item.kind)
        if delivery is not None:
            return delivery.deliver(
                item, body, self._something_smaller, tools.cancel, look_up=look_up
            )
        path = route.to(body)
        receipt = tools.portal.find_submission(item.id) if look_up else None
        try:
            receipt = receipt or tools.portal.submit(path, body, item.id, tools.cancel)
        except Conflict as problem:
            receipt = None if problem.retry else tools.portal.find_submission(item.id)
            if receipt is None:
                raise
        if receipt.client_id != item.id:
            raise ServerFault(detail="the receipt names another item")
        return receipt

    def _must_look_up(self, item: OutboxItem) -> bool:
        """Whether the portal may have forgotten this item's key, or a clock cannot be trusted."""
        age = self._tools.clock.now() - item.created_at
        return item.look_up or not timedelta(0) <= age < KEY_LIFE - _CLOCK_MARGIN

    def _something_smaller(self) -> bool:
        """Take in what is due and goes before a large item; whether there is any."""
        tools = self._tools
        if tools.until:
            return False
        small = [kind for kind, route in tools.routes.items() if route.rank < LARGE]
        marks = ", ".join("?" * len(small))
        due = f"(next_at IS NULL OR next_at <= ?) AND kind IN ({marks})"
        rows = tools.own.read(
            f"{_LISTED}{_UNSENT} AND {_FREE} AND {due} ORDER BY rowid LIMIT {_PROMOTED}",
            [tools.subject, to_wire(tools.clock.now()), *small],
        )
        for row, ident, kind, after, _next_at, _problem in rows:
            self._push(row, ident, kind, after)
        return bool(rows)

    def _postpone(self, item: OutboxItem, problem: PortalProblem) -> bool:
        """Try again later; where the portal as a whole does not answer, the rest waits as well."""
        delivery = self._tools.deliveries.get(item.kind)
        if delivery is not None and delivery.moved:
            item = msgspec.structs.replace(item, attempts=1)
        waiting = Outcome(
            state=OutboxState.WAITING,
            problem=problem.report(),
            next_at=self._wait(item, problem),
            attempts=item.attempts,
        )
        self._end(item, waiting)
        if isinstance(problem, ServerFault | Conflict):
            return True
        self._postpone_rest(msgspec.structs.replace(waiting, attempts=None))
        return False

    def _postpone_rest(self, waiting: Outcome) -> None:
        rest = {entry.id for entry in self._queue}
        rest.update(entry.id for entries in self._behind.values() for entry in entries)
        if not rest:
            return
        with self._tools.own.write() as tx:
            for other in list(select(tx, _UNSENT, (self._tools.subject,))):
                if other.id in rest:
                    self._change(tx, other, waiting)
                    self._count(other.state, OutboxState.WAITING)
                    self._tally[OutboxState.WAITING] += 1
        self._queue.clear()
        self._behind.clear()
        self._tell()

    def _wait(self, item: OutboxItem, problem: PortalProblem) -> datetime:
        """When to try again: what the portal demanded, else doubling with jitter, at most 1 h."""
        doubled = _FIRST_WAIT * (1 << min(item.attempts - 1, 12))
        pause = min(doubled, _LONGEST_WAIT) * (0.5 + self._tools.dice() / 2)
        if isinstance(problem, Throttled) and problem.retry_after > 0:
            demanded = min(timedelta(seconds=problem.retry_after), _LONGEST_WAIT)
            pause = demanded + _FIRST_WAIT * self._tools.dice()
        return self._tools.clock.now() + pause

    def _end(self, item: OutboxItem, outcome: Outcome) -> None:
        """Give the item its outcome; one that was discarded meanwhile stays so."""
        with self._tools.own.write() as tx:
            row = tx.one("SELECT state FROM outbox WHERE id = ?", (item.id,))
            discarded = row is None or row[0] == OutboxState.DISCARDED.value
            if not discarded:
                self._change(tx, item, outcome)
        if discarded:
            self._counted = None
        else:
            self._count(OutboxState.SENDING, outcome.state)
            self._tally[outcome.state] += 1
        self._tell()

    def _change(self, tx: Transaction, item: OutboxItem, outcome: Outcome) -> None:
        change(tx, item, outcome, self._tools.clock.now(), ledger=self._tools.ledger)

    def _count(self, was: OutboxState, becomes: OutboxState) -> None:
        if self._counted is not None:
            self._counted[was.value] -= 1
            self._counted[becomes.value] += 1

    def _tell(self) -> None:
        """Say how many items are in which state; counted anew where somebody else changed any."""
        others = self._tools.own.changed()
        if self._counted is None or others:
            self._counted = msgspec.structs.asdict(counts(self._tools.own))
        self._tools.on_change(OutboxCounts(**self._counted))

    def _held_back(self) -> int:
        row = self._tools.own.one(
            "SELECT count(*) FROM outbox WHERE state IN ('queued', 'waiting') AND subject <> ?",
            (self._tools.subject,),
        )
        return int(row[0]) if row else 0


def _clock_was_ahead(next_at: datetime, now: datetime) -> bool:
    """Whether the time was made by a clock that has since been set back."""
    return next_at - now > _LONGEST_WAIT + _FIRST_WAIT


def _demanded(problem: bytes | None) -> bool:
    """Whether the portal itself asked to wait."""
    if problem is None:
        return False
    return msgspec.json.decode(problem, type=ProblemReport).code == Throttled.code
