"""Finding the clause that a number means.

By its full number, in its other spellings, or from the place where "paragraph (b)" stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.terms.model import Document
from app.terms.places import Places

_ROMANS = (
    ("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4),
    ("I", 1),
)  # fmt: skip
_FILLING = frozenset(
    "a an and as at by for from in of on or our the their this to under with your its his her "
    "section clause article provisions provision terms obligations rights requirements".split()
)
_CITED = re.compile(
    r"(?:graphs?|clauses?|sections?|items?|points?|articles?)\s{1,3}$", re.IGNORECASE
)
_STEP = re.compile(r"\([a-z0-9]{1,5}\)$")


class Index:
    """The clauses of a document by number and by heading."""

    def __init__(self, document: Document, places: Places) -> None:
        self._document = document
        self.places = places
        self._by_number: dict[str, int] = {}
        self._by_words: dict[frozenset[str], list[int]] = {}
        self._by_head: dict[str, int] = {}
        self._below: dict[int, set[str]] = {}
        for at, clause in enumerate(document.clauses):
            if clause.number:
                self._by_number.setdefault(clause.number.casefold(), at)
            if clause.title:
                self._by_words.setdefault(words_of(clause.title), []).append(at)
                self._below.setdefault(clause.parent, set()).update(words_of(clause.title))
            if clause.level <= 2:
                head = document.text[clause.start : clause.start + 40].split("\n")[0].casefold()
                self._by_head.setdefault(" ".join(head.split()[:2]).rstrip(".:–—-"), at)

    def numbered(self, number: str) -> int | None:
        """The position of the clause with this full number, in any of its spellings."""
        for spelling in _spellings(number):
            at = self._by_number.get(spelling.casefold())
            if at is not None:
                return at
        return None

    def named(self, keyword: str, number: str) -> int | None:
        """The position of the part headed "Exhibit A"; None where the document has none."""
        return self._by_head.get(f"{keyword} {number}".casefold())

    def inside(self, number: str, standing: int) -> int | None:
        """The clause that "(b)" or "3" means where it stands in the clause at `standing`."""
        for clause in self.places.chain(standing):
            for parent in _shortened(clause.number):
                for spelling in (parent + number, f"{parent}.{number}", f"{parent}({number})"):
                    at = self._by_number.get(spelling.casefold())
                    if at is not None:
                        return at
        return None

    def enumerated(self, number: str, at: int, first: int, last: int) -> bool:
        """Whether the clause at `at` counts "(b)" off in its running text.

        What stands between `first` and `last` is the reference itself.
        """
        clause = self._document.clauses[at]
        mark = re.compile(r"(?:(?<=[\s,;:])|^)" + re.escape(number[number.rfind("(") :]))
        return any(
            not first <= found.start() < last
            and not _CITED.search(self._document.text, max(0, found.start() - 16), found.start())
            for found in mark.finditer(self._document.text, clause.start, clause.end)
        )

    def headed(self, words: str) -> list[int]:
        """The clauses whose heading has these words, whatever their order and case."""
        return self._by_words.get(words_of(words), [])

    def words_below(self, at: int) -> set[str]:
        """The words of the headings right below the clause at `at`."""
        return self._below.get(at, set())

    def related(self, one: int, others: Iterable[int]) -> bool:
        """Whether the clause at `one` is among `others`, below one of them or above one."""
        wanted = set(others)
        up = self.places.upward
        return bool(wanted.intersection(up(one))) or any(one in up(other) for other in wanted)

    def unnumbered_behind(self, number: str) -> int | None:
        """For a number one too high: the heading without a number that follows the last one."""
        tops = [at for at, clause in enumerate(self._document.clauses) if clause.level == 1]
        last = 0
        for at in tops:
            top = self._document.clauses[at].number
            if top.isdigit():
                last = int(top)
            elif not top and last and number.isdigit() and int(number) == last + 1:
                return at
        return None


def words_of(text: str) -> frozenset[str]:
    """The words of a heading that carry meaning, in lower case and without a plural s."""
    found = re.findall(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", text.casefold())
    kept = [_singular(word) for word in found if word not in _FILLING]
    return frozenset(kept or found)


def _singular(word: str) -> str:
    word = re.sub(r"[’']s?$", "", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def roman(number: int) -> str:
    """The Roman numeral of 1 to 399."""
    out = ""
    for letters, value in _ROMANS:
        count, number = divmod(number, value)
        out += letters * count
    return out


def from_roman(text: str) -> int | None:
    """The value of a Roman numeral of the plain kind; None for anything else."""
    value, rest = 0, text.upper()
    for letters, worth in _ROMANS:
        while rest.startswith(letters):
            value, rest = value + worth, rest[len(letters) :]
    return value if value and not rest and roman(value) == text.upper() else None


def _spellings(number: str) -> Iterator[str]:
    yield number
    head, rest = re.match(r"([^.(]*)(.*)", number, re.DOTALL).groups()  # type: ignore[union-attr]
    value = from_roman(head) if head.isalpha() else None
    if value is not None:
        yield f"{value}{rest}"
    if head.isascii() and head.isdigit() and 0 < int(head) < 400:
        yield f"{roman(int(head))}{rest}"
    dotted = re.sub(r"\((\w+)\)", r".\1", number)
    if dotted != number:
        yield dotted.lstrip(".")
    lettered = re.sub(r"^(\d[\d.]*?)\.?([a-z])$", r"\1(\2)", number)
    if lettered != number:
        yield lettered
    unpadded = re.sub(r"(?<=\.)0+(?=\d)", "", number)
    if unpadded != number:
        yield unpadded


def _shortened(number: str) -> Iterator[str]:
    """For "7.2(a)(i)" itself, then "7.2(a)", then "7.2"."""
    yield number
    while _STEP.search(number):
        number = _STEP.sub("", number)
        yield number
