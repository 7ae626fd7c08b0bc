"""Rule values that are words rather than quantities.

Whether a subscription renews by itself, how it is cancelled, when a changed version applies, when
a notice counts as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from app.base.text import N_, _
from app.terms.facts.numbers import NUMBER, plain, read


class Phrase(NamedTuple):
    """Words that state a rule value. `with_` must stand in the sentence or a heading above."""

    name: str
    value: str
    pattern: str
    words: str
    with_: str = ""
    never: str = ""
    unit: str = ""


class Stated(NamedTuple):
    """A value found in a sentence; offsets count from where the sentence was cut out."""

    name: str
    value: str
    words: str
    unit: str
    start: int
    end: int


_CYCLE = r"(?:billing (?:cycle|period)|(?:\w+[\s-]){0,3}(?:term|period|cycle|month|year))"
_BEFORE_WORDS = r"[^.;]{0,120}"
_VERSION = r"version|chang|modif|amend|revis|updat"
_FREE = r"no-?\s?charge|free\b|trial|\bbeta\b|evaluation"

_PHRASES = (
    Phrase("renewal", "none",
           r"(?:does|do|will|shall|is|are) not\s+(?:be\s+)?(?:automatically\s+)?renew(?:ed|s)?\b"
           r"|no automatic renewal|without automatic renewal|not renew automatically"
           r"|ends? (?:automatically )?without renewal",
           N_("Does not renew by itself"),
           never=r"\bif\b[^.;]{0,80}not renew|choose not|elect|wish"
                 r"|intends? not|decides? not|notice"),
    Phrase("renewal", "automatic",
           r"(?:automatically|by itself|tacitly)[^.;]{0,40}?(?:renew|extend|prolong)\w*"
           r"|(?:renew|extend|prolong)\w*[^.;]{0,60}?(?:automatically|by (?:itself|themselves)"
           r"|tacitly)|auto-?renew\w*"
           r"|(?:renews?|be renewed|extends?) for (?:[\w-]+\s){0,3}(?:successive|consecutive"
           r"|equal|additional|same)"
           r"|verlängert sich[^.;]{0,60}",
           N_("Renews by itself"),
           never=r"(?:not|never|no)\s+(?:be\s+)?(?:automatically|auto-)|no automatic"
                 r"|not (?:be )?renew(?:ed|s)? (?:automatically|by itself|tacitly)"),
    Phrase("cancel-form", "in-writing",
           r"(?:notice in writing|in writing|written notice|written notification"
           r"|by letter(?! or)|schriftlich)",
           N_("In writing"), r"cancel|non-?renew|not\s+(?:to\s+)?renew|then-current",
           never=r"breach|\bcur(?:e|ed)|e-?mail or by letter|any form|any means|\baudit|price"),
    Phrase("cancel-form", "any",
           r"in the portal, by e-?mail or by letter|by e-?mail or (?:by )?(?:letter|post"
           r"|in the portal)|in any form|by any means"
           r"|through the portal or by e-?mail", N_("In any form"),
           r"cancel|non-?renew|not\s+(?:to\s+)?renew"),
    Phrase("cancel-takes-effect", "end-of-cycle",
           rf"(?:cancel\w*|non-?renewal|termination){_BEFORE_WORDS}(?:effect\w*"
           rf"|effective)[^.;]{{0,40}}"
           rf"(?:end|expiration|expiry|close|last day) of (?:the|its|each|that|such"
           rf"|your)\s{_CYCLE}",
           N_("At the end of the billing cycle"), never=r"breach"),
    Phrase("audit-hours", "normal-business-hours",
           r"(?:(?:normal|regular|usual|ordinary|standard|local|customary)\s+){0,2}(?:business"
           r"|working|office) hours",
           N_("During normal business hours"), r"audit|inspect|verif", never=r"support request"),
    Phrase("changes-apply", "next-renewal",
           r"(?:from|upon|on|at|with|as of|until|effective)\s+(?:the\s+)?(?:start of\s+the\s+"
           r"|date of\s+the\s+)?(?:next|your next|its next|following|subsequent)\s+renewal",
           N_("From the next renewal"), _VERSION,
           never=r"price|rates|placed under version|carried over"),
    Phrase("changes-apply", "at-once",
           r"(?:effective|apply|applies|in force|take effect|binding)\s+(?:immediately|at once"
           r"|as soon as (?:they are|it is) (?:posted|published)"
           r"|(?:up)?on (?:posting|publication|being posted))"
           r"|appl(?:y|ies) to all\b[^.;]{0,120}\b(?:before|existing|earlier)\b"
           r"|(?:appl(?:y|ies)|effective) from (?:that|the same) day\b(?! of)",
           N_("At once"), _VERSION,
           never=rf"{_FREE}|terminat|cancel|suspen"),
    Phrase("changes-apply", "on-acceptance",
           r"(?:effective|appl(?:y|ies)|binding)\s+(?:only\s+)?(?:when|once|after|if"
           r"|upon|as soon as)\s+(?:\w+\s+){0,4}(?:accept\w*|agree\w*)",
           N_("Once accepted"), rf"(?:{_VERSION})", never=_FREE),
    Phrase("upgrade-version", "own-date",
           r"upgrade[^.;]{0,100}(?:its own date|date of (?:the|that|such) upgrade|when (?:the"
           r"|that) upgrade (?:is|was) (?:placed|ordered))",
           N_("The version of the upgrade’s own date")),
    Phrase("no-charge-changes-apply", "on-acceptance",
           rf"(?:{_FREE})[^.;]{{0,120}}(?:as soon as|once|when|upon|only (?:if|after)|until|must"
           rf"|unless|requires?)[^.;]{{0,60}}accept\w*",
           N_("Once accepted"), _VERSION, never=r"acceptance test"),
    Phrase("own-notice-given", "on-receipt",
           r"(?:given|effective|received|served|deemed|counts?)[^.;]{0,40}(?:when|upon|on"
           r"|at the time of|once)"
           r"[^.;]{0,30}(?:received|receipt|receives|arriv\w+)",
           N_("On receipt"), r"notice", never=r"breach|cancel|invoice|payment|within"),
)  # fmt: skip

_TELLTALES = MappingProxyType({
    "renewal": ("renew", "extend", "prolong", "verläng"),
    "cancel-form": ("writ", "letter", "form", "means", "mail", "schrift"),
    "cancel-takes-effect": ("effect",),
    "audit-hours": (" hours",),
    "changes-apply": ("renewal", "at once", "immediately", "post", "publi", "accept", "agree",
                      " to all", " day"),
    "upgrade-version": ("upgrade",),
    "no-charge-changes-apply": ("accept",),
    "own-notice-given": ("recei", "arriv"),
})  # fmt: skip
"""In lower case: without one of these the pattern of that name cannot fit (measured: 3 times as
fast over a whole text)."""
_ORDINALS = {"first": 1, "1st": 1, "next": 1, "following": 1, "second": 2, "2nd": 2, "third": 3,
             "3rd": 3, "fourth": 4, "fifth": 5, "5th": 5}  # fmt: skip
_NTH = re.compile(
    rf"(?:counts?|deemed|considered|treated|regarded|given|effective|received)[^.;]{{0,80}}?"
    rf"\b(?P<nth>{'|'.join(_ORDINALS)})\s+(?:\(\w{{1,4}}\)\s+)?(?P<business>business"
    rf"|working)?\s*day\s+"
    r"(?:after|following)[^.;]{0,60}",
    re.IGNORECASE,
)
_INSTANCES = re.compile(
    rf"(?:each|one|a|every|per)\s+(?:\w+\s)?licen[sc]e\b[^.;]{{0,80}}?{NUMBER}\s+"
    r"(?:(?:production|productive|live|running)\s+)?(?:instances?|copy|copies|installations?)\b",
    re.IGNORECASE,
)
_NET = re.compile(r"\bnet[\s-]{1,2}(?P<days>\d{1,3})\b(?!\s*(?:%|percent|days))", re.IGNORECASE)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def stated(sentence: str, headings: str) -> Iterator[Stated]:
    """The values that a sentence states in words, under the headings above it."""
    folded = sentence.casefold()
    for phrase in _PHRASES:
        if not any(mark in folded for mark in _TELLTALES[phrase.name]):
            continue
        found = _compiled(phrase.pattern).search(sentence)
        if found is None or (phrase.never and _compiled(phrase.never).search(sentence)):
            continue
        around = sentence if phrase.name == "cancel-form" else f"{sentence}\n{headings}"
        if phrase.with_ and not _compiled(phrase.with_).search(around):
            continue
        yield Stated(phrase.name, phrase.value, _(phrase.words), phrase.unit, *found.span())
    if " day " in folded or "licen" in folded or "net" in folded:
        yield from _counted(sentence, headings)


def _counted(sentence: str, headings: str) -> Iterator[Stated]:
    nth = _NTH.search(sentence)
    if nth and re.search(r"notice|sent|sending|mail|dispatch", sentence + headings, re.IGNORECASE):
        days = _ORDINALS[nth["nth"].lower()]
        unit = "business-days" if nth["business"] else ""
        words = (
            _("On business day {number} after sending")
            if unit
            else _("On day {number} after sending")
        ).format(number=days)
        yield Stated("notice-given", f"P{days}D", words, unit, *nth.span())
    instances = _INSTANCES.search(sentence)
    number = read(instances.groupdict()) if instances else None
    if instances and number:
        value = plain(number.value)
        words = _("Instances for each license: {number}").format(number=value)
        yield Stated("instances-per-license", value, words, "", *instances.span())
    net = _NET.search(sentence)
    if net:
        words = _("{days} days, net").format(days=net["days"])
        yield Stated("payment-period", f"P{int(net['days'])}D", words, "", *net.span())
