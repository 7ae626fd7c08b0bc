"""Where terms speak of what a certification is about: a clause found by rule value or heading.

Numbers differ between vendors and versions, so none is written here. A heading is looked for in the
version's own outline; where a rule value is about the matter, its clause goes first.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence

from app.terms.model import Clause, RuleSet


class Topic(enum.Enum):
    """A matter of a certification, with the rule values about it and how its heading reads."""

    SCOPE_OF_USE = ((), r"^(?:purchase )?orders?$|\bscope of use\b|\blicen[cs]e metrics?\b")
    USERS = ((), r"\bauthori[sz]ed users?\b|\bpermitted users?\b")
    AFFILIATES = (("affiliate-ownership",), r"\baffiliates?\b")
    INSTANCES = (("instances-per-license",), r"\binstances?\b")
    MODIFICATIONS = ((), r"\bmodifications?\b|\bderivative works?\b|\bsource code\b")
    CREDENTIALS = ((), r"\bcredentials?\b|\buser ids?\b|\bpasswords?\b|\baccess data\b")
    STORAGE = ((), r"\bstorage\b")
    RESELLERS = (("reseller-scope",), r"\bresellers?\b|\bpartners?\b")
    NO_CHARGE = ((), r"\bno[- ]charge\b|\btrials?\b|\bevaluation\b|\bbeta\b")
    RESTRICTIONS = ((), r"\brestrict\w*|\bprohibit\w*|\blimitations? (?:on|of) use\b")
    ADD_ONS = ((), r"\badd-?ons?\b|\bplug-?ins?\b|\bextensions?\b")
    CERTIFICATION = (("certification-period",), r"\bcertif\w*|\bcompliance\b|\bverification\b")
    EXCESS = ((), r"\bexcess\b|\bover-?use\b|\boverage\b")
    CONFIDENTIALITY = ((), r"\bconfidential\w*")
    DELETION = ((), r"\bwhat follows\b|\beffects? of termination\b|\bdeletion of\b|^deletion$")
    TERMINATION = ((), r"\bterminat\w*")
    AUTHORITY = ((), r"\bauthority\b")
    EXPORT = ((), r"\bexport\b|\btrade (?:control|compliance)\b|\bsanctions?\b")

    @property
    def rules(self) -> tuple[str, ...]:
        """The rule values whose clause is about it."""
        names: tuple[str, ...] = self.value[0]
        return names

    @property
    def heading(self) -> re.Pattern[str]:
        """How its heading reads."""
        return re.compile(self.value[1], re.IGNORECASE)


def clause_number(topic: Topic, clauses: Sequence[Clause], rules: RuleSet | None) -> str:
    """The number of the clause about a matter, "" where the version has none that can be told.

    Of headings the outermost counts, the first of them; where one below it says no more than it
    does ("14 Certification and audit", "14.1 Certification"), that one.
    """
    for name in topic.rules:
        value = rules.get(name) if rules is not None else None
        if value is not None:
            return value.clause
    pattern = topic.heading
    found: Clause | None = None
    for clause in sorted(clauses, key=lambda one: one.level):
        if not clause.number or not pattern.search(clause.title):
            continue
        if found is None or _is_below(clause, found):
            found = clause
    return found.number if found is not None else ""


def _is_below(clause: Clause, other: Clause) -> bool:
    inside = other.start <= clause.start < other.end and clause.level > other.level
    return inside and _words(clause) <= _words(other)


def _words(clause: Clause) -> set[str]:
    return set(clause.title.casefold().split())
