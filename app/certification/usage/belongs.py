"""Whose a user or host is, by rule §5: employees, affiliates, contractors; others are not allowed.

Somebody who may not use a product and does is counted all the same, and shown apart.
"""

from __future__ import annotations

from app.base.text import _, ngettext
from app.certification.usage.model import Belongs, UsageRow
from app.certification.usage.rules import CountRules

_GRAVITY = {
    Belongs.OWN: 0,
    Belongs.PROVIDER: 1,
    Belongs.CONTRACTOR: 2,
    Belongs.AFFILIATE: 3,
    Belongs.UNKNOWN: 4,
    Belongs.OUTSIDE: 5,
}
"""Of several rows that name one thing, the one that raises the most questions is believed."""


class Belonging:
    """Classifies rows by the register of affiliates. Each company is looked up once."""

    def __init__(self, rules: CountRules) -> None:
        self._rules = rules
        self._known: dict[tuple[Belongs, str], Belongs] = {}

    def of(self, row: UsageRow) -> Belongs:
        """Whose it is."""
        key = (row.belongs, row.company)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._look_up(row.belongs, row.company)
        return found

    def gravest(self, rows: list[UsageRow]) -> Belongs:
        """What is believed where several rows name one thing."""
        return max((self.of(row) for row in rows), key=_GRAVITY.__getitem__)

    def _look_up(self, said: Belongs, company: str) -> Belongs:
        name = folded(company)
        rules = self._rules
        if said in (Belongs.CONTRACTOR, Belongs.PROVIDER, Belongs.OUTSIDE):
            return said
        if not name or name in rules.own_names:
            return said
        if name in rules.companies:
            authorized = rules.companies[name]
            if authorized is None:
                return Belongs.UNKNOWN
            return Belongs.AFFILIATE if authorized else Belongs.OUTSIDE
        return Belongs.UNKNOWN


def folded(name: str) -> str:
    """A company's name as names are compared: without case and doubled spaces."""
    return " ".join(name.casefold().split())


def unknown_sentences(rows: list[UsageRow], rules: CountRules) -> list[str]:
    """A sentence for each company that the register does not settle. `rows`: of UNKNOWN only."""
    tally: dict[str, int] = {}
    for row in rows:
        tally[row.company] = tally.get(row.company, 0) + 1
    return [_unknown(company, count, rules) for company, count in sorted(tally.items())]


def _unknown(company: str, count: int, rules: CountRules) -> str:
    said = _reason(company, rules)
    return ngettext("{reason} ({n} row)", "{reason} ({n} rows)", count).format(
        reason=said, n=f"{count:,}"
    )


def _reason(company: str, rules: CountRules) -> str:
    if not company:
        return _("Whose it is is not said")
    if folded(company) in rules.companies:
        return _(
            "“{company}” is in the register of affiliates, but which share makes an affiliate is "
            "not stated"
        ).format(company=company)
    return _(
        "“{company}” is not in the register of affiliates: whether it may use the product is open"
    ).format(company=company)
