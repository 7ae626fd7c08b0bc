"""Which mentions point out of the document.

To another document, or to a law: then they are no cross-reference at all.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NOUN = (
    r"Policy|Policies|Agreements?|Terms|Addendum|Statement(?: of Work)?|Guide(?:lines?)?|Plan"
    r"|Schedule|Exhibit|Annex|Appendix|Attachment|DPA|SLA|EULA|MSA|SOW|Order(?: Form)?|Notice"
    r"|Manual|Documentation|Handbook|Charter|Rules|Licen[sc]e|Contract|Conditions|Clauses"
    r"|Code of (?:Conduct|Ethics)|Specification|Proposal|Quote|Invoice|Richtlinie|Vertrags?"
    r"|Bedingungen|Vereinbarung"
)
_NAME = rf"(?:(?:[A-ZÀ-Þ][\w’'&.-]{{0,30}}|of|and|for|on)[^\S\n]{{1,3}}){{0,6}}?(?:{_NOUN})(?![\w])"
_BEHIND = re.compile(
    r"\s{0,3}(?:\([^()]{0,60}\)\s{0,3})?,?\s{0,3}(?:of|in|to|from|der|des|von)\s{1,3}"
    r"(?P<which>(?:the|our|its|your|their|that|such|each|any|an?|applicable|relevant|this|these|present"
    r"|dieser|diesem|[A-Z]\w{0,30}’s|[A-Z]\w{0,30}'s)\s{1,3}){0,3}"
    rf"(?P<name>{_NAME}(?:\s[A-Z0-9](?![\w]))?)"
)
_BEFORE = re.compile(
    rf"(?P<name>(?:[A-ZÀ-Þ][\w’'&.-]{{0,30}}[^\S\n]{{1,3}}){{1,5}}(?:{_NOUN}))(?:’s|'s)?"
    r"(?P<joint>[,:]?\s{0,3}(?:at\s|in\s)?)$"
)
_ATTACHED = re.compile(
    r"(?P<name>(?:Exhibit|Annex|Schedule|Appendix|Attachment) [A-Z\d]{1,3}),\s{1,3}$"
)
_NAMED = re.compile(rf"(?:{_NOUN})(?:’s|'s)?[,:]?\s{{0,3}}(?:at\s|in\s)?$")
_TITLE = 160
_ENDS = re.compile(r"\s{0,3}(?:[.;,)\]:]|$|\n\n|\()")
_OWN = frozenset("agreement terms contract license licence conditions vertrag vertrags".split())
_LAWS = (
    r"Codes?|Acts?|Statutes?|Regulations?|Directives?|Constitution|Ordinance|Treaty|Convention"
    r"|Laws?|U\.?\s?S\.?\s?C\.?|C\.?\s?F\.?\s?R\.?|CPLR|UCC|GDPR|DSGVO|DS-GVO|CCPA|BGB|HGB|UrhG"
    r"|BDSG|StGB|ZPO|UWG|GWB|AktG|GmbHG|ProdHaftG|TMG|DMCA|HIPAA|FAR|DFARS|TFEU|AEUV|EStG|OR"
)
_LAW_BEHIND = re.compile(
    r"\s{0,3}(?:\([^()]{0,60}\)\s{0,3}){0,2},?\s{0,3}"
    r"(?:(?:of|to|in|under|der|des)\s{1,3}(?:(?:the|said|such|dem)\s{1,3})?"
    r"(?:(?:[A-ZÀ-Þ][\w’'&.,-]{0,30}|\(\w{2,5}\)|of|and|for|on|the|to)\s{1,3}){0,9}?)?"
    rf"(?:{_LAWS})(?![\w-])(?!\s{{1,3}}of\s{{1,3}}(?:Conduct|Ethics|Practice))"
)
_LAW_BEFORE = re.compile(
    rf"(?<![\w])(?:{_LAWS}|ISO|IEC|RFC|NIST|IEEE|DIN|PCI(?: DSS)?)"
    r"[\s\d/:.,-]{0,20}(?:\(\w{2,6}\))?[\s,]{0,3}(?:at\s)?$"
)
_THERE = re.compile(r"\s{1,3}(?:thereof|therein|of the same)\b")


class Elsewhere(NamedTuple):
    """Where a mention points. `law`: it is no cross-reference; `name`: the other document."""

    law: bool = False
    name: str = ""


class Home:
    """Knows the document itself by its title, so that its own name is not another's."""

    def __init__(self, text: str) -> None:
        block = text[:400].lstrip().split("\n\n")[0]
        # A longer first block is a paragraph, which may well name other documents.
        self._head = " ".join(block.casefold().split()) if len(block) <= _TITLE else ""

    def is_own(self, name: str) -> bool:
        """Whether `name` is what this document calls itself."""
        folded = " ".join(name.casefold().split())
        return folded in _OWN or folded in self._head


def elsewhere(text: str, first: int, last: int, home: Home) -> Elsewhere | None:
    """Where the mentions between two offsets point; None: to this document."""
    before = text[max(0, first - 120) : first]
    if _LAW_BEFORE.search(before[-60:]) or _LAW_BEHIND.match(text, last):
        return Elsewhere(law=True)
    behind = _BEHIND.match(text, last)
    if behind:
        which = (behind["which"] or "").split()
        name = " ".join(behind["name"].split())
        own = "this" in which or "these" in which or "present" in which or "dieser" in which
        return None if own or home.is_own(name) else Elsewhere(name=name)
    if _THERE.match(text, last):
        return Elsewhere(name="")
    attached = _ATTACHED.search(before[-30:])
    if attached:
        return Elsewhere(name=attached["name"])
    named = _BEFORE.search(before) if _NAMED.search(before[-40:]) else None
    if named and (not named["joint"].strip().startswith(",") or _ENDS.match(text, last)):
        name = re.sub(
            r"^(?:The|See|Our|Your|This|These|Under|In)\s+", "", " ".join(named["name"].split())
        )
        if " " in name and not home.is_own(name):
            return Elsewhere(name=name)
    return None
