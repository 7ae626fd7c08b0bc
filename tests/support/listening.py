"""At which addresses a process listens, as the kernel knows it."""

from __future__ import annotations

import os
from pathlib import Path

_LISTENING = "0A"


def listening(pid: int | str = "self") -> set[str]:
    """TCP and UDP addresses at which process `pid` can be reached: "0100007F:1F90" and the like."""
    mine = set()
    try:
        with os.scandir(f"/proc/{pid}/fd") as entries:
            for entry in entries:
                try:
                    mine.add(Path(entry.path).readlink().name)
                except OSError:
                    continue
    except OSError:
        return set()
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path("/proc/self/net", table).read_text().splitlines()[1:]:
            words = line.split()
            if f"socket:[{words[9]}]" in mine and ("udp" in table or words[3] == _LISTENING):
                found.add(words[1])
    return found
