"""Which clause of one version is which of the other: by words first, then by number and likeness.

Every step treats both sides alike, so that swapping the versions swaps nothing but the sides.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from app.terms.compare_words import words_of
from app.terms.model import Clause, Document

_LIKE_HERE = 0.35
"""Share of common words that makes two clauses of one number versions of each other."""
_LIKE_ELSEWHERE = 0.6
"""The same where their numbers differ."""
_CANDIDATES = 8
_COMMON_WORD = 24
"""A word in more clauses than this tells nothing about which clause is meant."""
_EMPTY = hashlib.sha256(b"").hexdigest()

Key = tuple[str, str]


class Side:
    """One document, with what its clauses are recognized by."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.clauses = document.clauses
        self.hashes = [clause.sha256 or _hash(document, clause) for clause in self.clauses]
        self.partner: list[int] = [-1] * len(self.clauses)
        self._words: dict[int, Counter[str]] = {}

    def key(self, at: int) -> Key:
        """What two clauses of the same words share."""
        return self.clauses[at].title, self.hashes[at]

    def is_empty(self, at: int) -> bool:
        """Whether the clause has no text of its own."""
        return self.hashes[at] == _EMPTY

    def words(self, at: int) -> Counter[str]:
        """The words of a clause, its title's included, and how often each occurs."""
        found = self._words.get(at)
        if found is None:
            clause = self.clauses[at]
            text = f"{clause.title} {self.document.own_text(clause)}"
            found = Counter(word.casefold() for word in words_of(text))
            self._words[at] = found
        return found

    def free(self) -> list[int]:
        """The clauses without a partner."""
        return [at for at, partner in enumerate(self.partner) if partner < 0]


def pair(old: Side, new: Side) -> None:
    """Give each clause its partner on the other side, where it has one."""
    _pair_unchanged(old, new)
    _pair_same_words(old, new)
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
    mine, theirs = old.clauses, new.clauses
    for first, clause in enumerate(mine):
        second = places.get(clause.id, -1)
        if (
            second >= 0
            and old.hashes[first] == new.hashes[second]
            and clause.title == theirs[second].title
        ):
            old.partner[first] = second
            new.partner[second] = first


def _pair_same_words(old: Side, new: Side) -> None:
    """The same words elsewhere: with the title, then without it."""
    for keyed in (Side.key, _own_words):
        mine, theirs = _by_key(old, keyed), _by_key(new, keyed)
        for key, firsts in mine.items():
            seconds = theirs.get(key)
            if seconds is None:
                continue
            if len(firsts) == len(seconds) == 1:
                _join(old, new, firsts[0], seconds[0])
            else:
                # Words that occur more than once ("Reserved."): those of one place go together.
                best = _likeliest(old, new, ((a, b) for a in firsts for b in seconds))
                for first, second in best:
                    _join(old, new, first, second)


def _own_words(side: Side, at: int) -> Key | None:
    return None if side.is_empty(at) else ("", side.hashes[at])


def _by_key(side: Side, keyed: object) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for at in side.free():
        key = keyed(side, at)  # type: ignore[operator]
        if key is not None and not (side.is_empty(at) and not side.clauses[at].title):
            found.setdefault(key, []).append(at)
    return found


def _likeliest(
    old: Side, new: Side, pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
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


def _pair_alike(old: Side, new: Side) -> None:
    """What is left: changed words under the same number, or much alike under another."""
    scored = []
    for first, second in _candidates(old, new):
        likeness = _likeness(old.words(first), new.words(second))
        mine, theirs = old.clauses[first], new.clauses[second]
        titled = bool(mine.title) and mine.title.casefold() == theirs.title.casefold()
        here = mine.id == theirs.id or titled
        if likeness < (_LIKE_HERE if here else _LIKE_ELSEWHERE) and not (
            titled and mine.id == theirs.id
        ):
            continue
        score = likeness + _place(old, new, first, second) + (0.3 if titled else 0.0)
        scored.append((-score, abs(first - second), first + second, first, second))
    scored.sort()
    for first, second in _greedy(scored):
        _join(old, new, first, second)


def _likeness(mine: Counter[str], theirs: Counter[str]) -> float:
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 1.0


def _candidates(old: Side, new: Side) -> Iterator[tuple[int, int]]:
    """Pairs worth a closer look, so that two strange documents do not cost all their pairs."""
    mine, theirs = old.free(), new.free()
    if not mine or not theirs:
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
    if len(mine) * len(theirs) <= _COMMON_WORD * _COMMON_WORD:
        yield from ((first, second) for first in mine for second in theirs)
        return
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
    votes: Counter[tuple[int, int]] = Counter()
    for first, second in enumerate(old.partner):
        if second >= 0:
            parents = old.clauses[first].parent, new.clauses[second].parent
            if min(parents) >= 0 and old.partner[parents[0]] < 0 and new.partner[parents[1]] < 0:
                votes[parents] += 1
    scored = sorted(
        (-float(count), abs(first - second), first + second, first, second)
        for (first, second), count in votes.items()
        if old.is_empty(first) or new.is_empty(second) or _same_anchor(old, new, first, second)
    )
    for first, second in _greedy(scored):
        _join(old, new, first, second)


def _same_anchor(old: Side, new: Side, first: int, second: int) -> bool:
    return old.clauses[first].id == new.clauses[second].id
