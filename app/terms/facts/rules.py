"""What the words around a quantity tell about it: each rule name with the signs it is known by.

The signs are looked for in the sentence, in the headings above it and in the words that lead into
a list; `touch` looks at the nearest words, with "¤" in the place of the quantity.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from app.terms.facts.quantities import Kind


class Sign(NamedTuple):
    """One rule name. All of `signs` must be seen; `never` and `untouched` must not."""

    name: str
    kind: Kind
    signs: tuple[str, ...]
    core: str = ""
    """Must stand in the sentence itself."""
    touch: str = ""
    never: str = ""
    untouched: str = ""
    headed: str = ""
    not_headed: str = ""
    weight: float = 0
    """For a name so special that a more general one must not win over it."""


_NOTICE = (
    r"¤[’']?s?(?:[\s,]+[\w’-]+){0,4}?[\s,]+(?:notice|notification|warning|advance|before|prior"
    r"|ahead)"
    r"|(?:notice|notif\w+|in advance|announce\w*|warn\w*)(?:[\s,]+[\w’-]+){0,8}\s+¤"
)
_AFTER = (
    r"(?:within|in|for|up to|than|is|of|have|has|over|to|at least)\s+(?:(?:a|an|the|period"
    r"|of|further|up|to|additional|no|more|than|not)\s+){0,5}¤"
    r"|¤[’']?s?\s+(?:\w+\s+){0,3}(?:after|following|from|of|period|window|grace|to)"
)
_BEFORE_END = (
    r"¤[’']?s?(?:[\s,]+[\w’-]+){0,6}?[\s,]+(?:before|prior to|in advance of|preceding|ahead of)\b"
    r"|¤[’']?s?\s+(?:\w+\s+){0,3}notice|(?:notice|notif\w+)(?:[\s,]+[\w’-]+){0,8}\s+¤"
)
_EVERY = (
    r"(?:every|each|per|once in(?: any)?|once(?: a| per| every)?|any(?: given)?)\s+(?:a\s+"
    r"|the\s+|consecutive\s+)?¤"
)

_SIGNS = (
    Sign("renewal-reminder", "period", (r"remind\w*", r"renew|\bterm\b|expir|subscription"),
         never=r"\bpay|overdue", untouched=_EVERY),
    Sign("indemnity-depreciation", "period", (r"depreciat|straight-line|amorti[sz]",)),
    Sign("cure-period", "period",
         (r"\bcur(?:e|ed|es|ing|able)\b|remed(?:y|ied|ies|ying)\b|rectif|\bcorrect(?:s|ed|ing)?\b",
          r"breach|default|fail|violat|terminat|non-?compl"),
         core=r"\bcur(?:e|ed|es|ing|able)\b|remed|rectif|correct",
         never=r"warrant|defect|\berrors?\b|\bbugs?\b|invoice is correct|bankrupt|insolv",
         untouched=r"(?:suspended|continue[sd]?|overdue|due|unpaid|prevented)\s(?:(?:by|for)\s)?"
                   r"(?:more than\s)?¤",
         headed=r"terminat|breach|default"),
    Sign("suspension-warning", "period",
         (r"suspen[ds]\w*", r"notice|notif|warn|before|prior|advance"),
         core=r"suspen", touch=_NOTICE,
         never=r"overdue by|\bcur(?:e|ed)\b|more than", headed=r"suspen"),
    Sign("audit-notice", "period",
         (r"audit|inspect|verif(?:y|ication)", r"notice|notif|advance|prior|announce|before|warn"),
         touch=_NOTICE, untouched=_EVERY, headed=r"audit|verification|inspection|compliance"),
    Sign("cancel-notice", "period",
         (r"cancel|non-?renew|not\s+(?:to\s+|wish\s+to\s+|intend\s+to\s+)?(?:renew|extend"
          r"|be renewed)|opt(?:s|ing)?"
          r" out|prevent\w*\s+(?:the\s+)?renewal|(?:stop|declin|terminat|end"
          r"|object)\w*[^.;]{0,60}renew"
          r"|renew[^.;]{0,160}(?:unless|notice)|then-current|kündig|renewal",
          r"before|prior|in advance|notice|notif|preceding|ahead"),
         core=r"cancel|renew|exten[ds]|\bterm\b|subscription|expir|anniversary|kündig",
         touch=_BEFORE_END,
         never=r"remind|price|increase|breach|\bcur(?:e|ed)\b|\baudit|rates? (?:will )?(?:change"
               r"|increase)"
               r"|delet|export",
         untouched=_EVERY, headed=r"renew|cancel|subscription|term"),
    Sign("consultation-period", "period",
         (r"consult|negotiat|amicabl|good[- ]faith|mediat|escalat|settle|resolv|discuss",
          r"dispute|controvers|arbitra|proceeding|litigat|disagreement"),
         headed=r"dispute|arbitration|consultation|resolution",
         never=r"invoice|expedited|bankrupt|insolv",
         not_headed=r"^(?:pay|fee|invoic|billing)"),
    Sign("publicity-opt-out", "period",
         (r"logo|publicit|customer list|press release|marketing|reference customer|trademarks?",
          r"opt|object|remov|withdr|revo[ck]|ceas|stop|request|delet"),
         headed=r"publicit|marketing|reference|logo"),
    Sign("storage-overage-grace", "period",
         (r"storage|\bstor(?:ed|es?|ing)\b|capacity|overage|quota",
          r"excess|exceed|overage|over the|more than|beyond|limit"),
         never=r"suspend|delet(?:e|es|ed) (?:your|customer)", headed=r"storage|overage|capacity"),
    Sign("data-deletion", "period",
         (r"delet|eras|destroy|purg|export|retriev|retain|keeps?\b|kept|download|available|löscht?",
          r"\bdata\b|content|Daten", r"\bend(?:s|ed)?\b|terminat|expir|cancell|Ende"),
         touch=_AFTER, never=r"confidential information|personal data breach|incident",
         untouched=r"(?:further|additional|another|last|past|previous)\s+¤",
         headed=r"delet|data|end of|export|exit|effect"),
    Sign("acceptance-period", "period",
         (r"\baccept(?:s|ed|ance|ing)?\b", r"version|\bterms\b|chang|modif|updat|amend",
          r"no-?charge|free\b|trial|evaluation|right to use|continue|beta|lapses?|deemed"),
         headed=r"chang|modif|amend|no-charge|trial", never=r"accepts? (?:the|an|each) order"),
    Sign("version-announcement", "period",
         (r"version|modif|chang|amend|updat|revis",
          r"terms|agreement|policy|version|conditions",
          r"notice|notif|announce|tells?|inform|publish|post|advance|before"),
         touch=_NOTICE, never=r"price|fee|cancel|terminat|renew(?!al)|accept",
         headed=r"chang|modif|amend|version|update"),
    Sign("liability-period", "period",
         (r"liab\w+|aggregate|damages", r"paid|payable|\bfees\b|amounts?|payments?|received"),
         touch=r"(?:preceding|prior|previous|last|past|during|in|over|within)\s+(?:(?:the|any"
               r"|that|immediately|preceding|prior|"
               r"previous|full|a|period|of)\s+){0,5}¤|¤.{0,40}(?:preceding|prior|before"
               r"|immediately)",
         never=r"limitation period|bring an action|time-?bar", not_headed=r"indemn"),
    Sign("payment-period", "period",
         (r"\bpa(?:y|ys|id|yable|yment|yments)\b|\bdue\b|invoice|zahl",
          r"invoice|receipt|fees?\b|amounts?|due|payable|charges|Rechnung|payment terms"),
         touch=r"(?:within|\bnet|due|payable|later than|in|innerhalb|binnen|after|at)\s+(?:(?:a"
               r"|the|period|of|latest|von)\s+){0,3}¤"
               r"|¤[’']?s?\s+(?:(?:calendar|net)\s+)?(?:after|of|from|following|nach)\b",
         never=r"overdue|past due|suspen|refund|dispute|liab|late\b|delet|audit|terminat|cancel"
               r"|interest|prepaid|credit"
               r"|(?:months?|years?) (?:before|preceding|prior)",
         headed=r"pay|fee|invoic|billing", not_headed=r"indemn|liab"),
    Sign("notice-given", "period",
         (r"deemed|counts? as|considered|treated as|regarded as|presumed",
          r"given|received|delivered|served|effective",
          r"notice|sent|sending|mail|post|dispatch|deposit"),
         touch=r"¤[’']?s?\s+(?:\w+\s+)?(?:after|following|from)\b", headed=r"notice"),
    Sign("certification-period", "period",
         (r"certif(?:y|ies|ication|icate)|self-?assess", r"request|ask|demand|receipt|written"),
         touch=_AFTER, never=r"delet|destroy|destruct|training"
                             r"|\bexam", untouched=_EVERY + r"|last\s+¤",
         headed=r"certif|audit|complian|verif"),
    Sign("no-charge-cap", "money",
         (r"liab|exceed|limited", r"no-?\s?charge|free\b|trial|\bbeta\b|evaluation"
                                  r"|without charge|free of charge"), weight=2),
    Sign("expedited-limit", "money",
         (r"expedit|simplif|fast-?track|accelerated|small claims|sole arbitrator|one arbitrator",)),
    Sign("indemnity-minimum", "money",
         (r"indemn|infring|\bdefend|no (?:duty|obligation)",
          r"less than|under|below|at least|exceed|minimum|fewer|not reach"),
         headed=r"indemn|infring", never=r"insur|liabilit"),
    Sign("cap", "money",
         (r"liab|damages", r"exceed|limit|\bcap\b|capped|maximum|aggregate|more than|at most"
                           r"|up to"),
         never=r"insurance|insured|no-?\s?charge|free of charge|\btrial|\bbeta\b"
               r"|evaluation",
         headed=r"liab|damage|limit"),
    Sign("affiliate-ownership", "percent",
         (r"\bown(?:s|ed|ing|ership)?\b|control|voting|shares?\b|equity|interests?\b",
          r"affiliate|entity|entities|organi[sz]ation|company|voting|shares?\b|subsidiar|parent"
          r"|securities|control"),
         never=r"\blists?\b|sanction|\blate\b|per month|per annum|overdue|discount|uptime|availab",
         headed=r"affiliate|definition"),
)  # fmt: skip


_SHORT = 300
"""In a sentence up to so many characters every sign stands close enough to be sure."""


class Context(NamedTuple):
    """What surrounds a quantity. `around` is the sentence with "¤" in the quantity's place."""

    sentence: str
    around: str
    wider: str
    """The headings above, the sentence before, and the words that lead into a list."""
    headings: str


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def name_of(kind: Kind, context: Context) -> tuple[str, bool] | None:
    """The rule name that fits best, and whether all its signs stand close by; None without one."""
    best: tuple[float, str, bool] | None = None
    for sign in _SIGNS:
        if sign.kind != kind:
            continue
        score = _score(sign, context)
        if score is not None and (best is None or score[0] > best[0]):
            best = score[0], sign.name, score[1]
    return (best[1], best[2]) if best else None


def _score(sign: Sign, context: Context) -> tuple[float, bool] | None:
    if sign.never and _compiled(sign.never).search(context.sentence):
        return None
    if sign.not_headed and _compiled(sign.not_headed).search(context.headings):
        return None
    if sign.untouched and _compiled(sign.untouched).search(context.around):
        return None
    if sign.core and not _compiled(sign.core).search(context.sentence):
        return None
    if sign.touch and not _compiled(sign.touch).search(context.around):
        return None
    headed = bool(sign.headed and _compiled(sign.headed).search(context.headings))
    points, here, close = 0.0, 0, True
    for pattern in sign.signs:
        compiled = _compiled(pattern)
        if compiled.search(context.sentence):
            near = _nearness(compiled, context.around)
            here, points = here + 1, points + 2 + near
            close = close and (near > 0 or len(context.sentence) < _SHORT)
        elif compiled.search(context.wider):
            points += 0.8
        else:
            return None
    share = points / len(sign.signs)
    if here == 0:
        return None
    enough = here == len(sign.signs) or (headed and 2 * here >= len(sign.signs))
    return share + sign.weight + (1 if headed else 0) + (0.5 if sign.touch else 0), close and enough


def _nearness(pattern: re.Pattern[str], around: str) -> float:
    """1 right beside the quantity, 0 from 150 characters on."""
    at = around.find("¤")
    gaps = [max(0, found.start() - at, at - found.end()) for found in pattern.finditer(around)]
    return max(0.0, 1 - min(gaps, default=150) / 150)
