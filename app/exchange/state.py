"""Where the feed stands: cursor and generation in the mirror, the last look in a file beside it."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

import msgspec

from app.base.clock import from_wire, to_wire
from app.base.errors import Problem
from app.base.files import write_bytes
from app.storage.database import Database, Transaction


class FeedState(msgspec.Struct, frozen=True, kw_only=True):
    """`snapshot`: a full snapshot is under way; `first_load`: indexes and search are not built."""

    cursor: str | None
    generation: int
    synced_at: datetime | None
    snapshot: bool
    first_load: bool
    set_aside: int


class SetAside(msgspec.Struct, frozen=True):
    """A record of the vendor's that could not be applied."""

    kind: str
    id: str
    version: int
    reason: str
    at: datetime


def read_state(mirror: Database) -> FeedState:
    """Where the feed of this mirror stands."""
    row = mirror.one(
        "SELECT cursor, generation, synced_at, snapshot, first_load,"
        " (SELECT count(*) FROM set_aside) FROM feed_state"
    )
    cursor, generation, synced_at, snapshot, first_load, set_aside = row or (None, 0, None, 0, 1, 0)
    stored = from_wire(synced_at) if synced_at else None
    looked = _looked_at(mirror.path)
    return FeedState(
        cursor=cursor,
        generation=generation,
        synced_at=max((at for at in (stored, looked) if at), default=None) if stored else None,
        snapshot=bool(snapshot),
        first_load=bool(first_load),
        set_aside=set_aside,
    )


def list_set_aside(mirror: Database) -> tuple[SetAside, ...]:
    """The records that could not be applied, oldest first."""
    rows = mirror.read("SELECT kind, id, version, reason, at FROM set_aside ORDER BY at, kind, id")
    return tuple(
        SetAside(kind, record, version, reason, from_wire(at))
        for kind, record, version, reason, at in rows
    )


def keep_state(
    tx: Transaction, *, cursor: str | None, generation: int, snapshot: bool, at: datetime
) -> None:
    """Move the feed on, in the transaction that applied the page."""
    tx.execute(
        "UPDATE feed_state SET cursor = ?, generation = ?, snapshot = ?, synced_at = ?",
        (cursor, generation, int(snapshot), to_wire(at)),
    )


def note_look(mirror: Path, at: datetime) -> None:
    """Remember that the portal had nothing newer at `at`, without writing to the store (P6)."""
    with contextlib.suppress(Problem):
        write_bytes(_look_file(mirror), to_wire(at).encode())


def _looked_at(mirror: Path) -> datetime | None:
    with contextlib.suppress(OSError, ValueError):
        return from_wire(_look_file(mirror).read_text(encoding="ascii"))
    return None


def _look_file(mirror: Path) -> Path:
    return mirror.with_suffix(".checked")
