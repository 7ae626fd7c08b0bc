"""A text as lines that have something in them, seen through a view where odd signs are plain.

The view has exactly the length of the text, so that an offset in one is an offset in the other.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

_ENDS_SENTENCE = re.compile(r"[.;:!?…。][\"'”’»)\]]*$")
_AND_OR = re.compile(r"[;,]\s*(?:and|or|und|oder|et|ou|and/or)$", re.IGNORECASE)

_ZERO_WIDTH = frozenset((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_LINE_ENDS = frozenset((0x85, 0x2028, 0x2029))


class Line(msgspec.Struct, gc=False):
    """A line with something in it."""

    start: int
    """Its first sign that is no space."""
    end: int
    """Behind its last sign that is no space."""
    indent: int
    """Columns before its first sign; a tab counts four."""
    gap: int
    """Blank lines above it."""
    skip: bool = False
    """Page furniture, navigation or a table of contents: no structure is looked for here."""


def _plain_signs(signs: set[str]) -> dict[int, str]:
    plain: dict[int, str] = {}
    for sign in signs:
        code = ord(sign)
        if 0xFF01 <= code <= 0xFF5E:  # full width
            plain[code] = chr(code - 0xFEE0)
        elif code in _ZERO_WIDTH:
            plain[code] = " "
        elif code in _LINE_ENDS:
            plain[code] = "\n"
        elif code >= 0x80:
            match unicodedata.category(sign):
                case "Nd":
                    plain[code] = str(unicodedata.decimal(sign))
                case "Zs":
                    plain[code] = " "
    return plain


def view_of(text: str) -> str:
    """`text` with plain digits, spaces, brackets and line ends, sign for sign."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    text = text.replace("\f", "\n").replace("\v", "\n")
    return text if text.isascii() else text.translate(_plain_signs(set(text)))


def lines_of(view: str) -> list[Line]:
    """The lines of `view` that are not blank, in order."""
    found: list[Line] = []
    offset, gap = 0, 0
    for raw in view.split("\n"):
        body = raw.strip()
        if body:
            lead = len(raw) - len(raw.lstrip())
            head = raw[:lead]
            indent = lead + 3 * head.count("\t") if lead else 0
            start = offset + lead
            found.append(Line(start, start + len(body), indent, gap))
            gap = 0
        else:
            gap += 1
        offset += len(raw) + 1
    return found


def is_open(view: str, line: Line) -> bool:
    """Whether the sentence on `line` goes on after it."""
    return is_open_words(view[max(line.start, line.end - 40) : line.end])


def is_open_words(words: str) -> bool:
    """Whether a sentence that ends its line with `words` goes on after it."""
    return not _ENDS_SENTENCE.search(words) and not _AND_OR.search(words)
