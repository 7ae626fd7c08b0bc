"""P9: license files verified a second, beside the bare library calls that it takes at least."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime

from Crypto.Signature import eddsa

from app.activation.checking import check
from app.activation.keys import public_keys
from app.activation.verdicts import Verdict
from tests.benchmarks.harness import Figure, paired
from tests.benchmarks.world import World
from tests.support.license_issuer import Issuer, payload

ID = "P9"
GOAL = 0.8
AT = datetime(2026, 11, 23, tzinfo=UTC)


def run(world: World) -> list[Figure]:
    """Verify different files of one vendor, all of them valid, in turns of each side."""
    count, rounds = (40, 2) if world.quick else (1000, 10)
    issuer = Issuer()
    files = [
        issuer.file(payload(attributes={"name": f"Host {number}"})).encode()
        for number in range(count)
    ]
    (key,) = public_keys(issuer.public)
    bare_key = eddsa.import_public_key(bytes.fromhex(issuer.public))

    def ours() -> float:
        start = time.perf_counter()
        for file in files:
            assert check(file, (key,), at=AT).verdict is Verdict.VALID
        return time.perf_counter() - start

    def bare() -> float:
        start = time.perf_counter()
        for file in files:
            body = b"".join(file.splitlines()[1:-1])
            members = json.loads(base64.b64decode(body))
            signature = base64.b64decode(members["sig"])
            message = b"license/" + members["enc"].encode()
            eddsa.new(bare_key, "rfc8032").verify(message, signature)
            json.loads(base64.b64decode(members["enc"]))
        return time.perf_counter() - start

    pair = paired(ours, bare, rounds)
    what = "license files verified a second / the bare library calls"
    rate = (count / pair.ours, count / pair.other)
    return [Figure(ID, what, 1 / pair.ratio, GOAL, "higher", *rate, "files/s")]
