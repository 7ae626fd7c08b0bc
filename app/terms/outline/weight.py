"""How much a sign at the start of a line looks like the number of a section.

"2026 was …", "30 days after", "1.5 million" and the "10.2 shall apply" of a wrapped reference stand
at the start of a line as well; the words around tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.terms.outline.lines import Line, is_open
from app.terms.outline.marks import Kind, Mark
from app.terms.outline.titles import is_title

NEVER = -99.0

_QUANTITY = re.compile(
    r"(?:%|‰|€|\$|£|°|percent|per cent|[mbtMBT]r?illion(?:s|en)?\b|thousand|hundred|dozen|"
    r"(?:business |working |calendar |consecutive )?"
    r"(?:day|hour|week|month|year|minute|second)s?\b|(?:Tage?|Stunden?|Wochen?|Monate?|Jahre?|"
    r"Uhr)\b|"
    r"(?:am|pm|AM|PM|a\.m\.|p\.m\.|o'clock)(?:\s|$)|(?:USD|EUR|GBP|CHF|JPY|US dollars|euros?)\b|"
    r"(?:GB|MB|KB|TB|GiB|MiB|kg|km|cm|mm|MHz|GHz)\b|U\.\s?S\.\s?C|C\.\s?F\.\s?R|"
    r"(?:st|nd|rd|th)\b|(?:x|×)\s*\d)"
)
_MONTH = re.compile(
    r"(?:jan(?:uary?|uar)?|jän(?:ner)?|feb(?:ruary?|ruar)?|mar(?:ch)?|märz|apr(?:il)?|ma[iy]|"
    r"june?|juni|"
    r"july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)\b\.?"
    r"(?:,?\s+\d{4}|\s*$|,)",
    re.IGNORECASE,
)
_POINTS_ON = re.compile(
    r"(?:\b(?:sections?|clauses?|articles?|paragraphs?|subsections?|sub-clauses?|schedules?|"
    r"exhibits?|annex|"
    r"appendix|parts?|chapters?|artikel|abschnitt|ziffern?|anlage|sec\.|art\.|no\.|nr\.|"
    r"version|release|page|seite|item|see|under|in|to|of|with|than|from|by|per|at|over|least|"
    r"exceeds?|about|or|and|und|oder|the|a|an|within|through|until|for|is|are|was)|§{1,2}|\+|\$|"
    r"€|£)$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:[,;)/]|(?:and|or|to|through|und|oder|bis|above|below|hereof|thereof|of (?:this|the|"
    r"these)|shall|applies|apply)\b)"
)
_NO_ITEM = re.compile(r"[,;)/]|(?:and|or|through|und|oder|bis|above|below)\b")
_LIST_END = re.compile(r"(?:[;,]|[;,] (?:and|or|und|oder))$", re.IGNORECASE)


def weigh(view: str, lines: Sequence[Line], mark: Mark, before: Line | None) -> float:
    """A number for how much `mark` looks like a section's; NEVER where it cannot be one.

    `before` is the line above that carries text, None at the top.
    """
    line = lines[mark.line]
    rest = view[mark.after : min(line.end, mark.after + 120)]
    open_before = (
        before is not None
        and is_open(view, before)
        and not (before is lines[0] and is_title(view[before.start : before.end]))
    )
    tail = view[max(before.start, before.end - 40) : before.end] if before else ""
    if mark.kind is Kind.WORD or mark.rank:
        return _weigh_word(view, line, mark, rest, tail, open_before=open_before)
    if open_before and line.gap == 0 and _POINTS_ON.search(tail):
        return NEVER
    if mark.kind is Kind.RELATIVE:
        return _weigh_relative(line, rest, open_before=open_before)
    if _MONTH.match(rest) or (_QUANTITY.match(rest) and (mark.bare or len(mark.path) > 1)):
        return NEVER
    if rest and open_before and _GOES_ON.match(rest):
        return NEVER
    weight = 1.0 + (0.5 if len(mark.path) > 1 else 0.0)
    if line.gap or before is None:
        weight += 1.0
    if not open_before:
        weight += 0.5
    elif line.gap == 0 and len(tail) >= 40:
        weight -= 0.5
    if rest[:1].islower():
        weight -= 4.0 if open_before and mark.bare else 2.0 if mark.bare or open_before else 0.7
    if mark.bare and len(mark.path) == 1:
        weight += _weigh_bare(view, line, mark, rest)
    if len(mark.path) == 1 and (_LIST_END.search(rest) or tail.endswith((":", ";"))):
        weight -= 1.0
    return weight


def points_on(words: str) -> bool:
    """Whether `words` end as if a number had to follow: "as set out in Section"."""
    return bool(_POINTS_ON.search(words))


def _weigh_bare(view: str, line: Line, mark: Mark, rest: str) -> float:
    """A number without a full stop needs the looks of a heading: not "30 days after"."""
    if not rest:
        return -0.5
    if rest[:1].islower() or not (rest[0].isalpha() or rest[0] in '“"*_'):
        return NEVER
    spaced = view[mark.after - 1] == "\t" or view[mark.after - 2 : mark.after] == "  "
    short = line.end - mark.after <= 70 and rest[-1] not in ".,;:"
    return (0.5 if spaced else 0.0) + (0.3 if short else -1.5) - (0.0 if line.gap else 0.5)


def _weigh_relative(line: Line, rest: str, *, open_before: bool) -> float:
    if rest and _NO_ITEM.match(rest):
        return NEVER
    return 1.0 + (0.5 if line.gap else 0.0) + (0.0 if open_before else 0.5)


def _weigh_word(
    view: str, line: Line, mark: Mark, rest: str, tail: str, *, open_before: bool
) -> float:
    """A heading's word stands at the start of a heading; in a wrapped reference words go on."""
    if open_before and line.gap == 0 and (_POINTS_ON.search(tail) or len(tail) >= 40):
        return NEVER
    if open_before and rest[:1].islower():
        return NEVER
    closed = view[mark.start : mark.after].rstrip()[-1:] in ".:)-–—"
    if not rest:
        return 3.0
    if (rest[0].islower() and not closed) or _GOES_ON.match(rest):
        return NEVER
    if rest[0] == "(" and (line.end - mark.start > 90 or rest[-1] in ".,;"):
        return NEVER
    short = line.end - mark.start <= 110 and rest[-1] not in ",;"
    if not (closed or short):
        return NEVER
    if not closed and rest[-1] == "." and not line.gap:
        return NEVER
    return 2.0 + (1.0 if line.gap else 0.0)
