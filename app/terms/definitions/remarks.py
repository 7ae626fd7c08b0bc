"""What is odd about the terms of a text: used under another name, defined twice, never used."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from app.base.text import _, ngettext
from app.terms.definitions.uses import uses
from app.terms.model import Definition, Document, Remark

_PHRASE = re.compile(
    r"(?<![\w’'“\"(-])(?P<first>[A-Z][a-z][\w-]*)[^\S\n]+"
    r"(?P<rest>[A-Z][\w-]+(?:[^\S\n]+[A-Z][\w-]+){0,2})"
)
_RUNNING = re.compile(r"[\w,;’”\"'][^\S\n]*$")
_DOCUMENT = re.compile(r"(?:Terms|Policy|Policies|Agreement|Addendum|Schedule|Form|Inc|Ltd|B)$")
_ELSEWHERE = re.compile(
    r"(?:has|have) the (?:same )?meanings?\s(?:\w+\s){0,3}(?:in|to|by)\b|\b(?:is|are) defined in\b"
    r"|as (?:defined|described) in (?:Section|Clause|Article|§)"
)
_ORDINARY = frozenset(
    "The A An Each Any All No This That These Those Such Our Your Its Their"
    " Either Neither Both Every "
    "If In On At By For Where When While Unless Until After Before Under Upon With Without Between "
    "See Section Sections Clause Article New Other Another Said".split()
)


def remarks(document: Document, definitions: Sequence[Definition]) -> tuple[Remark, ...]:
    """What is odd about the terms: nearly defined, defined twice, never used."""
    found = [
        *_twice(document, definitions),
        *_unused(document, definitions),
        *_nearly(document, definitions),
    ]
    return tuple(sorted(found, key=lambda remark: remark.start))


def _twice(document: Document, definitions: Sequence[Definition]) -> Iterator[Remark]:
    first: dict[str, Definition] = {}
    for definition in definitions:
        if _ELSEWHERE.search(definition.meaning):
            continue
        earlier = first.setdefault(definition.term, definition)
        if earlier is not definition and earlier.clause != definition.clause:
            yield Remark(
                "defined_twice", definition.start,
                _("“{term}” is defined twice: in {first} and in {second}.").format(
                    term=definition.term,
                    first=_place(document, earlier),
                    second=_place(document, definition),
                ),
            )  # fmt: skip


def _place(document: Document, definition: Definition) -> str:
    clause = document.clause(definition.clause)
    return (clause.number or clause.title or clause.id) if clause else _("the opening")


def _unused(document: Document, definitions: Sequence[Definition]) -> Iterator[Remark]:
    used = {use.term for use in uses(document, definitions)}
    told: set[str] = set()
    for definition in definitions:
        if definition.term not in used and definition.term not in told:
            told.add(definition.term)
            words = _("“{term}” is defined and never used.").format(term=definition.term)
            yield Remark("never_used", definition.start, words)


def _nearly(document: Document, definitions: Sequence[Definition]) -> Iterator[Remark]:
    """Such as "Subscription Term" where only "Term" is defined."""
    terms = {definition.term for definition in definitions}
    headings = [(clause.start, clause.body) for clause in document.clauses if clause.title]
    title = document.text.lstrip()[:200].split("\n")[0].casefold()
    places: dict[str, list[int]] = {}
    meant: dict[str, str] = {}
    for match in _PHRASE.finditer(document.text):
        phrase = " ".join(match.group().split())
        term = _singular_of(" ".join(match["rest"].split()), terms)
        first = match["first"]
        if term is None or first in _ORDINARY or _is_known(phrase, first, terms):
            continue
        if not _RUNNING.search(document.text, max(0, match.start() - 4), match.start()):
            continue  # the first word of a sentence or list item may be a verb
        if phrase.casefold() in title or _DOCUMENT.search(phrase):
            continue
        meant[phrase] = term
        places.setdefault(phrase, []).append(match.start())
    proper = _proper_names(document.text, {phrase.split()[0] for phrase in places})
    inside = _Spans(headings)
    for phrase, starts in places.items():
        running = [start for start in starts if not inside.hold(start)]
        if not running or phrase.split()[0] in proper:
            continue
        words = ngettext(
            "“{phrase}” is used and not defined; “{term}” is.",
            "“{phrase}” is used {count} times and not defined; “{term}” is.",
            len(running),
        )
        yield Remark(
            "nearly_defined", running[0],
            words.format(phrase=phrase, term=meant[phrase], count=len(running)),
        )  # fmt: skip


def _singular_of(words: str, terms: set[str]) -> str | None:
    for spelling in (words, words.removesuffix("s"), re.sub(r"ies$", "y", words)):
        if spelling in terms:
            return spelling
    return None


def _is_known(phrase: str, first: str, terms: set[str]) -> bool:
    """Whether the phrase is a term itself, or two terms side by side ("Customer Software")."""
    return any(_singular_of(words, terms) or words + "s" in terms for words in (phrase, first))


def _proper_names(text: str, words: set[str]) -> set[str]:
    """The words that never stand in lower case though they stand alone: names of companies."""
    folded = Counter(re.findall(r"[^\W\d_]+", text))
    return {word for word in words if folded[word] > max(3, 5 * folded[word.lower()])}


class _Spans:
    """Answers whether an offset lies in one of many spans that do not overlap."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _end in self._spans]

    def hold(self, offset: int) -> bool:
        """Whether one of the spans holds `offset`."""
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._spans[at][1]
