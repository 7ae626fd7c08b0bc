"""The sandbox's signing keys: Ed25519, kept in the state; a new key is signed by the old one."""

from __future__ import annotations

import sqlite3
from base64 import urlsafe_b64encode
from hashlib import sha256

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import UNSET, UnsetType

from app.base.clock import Clock, to_wire
from app.portal.wire import Jwk, KeyChange, KeyChangeStatement
from app.sandbox.records import Signed
from app.sandbox.state import State


class VendorKey(Jwk, frozen=True):
    """A key as a vendor file shows it: what it signed from `retired_at` on does not count."""

    retired_at: str | UnsetType = UNSET


def base64url(content: bytes) -> str:
    """Base64 for addresses and JOSE, without padding (RFC 7515 section 2)."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


class Signer:
    """One private key; what it signs carries its `kid`."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.kid = sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]

    @classmethod
    def new(cls) -> Signer:
        """A signer with a fresh random key."""
        return cls(Ed25519PrivateKey.generate())

    def private_bytes(self) -> bytes:
        """The key for the state file."""
        return self._key.private_bytes_raw()

    def public(self, status: str) -> Jwk:
        """The public half as the contract shows it."""
        x = base64url(self._key.public_key().public_bytes_raw())
        return Jwk(kid=self.kid, x=x, status=status)

    def sign(self, content: bytes, kind: str) -> Signed:
        """`content` as a signed record: a compact JWS with its payload beside it."""
        head = base64url(
            msgspec.json.encode({"alg": "EdDSA", "kid": self.kid, "typ": f"{kind}+jws"})
        )
        payload = base64url(content)
        signature = base64url(self._key.sign(f"{head}.{payload}".encode()))
        return Signed(payload, f"{head}..{signature}")


def add_first_key(connection: sqlite3.Connection, clock: Clock) -> Signer:
    """Make the first key of a new state."""
    signer = Signer.new()
    _insert(connection, signer, clock, None)
    return signer


def current(state: State) -> Signer:
    """The key that signs now."""
    row = state.one("SELECT private FROM signing_key WHERE status='current'")
    assert row is not None
    return Signer(Ed25519PrivateKey.from_private_bytes(row[0]))


def current_within(connection: sqlite3.Connection) -> Signer:
    """The key that signs now, of a state that is not open yet."""
    row = connection.execute("SELECT private FROM signing_key WHERE status='current'").fetchone()
    return Signer(Ed25519PrivateKey.from_private_bytes(row[0]))


def rotate(state: State, clock: Clock) -> Signer:
    """Replace the current key by a new one that the old one vouches for."""
    old, new = current(state), Signer.new()
    statement = KeyChangeStatement(old.kid, new.public("current"), clock.now())
    change = old.sign(msgspec.json.encode(statement), "key-change")
    with state.write() as connection:
        connection.execute(
            "UPDATE signing_key SET status='retired', retired_at=? WHERE status='current'",
            (to_wire(clock.now()),),
        )
        _insert(connection, new, clock, change)
    return new


def published(state: State) -> tuple[list[Jwk], list[KeyChange]]:
    """All public keys, current first, and every change since the first key, oldest first."""
    keys: list[Jwk] = []
    changes: list[KeyChange] = []
    rows = state.all(
        "SELECT private, status, change_payload, change_jws FROM signing_key ORDER BY rowid"
    )
    for private, status, payload, jws in rows:
        signer = Signer(Ed25519PrivateKey.from_private_bytes(private))
        keys.insert(0, signer.public(status))
        if payload is not None:
            changes.append(KeyChange(payload, jws))
    return keys, changes


def dated(state: State) -> list[VendorKey]:
    """All public keys with their ends, current first."""
    ends = dict(state.all("SELECT kid, retired_at FROM signing_key"))
    keys, _changes = published(state)
    return [
        VendorKey(kid=key.kid, x=key.x, status=key.status, retired_at=ends[key.kid] or UNSET)
        for key in keys
    ]


def _insert(
    connection: sqlite3.Connection, signer: Signer, clock: Clock, change: Signed | None
) -> None:
    connection.execute(
        "INSERT INTO signing_key VALUES(?,?,'current',?,?,?,NULL)",
        (
            signer.kid,
            signer.private_bytes(),
            to_wire(clock.now()),
            change.payload if change else None,
            change.jws if change else None,
        ),
    )
