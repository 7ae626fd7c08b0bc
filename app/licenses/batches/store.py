"""What is kept of a batch: its name, and what its hosts wrote; where they stand is derived."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from app.licenses import noted
from app.licenses.noted import Noted
from app.storage.database import Database, Transaction

_BATCH, _HOST = "batch", "host"


class BatchRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A batch. Instants are aware UTC."""

    name: str
    made_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None


class HostRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One host of a batch, by its newest request; only expected where it names none."""

    host_name: str
    product_id: str = ""
    license_id: str = ""
    fingerprint: str = ""
    request_id: str = ""
    sha256: str = ""
    """Of the request as its host wrote it."""
    earlier: tuple[str, ...] = ()
    """Requests of the same host before this one, oldest first."""
    source: str = ""
    collected_at: datetime | None = None
    created_at: datetime | None = None
    confirmed: bool = False
    """A person said that it goes along all the same."""
    again: str = ""
    """The set whose refusal a person overruled: it may be sent once more."""
    stray: str = ""
    """"answer" or "receipt": that came here, of a request that is not in this batch."""


Hosts = dict[str, HostRecord]
"""The hosts of a batch by their ids, in the order they came."""


def batches(db: Database | Transaction) -> dict[str, BatchRecord]:
    """All batches, oldest first."""
    return {
        name: msgspec.json.decode(body, type=BatchRecord) for name, body in noted.bodies(db, _BATCH)
    }


def batch(db: Database | Transaction, batch_id: str) -> BatchRecord | None:
    """One batch; None where there is none."""
    body = noted.one(db, _BATCH, batch_id)
    return msgspec.json.decode(body, type=BatchRecord) if body is not None else None


def keep_batch(tx: Transaction, batch_id: str, record: BatchRecord) -> None:
    """Keep a batch."""
    noted.put(tx, _BATCH, [Noted(batch_id, msgspec.json.encode(record), record.name)])


def hosts(db: Database | Transaction, batch_id: str = "") -> dict[str, Hosts]:
    """The hosts of one batch, or of all, by batch."""
    found: dict[str, Hosts] = {batch_id: {}} if batch_id else {}
    decoder = msgspec.json.Decoder(HostRecord)
    for name, body in noted.bodies(db, _HOST, batch_id):
        above, _slash, host_id = name.partition("/")
        found.setdefault(above, {})[host_id] = decoder.decode(body)
    return found


def requests(db: Database | Transaction, batch_id: str) -> dict[str, bytes]:
    """The requests of a batch by host id, each as its host wrote it."""
    found = noted.files(db, _HOST, batch_id)
    return {name.partition("/")[2]: data for name, data in found.items()}


def keep_hosts(
    tx: Transaction, batch_id: str, records: dict[str, tuple[HostRecord, bytes | None]]
) -> None:
    """Keep hosts with the requests they wrote."""
    encode = msgspec.json.Encoder().encode
    noted.put(
        tx,
        _HOST,
        (
            Noted(f"{batch_id}/{name}", encode(record), record.host_name, request)
            for name, (record, request) in records.items()
        ),
    )


def change_hosts(tx: Transaction, batch_id: str, records: Hosts) -> None:
    """Change what is known of hosts; the request of each stays."""
    encode = msgspec.json.Encoder().encode
    noted.rewrite(
        tx, _HOST, ((f"{batch_id}/{name}", encode(record)) for name, record in records.items())
    )


def drop_hosts(tx: Transaction, batch_id: str, names: list[str]) -> None:
    """Forget hosts of a batch."""
    noted.remove(tx, _HOST, [f"{batch_id}/{name}" for name in names])


def remove_batch(tx: Transaction, batch_id: str) -> None:
    """Forget a batch with its hosts."""
    noted.remove_under(tx, _HOST, batch_id)
    noted.remove(tx, _BATCH, [batch_id])


def digest(request: bytes) -> str:
    """The hash of a request as its host wrote it."""
    return sha256(request).hexdigest()
