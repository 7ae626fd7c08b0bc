"""The signs that may number a section: "7.2", "(a)", "Section 4", "Article IV", "§ 4", "Annex B".

Here a line is only read; whether its sign numbers a section is decided where its neighbors are
known (outline_chain for numbers, outline_tree for letters).
"""

from __future__ import annotations

import enum
import functools
import re

import msgspec

from app.terms.outline.lines import Line
from app.terms.outline.titles import run_in_end

DEEPEST = 40
"""Parts of a number that are read ("1.1.1…")."""
_LETTER = 1000
"""Where letters begin among the parts of a number: "A.1" is (1001, 1)."""


class Kind(enum.Enum):
    """How a sign finds its place."""

    PATH = 1
    """It says its whole place: "7", "7.2", "Section 4.1"."""
    WORD = 2
    """A word and a number that contain others: "Article IV", "Schedule 1", "§ 4"."""
    RELATIVE = 3
    """It counts within what it stands in: "(a)", "iv.", "B."."""


class Rank(enum.IntEnum):
    """Which words contain which."""

    SCHEDULE = 1
    PART = 2
    CHAPTER = 3
    ARTICLE = 4
    SECTION = 5


class Mark(msgspec.Struct, gc=False):
    """A sign at the start of a line that may number a section."""

    line: int
    """Which line."""
    start: int
    after: int
    """Where the words behind it begin."""
    kind: Kind
    label: str
    """The number as it is cited, of itself alone: "7.2", "(a)", "IV", "Schedule 1"."""
    path: tuple[int, ...] = ()
    style: str = ""
    """The form of a relative sign: "(a)", "(i)", "A.", "1)"."""
    values: tuple[tuple[str, int], ...] = ()
    """What a relative sign can mean: (i) is a ninth letter or a first Roman number."""
    rank: int = 0
    bare: bool = False
    """No full stop or bracket behind the number."""
    weight: float = 0.0
    """How much of a section's number it looks; below -50 never."""
    indent: int = 0
    odd: bool = False
    """Its number does not fit its neighbors."""
    inner: bool = False
    """It stands behind another sign on the same line."""


_WORDS = {
    Rank.SCHEDULE: (
        "schedule|exhibit|annex|annexe|appendix|attachment|addendum|anlage|anhang|annexure|allegato"
    ),
    Rank.PART: "part|teil|partie|book|title|titel",
    Rank.CHAPTER: "chapter|kapitel|chapitre",
    Rank.ARTICLE: r"articles?|article|artikel|articolo|artículo|art\.",
    Rank.SECTION: (
        r"section|sec\.|sect\.|§{1,2}|clause|abschnitt|ziffer|paragraph|para\.|cl\.|ziff\."
    ),
}
_RANKS = {
    word.replace("\\", ""): rank for rank, words in _WORDS.items() for word in words.split("|")
}
_NUMBER = (
    r"[A-Z]?-?\d{1,3}[A-Za-z]?(?:\.\d{1,3}){0,12}(?![\d])|[IVXLCDM]{1,8}|[\u2160-\u217f]|[A-Z]"
)
_WORD_MARK = re.compile(
    rf"(?P<word>{'|'.join(_WORDS.values())}|§{{1,2}})[ \t]*(?P<number>(?:no\.?[ \t]*|nr\.?[ \t]*)?"
    rf"(?:(?-i:{_NUMBER}))(?![A-Za-z0-9]))?(?P<close>[ \t]*[.:)\-–—]+)?(?=[ \t]|$|[(\[\"“])",
    re.IGNORECASE,
)
_PATH_MARK = re.compile(
    rf"(?P<number>(?:[A-Z][.-]?)?\d{{1,3}}(?:\.\d{{1,3}}){{0,{DEEPEST}}}(?P<suffix>[A-Z]?))"
    r"(?P<close>\.?\)|\.|:|[ \t]?[–—-](?=[ \t]))?(?=[ \t]|$|[(\[\"“„‘*_A-ZÀ-Þ])"
)
_PAREN_MARK = re.compile(r"\((?P<value>[a-z]{1,6}|[A-Z]{1,6}|\d{1,3})\)\.?(?=\s|$|[^\s.,;)])")
_DOT_MARK = re.compile(r"(?P<value>[a-z]|[A-Z]|[ivxlc]{1,6}|[IVXLC]{1,7}|[\u2160-\u217f])"
                       r"(?P<close>\.|\))(?=[ \t]|$)")  # fmt: skip
_LEAD = re.compile(r"(?:#{1,6}[ \t]+)?(?:\*\*|__)?(?=\S)")
_SPACE = re.compile(r"[ \t]*(?:\*\*|__)?[ \t]*")
_MAYBE = re.compile(
    r"[#*_\d(\u2160-\u217f]|[a-z]{1,7}[.)]|[a-z][.-]?\d|§|"
    rf"(?:{'|'.join(_WORDS.values())})(?![a-z])",
    re.IGNORECASE,
)
_ROMAN = re.compile(
    r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE
)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def roman(letters: str) -> int:
    """The value of a Roman number, 0 for what is none."""
    if len(letters) == 1 and "\u2160" <= letters <= "\u217b":
        return (ord(letters) - 0x2160) % 16 + 1
    if len(letters) > 12 or not _ROMAN.fullmatch(letters):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in letters.lower()]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def letter(letters: str) -> int:
    """The place of a letter in the alphabet; "aa" is 27, "bb" 28. 0 for other words."""
    low = letters.lower()
    if not low.isascii() or not low.isalpha() or low != low[0] * len(low):
        return 0
    return 26 * (len(low) - 1) + ord(low[0]) - 96


def mark_at(view: str, at: int, end: int, line: int) -> Mark | None:
    """The sign that begins at `at`, where there is one. `end` is the end of its line."""
    if not _MAYBE.match(view, at, end):
        return None
    lead = _LEAD.match(view, at, end)
    start = lead.end() if lead else at
    mark = (
        _path_mark(view, start, end, line)
        or _paren_mark(view, start, end, line)
        or _word_mark(view, start, end, line)
        or _dot_mark(view, start, end, line)
    )
    if mark:
        space = _SPACE.match(view, mark.after, end)
        mark.after = space.end() if space else mark.after
    return mark


def marks_of(view: str, line: Line, index: int) -> list[Mark]:
    """The signs at the start of a line: most often none or one, two in "7.2 (a) The …"."""
    first = mark_at(view, line.start, line.end, index)
    if first is None:
        return []
    first.indent = line.indent
    found = [first]
    while len(found) < 4 and found[-1].after < line.end:
        at = found[-1].after
        if len(found) == 1 and first.kind is Kind.PATH and view.find(" (", at, line.end) > 0:
            at = run_in_end(view, at, line.end)
        inner = _paren_mark(view, at, line.end, index)
        if inner is None:
            break
        space = _SPACE.match(view, inner.after, line.end)
        inner.after = space.end() if space else inner.after
        inner.inner, inner.indent = True, line.indent + len(found)
        found.append(inner)
    return found


@functools.lru_cache(maxsize=8192)
def parts_of(number: str) -> tuple[int, ...]:
    """The parts of a number as comparable values: "7.2" is (7, 2), "A.1" (1001, 1)."""
    parts: list[int] = []
    for part in re.findall(r"\d+[A-Za-z]?|[A-Z]|[\u2160-\u217f]", number):
        if part.isdigit():
            parts.append(int(part) * 32)
        elif part[0].isdigit():
            parts.append(int(part[:-1]) * 32 + ord(part[-1].lower()) - 96)
        else:
            parts.append((_LETTER + letter(part)) * 32)
    return tuple(parts)


def _path_mark(view: str, start: int, end: int, line: int) -> Mark | None:
    found = _PATH_MARK.match(view, start, end)
    if not found:
        return None
    number, close = found["number"], found["close"] or ""
    if number[0] == "0" or ".00" in number or (".0" in number and number.count(".") > 1):
        return None
    glued = found.end() < end and not view[found.end()].isspace()
    if glued and not close and "." not in number and view[found.end()] not in "(*_[":
        return None
    if close.strip() == ")" and "." not in number and number.isdigit():
        return Mark(
            line, found.start(), found.end(), Kind.RELATIVE, f"({number})", style="1)",
            values=(("1)", int(number)),),
        )  # fmt: skip
    return Mark(
        line,
        found.start(),
        found.end(),
        Kind.PATH,
        number,
        parts_of(number),
        bare=not close.strip(),
    )


def _paren_mark(view: str, start: int, end: int, line: int) -> Mark | None:
    found = _PAREN_MARK.match(view, start, end)
    if not found:
        return None
    value = found["value"]
    values = _meanings(value, "(", ")")
    if not values:
        return None
    return Mark(
        line, found.start(), found.end(), Kind.RELATIVE, f"({value})",
        style=values[0][0], values=values,
    )  # fmt: skip


def _dot_mark(view: str, start: int, end: int, line: int) -> Mark | None:
    found = _DOT_MARK.match(view, start, end)
    if not found:
        return None
    value, close = found["value"], found["close"]
    values = _meanings(value, "", close)
    if not values:
        return None
    label = f"({value})" if close == ")" else value
    return Mark(
        line, found.start(), found.end(), Kind.RELATIVE, label, style=values[0][0], values=values
    )


@functools.lru_cache(maxsize=2048)
def _meanings(value: str, before: str, close: str) -> tuple[tuple[str, int], ...]:
    if value.isdigit():
        return ((f"{before}1{close}", int(value)),)
    case = "A" if value.isupper() else "a"
    numeral = "I" if case == "A" else "i"
    found = []
    if letter(value):
        found.append((f"{before}{case}{close}", letter(value)))
    if roman(value):
        found.append((f"{before}{numeral}{close}", roman(value)))
    return tuple(found)


def _word_mark(view: str, start: int, end: int, line: int) -> Mark | None:
    found = _WORD_MARK.match(view, start, end)
    if not found:
        return None
    word, number = found["word"], (found["number"] or "").strip()
    rank = _RANKS.get(word.lower(), Rank.SECTION)
    if word[0].islower():
        return None  # a heading's word is capitalized; "section 4" in a line is a reference
    if not number and rank is not Rank.SCHEDULE:
        return None
    number = re.sub(r"(?i)^n[or]\.?\s*", "", number)
    path = parts_of(number) if number[:1].isdigit() else ()
    if not path and number:
        path = (roman(number) * 32,) if roman(number) and rank > Rank.SCHEDULE else parts_of(number)
    if rank >= Rank.ARTICLE:
        label = number
        kind = Kind.PATH if len(path) > 1 else Kind.WORD
    else:
        label = f"{word.capitalize()} {number}".strip()
        kind = Kind.WORD
    return Mark(line, found.start(), found.end(), kind, label, path, rank=rank, style=word.lower())
