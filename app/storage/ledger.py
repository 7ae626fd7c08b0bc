"""The ledger beside own.db: ids, kinds, states and times of what the customer made, never text.

It is written after each commit and without a flush of its own; what a crash keeps out of it is
added when the store is next opened. If the store's key and its recovery code are both lost, it
lists exactly what is lost (threat 4); if an older own.db was put back, it tells that too (23).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from app.base.clock import from_wire
from app.base.files import write_bytes
from app.storage.database import Database, Transaction

_FINISHED = frozenset({"sent", "discarded"})
_UNDER_WAY = frozenset({"queued", "sending", "waiting"})
SALT_SIZE = 16
_COMPACT_BYTES = 1_000_000


class LedgerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One item: its client id, what it is, how far it came, when it was made and last changed."""

    id: str
    kind: str
    state: str
    created_at: datetime
    changed_at: datetime


def milestone(state: str) -> str:
    """The state as the ledger keeps it: how often something was tried is not worth a line."""
    return "queued" if state in _UNDER_WAY else state


class _Acknowledged(msgspec.Struct, frozen=True, tag="acknowledged", tag_field="line"):
    ids: list[str]


class _Store(msgspec.Struct, frozen=True, tag="store", tag_field="line"):
    salt: str


class _Roots(msgspec.Struct, frozen=True, tag="roots", tag_field="line"):
    pages: dict[str, int]


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """What ledger and store disagreed on when the store was opened.

    `missing`: in the ledger but not in the store, because an older or a new file took its place.
    `outdated`: the store says unsent, the ledger says finished: looked up at the portal first.
    """

    missing: tuple[LedgerEntry, ...] = ()
    outdated: tuple[str, ...] = ()


class Ledger:
    """The sidecar file of one own.db."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entries: Iterable[LedgerEntry]) -> None:
        """Add lines; a disk that refuses them now is made good at the next `reconcile`."""
        self._append(b"".join(b"\n" + msgspec.json.encode(entry) for entry in entries))

    def entries(self) -> dict[str, LedgerEntry]:
        """The last known entry of every item, oldest first; a torn line is left out."""
        return self._read()[0]

    def unacknowledged(self, present: frozenset[str]) -> tuple[LedgerEntry, ...]:
        """The entries whose items are not `present` in the store and not yet known to be lost."""
        entries, acknowledged = self._read()
        return tuple(
            entry
            for entry in entries.values()
            if entry.id not in present and entry.id not in acknowledged
        )

    def acknowledge(self, ids: Iterable[str]) -> None:
        """The person has seen that these items are lost; they are not reported again."""
        self._append(b"\n" + msgspec.json.encode(_Acknowledged(list(ids))))

    def salt(self) -> bytes:
        """The 16 plain bytes at the head of the store's file, for a file that has lost them."""
        found = b""
        for line in self._lines():
            with contextlib.suppress(msgspec.DecodeError, ValueError):
                found = bytes.fromhex(msgspec.json.decode(line, type=_Store).salt)
        return found if len(found) == SALT_SIZE else b""

    def note_salt(self, salt: bytes) -> None:
        """Keep the head of the store's file; it is no secret."""
        if len(salt) == SALT_SIZE and self.salt() != salt:
            self._append(b"\n" + msgspec.json.encode(_Store(salt.hex())))

    def roots(self) -> dict[str, int]:
        """The page at which each table and index begins, for a file that has lost its first one."""
        found: dict[str, int] = {}
        for line in self._lines():
            with contextlib.suppress(msgspec.DecodeError):
                found = msgspec.json.decode(line, type=_Roots).pages
        return found

    def note_roots(self, pages: dict[str, int]) -> None:
        """Keep where tables and indexes begin; page numbers are no secret."""
        if pages and self.roots() != pages:
            self._append(b"\n" + msgspec.json.encode(_Roots(pages)))

    def lost(self) -> tuple[LedgerEntry, ...]:
        """What is lost when own.db cannot be opened by key or code: all that was not reported."""
        return self.unacknowledged(frozenset())

    def _append(self, content: bytes) -> None:
        if not content:
            return
        with contextlib.suppress(OSError):
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, content)
            finally:
                os.close(descriptor)

    def _read(self) -> tuple[dict[str, LedgerEntry], frozenset[str]]:
        entries: dict[str, LedgerEntry] = {}
        acknowledged: set[str] = set()
        for line in self._lines():
            with contextlib.suppress(msgspec.DecodeError):
                entry = msgspec.json.decode(line, type=LedgerEntry)
                entries[entry.id] = entry
                continue
            with contextlib.suppress(msgspec.DecodeError):
                acknowledged.update(msgspec.json.decode(line, type=_Acknowledged).ids)
        return entries, frozenset(acknowledged)

    def _lines(self) -> list[bytes]:
        with contextlib.suppress(OSError):
            return self.path.read_bytes().split(b"\n")
        return []

    def compact(self) -> None:
        """Rewrite a ledger that has grown large, one line an item."""
        with contextlib.suppress(OSError):
            if self.path.stat().st_size < _COMPACT_BYTES:
                return
        entries, acknowledged = self._read()
        lines = [msgspec.json.encode(entry) for entry in entries.values()]
        lines.append(msgspec.json.encode(_Acknowledged(sorted(acknowledged))))
        lines.append(msgspec.json.encode(_Store(self.salt().hex())))
        lines.append(msgspec.json.encode(_Roots(self.roots())))
        write_bytes(self.path, b"\n" + b"\n".join(lines))


def reconcile(own: Database, path: Path) -> Reconciliation:
    """Bring ledger and store together after opening, and say where the store lags behind.

    An item that the store would send again although the ledger knows it finished is marked to be
    looked up by its client id before anything is sent.
    """
    ledger = Ledger(path)
    known = ledger.entries()
    stored = {
        row[0]: LedgerEntry(
            id=row[0],
            kind=row[1],
            state=milestone(row[2]),
            created_at=from_wire(row[3]),
            changed_at=from_wire(row[4]),
        )
        for row in own.iterate("SELECT id, kind, state, created_at, changed_at FROM outbox")
    }
    outdated = tuple(
        entry.id
        for entry in stored.values()
        if entry.state not in _FINISHED and entry.id in known and known[entry.id].state in _FINISHED
    )
    if outdated and not own.read_only:
        with own.write() as tx:
            _look_up_first(tx, outdated)
    behind = [
        entry
        for entry in stored.values()
        if entry.id not in outdated
        and (entry.id not in known or known[entry.id].state != entry.state)
    ]
    ledger.append(behind)
    with contextlib.suppress(OSError), own.path.open("rb") as stream:
        ledger.note_salt(stream.read(SALT_SIZE))
    pages = own.read("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0")
    ledger.note_roots({str(name): int(page) for name, page in pages})
    ledger.compact()
    return Reconciliation(
        missing=ledger.unacknowledged(frozenset(stored)),
        outdated=outdated,
    )


def _look_up_first(tx: Transaction, ids: tuple[str, ...]) -> None:
    tx.executemany(
        "UPDATE outbox SET look_up = 1 WHERE id = ? AND look_up = 0", [(item,) for item in ids]
    )
