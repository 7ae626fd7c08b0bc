"""Which clause of one version is which of the other: by words first, then by number and likeness.

Every step treats both sides alike, so that swapping the versions swaps nothing but the sides.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from app.terms.compare.words import edges_alike, words_of
from app.terms.model import Clause, Document

_LIKE_HERE = 0.35
"""Share of common words that makes two clauses of one number versions of each other."""
_LIKE_ELSEWHERE = 0.6
"""The same where their numbers differ."""
_CANDIDATES = 8
_COMMON_WORD = 24
"""A word in more clauses than this tells nothing about which clause is meant."""
_LONG_WORD = 16
_WORDS = re.compile(r"\w+")
_FEW = 2_500
"""Up to so many pairs are all looked at."""
_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The SHA-256 of no text."""

Key = tuple[str, str]
"""Title and hash: what clauses of the same words share."""


class Side:
    """One document, with what its clauses are recognized by."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.clauses = document.clauses
        self.hashes = [clause.sha256 or _hash(document, clause) for clause in self.clauses]
        self.partner: list[int] = [-1] * len(self.clauses)
        self._words: dict[int, frozenset[str]] = {}

    def is_empty(self, at: int) -> bool:
        """Whether the clause has no text of its own."""
        return self.hashes[at] == _EMPTY

    def own_text(self, at: int) -> str:
        """The clause's own text."""
        return self.document.own_text(self.clauses[at])

    def words(self, at: int) -> frozenset[str]:
        """The words of a clause, its title's included."""
        found = self._words.get(at)
        if found is None:
            text = f"{self.clauses[at].title} {self.own_text(at)}".casefold()
            words = _WORDS.findall(text)
            if len(words) * _LONG_WORD < len(text):  # a script without blanks between words
                words = words_of(text)
            found = frozenset(words)
            self._words[at] = found
        return found

    def free(self) -> list[int]:
        """The clauses without a partner."""
        return [at for at, partner in enumerate(self.partner) if partner < 0]


def pair(old: Side, new: Side) -> None:
    """Give each clause its partner on the other side, where it has one."""
    _pair_unchanged(old, new)
    _pair_same_words(old, new)
    _pair_same_heading(old, new)
    _pair_alike(old, new)
    _pair_by_children(old, new)


def _hash(document: Document, clause: Clause) -> str:
    text = " ".join(document.own_text(clause).split())
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _join(old: Side, new: Side, first: int, second: int) -> None:
    old.partner[first] = second
    new.partner[second] = first


def _pair_unchanged(old: Side, new: Side) -> None:
    """The same anchor, title and words."""
    places = {clause.id: at for at, clause in enumerate(new.clauses)}
    theirs, mine_said, theirs_said = new.clauses, old.hashes, new.hashes
    for first, clause in enumerate(old.clauses):
        second = places.get(clause.id, -1)
        if (
            second >= 0
            and mine_said[first] == theirs_said[second]
            and clause.title == theirs[second].title
        ):
            _join(old, new, first, second)


def _pair_same_words(old: Side, new: Side) -> None:
    """The same words elsewhere: with the title, then without it."""
    for titled in (True, False):
        mine, theirs = _by_words(old, titled=titled), _by_words(new, titled=titled)
        for key, firsts in mine.items():
            seconds = theirs.get(key)
            if seconds is None:
                continue
            if len(firsts) == len(seconds) == 1:
                _join(old, new, firsts[0], seconds[0])
            elif len(firsts) * len(seconds) > _FEW:
                for first, second in zip(firsts, seconds, strict=False):
                    _join(old, new, first, second)
            else:
                # Words that occur more than once ("Reserved."): those of one place go together.
                best = _likeliest(old, new, ((a, b) for a in firsts for b in seconds))
                for first, second in best:
                    _join(old, new, first, second)


def _by_words(side: Side, *, titled: bool) -> dict[Key, list[int]]:
    """The clauses without a partner by what they say; those that say nothing are left out."""
    found: dict[Key, list[int]] = {}
    clauses, hashes = side.clauses, side.hashes
    for at in side.free():
        title, said = clauses[at].title if titled else "", hashes[at]
        if title or said != _EMPTY:
            found.setdefault((title, said), []).append(at)
    return found


def _likeliest(old: Side, new: Side, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Of repeated words the pairs in the most similar places."""
    scored = sorted(
        (-_place(old, new, first, second), abs(first - second), first + second, first, second)
        for first, second in pairs
    )
    yield from _greedy(scored)


def _greedy(
    scored: Sequence[tuple[float, int, int, int, int]],
) -> Iterator[tuple[int, int]]:
    # Two rivals never tie: one with the same distance and the same sum is the same pair.
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _score, _distance, _sum, first, second in scored:
        if first not in taken_old and second not in taken_new:
            taken_old.add(first)
            taken_new.add(second)
            yield first, second


def _place(old: Side, new: Side, first: int, second: int) -> float:
    """How much speaks for two clauses by where they stand: 0 to 0.3."""
    mine, theirs = old.clauses[first], new.clauses[second]
    score = 0.0
    if mine.id == theirs.id:
        score += 0.2
    parents = mine.parent, theirs.parent
    if (parents[0] < 0 and parents[1] < 0) or (
        min(parents) >= 0 and old.partner[parents[0]] == parents[1]
    ):
        score += 0.1
    return score


def _pair_same_heading(old: Side, new: Side) -> None:
    """Changed words under one number and heading; or under a heading that both have once."""
    anchors = {new.clauses[at].id: at for at in new.free()}
    for first in old.free():
        clause = old.clauses[first]
        second = anchors.get(clause.id, -1)
        if second < 0 or clause.title != new.clauses[second].title:
            continue
        if clause.title or _alike_at_edges(old, new, first, second):
            _join(old, new, first, second)
    mine, theirs = _by_title(old), _by_title(new)
    for title, firsts in mine.items():
        seconds = theirs.get(title, [])
        once = len(firsts) == len(seconds) == 1
        if once and _alike_at_edges(old, new, firsts[0], seconds[0]):
            _join(old, new, firsts[0], seconds[0])


def _alike_at_edges(old: Side, new: Side, first: int, second: int) -> bool:
    return edges_alike(old.own_text(first), new.own_text(second)) >= _LIKE_ELSEWHERE


def _by_title(side: Side) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at in side.free():
        title = side.clauses[at].title
        if title:
            found.setdefault(title, []).append(at)
    return found


def _pair_alike(old: Side, new: Side) -> None:
    """What is left: changed words under the same number, or much alike under another."""
    scored = []
    for first, second in _candidates(old, new):
        likeness = _likeness(old.words(first), new.words(second))
        if likeness < _LIKE_HERE:
            continue
        mine, theirs = old.clauses[first], new.clauses[second]
        titled = bool(mine.title) and mine.title.casefold() == theirs.title.casefold()
        if likeness < _LIKE_ELSEWHERE and not titled and mine.id != theirs.id:
            continue
        score = likeness + _place(old, new, first, second) + (0.3 if titled else 0.0)
        scored.append((-score, abs(first - second), first + second, first, second))
    scored.sort()
    for first, second in _greedy(scored):
        _join(old, new, first, second)


def _likeness(mine: frozenset[str], theirs: frozenset[str]) -> float:
    total = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / total if total else 1.0


def _candidates(old: Side, new: Side) -> Iterator[tuple[int, int]]:
    """Pairs worth a closer look, so that two strange documents do not cost all their pairs."""
    mine, theirs = old.free(), new.free()
    if not mine or not theirs:
        return
    if len(mine) * len(theirs) <= _FEW:
        yield from ((first, second) for first in mine for second in theirs)
        return
    found = set(_shared_words(old, mine, new, theirs))
    found.update((a, b) for b, a in _shared_words(new, theirs, old, mine))
    anchors = {new.clauses[at].id: at for at in theirs}
    titles: dict[str, list[int]] = defaultdict(list)
    for at in theirs:
        titles[new.clauses[at].title.casefold()].append(at)
    for first in mine:
        clause = old.clauses[first]
        if clause.id in anchors:
            found.add((first, anchors[clause.id]))
        same_title = titles.get(clause.title.casefold(), []) if clause.title else []
        if len(same_title) <= _COMMON_WORD:
            found.update((first, second) for second in same_title)
    yield from found


def _shared_words(
    side: Side, mine: Sequence[int], other: Side, theirs: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """For each clause those that share the most of its telling words."""
    holders: dict[str, list[int]] = defaultdict(list)
    for second in theirs:
        for word in other.words(second):
            holders[word].append(second)
    for first in mine:
        votes: Counter[int] = Counter()
        for word in side.words(first):
            places = holders.get(word, ())
            if len(places) <= _COMMON_WORD:
                votes.update(places)
        ranked = sorted(votes.items(), key=lambda vote: (-vote[1], abs(first - vote[0])))
        yield from ((first, second) for second, _count in ranked[:_CANDIDATES])


def _pair_by_children(old: Side, new: Side) -> None:
    """Headings without words of their own go together where most of their children do."""
    mine, theirs = set(old.free()), set(new.free())
    if not mine or not theirs:
        return
    votes: Counter[tuple[int, int]] = Counter()
    for second, clause in enumerate(new.clauses):
        first = new.partner[second]
        if clause.parent in theirs and first >= 0 and old.clauses[first].parent in mine:
            votes[old.clauses[first].parent, clause.parent] += 1
    scored = sorted(
        (-float(count), abs(first - second), first + second, first, second)
        for (first, second), count in votes.items()
        if old.is_empty(first) or new.is_empty(second) or _same_anchor(old, new, first, second)
    )
    for first, second in _greedy(scored):
        _join(old, new, first, second)


def _same_anchor(old: Side, new: Side, first: int, second: int) -> bool:
    return old.clauses[first].id == new.clauses[second].id
