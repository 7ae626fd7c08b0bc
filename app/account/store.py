"""The account's SQL: its records in the mirror, and what own.db remembers about the portal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

import msgspec

from app.base.clock import from_wire, to_wire
from app.portal.wire import Discovery, Jwk, Me
from app.storage.database import Database, Row, Transaction

T = TypeVar("T", bound=msgspec.Struct)

_DISCOVERY = "discovery"
_ME = "me"
_ENDED = "sign-in-ended"


class KeptDiscovery(msgspec.Struct, frozen=True):
    """What the portal said about itself, and when it was asked."""

    at: datetime
    document: Discovery


class PinnedKey(msgspec.Struct, frozen=True):
    """A vendor's key as it lies in own.db."""

    jwk: Jwk
    pinned_at: datetime
    replaced_by: str


def records(mirror: Database, kind: str, record: type[T]) -> Iterator[tuple[str, T]]:
    """Id and record of each stored record of a kind, by id; unreadable ones are left out."""
    for key, body in mirror.read("SELECT id, body FROM record WHERE kind = ? ORDER BY id", (kind,)):
        found = _decoded(body, record)
        if found is not None:
            yield str(key), found


def read_discovery(own: Database) -> KeptDiscovery | None:
    """What is remembered about the portal; None before the first sign-in."""
    return _decoded(_value(own, _DISCOVERY), KeptDiscovery)


def keep_discovery(tx: Transaction, kept: KeptDiscovery) -> None:
    """Remember what the portal said about itself."""
    _keep(tx, _DISCOVERY, msgspec.json.encode(kept))


def read_me(own: Database) -> Me | None:
    """Who is signed in; None where nobody is."""
    return _decoded(_value(own, _ME), Me)


def keep_me(tx: Transaction, me: Me | None) -> None:
    """Remember who is signed in, and that the sign-in holds; None: signed out."""
    if me is None:
        tx.execute("DELETE FROM meta WHERE name = ?", (_ME,))
    else:
        _keep(tx, _ME, msgspec.json.encode(me))
    tx.execute("DELETE FROM meta WHERE name = ?", (_ENDED,))


def has_ended(own: Database) -> bool:
    """Whether the portal said that the sign-in no longer holds."""
    return _value(own, _ENDED) is not None


def note_ended(own: Database, *, ended: bool) -> None:
    """Remember whether the sign-in still holds; writes only where that changed."""
    if ended != has_ended(own):
        with own.write() as tx:
            if ended:
                _keep(tx, _ENDED, b"1")
            else:
                tx.execute("DELETE FROM meta WHERE name = ?", (_ENDED,))


def read_pins(own: Database) -> tuple[PinnedKey, ...]:
    """The vendor's keys this profile relies on."""
    rows = own.read("SELECT jwk, pinned_at, replaced_by FROM vendor_key ORDER BY pinned_at, kid")
    return tuple(
        PinnedKey(msgspec.json.decode(jwk, type=Jwk), from_wire(at), replaced or "")
        for jwk, at, replaced in rows
    )


def keep_pins(tx: Transaction, keys: tuple[PinnedKey, ...]) -> None:
    """Rely on these keys from now on."""
    tx.executemany(
        "INSERT OR REPLACE INTO vendor_key (kid, jwk, pinned_at, replaced_by) VALUES (?, ?, ?, ?)",
        [
            (
                key.jwk.kid,
                msgspec.json.encode(key.jwk),
                to_wire(key.pinned_at),
                key.replaced_by or None,
            )
            for key in keys
        ],
    )


def _keep(tx: Transaction, name: str, value: bytes) -> None:
    tx.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


def _value(own: Database, name: str) -> bytes | None:
    row: Row | None = own.one("SELECT value FROM meta WHERE name = ?", (name,))
    return bytes(row[0]) if row is not None and row[0] is not None else None


def _decoded(body: bytes | None, record: type[T]) -> T | None:
    try:
        return None if body is None else msgspec.json.decode(body, type=record)
    except msgspec.MsgspecError:
        return None
