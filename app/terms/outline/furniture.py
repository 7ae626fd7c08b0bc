"""Lines that are no part of what a document says: running headers, menus, tables of contents.

They stay in the text; only no structure is looked for in them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from app.base.text import _, ngettext
from app.terms.model import Remark
from app.terms.outline.lines import Line, is_open
from app.terms.outline.titles import is_title, run_in_title

_LONGEST = 120
_PAGE = re.compile(
    r"[-–—\[(]*\s*(?:(?:page|seite|pagina|página|pg\.?|p\.)\s*\d{1,4}(?:\s*(?:of|von|/|de|di|"
    r"sur)\s*\d{1,4})?"
    r"|\d{1,4}\s*(?:of|von|/|\|)\s*\d{1,4}|[-–—]\s*\d{1,4}\s*[-–—])\s*[-–—\])]*",
    re.IGNORECASE,
)
_PAGE_BESIDE = re.compile(
    r"(?:^|[\s|·•])(?:page|seite)\s+\d{1,4}\s*(?:of|von|/)\s*\d{1,4}", re.IGNORECASE
)
_BARE = re.compile(r"\d{1,4}")
_IMPRINT = re.compile(r"©|\(c\)|copyright|confidential|rights reserved|proprietary", re.IGNORECASE)
_SIGN = re.compile(
    r"\([\w#]{1,6}\)|#(?:\.#)*[.)]|#(?:\.#)+|§|(?:section|article|artikel|clause)\b", re.I
)
_DIGITS = re.compile(r"\d+")
_CONTENTS = re.compile(
    r"(?:table of contents|contents|index|inhalt|inhaltsverzeichnis|sommaire|table des mati[eè]res|"
    r"indice|índice|on this page|in this (?:document|agreement|section)):?",
    re.IGNORECASE,
)
_LEADER = re.compile(
    r"(?:[ \t]*(?:\.{3,}|…+|(?:\. ?){3,}|_{3,}|·{3,})[ \t]*|[ \t]{2,}|"
    r"\t)(?:page[ \t]+)?(?:\d{1,4}|[ivxl]{1,6})$"
)
_DOTTED = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){3,}|_{4,}|·{4,})[ \t]*(?:\d{1,4}|[ivxl]{1,6})$")
_NUMBERED = re.compile(
    r"^(?:(?:section|article|artikel|clause|schedule|exhibit|annex|appendix|§{1,2})\s*)?"
    r"(?:\(?(?:\d{1,3}(?:\.\d{1,3}){0,10}|[ivxlc]{1,7}|[a-z])[.):]?|\([a-z\d]{1,4}\))[\s:–—.-]+",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"(?:[↑▲^«‹←]\s*)?(?:back to top|return to top|top|skip to (?:main )?content|"
    r"skip navigation|menu|"
    r"log ?in|log ?out|sign in|sign up|sign out|register|search|home|share(?: this(?: page)?)?|"
    r"print(?: this page)?|"
    r"cookie (?:settings|preferences)|accept all(?: cookies)?|subscribe|previous|next|"
    r"previous page|"
    r"next page|close|toggle navigation|was this (?:page )?helpful\??|contact sales|"
    r"nach oben|zum inhalt springen|startseite|download (?:as )?pdf)(?:\s*[↑▲^»›→])?",
    re.IGNORECASE,
)
_BREADCRUMB = re.compile(r"[^|»›>·•\n.;:]{1,30}(?:\s+[|»›>·•]\s+[^|»›>·•\n.;:]{1,30}){2,}")


def find_furniture(view: str, lines: Sequence[Line]) -> list[Remark]:
    """Mark the lines that are furniture (`skip`), and say what was found."""
    pages = _pages(view, lines)
    repeated = _repeated(view, lines, pages)
    navigation = _navigation(view, lines)
    contents = _contents(view, lines)
    for at in (*pages, *repeated, *navigation, *contents):
        lines[at].skip = True
    found = sorted({*pages, *repeated, *navigation} - set(contents))
    remarks = []
    if contents:
        remarks.append(
            Remark("contents", lines[contents[0]].start,
                   _("A table of contents was found; its lines are not taken for sections."))
        )  # fmt: skip
    if found:
        words = ngettext(
            "{count} line is a page's header, footer or number, or navigation: not a section.",
            "{count} lines are pages' headers, footers or numbers, or navigation: not sections.",
            len(found),
        ).format(count=len(found))
        remarks.append(Remark("furniture", lines[found[0]].start, words))
    return remarks


def _words(view: str, line: Line) -> str:
    return view[line.start : line.end]


def _pages(view: str, lines: Sequence[Line]) -> list[int]:
    found = []
    bare = []
    for at, line in enumerate(lines):
        if line.end - line.start > 100:
            continue
        if not view[line.end - 1].isdigit() and view[line.end - 1] not in "-–—])":
            continue
        words = _words(view, line)
        if _PAGE.fullmatch(words) or _PAGE_BESIDE.search(words):
            found.append(at)
        elif _BARE.fullmatch(words):
            bare.append(at)
    return found + _bare_pages(view, lines, bare)


def _bare_pages(view: str, lines: Sequence[Line], bare: Sequence[int]) -> list[int]:
    """Numbers alone on their lines: of pages, unless headings follow most of them."""
    if not bare:
        return []
    heading = interrupting = 0
    for at in bare:
        after = lines[at + 1] if at + 1 < len(lines) else None
        if after is not None and after.end - after.start <= 80:
            words = _words(view, after)
            heading += is_title(words) and words[-1] not in ".,;" and after.gap <= 1
        interrupting += (
            at > 0
            and is_open(view, lines[at - 1])
            and (lines[at - 1].end - lines[at - 1].start > 45)
        )
    if heading >= 0.7 * len(bare) and interrupting <= 0.3 * len(bare):
        return []
    if len(bare) >= 3 or interrupting or heading == 0:
        return list(bare)
    return []


def _repeated(view: str, lines: Sequence[Line], pages: Sequence[int]) -> list[int]:
    places: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        if 5 <= line.end - line.start <= 100:
            last = view[line.end - 1]
            if (
                last not in ",;:"
                and not view[line.start].islower()
                and (last != "." or _IMPRINT.search(view, line.start, line.end))
            ):
                key = _DIGITS.sub("#", view[line.start : line.end])
                places.setdefault(key, []).append(at)
    numbers = set(pages)
    found: list[int] = []
    for key, where in places.items():
        if len(where) < 2 or sum(sign.isalpha() for sign in key) < 4 or _SIGN.match(key):
            continue
        if _runs_on(view, lines, where, numbers):
            found += where
    return found


def _runs_on(view: str, lines: Sequence[Line], where: Sequence[int], numbers: set[int]) -> bool:
    """Whether a repeated line is set by pages and not by the text."""
    hits = edges = 0
    for at in where:
        before = lines[at - 1] if at else None
        cuts = before is not None and is_open(view, before) and before.end - before.start > 45
        edge = at == 0 or at - 1 in numbers or at + 1 in numbers
        feed = "\f" in view[before.end if before else 0 : lines[at].start]
        hits += cuts or (edge and at > 0) or feed
        edges += edge or feed
    if len(where) == 2:
        return edges == 2
    if hits >= max(1, len(where) // 4):
        return True
    steps = [after - at for at, after in itertools.pairwise(where)]
    mean = sum(steps) / len(steps)
    steady = all(abs(step - mean) <= 0.2 * mean for step in steps)
    return len(where) >= 5 and mean >= 15 and steady


def _navigation(view: str, lines: Sequence[Line]) -> list[int]:
    found = []
    run: list[int] = []
    for at, line in enumerate(lines):
        words = _words(view, line) if line.end - line.start <= _LONGEST else ""
        if words and (_NAVIGATION.fullmatch(words) or _BREADCRUMB.fullmatch(words)):
            found.append(at)
            run.append(at)
        elif (
            words
            and len(words) <= 24
            and words[0].isupper()
            and words[-1].isalnum()
            and (len(words.split()) <= 3 and not words.isupper() and (line.gap == 0 or not run))
        ):
            run.append(at)
        else:
            found += _menu(run, found)
            run = []
    return sorted({*found, *_menu(run, found)})


def _menu(run: Sequence[int], known: Sequence[int]) -> Sequence[int]:
    """Four short lines or more one below the other, with a known word of navigation among them."""
    last = set(known[-len(run) :]) if run else set()
    return run if len(run) >= 4 and sum(at in last for at in run) >= 1 else ()


def _contents(view: str, lines: Sequence[Line]) -> list[int]:
    found = _dotted(view, lines)
    keys = [_keys(view, line) for line in lines]
    last = {key: at for at, several in enumerate(keys) for key in several}
    at = 0
    while at < len(lines):
        run = _run(keys, last, lines, at)
        if run and len(run) >= 3 and _are_entries(view, lines, run):
            first = run[0]
            if first and _CONTENTS.fullmatch(_words(view, lines[first - 1])):
                found.append(first - 1)
            found += range(first, run[-1] + 1)
            at = run[-1] + 1
        else:
            at = (run[-1] if run else at) + 1
    if found:
        first = min(found)
        if first and _CONTENTS.fullmatch(_words(view, lines[first - 1])):
            found.append(first - 1)
    return sorted(set(found))


def _dotted(view: str, lines: Sequence[Line]) -> list[int]:
    """Entries that dots lead to their pages."""
    leaders = [
        at
        for at, line in enumerate(lines)
        if line.end - line.start <= 200
        and view[line.end - 1].isalnum()
        and _DOTTED.search(view, max(line.start, line.end - 150), line.end)
    ]
    return leaders if len(leaders) >= 2 else []


def _run(
    keys: Sequence[Sequence[str]], last: dict[str, int], lines: Sequence[Line], start: int
) -> list[int]:
    """Lines from `start` on that all come again further down, with a stranger here and there."""
    hits: list[int] = []
    at, strange = start, 0
    while at < len(keys) and strange <= 1:
        again = max((last[key] for key in keys[at]), default=-1)
        if hits and keys[at] and lines[at].gap and set(keys[at]) & set(keys[start]):
            break
        if again > at:
            hits.append(at)
            strange = 0
        else:
            if not hits:
                return []
            strange += 1 if lines[at].gap == 0 else 2
        at += 1
    while hits:
        end = hits[-1]
        later = sum(max((last[key] for key in keys[at]), default=-1) > end for at in hits)
        if later >= 0.8 * len(hits):
            return hits
        hits = hits[: len(hits) // 2]  # entries that come again at once are headings, not contents
    return []


def _are_entries(view: str, lines: Sequence[Line], run: Sequence[int]) -> bool:
    titles = sum(
        is_title(_NUMBERED.sub("", _LEADER.sub("", _words(view, lines[at])), count=1)) for at in run
    )
    return titles >= 0.8 * len(run) and len(run) >= 0.7 * (run[-1] - run[0] + 1)


def _keys(view: str, line: Line) -> tuple[str, ...]:
    """What a line is called in a table of contents, where it may be an entry or a heading."""
    first = view[line.start]
    if line.end - line.start < 3 or first.islower() or first in '“"•':
        return ()
    words = view[line.start : min(line.end, line.start + _LONGEST)]
    plain = _NUMBERED.sub("", words.lstrip("#* "), count=1)
    if len(plain) == len(words) and (len(words) > 90 or words[-1] in ".,;:"):
        return ()
    title = run_in_title(plain)
    if line.end - line.start > _LONGEST:
        return (_key(title),) if title else ()
    found = {_key(plain), _key(title)}
    if words[-1].isdigit() or words[-1] in "ivx":
        found.add(_key(_LEADER.sub("", plain)))
    return tuple(found - {""})


def _key(words: str) -> str:
    words = words.strip(" .:*_–—-\t").casefold()
    return words if len(words) >= 3 and any(sign.isalpha() for sign in words) else ""
