"""What may be written to a terminal: text of a server can hold no command for it (threat 7)."""

from __future__ import annotations

import unicodedata

_FORBIDDEN = frozenset({"Cc", "Cs", "Co", "Cn"})
# Marks that turn the direction of what follows, and the separators that some terminals obey.
_TURNS = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
)


def safe(text: str) -> str:
    """`text` on one line, without control characters, escapes and direction overrides."""
    return "".join(_safe(character) for character in text)


def safe_lines(text: str) -> list[str]:
    """The lines of `text`, each safe."""
    return [safe(line) for line in text.splitlines()]


def _safe(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if character in _TURNS or unicodedata.category(character) in _FORBIDDEN:
        return "\N{REPLACEMENT CHARACTER}"
    return character


def width(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    columns = 0
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) in (
            "Mn",
            "Me",
            "Cf",
        ):
            continue
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns


def shortened(text: str, columns: int) -> str:
    """`text` in at most `columns` columns, with an ellipsis where something is left out."""
    if width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > columns - 1:
            break
        kept += character
    return kept.rstrip() + "…" if columns > 0 else ""


def padded(text: str, columns: int, *, end: bool = False) -> str:
    """`text` filled up with spaces to `columns`; at its start where it is a figure (`end`)."""
    space = " " * max(0, columns - width(text))
    return space + text if end else text + space
