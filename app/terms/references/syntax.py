"""How cross-references are written: "Sections 10.3 and 10.4", "§§ 3–5", "clause 4(a)(ii)".

Reads the mentions alone, without asking what they point to; every list and range becomes one
mention a target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

GAP = r"[^\S\n]{0,40}+\n?+[^\S\n]{0,40}+"
"""White space with at most one line end. Possessive: several in a row would else be tried against
each other, which takes forever between two numbers that stand far apart."""
_STEP = r"\((?:[a-z0-9]{1,5}|[A-Z]|[IVX]{2,4})\)"
_PARTS = rf"(?:[^\S\n]?{_STEP})"
_DOTTED = (
    rf"(?:\d{{1,4}}(?:[A-Z](?=\.\d))?(?:\.\d{{1,4}}){{0,8}}(?:\.?[a-z](?![a-zA-Z0-9]))?[A-Z]?(?![\w%]){_PARTS}{{0,6}}"
    rf"|\d{{1,4}}(?:\.\d{{1,4}}){{0,8}}{_PARTS}{{1,6}})"
)
_ROMAN = rf"(?:(?=[IVXLC])[IVXLC]{{1,7}}(?![\w]){_PARTS}{{0,4}})"
_LETTER = rf"(?:[A-Z](?:[.-]?\d{{1,3}}){{0,3}}(?![\w’']|\.\w){_PARTS}{{0,4}})"
_INNER = rf"(?:\([a-z0-9]{{1,5}}\){_PARTS}{{0,5}})"
_ABS = (
    rf"(?:{GAP}(?:Abs(?:atz|\.)|Satz|S\.|Nr\.|Nummer|Buchst(?:abe|\.)|lit\.){GAP}(?:\d{{1,3}}"
    rf"|[a-z])(?!\w))"
)

_PLACE = (
    r"sub-?[ ]?sections?|sections?|sect\.|secs?\.|sub-?[ ]?clauses?|clauses?|cl\.|articles?|arts?\."
    r"|sub-?[ ]?paragraphs?|paragraphs?|paras?\.?|points?|items?"
    r"|Ziffern?|Ziff\.|Abschnitte?n?|Artikeln?|Artikel|Absätzen?|Absatz|Abs\.|Nummern?|Nr\."
    r"|Klauseln?|Punkte?"
)
_PARTNAME = (
    r"Parts?|PARTS?|Chapters?|CHAPTERS?|Exhibits?|EXHIBITS?|Annex(?:es)?|ANNEX(?:ES)?"
    r"|Appendi(?:x|ces)|Attachments?|Schedules?|Anlagen?|Anhang"
)
_KEYWORD = re.compile(
    rf"(?<![\w§])(?:(?P<sign>§{{1,2}})|(?P<place>(?i:{_PLACE}))"
    rf"|(?P<part>{_PARTNAME}))(?P<maybe>\(s\))?(?:{GAP}[Nn]os?\.)?(?={GAP}[\dIVXLCA-Z(])"
)
_FIRST = {
    "sign": re.compile(rf"{GAP}(?P<number>{_DOTTED}{_ABS}{{0,3}})"),
    "place": re.compile(rf"{GAP}(?P<number>{_DOTTED}{_ABS}{{0,3}}|{_INNER}|{_ROMAN}|{_LETTER})"),
    "part": re.compile(rf"{GAP}(?P<number>{_ROMAN}|{_DOTTED}|{_LETTER})"),
}
_BARE = re.compile(
    rf"(?<!\w)(?i:see(?:[ ]also)?|siehe|vgl\.|cf\.){GAP}(?P<number>\d{{1,3}}"
    rf"(?:\.\d{{1,3}}){{1,6}}{_PARTS}{{0,6}})(?![\w%])"
)
_PAREN = re.compile(
    r"(?<=[A-Za-z’”\"]\s)\((?P<number>\d{1,3}(?:\.\d{1,3}){1,6})\)(?![\s-]{0,3}(?:%|percent))"
)
_HEADING = re.compile(rf"{GAP}\((?P<words>[A-ZÀ-Þ][^()\n]{{1,80}})\)")
_NEXT = re.compile(
    rf"(?:(?P<range>{GAP}(?:–|—|-|\bthrough(?:[ ]to)?\b|\bthru\b"
    rf"|\bup[ ]to(?:[ ]and[ ]including)?\b|\bto\b|\buntil\b|\bbis\b){GAP})"
    rf"|{GAP}(?:,|;|/|&)?{GAP}(?:\b(?:and/or|and|or|und|oder|as{GAP}well{GAP}as|sowie"
    rf"|nor)\b)?{GAP}(?:§{{1,2}}{GAP})?)"
    rf"(?P<number>{_DOTTED}|{_INNER}|{_ROMAN}|{_LETTER})"
)
_COUNTED = re.compile(
    r"[\s-]{0,3}(?:\(\w+\)\s?)?(?:%|percent|per cent|(?:calendar|business|working|full"
    r"|consecutive|of|or"
    r"|more|other|further|additional)?[\s-]{0,2}(?:days?|months?|years?|weeks?|hours?|minutes?"
    r"|times?|users?"
    r"|copies|copy|instances?|licenses?|dollars?|euros?|USD|EUR|GBP|parties|products?)\b)",
    re.IGNORECASE,
)
_DAYS = re.compile(r"[\s-]{1,3}(?:days|months|years)")
_WITHIN = re.compile(r"sub|para|point|item|abs|nr|nummer")
_PLURAL = re.compile(
    r"(?:s|§§|ces|paras\.?|secs\.|arts\.|ziffern|artikeln|absätzen?|abschnitten?|nummern|klauseln"
    r"|punkten?|anlagen)$",
    re.IGNORECASE,
)
_NOT_PLURAL = re.compile(r"(?:abs\.|annex)$", re.IGNORECASE)


class Mention(NamedTuple):
    """One target as the text names it. A range's inner targets carry the span of the range."""

    start: int
    end: int
    keyword: str
    """In lower case: "section", "§", "exhibit"; "see" for a bare number behind that word.

    "" for one in brackets.
    """
    number: str
    """The target as written, white space removed: "10.2", "4(a)(ii)", "IV", "(b)"."""
    heading: str = ""
    """What stands in brackets behind the number, where it looks like a heading."""
    first: int = 0
    """Where the whole list or range begins: at its keyword."""
    last: int = 0
    """Where the whole list or range ends."""


def mentions(text: str) -> Iterator[list[Mention]]:
    """The lists of mentions in `text`, in order; a lone one is a list of one."""
    done = 0
    before: Mention | None = None
    for keyword in _KEYWORD.finditer(text):
        if keyword.start() < done:
            continue
        kind = next(kind for kind in _FIRST if keyword[kind])
        number = _FIRST[kind].match(text, keyword.end())
        if number is None or not _plausible(text, keyword, number):
            continue
        found = _list(
            text, keyword.start(), keyword[kind] + ("s" if keyword["maybe"] else ""), number
        )
        found = _stepped(text, before, found)
        before, done = found[-1], found[-1].last
        yield found
    for match in _BARE.finditer(text):
        yield _list(text, match.start("number"), "see", match)
    for match in _PAREN.finditer(text):
        span = match.span("number")
        yield [Mention(*span, "", match["number"], first=span[0], last=span[1])]


def _plausible(text: str, keyword: re.Match[str], number: re.Match[str]) -> bool:
    word, target = keyword.group(), number["number"]
    if _COUNTED.match(text, number.end()) and not keyword["sign"] and "." not in target:
        return not word[0].islower() and not _DAYS.match(text, number.end())
    if word[0].islower() and target[:1].isupper():
        # "section A", "article IV" are references, "point A" and "item I" hardly ever.
        return bool(re.match(r"(?:sub)?(?:section|article|clause|para)", word)) and len(target) < 8
    return target != "I" or word[0].isupper()


def _list(text: str, first: int, keyword: str, match: re.Match[str]) -> list[Mention]:
    plural = bool(_PLURAL.search(keyword)) and not _NOT_PLURAL.search(keyword)
    name = keyword.lower()
    end = match.end("number")
    heading, stop = _heading(text, end)
    found = [Mention(first, stop, name, _clean(match["number"]), heading)]
    at = stop
    begun = first
    while following := _NEXT.match(text, at):
        number = _whole(text, found[-1], _clean(following["number"]))
        place = following.start("number")
        heading, stop = _heading(text, following.end("number"))
        if not _continues(text, found[-1], following, plural, heading):
            break
        if following["range"]:
            found += _between(found[-1], number, begun, following.end("number"))
        found.append(Mention(place, stop, name, number, heading))
        begun, at = place, stop
    return [mention._replace(first=first, last=at) for mention in found]


def _continues(
    text: str, before: Mention, match: re.Match[str], plural: bool, heading: str
) -> bool:
    """Whether the next number belongs to the list, and is not a count or a sentence's start."""
    number = match["number"].strip()
    separator = text[match.start() : match.start("number")]
    if not separator.strip() or "\n\n" in separator:
        return False
    if number[0].isalpha():
        return plural and before.number[:1].isalpha()
    if match["range"] and not plural and separator.strip() in ("to", "until"):
        return number[0] == "(" or "." in number
    if _COUNTED.match(text, match.end("number")):
        return False
    if number[0] == "(":
        return "(" in before.number
    if before.number.startswith("(") or before.number[:1].isalpha():
        return False
    return (
        plural
        or bool(heading)
        or "." in number
        or bool(match["range"])
        or (
            "/" in separator
            or ("." not in before.number and separator.strip() in ("and", "or", "und"))
        )
    )


def _heading(text: str, end: int) -> tuple[str, int]:
    match = _HEADING.match(text, end)
    if match is None:
        return "", end
    return " ".join(match["words"].split()), match.end()


def _clean(number: str) -> str:
    number = " ".join(number.split())
    german = re.sub(
        r"\s?(?:Abs(?:atz|\.)|Nr\.|Nummer|Buchst(?:abe|\.)|lit\.)\s?(\w+)", r"(\1)", number
    )
    german = re.sub(r"\s?(?:Satz|S\.)\s?\w+", "", german)
    return german.replace(" ", "")


def _stepped(text: str, before: Mention | None, found: list[Mention]) -> list[Mention]:
    """The mentions of "Section 3, paragraph (b)": the second one is 3(b)."""
    if before is None or before.keyword == found[0].keyword:
        return found
    if not _WITHIN.match(found[0].keyword) and not found[0].number.startswith("("):
        return found
    if text[before.last : found[0].first].strip() != "," or before.number.startswith("("):
        return found
    return [
        mention._replace(
            number=before.number
            + (mention.number if mention.number.startswith("(") else f"({mention.number})")
        )
        for mention in found
    ]


def _whole(text: str, last: Mention, number: str) -> str:
    """Complete a short number: "(c)" behind "4(a)" is 4(c); behind "(a)" it stays what it is."""
    before = last.number
    if number.isdigit() and "Abs" in text[last.start : last.end]:
        number = f"({number})"
    if not number.startswith("("):
        return number
    kept = before
    for _part in range(number.count("(")):
        kept = kept[: kept.rfind("(")] if "(" in kept else kept
    return kept + number


def _between(before: Mention, last: str, start: int, end: int) -> list[Mention]:
    """The targets inside a range, without its two ends."""
    pattern = re.compile(r"(.*?)(\d+|[a-z])(\)?)$")
    one, two = pattern.match(before.number), pattern.match(last)
    if not one or not two or one[3] != two[3]:
        return []
    # "7.1–3" names the last step alone.
    if two[1] not in (one[1], "") or one[2].isdigit() != two[2].isdigit():
        return []
    if one[2].isdigit():
        steps = [str(step) for step in range(int(one[2]) + 1, int(two[2]))]
    else:
        steps = [chr(step) for step in range(ord(one[2]) + 1, ord(two[2]))]
    return [Mention(start, end, before.keyword, f"{one[1]}{step}{one[3]}") for step in steps[:100]]
