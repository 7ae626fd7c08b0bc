"""What isolated hosts say back, signed by the key of their request: installed, or removed.

A removal ends what its request was answered with, once; an instance that was taken again since is
not touched by it, however often the proof comes.
"""

from __future__ import annotations

import sqlite3
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from app.base.clock import from_wire
from app.portal.wire import Instant
from app.sandbox.activation_bodies import RecordIn
from app.sandbox.instances import Instances

_TYPE = "host-receipt+jws"


class _Statement(Struct, frozen=True):
    request_id: str
    done: Literal["installed", "removed"]
    at: Instant
    license_id: str
    fingerprint: str
    also: list[str] = []


class _Activation(Struct, frozen=True):
    """What was answered to a request."""

    host_key: str
    license_id: str
    fingerprint: str
    issued_at: datetime
    installed_at: datetime | None


def received(connection: sqlite3.Connection, instances: Instances, record: RecordIn) -> str:
    """Take one statement in; what is wrong with it, "" where nothing is."""
    try:
        said = msgspec.json.decode(decoded(record.payload), type=_Statement)
    except (ValueError, msgspec.DecodeError, RecursionError):
        return "not a receipt"
    answered = _activation(connection, said.request_id)
    if answered is None:
        return "no such request"
    if not _is_signed(record, answered.host_key):
        return "not signed by the key of its request"
    if (said.license_id, said.fingerprint) != (answered.license_id, answered.fingerprint):
        return "about another license or machine than its request"
    if said.done == "removed":
        return _removed(connection, instances, said, answered)
    connection.execute(
        "UPDATE activation SET installed_at=? WHERE request_id=?",
        (said.at.isoformat(), said.request_id),
    )
    return ""


def about(record: RecordIn) -> str:
    """The license that a statement says it is about; "" where it says none."""
    try:
        return msgspec.json.decode(decoded(record.payload), type=_Statement).license_id
    except (ValueError, msgspec.DecodeError, RecursionError):
        return ""


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding. Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _removed(
    connection: sqlite3.Connection, instances: Instances, said: _Statement, answered: _Activation
) -> str:
    after = max(filter(None, (answered.issued_at.replace(microsecond=0), answered.installed_at)))
    if said.at < after:
        return "removed before it was installed"
    others = []
    for name in said.also:
        other = _activation(connection, name)
        if other is None:
            continue  # it was never sent
        if (other.license_id, other.fingerprint) != (said.license_id, said.fingerprint):
            return "gives up a request of another machine"
        others.append(name)
    instances.given_up([said.request_id, *others])
    return ""


def _activation(connection: sqlite3.Connection, request_id: str) -> _Activation | None:
    row = connection.execute(
        "SELECT host_key, license_id, fingerprint, issued_at, installed_at FROM activation"
        " WHERE request_id=?",
        (request_id,),
    ).fetchone()
    if row is None:
        return None
    key, license_id, fingerprint, issued_at, installed_at = row
    return _Activation(
        key,
        license_id,
        fingerprint,
        from_wire(issued_at),
        from_wire(installed_at) if installed_at else None,
    )


def _is_signed(record: RecordIn, host_key: str) -> bool:
    head, _, signature = record.jws.partition("..")
    try:
        if msgspec.json.decode(decoded(head), type=_Head).typ != _TYPE:
            return False
        key = Ed25519PublicKey.from_public_bytes(decoded(host_key))
        key.verify(decoded(signature), f"{head}.{record.payload}".encode())
    except (InvalidSignature, ValueError):
        return False
    return True


class _Head(msgspec.Struct, frozen=True):
    typ: str = ""
