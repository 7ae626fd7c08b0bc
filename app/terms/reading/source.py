"""What reading a file gives: its text, what was noticed, and where its markup had headings."""

from __future__ import annotations

from typing import Literal

import msgspec

Format = Literal["plain", "markdown", "html", "pdf"]

RUN_IN = 7
"""The level of words that a paragraph begins with in bold: below the six of HTML."""


class HeadingHint(msgspec.Struct, frozen=True, gc=False):
    """A place that the markup calls a heading. `level` is 1 to 6; RUN_IN for bold words."""

    start: int
    end: int
    level: int
    text: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A text as it was read. Offsets anywhere count characters of `text`."""

    text: str
    format: Format = "plain"
    encoding: str = "utf-8"
    sha256: str = ""
    """Of the bytes it was read from."""
    name: str = ""
    notes: tuple[str, ...] = ()
    """What a person should know about the reading, translated."""
    headings: tuple[HeadingHint, ...] = ()
