"""Names of files made safe for every system: nothing hidden, reserved or leading elsewhere."""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 200
"""UTF-8 bytes of a name; file systems take 255, and some add to it."""

_EXTENSION = 20
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(
    r"(?i)^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])\s*(\.|$)"
)
_JOINERS = "\u200c\u200d"
"""Format characters that scripts and emoji need; every other one only hides or reverses."""


def safe_name(name: str) -> str:
    """`name` as any system can keep it, its extension unchanged where it has a sane one.

    The part behind the last slash or backslash; without control characters, marks that turn the
    direction of writing, characters that Windows forbids, device names and dots at the end.
    """
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(filter(None, map(_shown, unicodedata.normalize("NFC", last))))
    clean = _FORBIDDEN.sub("_", shown).strip().rstrip(". ")
    clean = re.sub(r"\s+", " ", clean)
    if not clean.strip("._ "):
        return "file"
    if _RESERVED.match(clean):
        clean = "_" + clean
    return _short(clean)


def _shown(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cs":
        return "_"
    if kind in ("Cc", "Zl", "Zp") or (kind == "Cf" and letter not in _JOINERS):
        return " " if letter in "\t\n\r" else ""
    return letter


def _short(name: str) -> str:
    if len(name.encode()) <= MOST_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > _EXTENSION:
        stem, dot, extension = name, "", ""
    room = MOST_BYTES - len((dot + extension).encode())
    cut = stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ")
    return cut + dot + extension
