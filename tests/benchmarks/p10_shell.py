"""P10: `license verify` from the shell, beside a Python process that does the same by hand."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.benchmarks.harness import Figure, environment, lower, paired
from tests.benchmarks.world import World
from tests.support.license_issuer import Issuer, payload
from tests.support.sources import ROOT

ID = "P10"
GOAL = 2.0
BY_HAND = """
import base64, json, sys
from Crypto.Signature import eddsa
members = json.loads(base64.b64decode(b"".join(open(sys.argv[1], "rb").read().splitlines()[1:-1])))
key = eddsa.import_public_key(bytes.fromhex(sys.argv[2]))
message = b"license/" + members["enc"].encode()
eddsa.new(key, "rfc8032").verify(message, base64.b64decode(members["sig"]))
print(json.loads(base64.b64decode(members["enc"]))["data"]["id"])
"""


def run(world: World) -> list[Figure]:
    """Alternate whole processes, from start to exit."""
    issuer = Issuer()
    file = world.folder / "p10.lic"
    file.write_text(issuer.file(payload()), encoding="ascii")
    command = ["-m", "app.cli", "license", "verify", str(file), "--public-key", issuer.public]
    surroundings = environment()

    def timed(*arguments: str) -> float:
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL,
            check=True,
        )  # fmt: skip
        return time.perf_counter() - start

    pair = paired(
        lambda: timed(*command, "--at", "2026-11-23T00:00:00Z", "--json"),
        lambda: timed("-c", BY_HAND, str(file), issuer.public),
        3 if world.quick else 30,
    )
    return [lower(ID, "license verify / the same by hand", pair, GOAL, "ms", scale=1000)]
