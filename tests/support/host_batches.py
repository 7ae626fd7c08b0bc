"""Hosts that are carried for: requests under any name, machine and time, and their files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from app.activation import receipts, requests
from app.activation.fingerprint import Fingerprint
from app.activation.requests import Wish
from app.activation.state import MadeRequest
from app.services.rooms import Rooms
from tests.support.isolated_hosts import digits, receipt_of

GATEWAY = ("relay-gateway-eu", "lic-21877-1")
ARCHIVE = ("strata-archive", "lic-21388-1")
FULL = ("relay-gateway", "lic-20655-1")
"""A product and its license in the demo; the last one has no instance left."""


def asked(
    name: str, at: datetime, what: tuple[str, str] = GATEWAY, machine: str = ""
) -> MadeRequest:
    """A request of the host called `name`, made at `at` on `machine` (else one of its own)."""
    machine = machine or name
    parts = {part: digits(f"{machine}/{part}") for part in ("board", "cpu", "disk", "mac")}
    fingerprint = Fingerprint(digits(machine), {**parts, "system_uuid": None})
    return requests.make(Wish(*what, name, production=True), fingerprint, at)


def request_file(*made: MadeRequest) -> bytes:
    """The file that these hosts' requests travel in."""
    return requests.set_of([json.loads(one.body) for one in made], f"set-{made[0].request_id}")


def receipt_file(*made: MadeRequest) -> bytes:
    """The file in which these hosts say that they installed their answers."""
    return receipts.set_of([receipt_of(one) for one in made], f"said-{made[0].request_id}")


def collect(rooms: Rooms, batch: str, made: Sequence[MadeRequest]) -> None:
    """Read a file of each host into a batch."""
    files = [(f"{json.loads(one.body)['host_name']}.json", request_file(one)) for one in made]
    rooms.licenses.collect(batch, files)
