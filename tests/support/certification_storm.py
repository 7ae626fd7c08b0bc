"""A program that makes, signs and submits certifications until somebody kills it.

    python -m tests.support.certification_storm FOLDER

The keys of the stores come as one line of JSON on its standard input. Each certification that it
was told is queued is noted in the file `acknowledged`, flushed to the disk.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

import msgspec

from app.account.profiles import ProfileFolder
from app.base.clock import SystemClock
from app.services.rooms import keys_of, open_rooms
from tests.support.certification_desk import CertificationDesk


class Keys(msgspec.Struct):
    """What opens both stores."""

    mirror: bytes
    own: bytes


class Storm(CertificationDesk):
    """A desk without a portal."""

    def __init__(self, root: Path) -> None:
        self.clock = SystemClock()  # type: ignore[assignment]
        self._root = root

    @property
    def key_folder(self) -> Path:
        """The profile's own folder."""
        return self._root


def main(folder: Path) -> None:
    """Go on until the end."""
    keys = msgspec.json.decode(sys.stdin.buffer.readline(), type=Keys)
    storm = Storm(folder)
    rooms = open_rooms(ProfileFolder(folder), keys_of(keys.mirror, keys.own), clock=storm.clock)
    with (folder / "acknowledged").open("ab") as told:
        for done in itertools.count(1):
            draft = storm.deleted(rooms)
            rooms.certification.make(draft.id)
            storm.sign(rooms, draft.id)
            item = rooms.certification.submit(draft.id, "someone")
            told.write(f"{item}\n".encode())
            told.flush()
            os.fsync(told.fileno())
            if done == 1:
                # From here on everything is loaded: a kill meets the work itself.
                sys.stdout.write("working\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
