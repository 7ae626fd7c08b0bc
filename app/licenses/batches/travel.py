"""A batch on its way: its requests out, its answers back to the hosts, their receipts in.

Each step may be done again after any end of the program: what was done is known by its id or hash.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.activation import requests as host_requests
from app.base.clock import Clock
from app.licenses import answers, carrying, store, vendor
from app.licenses.answers import AnswerFacts, Judge
from app.licenses.batches import store as batch_store
from app.licenses.batches.batches import Batches
from app.licenses.batches.model import HostStanding
from app.licenses.batches.store import HostRecord, Hosts, digest
from app.licenses.errors import bad_answers, nothing_to_carry
from app.licenses.history import journal
from app.licenses.history.journal import Event
from app.licenses.model import ANSWERS, AnswerSet
from app.licenses.outgoing import Going, Outgoing
from app.licenses.store import KeptRequest
from app.licenses.views.model import Act
from app.storage.database import Database


class BatchTravel:
    """What leaves a batch and what comes to it. Every method raises UnknownBatch."""

    def __init__(
        self, own: Database, mirror: Database, batches: Batches, outgoing: Outgoing, clock: Clock
    ) -> None:
        self._own = own
        self._mirror = mirror
        self._batches = batches
        self._outgoing = outgoing
        self._clock = clock

    def request_sets(self, batch_id: str, host_ids: Sequence[str] | None) -> tuple[bytes, ...]:
        """What is ready, or these hosts, as request files of at most a thousand."""
        going = self._going(batch_id, host_ids)
        made = []
        for start in range(0, len(going), host_requests.MOST):
            bodies = [one.body for one in going[start : start + host_requests.MOST]]
            name = f"set-{digest(b''.join(bodies))[:32]}"
            made.append(host_requests.set_of([json.loads(body) for body in bodies], name))
        with self._own.write() as tx:
            journal.note_once(tx, [_made(data, going) for data in made], self._clock)
        return tuple(made)

    def send(self, batch_id: str, subject: str) -> int:
        """Queue what is ready, all in one step; how many hosts. It is then on the disk."""
        going = self._going(batch_id, None)
        if not going:
            return 0
        with self._own.write() as tx:
            # Another process may have queued some of them meanwhile.
            sent = store.requests(tx, [one.request_id for one in going])
            now = [one for one in going if not _is_on_its_way(sent.get(one.request_id))]
            self._outgoing.requests(tx, now, subject)
            self._batches.touch(tx, batch_id)
        return len(now)

    def answers(self, batch_id: str) -> tuple[bytes, ...]:
        """The answers that are here, in files of at most a thousand."""
        self._batches.record(batch_id)
        return tuple(carrying.answer_files(self._own, self._usable(batch_id), f"batch-{batch_id}"))

    def carry_back(self, batch_id: str, folder: Path) -> tuple[Path, ...]:
        """Write what goes to the hosts into `folder`. Raises NothingToCarry, NoVendorFile."""
        self._batches.record(batch_id)
        usable = self._usable(batch_id)
        files = carrying.answer_files(self._own, usable, f"batch-{batch_id}")
        if not files:
            raise nothing_to_carry()
        names = [one.host_name for one in usable.values()]
        return carrying.carry(self._own, self._mirror, files, folder, self._clock, names)

    def take_answers(self, batch_id: str, data: bytes) -> int:
        """Take in answers that another computer fetched; how many hosts have news.

        Answers to requests of other hosts stay in the batch as foreign rows. Raises BadAnswers.
        """
        hosts = batch_store.hosts(self._own, batch_id)[batch_id]
        self._batches.record(batch_id)
        try:
            found = msgspec.json.decode(data, type=AnswerSet)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise bad_answers(type(error).__name__) from error
        if len(found.responses) > host_requests.MOST:
            raise bad_answers(f"{len(found.responses)} answers")
        there = answers.split(found)
        set_id = f"carried-{digest(data)[:32]}"
        requests = self._requests(batch_id, hosts, list(there))
        facts = answers.facts_of(set_id, data, requests, self.judge())
        event = Event(
            act=Act.RECEIVED,
            name=ANSWERS,
            kind="answers",
            set_id=set_id,
            data=data,
            hosts=[one.host_name for one in facts.values()],
        )
        with self._own.write() as tx:
            sent = store.request_bodies(tx, list(facts))
            new = [(name, requests[name]) for name in facts if name not in sent]
            store.keep_set(tx, set_id, new)
            news = answers.keep(tx, set_id, data, facts)
            strays = [name for name in there if name not in requests]
            batch_store.keep_hosts(tx, batch_id, _strays(strays))
            journal.note_once(tx, [event], self._clock)
            self._batches.touch(tx, batch_id)
        return news

    def judge(self) -> Judge:
        """What answers are verified with."""
        return Judge(
            vendor.keys(self._own),
            self._clock.now(),
            lambda license_id: vendor.license_keys(self._mirror, license_id),
        )

    def _going(self, batch_id: str, host_ids: Sequence[str] | None) -> list[Going]:
        chosen = self._batches.view(batch_id).hosts
        if host_ids is None:
            chosen = tuple(one for one in chosen if one.standing is HostStanding.REQUESTED)
        else:
            chosen = tuple(one for one in chosen if one.id in set(host_ids) and one.request_id)
        bodies = batch_store.requests(self._own, batch_id)
        return [
            Going(one.request_id, one.host_name, bodies[one.id])
            for one in chosen
            if one.id in bodies
        ]

    def _usable(self, batch_id: str) -> dict[str, AnswerFacts]:
        """The answers to be carried: to each host's newest answered request, by host name."""
        hosts = batch_store.hosts(self._own, batch_id)[batch_id]
        known = self._batches.known(hosts).answers
        usable: dict[str, AnswerFacts] = {}
        for one in sorted(hosts.values(), key=lambda host: host.host_name.casefold()):
            for name in (one.request_id, *reversed(one.earlier)):
                if name in known and known[name].usable:
                    usable[name] = known[name]
                    break
        return usable

    def _requests(self, batch_id: str, hosts: Hosts, names: list[str]) -> dict[str, bytes]:
        """Those of these requests that are here, in this batch or sent before."""
        bodies = batch_store.requests(self._own, batch_id)
        mine = {one.request_id: bodies[name] for name, one in hosts.items() if name in bodies}
        return store.request_bodies(self._own, names) | {
            name: mine[name] for name in names if name in mine
        }


def _is_on_its_way(sent: KeptRequest | None) -> bool:
    return sent is not None and sent.state in ("queued", "sending", "waiting")


def _strays(names: Sequence[str]) -> dict[str, tuple[HostRecord, bytes | None]]:
    return {
        f"stray-{name}": (HostRecord(host_name="", request_id=name, stray="answer"), None)
        for name in names
    }


def _made(data: bytes, going: Sequence[Going]) -> Event:
    return Event(
        act=Act.MADE,
        name="activation-requests.json",
        kind="requests",
        data=data,
        hosts=[one.host_name for one in going],
        more_words=[one.request_id for one in going],
    )
