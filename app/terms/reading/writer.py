"""Puts readable text together: one blank line between paragraphs, headings remembered by place."""

from __future__ import annotations

import msgspec

from app.terms.reading.source import RUN_IN, Format, HeadingHint, Source

_INDENT = "   "
_NEAR = 16
"""How far into a paragraph bold words may begin and still head it: behind its number."""
_LONGEST_HEADING = 2_000
"""Signs. More than that is a tag that was never closed, not a heading; thousands of them, each
with the rest of the text, would fill the memory."""


class Place(msgspec.Struct, frozen=True):
    """How far the text had come, to go back there."""

    parts: int
    size: int
    hints: int
    pending: str


class Writer:
    """Collects text. Blocks are set apart by a blank line, tight ones by a line end."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._pending = ""
        self._label = ""
        self._held = False
        self._hints: list[HeadingHint] = []

    def block(self, *, tight: bool = False) -> None:
        """What follows begins on a new line, below a blank one unless `tight`."""
        if self._label or self._held:
            return  # the first words of a list's item or of a cell stand beside its number
        if self._size and self._pending != "\n\n":
            self._pending = "\n" if tight else "\n\n"

    def item(self, label: str, depth: int) -> None:
        """A list's item begins: `label` is written before its first words."""
        if self._label:
            self._put(self._label.rstrip())
        self._label = ""
        self.block(tight=True)
        self._label = _INDENT * min(depth, 30) + label + " "

    def cell(self) -> None:
        """The next cell of a row begins."""
        self._pending = "\t" if self._pending in {"", " "} else self._pending
        self._held = True

    def write(self, words: str) -> None:
        """Add `words` to the current line."""
        if not words:
            return
        if self._label:
            label, self._label = self._label, ""
            if not words.startswith(label.strip()):
                self._put(label)
        self._put(words)

    def space(self) -> None:
        """A space, where it is not at the start of a line."""
        if self._size and not self._pending and not self._label:
            self._pending = " "

    def line(self, words: str) -> None:
        """Add a line as it is."""
        self.write(words or " ")
        self._pending = "\n"

    def line_break(self) -> None:
        """A line ends within a paragraph."""
        if not self._label and self._pending in {"", " "}:
            self._pending = "\n" if self._size else ""

    def place_of_next(self) -> int:
        """Where the next words will stand."""
        return self._size + len(self._pending if self._size else "") + len(self._label)

    def hint(self, begin: int, level: int) -> None:
        """The words since `begin` are a heading."""
        if 0 < self._size - begin <= _LONGEST_HEADING:
            self._hints.append(HeadingHint(begin, self._size, level, ""))

    def bold(self, paragraph: int, begin: int) -> None:
        """The words since `begin` are bold; only those that begin a paragraph may head it."""
        if 0 < self._size - begin <= _LONGEST_HEADING and begin - paragraph <= _NEAR:
            self._hints.append(HeadingHint(begin, self._size, RUN_IN, ""))

    def place(self) -> Place:
        """How far the text has come."""
        return Place(len(self._parts), self._size, len(self._hints), self._pending)

    def back_to(self, place: Place) -> None:
        """Forget what was written since `place`."""
        del self._parts[place.parts :]
        del self._hints[place.hints :]
        self._size, self._pending, self._label = place.size, place.pending, ""

    def ends_with(self, place: Place, sign: str) -> bool:
        """Whether the text ended with `sign` when it was at `place`."""
        return place.parts > 0 and self._parts[place.parts - 1].rstrip().endswith(sign)

    def source(self, form: Format, notes: tuple[str, ...] = ()) -> Source:
        """What was written."""
        text = "".join(self._parts)
        hints = tuple(
            HeadingHint(hint.start, hint.end, hint.level, text[hint.start : hint.end])
            for hint in self._hints
        )
        return Source(text=text, format=form, headings=hints, notes=notes)

    def _put(self, words: str) -> None:
        if self._pending and self._size:
            self._parts.append(self._pending)
            self._size += len(self._pending)
        self._pending, self._held = "", False
        self._parts.append(words)
        self._size += len(words)
