"""A connected workstation for tests: a desk whose person is signed in, and hosts' files."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from app.account.model import ProfileInfo
from app.activation import receipts, requests
from app.activation.receipts import ReceiptSet
from app.activation.requests import RequestSet
from app.activation.state import MadeRequest
from app.licenses.batches.model import Batch, BatchHost, Collected
from app.licenses.model import Exchanged, Returned
from app.licenses.service import LicenseService
from app.services.rooms import Rooms
from app.storage.database import Database
from app.storage.opening import open_own
from tests.support.isolated_hosts import body_of
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer

UNLIMITED = {"machines": None, "production_machines": None}
"""What makes a license of the sandbox one for any number of hosts."""


class Workstation:
    """A desk whose person is signed in."""

    def __init__(self, desk: Desk, info: ProfileInfo, sandbox: SandboxServer) -> None:
        self.desk = desk
        self.info = info
        self.sandbox = sandbox

    def rooms(self) -> Rooms:
        return self.desk.office.rooms(self.info.id)

    def queue(self, *made: MadeRequest) -> int:
        rooms = self.rooms()
        try:
            return rooms.licenses.exchange([set_of(*made)], self.info.subject)
        finally:
            rooms.close()

    def send(self) -> None:
        self.desk.office.send(self.info.id, hurry=True)

    def found(self, *made: MadeRequest) -> Exchanged:
        rooms = self.rooms()
        try:
            return rooms.licenses.exchanged([set_of(*made)])
        finally:
            rooms.close()

    def states(self, *made: MadeRequest) -> list[str]:
        return [row.state.value for row in self.found(*made).rows]

    def exchange(self, *made: MadeRequest) -> Exchanged:
        self.queue(*made)
        self.send()
        return self.found(*made)

    def give_back(self, *records: dict[str, str]) -> Returned:
        rooms = self.rooms()
        try:
            return rooms.licenses.give_back([receipt_set(*records)], self.info.subject)
        finally:
            rooms.close()

    def forget_answers(self) -> None:
        """As if the program had been killed after the portal answered, before that was kept."""
        with self.own() as own, own.write() as tx:
            tx.execute("UPDATE activation_set SET answer = NULL")
            tx.execute("DELETE FROM noted WHERE kind = 'answer'")

    def own(self) -> Database:
        """The store itself."""
        office = self.desk.office
        folder, keys = office.profiles.folder(self.info.id), office.keys(self.info.id)
        return open_own(folder.own, keys.own)

    def synchronize(self) -> None:
        self.desk.office.synchronize(self.info.id)

    @contextlib.contextmanager
    def licenses(self) -> Iterator[LicenseService]:
        """The room, closed at the block's end."""
        rooms = self.rooms()
        try:
            yield rooms.licenses
        finally:
            rooms.close()

    def new_batch(self, *made: MadeRequest, name: str = "Ulm") -> str:
        """A batch with these requests, a file each."""
        with self.licenses() as licenses:
            batch_id = licenses.new_batch(name)
            licenses.collect(batch_id, files_of(*made))
        return batch_id

    def collect(self, batch_id: str, *made: MadeRequest) -> Collected:
        with self.licenses() as licenses:
            return licenses.collect(batch_id, files_of(*made))

    def batch(self, batch_id: str) -> Batch:
        with self.licenses() as licenses:
            return licenses.batch(batch_id)

    def host(self, batch_id: str, name: str) -> BatchHost:
        """The one host of this name."""
        [found] = [one for one in self.batch(batch_id).hosts if one.host_name == name]
        return found

    def standings(self, batch_id: str) -> dict[str, str]:
        """How each host stands, by name."""
        return {one.host_name: one.standing.value for one in self.batch(batch_id).hosts}

    def send_batch(self, batch_id: str) -> int:
        """Queue what is ready and send it."""
        with self.licenses() as licenses:
            count = licenses.send(batch_id, self.info.subject)
        self.send()
        return count

    def take_receipts(self, batch_id: str, *records: dict[str, str]) -> Collected:
        """Take these in, a file each."""
        files = [
            (f"receipt-{place}.json", receipts.set_of([one], f"set-{place:04}"))
            for place, one in enumerate(records)
        ]
        with self.licenses() as licenses:
            return licenses.take_receipts(batch_id, files, self.info.subject)

    def vendor(self) -> Any:
        rooms = self.rooms()
        try:
            return rooms.licenses.vendor()
        finally:
            rooms.close()


def set_of(*made: MadeRequest) -> RequestSet:
    return requests.read_set(requests.set_of([body_of(one) for one in made], "set-0001"))


def receipt_set(*records: dict[str, str]) -> ReceiptSet:
    return receipts.read_set(receipts.set_of(list(records), "set-0002"))


def files_of(*made: MadeRequest) -> Sequence[tuple[str, bytes]]:
    """Request files, one a request, as they come from a medium."""
    return [
        (f"{body_of(one)['host_name']}.json", requests.set_of([body_of(one)], f"set-{place:04}"))
        for place, one in enumerate(made)
    ]
