"""What is printed on the pages of a certificate, read back and looked up, line ends or not.

A text of the data may be broken anywhere on paper, so blanks count for nothing within it; but it
has to begin and end where a word does: 512 is not found in 5,120 nor in 512.5.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_NOTHING = re.compile("[\u200b\u00ad\ufffe\ufeff\x00-\x08\x0e-\x1f]")
_DIGITS = re.compile(r"\d+")
_JOINS = frozenset(".,\u2019'\u202f")
_SIGNS = frozenset("+-\u2212")
_MOST_LOOKS = 200_000
"""Places that are looked at for all texts together: one with 3,000 users takes 12,000.

A hostile document would else have each of its texts begin everywhere and end nowhere, for hours.
"""
_FURNITURE = 3
"""Lines at the head and the foot of a page that may run along all of them."""


class TooMuch(ValueError):
    """The texts begin in so many places that nobody can wait for the end."""


class PrintedPages:
    """The text of all pages, squeezed, and where blanks stood in it.

    Looking for texts raises TooMuch where it takes beyond all bounds.
    """

    def __init__(self, pages: Sequence[str]) -> None:
        self._left = _MOST_LOOKS
        lines = list(_without_furniture([_lines(one) for one in pages]))
        squeezed: list[str] = []
        self._begins: set[int] = set()
        size = 0
        for line in lines:
            for word in line.split():
                self._begins.add(size)
                squeezed.append(word)
                size += len(word)
        self._begins.add(size)
        self._text = "".join(squeezed)

    def where(self, text: str, start: int = 0, stop: int | None = None) -> int:
        """Where `text` is printed first from `start` on; -1 where it is not."""
        return self.row((text,), start, stop)

    def row(self, texts: Sequence[str], start: int = 0, stop: int | None = None) -> int:
        """Where `texts` are printed one right after the other; -1 where they are not."""
        parts = [squeezed(one) for one in texts]
        whole = "".join(parts)
        if not whole:
            return start
        self._look()
        at = self._text.find(whole, start, stop)
        while at >= 0:
            self._look()
            if self._stands(at, parts):
                return at
            at = self._text.find(whole, at + 1, stop)
        return -1

    def end(self, at: int, texts: Sequence[str]) -> int:
        """Where what was found `at` ends."""
        return at + sum(len(squeezed(one)) for one in texts)

    def _look(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooMuch("the texts begin in too many places")

    def _stands(self, at: int, parts: Sequence[str]) -> bool:
        """Whether each part begins and ends where a word does."""
        for part in parts:
            end = at + len(part)
            if not (self._free_before(at) and self._free_after(end)):
                return False
            at = end
        return True

    def _free_before(self, at: int) -> bool:
        if at in self._begins:
            return True
        before, first = self._text[at - 1], self._text[at]
        if first.isdigit() and (before in _JOINS or before in _SIGNS):
            return False
        return not (before.isalnum() and first.isalnum()) or _is_wide(before) or _is_wide(first)

    def _free_after(self, end: int) -> bool:
        if end in self._begins or end >= len(self._text):
            return True
        last, after = self._text[end - 1], self._text[end]
        more = self._text[end + 1 : end + 2]
        if last.isdigit() and after in _JOINS and more.isdigit() and end + 1 not in self._begins:
            return False
        return not (last.isalnum() and after.isalnum()) or _is_wide(last) or _is_wide(after)


def squeezed(text: str) -> str:
    """A text without its blanks and break points, in one form of Unicode."""
    return "".join(_even(text).split())


def _even(text: str) -> str:
    return unicodedata.normalize("NFKC", _NOTHING.sub("", text))


def _lines(page: str) -> list[str]:
    return [line for line in (_even(one).strip() for one in page.splitlines()) if line]


def _is_wide(sign: str) -> bool:
    """Scripts that set no blanks between words."""
    return unicodedata.east_asian_width(sign) in "WF"


def _without_furniture(pages: Sequence[list[str]]) -> Iterator[str]:
    """The lines of all pages without those that run along every page's head and foot."""
    head = _common([page[:_FURNITURE] for page in pages])
    foot = _common([page[::-1][:_FURNITURE] for page in pages])
    for page in pages:
        yield from page[head : len(page) - foot] if len(pages) > 1 else page


def _common(edges: Sequence[list[str]]) -> int:
    """How many lines all pages have in common there, numbers apart."""
    count = 0
    for lines in zip(*edges, strict=False):
        if len({_DIGITS.sub("#", line) for line in lines}) > 1:
            break
        count += 1
    return count
