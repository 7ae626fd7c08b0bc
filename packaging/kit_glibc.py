"""Which GNU C library programs and shared libraries need, read from their own version tables."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

_NEEDED = 0x6FFFFFFE
"""The type of the section that lists the symbol versions a file needs (SHT_GNU_verneed)."""


def needed(files: Iterable[Path]) -> tuple[int, ...]:
    """The highest GLIBC_x.y that any of these files needs; () where none needs any."""
    return max((found for file in files for found in _of(file)), default=())


def _of(file: Path) -> Iterator[tuple[int, ...]]:
    with open(file, "rb") as stream:
        if stream.read(6) != b"\x7fELF\x02\x01":  # 64 bits, little-endian
            return
    data = file.read_bytes()
    for name in _version_names(data):
        found = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(?:\.(\d+))?", name)
        if found:
            yield tuple(int(part) for part in found.groups() if part)


def _version_names(data: bytes) -> Iterator[str]:
    """Every version that the file asks of a library, as "GLIBC_2.17"."""
    start, size, count = (
        *struct.unpack_from("<Q", data, 0x28),
        *struct.unpack_from("<HH", data, 0x3A),
    )
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, start + size * n) for n in range(count)]
    for section in sections:
        if section[1] != _NEEDED:
            continue
        texts = sections[section[6]][4]
        place = section[4]
        for _library in range(section[7]):
            _version, names, _file, first, following = struct.unpack_from("<HHIII", data, place)
            entry = place + first
            for _name in range(names):
                _hash, _flags, _other, name, more = struct.unpack_from("<IHHII", data, entry)
                begin = texts + name
                yield data[begin : data.index(b"\0", begin)].decode("ascii", "replace")
                entry += more
            place += following
