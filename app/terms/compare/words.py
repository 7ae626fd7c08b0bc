"""Two texts word by word: which words went, which came. Marks fall on whole words.

White space is no word: a text that was only broken into other lines has no change. Each side keeps
its own white space, so that its pieces join to exactly the text they were made of.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from app.terms.changes import Mark, Piece
from app.terms.compare.rising import longest_rising

_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# What belongs to a letter: accents, and the vowel signs of scripts where Python knows no letters.
_SIGN = r"[\u00ad\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff\u200c\u200d\ufe00-\ufe0f]"
_WORD = rf"[^\W{_IDEOGRAPH}]+(?:{_SIGN}+[^\W{_IDEOGRAPH}]*)*"
TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)+"  # 10.2, 1,000.00 and 23:59 stay whole
    rf"|{_WORD}(?:['’\u2010\u2011-]{_WORD})*"
    r"|\S"
)
_SPACE = re.compile(r"\s")
_SENTENCE_ENDS = frozenset(".;:!?。！？")
_STAYS = 6
"""So many common words and signs in a row are never marked, however much changed around them."""
_CLOSING = {")": "(", "]": "[", "”": "“", "»": "«"}
_FINE = 300_000
"""Products of word counts up to here are compared word by word at once (about 0.3 s at worst)."""

_WORDS_FROM, _WORDS_TO, _MORE_WORDS_FROM = 0x4E00, 0xA000, 0x20000
_SIGNS_FROM = 0xE000


class Tokens(NamedTuple):
    """The words and signs of a text and where each begins and ends."""

    words: list[str]
    spans: list[tuple[int, int]]


class Step(NamedTuple):
    """`old` and `new` words in a row, the same ones on both sides or replaced by each other."""

    same: bool
    old: int
    new: int


Marked = tuple[tuple[Piece, ...], tuple[Piece, ...], int]


def words_of(text: str) -> list[str]:
    """The words and signs of `text`, without its white space."""
    return TOKEN.findall(text)


def mark_words(old: str, new: str) -> Marked:
    """The pieces of both texts, and in how many places they differ (0: in white space at most)."""
    if old == new:
        same = (Piece(old),) if old else ()
        return same, same, 0
    start = _common_start(old, new)
    end = _common_end(old, new, start)
    mine = _tokens(old, start, len(old) - end)
    theirs = _tokens(new, start, len(new) - end)
    steps = list(_steps(mine.words, theirs.words))
    places = sum(not step.same for step in steps)
    return (
        _pieces(old, mine.spans, [(step.same, step.old) for step in steps], Mark.REMOVED),
        _pieces(new, theirs.spans, [(step.same, step.new) for step in steps], Mark.ADDED),
        places,
    )


def same_words(old: str, new: str) -> bool:
    """Whether two texts differ in white space at most."""
    if "".join(old.split()) != "".join(new.split()):
        return False
    start = _common_start(old, new)
    end = _common_end(old, new, start)
    return words_of(old[start : len(old) - end]) == words_of(new[start : len(new) - end])


def edges_alike(old: str, new: str) -> float:
    """How much of the longer text both begin and end with, 0 to 1: likeness at a glance."""
    longest = max(len(old), len(new))
    start = _common_start(old, new)
    return (start + _common_end(old, new, start)) / longest if longest else 1.0


def whole(text: str, mark: Mark) -> tuple[Piece, ...]:
    """All of `text` as one piece; none where it is empty."""
    return (Piece(text, mark),) if text else ()


def _tokens(text: str, start: int, end: int) -> Tokens:
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in TOKEN.finditer(text, start, end):
        words.append(match[0])
        spans.append(match.span())
    return Tokens(words, spans)


def _common_start(old: str, new: str) -> int:
    """How many characters both begin with, ending between words."""
    low, high = 0, min(len(old), len(new))
    if old[:high] == new[:high]:
        low = high
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    if _breaks(old, low) and _breaks(new, low):
        return low
    return max(old.rfind(" ", 0, low), old.rfind("\n", 0, low)) + 1


def _common_end(old: str, new: str, start: int) -> int:
    """How many characters both end with, from `start` on, beginning between words."""
    low, high = 0, min(len(old), len(new)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    at = len(old) - low
    if _opens(old, at, start) and _opens(new, len(new) - low, start):
        return low
    space = _SPACE.search(old, at)
    return len(old) - space.end() if space else 0


def _breaks(text: str, at: int) -> bool:
    return at == len(text) or text[at].isspace()


def _opens(text: str, at: int, start: int) -> bool:
    return at <= start or text[at - 1].isspace()


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    if not old or not new:
        if old or new:
            yield Step(False, len(old), len(new))
        return
    if len(old) * len(new) <= _FINE:
        yield from _word_steps(old, new)
        return
    yield from _joined(_sentence_steps(old, new))


def _word_steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """Each word becomes a character; the differences of the two strings are cleaned up."""
    if set(old).isdisjoint(new):
        yield Step(False, len(old), len(new))
        return
    if len(old) == len(new) == 1:
        yield Step(True, 1, 1)
        return
    differ = _differ()
    first, second = _encoded(old, new)
    found = list(_between_anchors(differ, first, second))
    differ.diff_cleanupMerge(found)
    if len(found) > 2:
        found = _cleaned(differ, found)
    yield from _closed(list(_joined(_counted(found))), old, new)


def _counted(found: Sequence[tuple[int, str]]) -> Iterator[Step]:
    for kind, text in found:
        count = len(text)
        yield Step(kind == 0, count if kind <= 0 else 0, count if kind >= 0 else 0)


def _closed(steps: list[Step], old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """Take a bracket into a change that opened it on both sides: "ten (10)", not "ten (10"."""
    at = to = 0
    for number, step in enumerate(steps):
        after = steps[number + 1] if number + 1 < len(steps) else None
        if step.same or after is None or old[at + step.old] not in _CLOSING:
            pass
        elif _unclosed(old[at : at + step.old], new[to : to + step.new], old[at + step.old]):
            step = Step(False, step.old + 1, step.new + 1)
            steps[number + 1] = Step(True, after.old - 1, after.new - 1)
        if step.old or step.new:
            yield step
        at, to = at + step.old, to + step.new


def _unclosed(old: Sequence[str], new: Sequence[str], closing: str) -> bool:
    opening = _CLOSING[closing]
    return all(words.count(opening) == words.count(closing) + 1 for words in (old, new))


def _cleaned(differ: _Differ, found: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Stray common words go into the change around them; what is half a sentence stays common."""
    made: list[tuple[int, str]] = []
    part: list[tuple[int, str]] = []
    for step in [*found, (0, "")]:
        if step[0] == 0 and not 0 < len(step[1]) < _STAYS:
            differ.diff_cleanupSemantic(part)
            made += part
            part = []
            if step[1]:
                made.append(step)
        else:
            part.append(step)
    differ.diff_cleanupSemanticLossless(made)
    return [step for step in made if step[1]]


def _between_anchors(differ: _Differ, old: str, new: str) -> Iterator[tuple[int, str]]:
    """Words that both have once and in the same order hold; only what is between is searched.

    The search takes the product of length and differences, so that short stretches are cheap.
    """
    mine, theirs = _once(old), _once(new)
    common = [(at, theirs[word]) for word, at in mine.items() if word in theirs]
    done = to = 0
    for kept in longest_rising([second for _first, second in common]):
        first, second = common[kept]
        yield from differ.diff_main(old[done:first], new[to:second], False)
        yield 0, old[first]
        done, to = first + 1, second + 1
    yield from differ.diff_main(old[done:], new[to:], False)


def _once(text: str) -> dict[str, int]:
    """Where each character stands that occurs once, in order."""
    found: dict[str, int] = {}
    again: set[str] = set()
    for at, character in enumerate(text):
        if found.setdefault(character, at) != at:
            again.add(character)
    for character in again:
        del found[character]
    return found


class _Differ:
    """diff-match-patch without a deadline: the same texts always give the same marks."""

    def __init__(self) -> None:
        from diff_match_patch import diff_match_patch

        self._differ = diff_match_patch()
        self._differ.Diff_Timeout = 0
        self.diff_main = self._differ.diff_main
        self.diff_cleanupMerge = self._differ.diff_cleanupMerge
        self.diff_cleanupSemantic = self._differ.diff_cleanupSemantic
        self.diff_cleanupSemanticLossless = self._differ.diff_cleanupSemanticLossless


@functools.cache
def _differ() -> _Differ:
    return _Differ()


def _encoded(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """One character for each word: letters for words, others for signs, as the clean-up expects."""
    table: dict[str, str] = {}
    signs, words = _SIGNS_FROM, _WORDS_FROM
    for word in (*old, *new):
        if word in table:
            continue
        if len(word) == 1 and not word.isalnum() and signs < _SIGNS_FROM + 6400:
            table[word] = chr(signs)
            signs += 1
        else:
            table[word] = chr(words)
            words = words + 1 if words + 1 != _WORDS_TO else _MORE_WORDS_FROM
    return "".join(table[word] for word in old), "".join(table[word] for word in new)


def _sentence_steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """Long texts first by sentence, then by word where sentences were replaced by others."""
    mine, theirs = _sentences(old), _sentences(new)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    at = to = 0
    for kind, first, last, start, end in matcher.get_opcodes():
        gone = sum(map(len, mine[first:last]))
        come = sum(map(len, theirs[start:end]))
        if kind == "equal":
            yield Step(True, gone, come)
        elif gone and come and gone * come <= _FINE:
            yield from _word_steps(old[at : at + gone], new[to : to + come])
        else:
            yield Step(False, gone, come)
        at, to = at + gone, to + come


def _sentences(words: Sequence[str]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    start = 0
    for at, word in enumerate(words, 1):
        if word in _SENTENCE_ENDS:
            found.append(tuple(words[start:at]))
            start = at
    if start < len(words):
        found.append(tuple(words[start:]))
    return found


def _joined(steps: Iterable[Step]) -> Iterator[Step]:
    last: Step | None = None
    for step in steps:
        if last is not None and last.same is step.same:
            last = Step(last.same, last.old + step.old, last.new + step.new)
            continue
        if last is not None:
            yield last
        last = step
    if last is not None:
        yield last


def _pieces(
    text: str, spans: Sequence[tuple[int, int]], runs: Sequence[tuple[bool, int]], mark: Mark
) -> tuple[Piece, ...]:
    """Cut `text` at its marked words; the white space between belongs to what is the same."""
    made: list[Piece] = []
    done = at = 0
    for same, count in runs:
        if not same and count:
            start, end = spans[at][0], spans[at + count - 1][1]
            if done < start:
                made.append(Piece(text[done:start]))
            made.append(Piece(text[start:end], mark))
            done = end
        at += count
    if done < len(text):
        made.append(Piece(text[done:]))
    return tuple(made)
