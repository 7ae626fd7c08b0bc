"""Defined terms: where a text gives each its meaning, and where it uses them.

'"Term" means …', '(the "Service")', 'the “Subscription Term”', and definitions sections in list
form. A term is used only where it stands as capitalized in its definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.terms.definitions.remarks import remarks
from app.terms.definitions.uses import uses
from app.terms.model import Definition, Document
from app.terms.places import Places, sentences, squeezed

__all__ = ["find", "remarks", "uses"]

_OPEN, _CLOSE = '"“„«»‟', '"”“«»'
_TERM = r"[^\W_][^\"“”„«»\n()]{0,70}?"
_QUOTED = rf"[{_OPEN}](?P<term>{_TERM})[,.]?[{_CLOSE}]"
_GAP = r"\s{0,3}"
_ALSO = (
    rf"(?:{_GAP}(?:,\s?or|,\s?and|,|or|and|/|oder|und)?{_GAP}(?:the\s)?"
    rf"[{_OPEN}]{_TERM}[,.]?[{_CLOSE}])"
)
_MEANS = (
    r"(?:shall\s+|will\s+)?(?:each\s+)?(?:means?|includes?|refers?\s+to|ha(?:s"
    r"|ve)\s+the\s+(?:same\s+)?meanings?"
    r"|(?:is|are)(?:\s+defined)?|denotes?|bedeute[tn]|bezeichne[tn]|ist|sind|has\s+the\s+meaning)\b"
)
_STATED = re.compile(
    rf"{_QUOTED}(?P<also>{_ALSO}{{0,4}}){_GAP}(?:\([^()\n]{{1,60}}\){_GAP})?[,:]?{_GAP}"
    rf"(?:(?:as\s+used\s+(?:herein|in\s+[^,\n]{{1,40}}),?\s+)?(?P<verb>{_MEANS})|[:=–—-]\s)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\((?P<inside>[^()\n]{0,140})\)")
_INSIDE = re.compile(_QUOTED)
_BARE = re.compile(
    r"\b(?:the|an?|our|its|as|called|collectively,?|together,?|individually,?|hereinafter|hereafter"
    rf"|each)\s{{1,3}}{_QUOTED}(?={_GAP}(?:[.,;:)]|and\b|or\b|$))"
)
_CAPITALS = (
    r"[A-ZÀ-Þ][\w’'&/.-]{0,30}(?:[ ](?:(?:of|and|for|the|or|to"
    r"|in)[ ])?[A-ZÀ-Þ][\w’'&/-]{0,30}){0,5}"
)
_PLAIN = re.compile(
    rf"(?:^|(?<=\n))[^\S\n]{{0,12}}(?:[-•*–·][^\S\n]{{1,3}}|\(\w{{1,4}}\)[^\S\n]{{1,3}}"
    rf"|\d+(?:\.\d+){{0,5}}\.?[^\S\n]{{1,3}})?"
    rf"(?P<term>{_CAPITALS})[^\S\n]{{1,3}}(?:means?|shall\s+mean|has\s+the\s+meaning"
    rf"|have\s+the\s+meaning|bedeutet|bezeichnet)\b"
)
_LISTED = re.compile(
    rf"(?:^|(?<=\n))[^\S\n]{{0,12}}(?:[-•*–·][^\S\n]{{1,3}}|\(\w{{1,4}}\)[^\S\n]{{1,3}}"
    rf"|\d+(?:\.\d+){{0,5}}\.?[^\S\n]{{1,3}})?"
    rf"(?P<term>{_CAPITALS})(?:[^\S\n]{{0,2}}:|[^\S\n]{{1,2}}[–—-])[^\S\n]{{1,3}}(?=\w)"
)
_REACH = 1500
_SECTION = re.compile(
    r"definition|defined terms|interpretation|glossary|begriffe|definitionen|meanings", re.I
)
_NO_TERM = re.compile(
    r"(?:This|That|These|It|Which|What|Such|There|He|She|They|Each|Any|All|No|If|In|As|By|None|Note"
    r"|Example|Section|Clause|Article|Nothing|Silence|The|I [A-Z]+)$"
)
_HEAD_MEANS = re.compile(rf"\W{{0,3}}{_MEANS}", re.IGNORECASE)


def find(document: Document) -> tuple[Definition, ...]:
    """The defined terms of `document`, in the order of its text; one defined twice comes twice."""
    places = Places(document)
    found: dict[int, Definition] = {}
    spans = sorted({*_in_quotes(document.text), *_in_lists(document, places)})
    for start, end in spans:
        term = document.text[start:end]
        if not _is_term(term) or start in found:
            continue
        clause = places.clause(start)
        found[start] = Definition(
            term=squeezed(term), meaning=_meaning(places, start),
            clause=clause.id if clause else "", start=start, end=end,
        )  # fmt: skip
    return tuple(found[start] for start in sorted(found))


def _in_quotes(text: str) -> Iterator[tuple[int, int]]:
    for match in _STATED.finditer(text):
        weak = not match["verb"] or not re.search("mean|bede|bezei", match["verb"], re.IGNORECASE)
        if weak and not match["term"][:1].isupper():
            continue  # 'the word "may" is': no definition
        yield match.span("term")
        if match["also"]:
            for more in _INSIDE.finditer(text, *match.span("also")):
                yield more.span("term")
    for bracket in _BRACKETED.finditer(text):
        for match in _INSIDE.finditer(text, *bracket.span("inside")):
            if match["term"][:1].isupper() and _names(text, bracket.start("inside"), match.start()):
                yield match.span("term")
    for match in _BARE.finditer(text):
        if match["term"][:1].isupper():
            yield match.span("term")


def _names(text: str, start: int, quote: int) -> bool:
    """Whether the words before a quote in brackets give a name: '(the "Service")', '("Fees")'."""
    before = text[start:quote].strip().lower()
    if not before:
        return True
    if re.search(r"\b(?:in|of|under|by|see|from|per)\s+(?:the|our|its|your)$", before):
        return False
    return bool(
        re.search(
            r"\b(?:the|an?|each|our|its|as|called|collectively|together|individually|hereinafter"
            r"|hereafter|and|or|such|any|nachfolgend|der|die|das)(?:[,:]|\s+the)?$|[\"”“,]$",
            before,
        )
    )


def _in_lists(document: Document, places: Places) -> Iterator[tuple[int, int]]:
    text = document.text
    for match in _PLAIN.finditer(text):
        yield match.span("term")
    for at, clause in enumerate(document.clauses):
        if not _SECTION.search(clause.title):
            continue
        if not any(_SECTION.search(above.title) for above in list(places.chain(at))[1:]):
            for match in _LISTED.finditer(text, clause.body, clause.end):
                yield match.span("term")
            yield from _headed(document, at)


def _headed(document: Document, section: int) -> Iterator[tuple[int, int]]:
    """In a definitions section each clause's own heading may be the term: "Affiliate means …"."""
    text = document.text
    for clause in document.clauses[section + 1 :]:
        if clause.start >= document.clauses[section].end:
            return
        begin = text.find(clause.title, clause.start, clause.body) if clause.title else -1
        opening = text[clause.body : clause.body + 40].lstrip()
        if begin >= 0 and (_HEAD_MEANS.match(opening) or opening[:1].islower()):
            yield begin, begin + len(clause.title)


def _is_term(term: str) -> bool:
    return (
        1 < len(term) <= 70
        and term == term.strip()
        and not _NO_TERM.match(term)
        and len(term.split()) <= 8
        and any(letter.isalpha() for letter in term)
    )


def _meaning(places: Places, start: int) -> str:
    """The sentence around a definition, or what of it stands within reach."""
    text = places.document.text
    low, high = max(0, start - _REACH), min(len(text), start + 2 * _REACH)
    clause = places.clause(start)
    if clause:
        low = max(low, clause.body if clause.body <= start else clause.start)
        high = max(min(high, clause.body_end), start + 1)
    for begin, end in sentences(text, low, high):
        if end > start:
            return squeezed(text[begin:end])
    return squeezed(text[start : start + 200])
