"""What follows from the terms for each order line, kept in the mirror: deadlines and who governs.

Only orders whose record changed are reckoned anew, with the others of their chain; all of them when
documents, rule sets or the rules themselves changed. A crash or a cancellation in between costs
nothing: what is done is marked, order by order.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from app.base.clock import Clock, from_wire, to_wire
from app.base.tasks import CancelToken, Progress, Report
from app.base.text import _
from app.deadlines import rules as deadline_rules
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.model import Deadline, DeadlineState
from app.storage.database import Database, Transaction
from app.terms import rules
from app.terms.acceptance import Acceptances
from app.terms.chains import ChainedOrder, chains_of
from app.terms.due import ENGINE, Engine
from app.terms.library import Library
from app.terms.model import DocumentKind, RuleSet, Version

_CHUNK = 500
"""Orders whose chains are read and written together."""
_KEPT = timedelta(days=400)
"""What is over for longer is left out."""
_DAY = timedelta(days=1)
_INDEX = "orders_by_version"
_INDEXES = (
    (_INDEX, f"CREATE INDEX {_INDEX} ON orders (version, generation)"),
    (
        "invoice_unpaid",
        "CREATE INDEX invoice_unpaid ON invoice (id)"
        " WHERE json_extract(CAST(body AS TEXT), '$.state') <> 'paid'",
    ),
)
"""Which orders changed, what is to be paid: not in the schema, as the first load is faster then."""
_WAITS, _ACCEPTED = 1, 2


class Basis(msgspec.Struct, frozen=True):
    """What everything is reckoned from. `accepted` are ids of versions."""

    versions: tuple[Version, ...]
    rule_sets: dict[str, RuleSet]
    accepted: frozenset[str]
    zone: str
    country: str

    def mark(self) -> str:
        """A hash that changes when a deadline or a verdict might."""
        told = [
            msgspec.structs.replace(version, text_note="", rules_note="", clause_count=0)
            for version in self.versions
            if version.kind is not DocumentKind.LOCAL
        ]
        parts = (ENGINE, self.zone, self.country, told, sorted(self.rule_sets.items()))
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def basis_of(library: Library, acceptances: Acceptances) -> Basis:
    """What a profile's deadlines and verdicts are reckoned from."""
    versions = library.versions()
    return Basis(
        versions,
        library.rule_sets(versions),
        acceptances.accepted(versions),
        library.vendor_zone(),
        library.vendor_country(),
    )


class Settled(msgspec.Struct, frozen=True):
    """What was reckoned anew. `changed`: pages that show it have to be read again."""

    orders: int = 0
    changed: bool = False


class Settler:
    """Brings one profile's mirror, open for writing, up to date."""

    def __init__(self, mirror: Database, basis: Basis, clock: Clock) -> None:
        self._mirror = mirror
        self._basis = basis
        self._clock = clock
        self._now = clock.now()
        calendar = BusinessCalendar(basis.country, zone=basis.zone)
        vendor = [one for one in basis.versions if one.kind is not DocumentKind.LOCAL]
        self._engine = Engine(vendor, basis.rule_sets, basis.zone, calendar)
        self._governor = rules.Governor(vendor, basis.rule_sets, basis.zone)
        self._accepted: Callable[[str], bool] = basis.accepted.__contains__

    def settle(self, report: Report, cancel: CancelToken | None = None) -> Settled:
        """Reckon what changed; writes nothing where nothing did. Raises Cancelled."""
        found = self._mirror.one("SELECT first_load, generation, cursor FROM feed_state")
        if found is None or found[0]:
            return Settled()
        cursor = f"{found[1]}:{found[2]}"
        mark, accepted = self._basis.mark(), ",".join(sorted(self._basis.accepted))
        before = self._mirror.one(
            "SELECT edition, basis, accepted, cursor, settled_at FROM terms_state"
        )
        edition, old_mark, old_accepted, old_cursor, at = before or (0, "", "", "", None)
        if old_mark != mark:
            edition = self._new_edition(edition + 1, mark)
        elif old_cursor == cursor and old_accepted == accepted and not self._time_passed(at):
            return Settled()
        with self._mirror.cancellable(cancel):
            self._make_indexes()
            rows = self._pending(edition, also_accepting=old_accepted != accepted)
            self._reckon(rows, edition, report, cancel)
            recounted = self._recount()
            with self._mirror.write() as tx:
                tx.execute(
                    "UPDATE terms_state SET accepted = ?, cursor = ?, settled_at = ?",
                    (accepted, cursor, to_wire(self._now)),
                )
        return Settled(len(rows), bool(rows) or recounted or old_mark != mark)

    def _new_edition(self, edition: int, mark: str) -> int:
        with self._mirror.write() as tx:
            tx.execute(
                "UPDATE terms_state SET edition = ?, basis = ?, cursor = ''", (edition, mark)
            )
        return edition

    def _time_passed(self, settled_at: str | None) -> bool:
        """Whether a renewal came, or a day went by since lines that ended were last left out."""
        if settled_at is None or self._now - from_wire(settled_at) >= _DAY:
            return True
        passed = "SELECT 1 FROM governing WHERE next_at <= ? LIMIT 1"
        return self._mirror.one(passed, (int(self._now.timestamp()),)) is not None

    def _make_indexes(self) -> None:
        for name, statement in _INDEXES:
            known = self._mirror.one("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,))
            if known is None:
                with self._mirror.write() as tx:
                    tx.execute(statement)

    def _pending(self, edition: int, *, also_accepting: bool) -> array[int]:
        sql = (
            f"SELECT o.row FROM orders o INDEXED BY {_INDEX} LEFT JOIN deadline_basis b"  # noqa: S608
            " ON b.order_row = o.row WHERE b.order_row IS NULL OR b.version <> o.version"
            " OR b.generation <> o.generation OR b.edition <> ?"
            " UNION SELECT order_row FROM governing WHERE next_at <= ?"
        )
        if also_accepting:
            sql += " UNION SELECT order_row FROM governing WHERE accepting > 0"
        params = (edition, int(self._now.timestamp()))
        rows = self._mirror.iterate(f"{sql} ORDER BY 1", params, chunk=10_000)
        return array("q", (row for (row,) in rows))

    def _reckon(
        self, rows: array[int], edition: int, report: Report, cancel: CancelToken | None
    ) -> None:
        last = self._mirror.one("SELECT max(row) FROM orders")
        done = bytearray((last[0] or 0) + 1 if last else 1)
        over = int((self._now - _KEPT).timestamp())
        phase = _("Reckoning the deadlines")
        for start in range(0, len(rows), _CHUNK):
            report(Progress(phase, start, len(rows)))
            chunk = [row for row in rows[start : start + _CHUNK] if not done[row]]
            batch = _Batch(edition)
            for order in chains_of(self._mirror, chunk, over_before=over):
                if cancel is not None:
                    cancel.check()
                if not done[order.row]:
                    done[order.row] = 1
                    self._one(order, batch)
            with self._mirror.write() as tx:
                batch.write(tx)
        if rows:
            report(Progress(phase, len(rows), len(rows)))

    def _one(self, order: ChainedOrder, batch: _Batch) -> None:
        batch.begin(order)
        record = order.record
        if record is None:
            return
        oldest = self._now - _KEPT
        found = self._engine.deadlines(order.id, record, continued=order.continued)
        if any(one.at >= oldest for one in found):
            batch.add_deadlines(order.row, found)
        for place, line in enumerate(record.lines):
            facts = rules.line_facts(order.id, record, line, continued=order.continued)
            goes_on = facts.term.auto_renews and not facts.stopped
            end = None if goes_on else facts.term.end
            if end is None or end >= oldest:
                choices = self._governor.choices(facts, self._now, self._accepted)
                batch.add_choices(order.row, place, choices, end, self._now)

    def _recount(self) -> bool:
        """Sum up; whether the sums changed."""
        now = int(self._now.timestamp())
        rows = self._mirror.read(
            "WITH alive AS (SELECT version_id, next_version_id FROM governing"
            " WHERE ends_at IS NULL OR ends_at > ?)"
            " SELECT id, sum(now), sum(later) FROM ("
            " SELECT version_id AS id, 1 AS now, 0 AS later FROM alive WHERE version_id IS NOT NULL"
            " UNION ALL SELECT next_version_id, 0, 1 FROM alive"
            " WHERE next_version_id IS NOT NULL AND next_version_id IS NOT version_id"
            ") GROUP BY id ORDER BY id",
            (now,),
        )
        if rows == self._mirror.read("SELECT * FROM governing_count ORDER BY version_id"):
            return False
        with self._mirror.write() as tx:
            tx.execute("DELETE FROM governing_count")
            tx.executemany("INSERT INTO governing_count VALUES (?, ?, ?)", rows)
        return True


class _Batch:
    """Rows of some orders on their way into the store."""

    def __init__(self, edition: int) -> None:
        self._edition = edition
        self._orders: list[tuple[int, int, int, int]] = []
        self._deadlines: list[tuple[object, ...]] = []
        self._governing: list[tuple[object, ...]] = []

    def begin(self, order: ChainedOrder) -> None:
        self._orders.append((order.row, order.version, order.generation, self._edition))

    def add_deadlines(self, row: int, found: Sequence[Deadline]) -> None:
        self._deadlines += [
            (
                one.uid,
                row,
                one.kind.value,
                int(one.at.timestamp()),
                int(_is_duty(one)),
                one.source.version_id,
                msgspec.json.encode(one),
            )
            for one in found
        ]

    def add_choices(
        self,
        row: int,
        place: int,
        choices: Sequence[rules.Choice],
        end: datetime | None,
        now: datetime,
    ) -> None:
        for choice in choices:
            following = choice.next_version
            next_at = choice.next_at if choice.next_at and choice.next_at > now else None
            self._governing.append(
                (
                    row,
                    place,
                    choice.document,
                    choice.version.id if choice.version else None,
                    following.id if following else None,
                    _seconds(choice.since),
                    _seconds(next_at),
                    _seconds(end),
                    _accepting(choice),
                )
            )

    def write(self, tx: Transaction) -> None:
        rows = [(order[0],) for order in self._orders]
        tx.executemany("DELETE FROM deadline WHERE order_row = ?", rows)
        tx.executemany("DELETE FROM governing WHERE order_row = ?", rows)
        tx.executemany(
            "INSERT INTO deadline (uid, order_row, kind, at, duty, version_id, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            self._deadlines,
        )
        tx.executemany(
            "INSERT OR REPLACE INTO governing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._governing
        )
        tx.executemany("INSERT OR REPLACE INTO deadline_basis VALUES (?, ?, ?, ?)", self._orders)


def _is_duty(one: Deadline) -> bool:
    undone = one if not one.done else msgspec.structs.replace(one, done=False)
    over = one.at + timedelta(seconds=1)
    return not one.done and deadline_rules.state_of(undone, over) is DeadlineState.OVERDUE


def _accepting(choice: rules.Choice) -> int:
    if choice.accepting:
        return _WAITS
    return _ACCEPTED if choice.because is rules.Because.ACCEPTED else 0


def _seconds(instant: datetime | None) -> int | None:
    return None if instant is None else int(instant.timestamp())
