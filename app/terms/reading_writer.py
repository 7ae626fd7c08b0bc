"""Puts readable text together: one blank line between paragraphs, headings remembered by place."""

from __future__ import annotations

from app.terms.reading_source import RUN_IN, Format, HeadingHint, Source

_INDENT = "   "


class Writer:
    """Collects text. Blocks are set apart by a blank line, tight ones by a line end."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._pending = ""
        self._label = ""
        self._hints: list[HeadingHint] = []

    def block(self, *, tight: bool = False) -> None:
        """What follows begins on a new line, below a blank one unless `tight`."""
        if self._label:
            return  # the first words of a list's item stand beside its number
        if self._size and len(self._pending) < 2:
            self._pending = "\n" if tight and self._pending != "\n\n" else "\n\n"

    def item(self, label: str, depth: int) -> None:
        """A list's item begins: `label` is written before its first words."""
        if self._label:
            self._put(self._label)
        self._label = ""
        self.block(tight=True)
        self._label = _INDENT * depth + label + " "

    def write(self, words: str) -> None:
        """Add `words` to the current line."""
        if not words:
            return
        if self._label:
            label, self._label = self._label, ""
            self._put(label)
        self._put(words)

    def line(self, words: str) -> None:
        """Add a line as it is."""
        self.write(words or " ")
        self._pending = "\n"

    def line_break(self) -> None:
        """A line ends within a paragraph."""
        self._pending = self._pending or "\n"

    def mark(self) -> int:
        """Where the next words will stand."""
        return self._size + len(self._pending if self._size else "") + len(self._label)

    def hint(self, begin: int, level: int) -> None:
        """The words since `begin` are a heading."""
        if self._size > begin:

            self._hints.append(HeadingHint(begin, self._size, level, ""))

    def bold(self, paragraph: int, begin: int) -> None:
        """The words since `begin` are bold; only those that begin a paragraph may head it."""
        if self._size > begin and begin - paragraph <= 12:
            self._hints.append(HeadingHint(begin, self._size, RUN_IN, ""))

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
        self._pending = ""
        self._parts.append(words)
        self._size += len(words)
