"""P13: a batch of 1,000 requests exchanged and verified, beside bare signatures and one exchange.

Bare: each answer's signature verified by the library, and the same set posted once by hand. Ours
is all of it: files read, the batch kept, queued, sent, each answer verified, bound to its request
and kept, the answers written as files. The portal's own work is the same on both sides.
"""

from __future__ import annotations

import base64
import contextlib
import json
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from Crypto.Signature import eddsa

from app.activation.state import MadeRequest
from app.licenses.batches.model import HostStanding
from tests.benchmarks.harness import Figure, lower, paired, timed
from tests.benchmarks.world import World
from tests.support.isolated_hosts import body_of, host_request
from tests.support.license_verifier import unpadded
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer
from tests.support.workstations import UNLIMITED, Workstation, files_of

ID = "P13"
GOAL = 1.5
LOOKED_AT = 0.25
"""Looking at a whole batch takes at most this share of the bare exchange."""


def run(world: World) -> list[Figure]:
    """Exchange fresh requests in turns of each side; each is answered for the first time."""
    count, rounds = (40, 2) if world.quick else (1000, 4)
    with _station(world.folder / "p13") as station:
        hosts = _Hosts(count)
        bare = _Bare(station)
        seen: list[str] = []
        pair = paired(
            lambda: _ours(station, hosts.fresh(), world.folder / "p13", seen),
            lambda: bare.exchanged(hosts.fresh()),
            rounds,
        )
        looks = paired(lambda: _looked(station, seen[-1], count), lambda: pair.other, rounds)
    return [
        lower(ID, f"{count:,} requests exchanged and verified / bare", pair, GOAL, "s"),
        lower(ID, f"a batch of {count:,} hosts looked at / the same", looks, LOOKED_AT, "s"),
    ]


class _Hosts:
    """Requests that nobody has sent yet."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._rounds = 0

    def fresh(self) -> list[MadeRequest]:
        self._rounds += 1
        return [host_request(f"bench-{self._rounds}-{place}") for place in range(self._count)]


def _ours(
    station: Workstation, made: Sequence[MadeRequest], folder: Path, seen: list[str]
) -> float:
    files = files_of(*made)
    start = time.perf_counter()
    with station.licenses() as licenses:
        batch_id = licenses.new_batch("bench")
        licenses.collect(batch_id, files)
        licenses.send(batch_id, station.info.subject)
        station.send()
        assert licenses.batch(batch_id).count(HostStanding.ANSWERED) == len(made)
        licenses.carry_back(batch_id, folder / "out")
    took = time.perf_counter() - start
    seen.append(batch_id)
    return took


def _looked(station: Workstation, batch_id: str, count: int) -> float:
    with station.licenses() as licenses:
        licenses.batch(batch_id)
        took = timed(lambda: licenses.batch(batch_id))
        assert len(licenses.batch(batch_id).hosts) == count
    return took


class _Bare:
    """The portal and the library called by hand."""

    def __init__(self, station: Workstation) -> None:
        self._address = station.sandbox.address
        self._token = station.sandbox.sign_in().access_token
        with station.licenses() as licenses:
            record = json.loads(licenses.vendor().content)
        keys = json.loads(unpadded(record["payload"]))["keys"]
        self._keys = [eddsa.import_public_key(unpadded(key["x"])) for key in keys]

    def exchanged(self, made: Sequence[MadeRequest]) -> float:
        bodies = [body_of(one) for one in made]
        start = time.perf_counter()
        name = f"bench-{time.time_ns()}"
        content = json.dumps({"client_id": name, "requests": bodies}).encode()
        answers = json.loads(self._posted(name, content))["responses"]
        for answer in answers:
            self._verify(answer["machine_file"])
        assert len(answers) == len(made)
        return time.perf_counter() - start

    def _posted(self, name: str, content: bytes) -> bytes:
        request = urllib.request.Request(
            f"{self._address}/v1/licenses/activations",
            content,
            {
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "Idempotency-Key": name,
            },
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=120) as reply:
            body: bytes = reply.read()
            return body

    def _verify(self, file: str) -> Any:
        members = json.loads(base64.b64decode("".join(file.splitlines()[1:-1])))
        message = b"machine/" + members["enc"].encode()
        signature = base64.b64decode(members["sig"])
        for key in self._keys:
            with contextlib.suppress(ValueError):
                eddsa.new(key, "rfc8032").verify(message, signature)
                return json.loads(base64.b64decode(members["enc"]))
        raise AssertionError("no key made this signature")


@contextlib.contextmanager
def _station(folder: Path) -> Iterator[Workstation]:
    """A workstation at a portal of its own whose license is for any number of hosts."""
    with SandboxServer.start(orders=30, process=True, access_seconds=86400) as sandbox:
        changes = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()["changes"]
        [plenty] = [one["data"] for one in changes if one["id"] == "lic-21640-1"]
        sandbox.mutate("put", kind="license", id="lic-21640-1", data=plenty | UNLIMITED)
        desk = Desk(folder)
        station = Workstation(desk, desk.sign_in(sandbox), sandbox)
        station.synchronize()
        station.exchange(host_request("brings the vendor file"))
        try:
            yield station
        finally:
            desk.office.close()
