"""Where the heading behind a number ends and the clause's own words begin.

"7.2 Renewal" on a line of its own, "7.2 Renewal. A subscription runs …", and a number alone above
its heading are all headings; "7.2 The customer shall pay" is none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

import msgspec

from app.terms.outline.lines import Line

LONGEST = 120
"""Signs that a heading may have."""

_RUN_IN = re.compile(
    r"(?P<title>[^\W_](?:[^.:;–—\n]|\.(?=[^\s*_])|(?<=\.[A-Z])\.){0,90}?)"
    r"(?P<close>(?:(?<!\.[A-Z])\.|:|(?=\s*[–—]|\s+-))(?:\*\*|__)?)"
    r"(?P<dash>\s*[–—]+\s*|\s+-+\s+)?"
    r"(?=\s+[\"“„‘'(\[]?[A-ZÀ-Þ0-9(“]|(?<=[–—\s])[\"“„(]?[A-ZÀ-Þ0-9])"
)
_SMALL = frozenset(
    "a an and as at but by for from if in into its nor of off on onto or our over per than the "
    "to under up upon via "
    "vs with without your der die das des dem den und oder von vom zu zum zur für mit bei im in "
    "an am auf aus de la "
    "le les du et ou à aux en y e del della di da".split()
)
_VERBS = frozenset(
    "is are was were be been being am shall will may must can could should would might has have "
    "had does do did "
    "means mean includes include applies apply agrees agree pays runs ends begins takes gives "
    "grants remains becomes "
    "ist sind wird werden kann können darf dürfen muss müssen hat haben gilt gelten soll sollen "
    "est sont peut doit sera not".split()
)
_STARTERS = frozenset("if we you it this when where each any every they he she i".split())
_WORD = re.compile(r"[^\W\d_][\w’'\u00ad-]*")
_MARKUP = re.compile(r"\*\*|__|\u00ad")


class Heading(msgspec.Struct, frozen=True, gc=False):
    """A title's place, and where the clause's own words begin. No title: start equals end."""

    start: int
    end: int
    body: int


def is_caps(words: str) -> bool:
    """Whether the letters are all capitals, and enough of them."""
    return words.upper() == words and sum(sign.isalpha() for sign in words[:60]) >= 2


@functools.lru_cache(maxsize=8192)
def is_title(words: str, *, strict: bool = False) -> bool:
    """Whether `words` read like a heading: capitals, title case; if not `strict` a short phrase."""
    words = words.strip(" \t.:*_")
    if not words or len(words) > LONGEST or not (words[0].isupper() or words[0].isdigit()):
        return False
    found = _WORD.findall(words)
    if not found or len(found) > 16:
        return False
    if is_caps(words):
        return True
    weighty = [word for word in found if word.lower() not in _SMALL]
    if weighty and all(word[0].isupper() for word in weighty):
        return (len(found) <= 14 and found[0].lower() not in _STARTERS | {"the"}) or len(found) <= 4
    if strict or len(found) > 7 or found[0].lower() in _STARTERS:
        return False
    return not any(word.lower() in _VERBS for word in found) and found[-1].lower() not in _SMALL


def clean(words: str) -> str:
    """A title as it is shown: white space collapsed, without closing punctuation and markup."""
    return " ".join(_MARKUP.sub("", words).split()).strip(" .:–—-*_#\t") if words else ""


def heading_at(
    view: str,
    lines: Sequence[Line],
    at: int,
    start: int,
    end: int,
    marked: frozenset[int] | set[int],
) -> Heading:
    """The heading that begins at `start` on line `at` and ends at `end` at the latest.

    `marked` are the lines that begin with numbers of their own.
    """
    rest = view[start:end]
    if not rest.strip():
        return _below(view, lines, at, start, marked)
    after = _next(lines, at)
    if end < lines[at].end:
        words = rest.rstrip(" \t.:–—-*_")
        return (
            Heading(start, start + len(words), end)
            if is_title(words)
            else Heading(start, start, start)
        )
    if _whole_line(view, lines, rest, after, marked):
        end = _wrapped(view, lines, rest, after, marked) or end
        return Heading(start, end, end)
    run_in = _RUN_IN.match(view, start, min(end, start + 200))
    if run_in and is_title(run_in["title"]) and (len(run_in["title"]) <= 80):
        return Heading(start, run_in.end("title"), _skip_space(view, run_in.end(), end))
    return Heading(start, start, start)


def _wrapped(
    view: str,
    lines: Sequence[Line],
    rest: str,
    after: int | None,
    marked: frozenset[int] | set[int],
) -> int:
    """Where a heading in capitals ends that goes on in the next line, 0 where it does not."""
    if after is None or after in marked or lines[after].gap or not is_caps(rest):
        return 0
    line = lines[after]
    words = view[line.start : line.end]
    return line.end if len(rest) > 24 and len(words) <= LONGEST and is_caps(words) else 0


def run_in_title(words: str) -> str:
    """The heading that `words` begin with in the same line, "" where they do not."""
    found = _RUN_IN.match(words)
    return found["title"] if found and is_title(found["title"]) else ""


def run_in_end(view: str, start: int, end: int) -> int:
    """Where the words begin behind a heading that stands in their line, `start` for none."""
    found = _RUN_IN.match(view, start, min(end, start + 200))
    if found is None or not is_title(found["title"]):
        return start
    return _skip_space(view, found.end(), end)


def _whole_line(
    view: str,
    lines: Sequence[Line],
    rest: str,
    after: int | None,
    marked: frozenset[int] | set[int],
) -> bool:
    words = rest.rstrip("*_ \t")
    if len(words) > LONGEST or words[-1:] in ",;!?":
        return False
    stopped = words[-1:] in ".:"
    inside = words[:-1] if stopped else words
    if re.search(r"(?<!\.[A-Z])[.:!?]\s", inside):
        return False
    parted = ";" in inside
    alone = after is None or lines[after].gap > 0 or after in marked
    if alone:
        return is_title(inside, strict=parted or (stopped and len(inside.split()) > 2))
    following = view[lines[after].start] if after is not None else ""
    if following.islower() and not is_caps(inside):
        return False
    return is_title(inside, strict=len(inside) > 50 or stopped or parted or following.isdigit())


def _below(
    view: str, lines: Sequence[Line], at: int, start: int, marked: frozenset[int] | set[int]
) -> Heading:
    """The heading under a number that stands alone on its line."""
    after = _next(lines, at)
    if after is None or after in marked or lines[after].gap > 2:
        return Heading(start, start, start)
    line = lines[after]
    following = _next(lines, after)
    words = view[line.start : line.end]
    if _whole_line(view, lines, words, following, marked):
        return Heading(line.start, line.end, line.end)
    run_in = _RUN_IN.match(view, line.start, min(line.end, line.start + 200))
    if run_in and is_title(run_in["title"]):
        return Heading(line.start, run_in.end("title"), _skip_space(view, run_in.end(), line.end))
    return Heading(line.start, line.start, line.start)


def _next(lines: Sequence[Line], at: int) -> int | None:
    at += 1
    while at < len(lines) and lines[at].skip:
        at += 1
    return at if at < len(lines) else None


def _skip_space(view: str, at: int, end: int) -> int:
    while at < end and view[at] in " \t*_":
        at += 1
    return at
