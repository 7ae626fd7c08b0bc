"""The license files that went from here: for which host, from which set, and when each is stale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from app.licenses import answers
from app.licenses.answers import AnswerFacts
from app.licenses.batches import store as batch_store
from app.storage.database import Database

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class MadeFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was answered, and verified here."""

    request_id: str
    set_id: str
    host_name: str
    product_id: str
    license_id: str
    fingerprint: str
    expires_at: datetime | None
    """UTC; None where it has no end, or where nothing here opens it."""


class Batched(msgspec.Struct, frozen=True):
    """The batch that a request is in."""

    id: str
    name: str


def made(own: Database) -> Iterator[MadeFile]:
    """Every usable file that was answered, the oldest first."""
    usable = [(name, one) for name, one in answers.known(own).items() if one.usable]
    for name, one in sorted(usable, key=_by_time):
        yield MadeFile(
            request_id=name,
            set_id=one.set_id,
            host_name=one.host_name,
            product_id=one.product_id,
            license_id=one.license_id,
            fingerprint=one.fingerprint,
            expires_at=one.expires_at,
        )


def latest(own: Database) -> dict[str, datetime | None]:
    """When the last file for each machine is stale, by fingerprint."""
    return {one.fingerprint: one.expires_at for one in made(own)}


def batches(own: Database) -> dict[str, Batched]:
    """The batch of each request, by the request's id."""
    names = {key: record.name for key, record in batch_store.batches(own).items()}
    found: dict[str, Batched] = {}
    for above, hosts in batch_store.hosts(own).items():
        batch = Batched(above, names.get(above, ""))
        for host in hosts.values():
            found.update(dict.fromkeys((*host.earlier, host.request_id), batch))
    return found


def _by_time(found: tuple[str, AnswerFacts]) -> tuple[datetime, str]:
    return found[1].issued_at or _LONG_AGO, found[1].set_id
