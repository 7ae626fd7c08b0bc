"""Whether a reference and the clause it cites speak of the same thing.

"Delivery (Section 10.2)" where 10.2 is headed "Payment" and 10.1 "Delivery" is a mistake. To keep
false alarms few, words before a number count only where they are another clause's heading.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from app.terms.model import Document
from app.terms.references.index import Index, words_of
from app.terms.references.syntax import Mention

_CONNECTED = re.compile(
    r"(?P<words>(?:[\w’'-]+[^\S\n]{1,3}){1,6})(?:,\s)?(?:as\s)?"
    r"(?:(?:described|set out|set forth|stated|provided|specified|defined|required|given|found"
    r"|contained|granted|referred to)\s{1,3})?"
    r"(?:in|under|by|of|pursuant to|according to|per|as per|see)\s{1,3}(?:this\s{1,3})?$"
)
_LEADING = re.compile(
    r"\((?:see |also |as set out in |under |in ){0,2}$"
    r"|\b(?:in|under|by|of|to|per|see)\s{1,3}(?:this\s{1,3})?$"
)
_BRACKETED = re.compile(
    r"(?P<words>(?:[\w’'-]+(?:,?[^\S\n]{1,3}|\s?/\s?)){1,9})\((?:see |also |as set out in "
    r"|under |in )?$"
)
_TRAIL = re.compile(
    r"\s*\b(?:obligations?|provisions?|terms|requirements?|rules?|process|procedures?|clauses?"
    r"|sections?|rights?|as|duties|described|set|out|forth|stated|provided|specified|defined"
    r"|required|given|found|contained|granted|referred|to|pursuant|according)$",
    re.IGNORECASE,
)
_ARTICLES = frozenset("the a an this these its their our your any each such all".split())
_PREPOSITIONS = frozenset("for of to in on under by with from about without against".split())
_NO_HEADING = re.compile(
    r"(?:As|If|For|Except|In|To|Other|Excluding|Including|Subject|Or|And|But|Each|Collectively|The"
    r"|Where|When|Unless|With|Without|Only|Not|Together|See|By|On|Of|At|From)\b|.*\b(?:only"
    r"|below|above)$"
)


class Wrong(NamedTuple):
    """A reference that says something else than the clause's heading does."""

    said: str
    meant: int | None
    """The position of the clause that is headed so."""


def named_wrong(
    document: Document, index: Index, mention: Mention, at: int, heading: str
) -> Wrong | None:
    """What is wrong with the brackets behind a number, or the words before it."""
    if heading:
        return _by_heading(document, index, at, heading)
    return _by_context(document, index, mention, at)


def shared_headings(document: Document, found: list[Mention]) -> list[str]:
    """The heading of each mention of a list; one bracket may name them all, in their order."""
    headings = [mention.heading for mention in found]
    if len(found) < 2 or not headings[-1] or any(headings[:-1]):
        return headings if any(headings) else _before_all(document.text, found)
    parts = _parts(headings[-1])
    return parts if len(parts) == len(found) else headings


def _before_all(text: str, found: list[Mention]) -> list[str]:
    """For "Payment and Taxes (Sections 10.3 and 10.4)": the words before, one each."""
    none = [""] * len(found)
    if len(found) < 2 or len({mention.start for mention in found}) < len(found):
        return none
    before = _BRACKETED.search(text, max(0, found[0].first - 100), found[0].first)
    if before is None:
        return none
    words = re.search(
        r"(?:[A-ZÀ-Þ][\w’'-]*(?:,?\s+(?:and|of|or|for)\s+|,?\s+)?)+$", before["words"]
    )
    parts = _parts(words.group()) if words else []
    return parts if len(parts) == len(found) else none


def _parts(heading: str) -> list[str]:
    return [
        part.strip() for part in re.split(r",\s*(?:and\s)?|\band\b|&|/", heading) if part.strip()
    ]


def _by_heading(document: Document, index: Index, at: int, said: str) -> Wrong | None:
    others = index.headed(said)
    clause = document.clauses[at]
    if others and not index.related(at, others) and not _is_headed(clause.title, said):
        return Wrong(said, others[0])
    if others or _fits(document, index, at, said) or _NO_HEADING.match(said):
        return None
    # Words that no clause is headed with: wrong only where they look like a heading.
    words = [word for word in said.split() if len(word) > 3]
    like_heading = bool(words) and all(word[0].isupper() for word in words)
    return Wrong(said, None) if clause.title and like_heading else None


def _is_headed(title: str, said: str) -> bool:
    return bool(title) and _alike(words_of(said), words_of(title))


def _fits(document: Document, index: Index, at: int, said: str) -> bool:
    wanted = words_of(said)
    clause = document.clauses[at]
    for above in index.places.chain(at):
        if above.title and _alike(wanted, words_of(above.title)):
            return True
    below = index.words_below(at)
    if below and wanted <= below:
        return True
    opening = document.text[clause.start : min(clause.body + 200, clause.end)]
    return not clause.title and wanted <= words_of(opening)


def _alike(one: frozenset[str], two: frozenset[str]) -> bool:
    if not one or not two:
        return False
    return one <= two or two <= one or 2 * len(one & two) > max(len(one), len(two))


def _by_context(document: Document, index: Index, mention: Mention, at: int) -> Wrong | None:
    text, start = document.text, mention.start
    low = max(0, start - 120)
    near = text[max(0, start - 30) : start]
    if start != mention.first or not _LEADING.search(near):
        return None
    bracketed = _BRACKETED.search(text, low, start) if "(" in near else None
    match = bracketed or _CONNECTED.search(text, low, start)
    if match is None:
        return None
    before, said = "", match["words"].strip().rstrip(",")
    while before != said:
        before, said = said, _TRAIL.sub("", said)
    words = said.split()
    while words and words[0].lower() in _ARTICLES:
        words = words[1:]
    for count in range(min(4, len(words)), 0, -1):
        said = " ".join(words[-count:])
        if words[-count].lower() in _ARTICLES:
            continue
        others = index.headed(said)
        if _is_headed(document.clauses[at].title, said):
            return None
        if not others and _fits(document, index, at, said):
            return None
        leading = words[-count - 1].lower() if count < len(words) else ""
        if not others or not _meant(said, leading, bracketed=bool(bracketed)):
            continue
        if index.related(at, others) or index.related(index.places.position(start), others):
            continue
        return Wrong(said, others[0])
    return None


def _meant(said: str, leading: str, *, bracketed: bool) -> bool:
    """Whether words that are a heading elsewhere are meant as that heading here.

    "fees for Orders under Section 10.2" speaks of fees, "Orders under Section 10.2" of orders.
    """
    if len(words_of(said)) > 1:
        return True
    if bracketed:
        return leading not in _PREPOSITIONS
    return said[0].isupper() and leading in ("", "and", "or", "see", *_ARTICLES)
