"""Looking for secrets where none may be: each in every spelling that a program might use."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path


def spellings(secret: bytes) -> dict[str, bytes]:
    """`secret` raw, in hex, in base64 at each of its three alignments, and as UTF-16."""
    found = {
        "raw": secret,
        "hex": secret.hex().encode(),
        "upper hex": secret.hex().upper().encode(),
        "spaced hex": secret.hex(" ").encode(),
    }
    for shift in range(3):
        packed = _inner_base64(secret, shift)
        found[f"base64 + {shift}"] = packed
        found[f"url base64 + {shift}"] = packed.translate(bytes.maketrans(b"+/", b"-_"))
    try:
        text = secret.decode("utf-8")
    except UnicodeDecodeError:
        return found
    found["UTF-16LE"] = text.encode("utf-16-le")
    found["UTF-16BE"] = text.encode("utf-16-be")
    found["JSON escapes"] = json.dumps(text)[1:-1].encode()
    return found


def _inner_base64(secret: bytes, shift: int) -> bytes:
    """The letters that base64 gives `secret` whatever stands before (at `shift`) and behind it."""
    letters = base64.b64encode(bytes(shift) + secret).rstrip(b"=")
    first = (shift * 8 + 5) // 6
    last = (shift + len(secret)) * 8 // 6
    return letters[first:last]


def hits(canaries: Mapping[str, bytes | str], places: Iterable[Path]) -> list[str]:
    """Where which canary stands in which spelling: file contents and file names below `places`."""
    needles = [
        (f"{name} as {how}", needle)
        for name, secret in canaries.items()
        for how, needle in spellings(secret.encode() if isinstance(secret, str) else secret).items()
    ]
    assert all(len(needle) >= 8 for _what, needle in needles), "too short to be told from chance"
    return [
        f"{what} in {where}"
        for where, content in _contents(places)
        for what, needle in needles
        if needle in content
    ]


def _contents(places: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for place in places:
        for path in (place, *place.rglob("*")):
            name = str(path.relative_to(place.parent))
            yield f"the name of {name}", name.encode("utf-8", "surrogateescape")
            if path.is_file() and not path.is_symlink():
                yield name, path.read_bytes()
