"""A rule: what to look for, the cheap sign that it may be there, and what has to hold of it.

Content is looked at as bytes in UTF-8. Each rule names needles, short strings without which it
cannot be met; only where one of them stands is its pattern tried, in a window of bounded length.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from app.support.scan.model import What

LONG_RUN = "0" * 14
"""The shape of a long run of digits; every rule for one names it, so that it is sought once."""


class Why(enum.StrEnum):
    """Why something is taken for what it is; `words.why_words` says it in a sentence."""

    LOOKS = "looks"
    NAMED = "named"
    HEADER = "header"
    ADDRESS = "address"
    BLOCK = "block"
    CHECKED = "checked"
    CHECKED_NAMED = "checked_named"
    DIGITS_NAMED = "digits_named"
    FORM = "form"
    DIALED = "dialed"
    STORE = "store"


class Where(enum.Enum):
    """Which spelling of the content the needles are sought in."""

    RAW = enum.auto()
    FOLDED = enum.auto()
    """With small letters."""
    SHAPE = enum.auto()
    """Each sign by its class, as `shape_of` has it: "DE89 3704" is "AA00-0000"."""


class How(enum.Enum):
    """Where the pattern has to match."""

    AT = enum.auto()
    """From the needle on."""
    AROUND = enum.auto()
    """Anywhere in the window around the needle, in its line."""
    NAMED = enum.auto()
    """In the line behind (or shortly before) the needle, which is a word of its own."""


class Candidate(NamedTuple):
    """A match of a pattern: `data[start:end]` is the value."""

    data: bytes
    start: int
    end: int

    @property
    def value(self) -> bytes:
        """The bytes found."""
        return self.data[self.start : self.end]

    @property
    def text(self) -> str:
        """The value as text; what is no ASCII is left out, as no rule needs it."""
        return self.value.decode("ascii", "ignore")

    @property
    def before(self) -> bytes:
        """The byte before it, b"" at the beginning."""
        return self.data[max(0, self.start - 1) : self.start]

    @property
    def behind(self) -> bytes:
        """The byte behind it, b"" at the end."""
        return self.data[self.end : self.end + 1]


Check = Callable[[Candidate], bool]


def always(_candidate: Candidate) -> bool:
    """For patterns that say all."""
    return True


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What one detector looks for. `before` and `after` bound its window, in bytes."""

    what: What
    name: str
    """English, marked for the catalogs; part of a finding's id."""
    why: Why
    needles: tuple[bytes, ...]
    where: Where
    how: How
    pattern: re.Pattern[bytes]
    check: Check = always
    before: int = 0
    after: int = 0
    lines: bool = False
    """Whether the window reaches over line ends."""
    lead: bytes = b""
    """Signs in front of the needle with which the pattern begins, as many as stand there."""
    rank: int = 5
    """Of two that overlap the one with the lower rank gives its name."""


def named(
    what: What,
    name: str,
    keys: tuple[str, ...],
    pattern: bytes,
    check: Check = always,
    *,
    why: Why = Why.CHECKED_NAMED,
    before: int = 0,
    after: int = 60,
    rank: int = 4,
) -> Rule:
    """A rule for a number that is only told by a word near it."""
    return Rule(
        what=what,
        name=name,
        why=why,
        needles=tuple(key.encode() for key in keys),
        where=Where.FOLDED,
        how=How.NAMED,
        pattern=re.compile(pattern),
        check=check,
        before=before,
        after=after,
        rank=rank,
    )


def shaped(
    what: What,
    name: str,
    shapes: tuple[str, ...],
    pattern: bytes,
    check: Check,
    *,
    why: Why = Why.CHECKED,
    before: int = 0,
    rank: int = 3,
) -> Rule:
    """A rule for something told by its shape and its check digits alone."""
    return Rule(
        what=what,
        name=name,
        why=why,
        needles=tuple(shape.encode() for shape in shapes),
        where=Where.SHAPE,
        how=How.AT,
        pattern=re.compile(pattern),
        check=check,
        before=before,
        after=80,
        rank=rank,
    )


def marked(
    what: What,
    name: str,
    needles: tuple[bytes, ...],
    pattern: bytes | re.Pattern[bytes],
    check: Check = always,
    *,
    folded: bool = False,
    how: How = How.AT,
    why: Why = Why.LOOKS,
    before: int = 0,
    after: int = 300,
    lines: bool = False,
    lead: bytes = b"",
    rank: int = 2,
) -> Rule:
    """A rule for something with a mark of its own, as most tokens have."""
    return Rule(
        what=what,
        name=name,
        why=why,
        needles=needles,
        where=Where.FOLDED if folded else Where.RAW,
        how=how,
        pattern=re.compile(pattern) if isinstance(pattern, bytes) else pattern,
        check=check,
        before=before,
        after=after,
        lines=lines,
        lead=lead,
        rank=rank,
    )
