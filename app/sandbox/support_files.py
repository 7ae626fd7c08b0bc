"""The content of the seeded attachments: small files as the invented products would write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_LOG_LINES = 420


def content(name: str) -> bytes:
    """The bytes of the file with this name. Raises KeyError for another name."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "gateway.log": _gateway,
        "archive-job.log": _archive,
        "alarms-week-46.csv": _alarms,
        "collect-sessions.sh": _script,
        "beacon-hosts-kassel.csv": _hosts,
    }
    return ("\n".join(makers[name]()) + "\n").encode()


def _gateway() -> Iterator[str]:
    for line in range(_LOG_LINES):
        second = line * 7
        clock = f"{6 + second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        match line % 9:
            case 0:
                size = f"size={64 + line // 3} idle={line % 11} heap={180 + line}M"
                yield f"{clock} INFO  pool {size}"
            case 4:
                yield f"{clock} WARN  session s-{4000 + line} closed by peer after {line % 90} s"
            case _:
                yield f"{clock} INFO  session s-{4000 + line} route=plant-{line % 5} ok"


def _archive() -> Iterator[str]:
    for part in range(1, 98):
        yield f"01:{part // 2:02}:{part * 31 % 60:02} part {part:3} of 100 written, checksum right"
    yield "01:49:07 part  98 of 100 waits for a lock on volume 7"
    yield "02:49:07 part  98 of 100 gave up after 3600 s"
    yield "02:49:07 job ends incomplete, nothing was removed from the source"


def _alarms() -> Iterator[str]:
    yield "raised;shown;plant;host;seconds late"
    for line in range(160):
        late = 4 + line * 13 % 640
        begun = line * 61
        shown = begun + late
        plant = ("Ulm", "Linz", "Gdansk")[line % 3]
        yield f"{_clock(begun)};{_clock(shown)};{plant};line-{line % 24:02};{late}"


def _hosts() -> Iterator[str]:
    yield "host;first seen;collector"
    for line in range(48):
        yield f"kas-{line // 2:03};2026-{3 + line % 6:02}-01;{'old' if line % 2 else 'new'}"


def _script() -> Iterator[str]:
    yield "#!/bin/sh"
    yield "# Writes the number of open sessions once a minute, for one hour."
    yield "set -eu"
    yield "for minute in $(seq 60); do"
    yield '    printf "%s " "$(date -u +%H:%M)"'
    yield "    relay-gateway sessions --count"
    yield "    sleep 60"
    yield "done > sessions.txt"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
