"""Batches of isolated hosts: made, named, filled with requests, looked through, closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from app.base import ids
from app.base.clock import Clock
from app.base.tasks import CancelToken, Report
from app.licenses import known
from app.licenses.batches import collect as batch_collect
from app.licenses.batches import standing as batch_standing
from app.licenses.batches import store as batch_store
from app.licenses.batches.collect import Files
from app.licenses.batches.model import (
    HELD_BACK,
    Batch,
    BatchCard,
    BatchHost,
    Collected,
    HostStanding,
)
from app.licenses.batches.store import BatchRecord, HostRecord, Hosts
from app.licenses.errors import batch_in_use, unknown_batch, unknown_host
from app.licenses.history import journal
from app.licenses.known import Known
from app.storage.database import Database, Transaction

DONE = frozenset({HostStanding.RETURNED, HostStanding.REMOVED})
"""The loop is closed."""


class Batches:
    """The batches of one profile. Every method raises the store's problems."""

    def __init__(self, own: Database, mirror: Database, clock: Clock) -> None:
        self._own = own
        self._mirror = mirror
        self._clock = clock

    def cards(self) -> tuple[BatchCard, ...]:
        """All batches, newest first."""
        hosts = batch_store.hosts(self._own)
        everything = {name: one for some in hosts.values() for name, one in some.items()}
        facts = self.known(everything)
        return tuple(
            _card(name, record, batch_standing.views(hosts.get(name, {}), facts))
            for name, record in reversed(batch_store.batches(self._own).items())
        )

    def view(self, batch_id: str) -> Batch:
        """One batch with its hosts. Raises UnknownBatch."""
        record = self.record(batch_id)
        hosts = batch_store.hosts(self._own, batch_id)[batch_id]
        return Batch(
            id=batch_id,
            name=record.name,
            made_at=record.made_at,
            changed_at=record.changed_at,
            closed_at=record.closed_at,
            hosts=batch_standing.views(hosts, self.known(hosts)),
        )

    def new(self, name: str) -> str:
        """Make an empty batch; its id."""
        batch_id, now = ids.new_id(self._clock), self._clock.now()
        record = BatchRecord(name=" ".join(name.split()), made_at=now, changed_at=now)
        with self._own.write() as tx:
            batch_store.keep_batch(tx, batch_id, record)
        return batch_id

    def rename(self, batch_id: str, name: str) -> None:
        """Give a batch another name. Raises UnknownBatch."""
        self._change(
            batch_id, lambda old: msgspec.structs.replace(old, name=" ".join(name.split()))
        )

    def close(self, batch_id: str, *, closed: bool) -> None:
        """Put a batch away, or take it up again. Raises UnknownBatch."""
        at = self._clock.now() if closed else None
        self._change(batch_id, lambda old: msgspec.structs.replace(old, closed_at=at))

    def remove(self, batch_id: str) -> None:
        """Forget a batch of which nothing was sent. Raises UnknownBatch, BatchInUse."""
        with self._own.write() as tx:
            self.record(batch_id, tx)
            hosts = batch_store.hosts(tx, batch_id)[batch_id]
            if self.known(hosts).sent:
                raise batch_in_use()
            batch_store.remove_batch(tx, batch_id)

    def collect(
        self, batch_id: str, files: Files, report: Report, cancel: CancelToken | None
    ) -> Collected:
        """Take request files in, all in one step. Raises UnknownBatch, Cancelled."""
        self.record(batch_id)
        found = batch_collect.read(files, self._clock.now(), report, cancel)
        with self._own.write() as tx:
            hosts = batch_store.hosts(tx, batch_id)[batch_id]
            changes = batch_collect.merged(found, hosts, ids.new_id(self._clock))
            if changes.changed:
                batch_store.keep_hosts(tx, batch_id, changes.changed)
                journal.note(tx, [batch_collect.event(*one) for one in found.good], self._clock)
                self.touch(tx, batch_id)
        return Collected(changes.added, changes.known, (*found.unread, *changes.unread))

    def expect(self, batch_id: str, host_names: Sequence[str]) -> int:
        """Note hosts that are to come; how many of them were not there. Raises UnknownBatch."""
        with self._own.write() as tx:
            self.record(batch_id, tx)
            there = {
                one.host_name.casefold()
                for one in batch_store.hosts(tx, batch_id)[batch_id].values()
            }
            base = ids.new_id(self._clock)
            new: dict[str, tuple[HostRecord, bytes | None]] = {}
            for name in (" ".join(one.split()) for one in host_names):
                if name and name.casefold() not in there:
                    there.add(name.casefold())
                    new[f"{base}-{len(new):06}"] = (HostRecord(host_name=name), None)
            batch_store.keep_hosts(tx, batch_id, new)
            if new:
                self.touch(tx, batch_id)
        return len(new)

    def drop(self, batch_id: str, host_ids: Sequence[str]) -> None:
        """Take hosts out of a batch; what was sent stays sent. Raises UnknownBatch."""
        with self._own.write() as tx:
            batch_store.drop_hosts(tx, batch_id, list(host_ids))
            self.touch(tx, batch_id)

    def confirm(self, batch_id: str, host_ids: Sequence[str]) -> None:
        """Hosts that were held back go along all the same; what was refused is tried once more.

        Raises UnknownBatch, UnknownHost.
        """
        with self._own.write() as tx:
            hosts = batch_store.hosts(tx, batch_id)[batch_id]
            if not set(host_ids) <= hosts.keys():
                raise unknown_host()
            facts = self.known({name: hosts[name] for name in host_ids})
            changed = {name: _confirmed(hosts[name], facts) for name in host_ids}
            batch_store.change_hosts(tx, batch_id, changed)
            self.touch(tx, batch_id)

    def record(self, batch_id: str, db: Transaction | None = None) -> BatchRecord:
        """What is kept of a batch itself. Raises UnknownBatch."""
        found = batch_store.batch(db or self._own, batch_id)
        if found is None:
            raise unknown_batch()
        return found

    def ready(self, batch_id: str) -> tuple[BatchHost, ...]:
        """The hosts whose requests can go to the vendor. Raises UnknownBatch."""
        found = self.view(batch_id).hosts
        return tuple(one for one in found if one.standing is HostStanding.REQUESTED)

    def known(self, hosts: Hosts) -> Known:
        """What is known about the requests of these hosts, their earlier ones included."""
        names = [name for one in hosts.values() for name in (*one.earlier, one.request_id) if name]
        return known.load(self._own, self._mirror, names, self._clock.now())

    def touch(self, tx: Transaction, batch_id: str) -> None:
        """Note that a batch was changed. Raises UnknownBatch."""
        changed = msgspec.structs.replace(self.record(batch_id, tx), changed_at=self._clock.now())
        batch_store.keep_batch(tx, batch_id, changed)

    def _change(self, batch_id: str, change: Callable[[BatchRecord], BatchRecord]) -> None:
        with self._own.write() as tx:
            batch_store.keep_batch(tx, batch_id, change(self.record(batch_id, tx)))
            self.touch(tx, batch_id)


def _confirmed(host: HostRecord, facts: Known) -> HostRecord:
    """The host once a person said that it goes along; the refusal that was overruled with it."""
    answer, sent = facts.answers.get(host.request_id), facts.sent.get(host.request_id)
    overruled = host.again
    if answer is not None and not answer.usable:
        overruled = answer.set_id
    if sent is not None and sent.state == "refused":
        overruled = sent.set_id
    return msgspec.structs.replace(host, confirmed=True, again=overruled)


def _card(name: str, record: BatchRecord, hosts: tuple[BatchHost, ...]) -> BatchCard:
    ends = [one.expires_at for one in hosts if one.expires_at is not None]
    return BatchCard(
        id=name,
        name=record.name,
        made_at=record.made_at,
        changed_at=record.changed_at,
        closed_at=record.closed_at,
        hosts=len(hosts),
        held_back=sum(one.standing in HELD_BACK for one in hosts),
        done=sum(one.standing in DONE for one in hosts),
        expires_at=min(ends, default=None),
    )
