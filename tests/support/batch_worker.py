"""A workstation that takes a batch its whole way again and again, until it is killed.

`python -m tests.support.batch_worker FOLDER PROFILE BATCH SEED`; secrets come on standard input.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterable
from pathlib import Path

from app.base.clock import SystemClock
from app.base.errors import Problem
from app.exchange.errors import SendBusy
from app.services.office import Office
from app.vault.vault import MemoryVault, Vault
from tests.support.offices import Desk, places


class KeptRing:
    """A keyring whose secrets were handed over."""

    def __init__(self, secrets: dict[str, dict[str, str]]) -> None:
        self._vaults: dict[str, MemoryVault] = {}
        for profile, kept in secrets.items():
            vault = self._vaults.setdefault(profile, MemoryVault())
            for name, secret in kept.items():
                vault.put(name, bytes.fromhex(secret))

    def __call__(self, profile_id: str) -> Vault:
        return self._vaults.setdefault(profile_id, MemoryVault())


def secrets_of(desk: Desk, profile_id: str) -> str:
    """What a child needs to open the stores and to be signed in."""
    vault = desk.ring(profile_id)
    kept = {name: (vault.get(name) or b"").hex() for name in vault.names()}
    return json.dumps({profile_id: kept})


def once(
    office: Office, profile_id: str, batch_id: str, folder: Path, some: Iterable[Path]
) -> None:
    """One round: collect some files, send what is ready, take the receipts of what is answered."""
    subject = "" if not office.profiles.list() else office.profiles.get(profile_id).subject
    rooms = office.rooms(profile_id)
    try:
        licenses = rooms.licenses
        licenses.collect(batch_id, [(file.name, file.read_bytes()) for file in some])
        licenses.send(batch_id, subject)
        try:
            office.send(profile_id, hurry=True)
        except SendBusy:
            return
        answered = {one.host_name for one in licenses.batch(batch_id).hosts if one.answered_at}
        back = [folder / "back" / f"{name}.json" for name in sorted(answered)]
        licenses.take_receipts(batch_id, [(file.name, file.read_bytes()) for file in back], subject)
        if answered:
            licenses.carry_back(batch_id, folder / "out")
        office.send(profile_id, hurry=True)
    finally:
        rooms.close()


def main() -> None:
    folder, profile_id, batch_id = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    dice = random.Random(int(sys.argv[4]))
    files = sorted((folder / "in").glob("*.json"))
    ring = KeptRing(json.loads(sys.stdin.read()))
    office = Office(places(folder / "desk"), SystemClock(), vault_for=ring)
    os.write(1, b"working\n")
    while True:
        try:
            once(office, profile_id, batch_id, folder, dice.sample(files, 7))
        except Problem as problem:
            os.write(1, f"{problem.code} {problem.title}\n".encode())


if __name__ == "__main__":
    main()
