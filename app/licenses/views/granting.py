"""What terms say about instances, for many licenses at once: by the versions governing each line.

Which version governs a line was reckoned after the last synchronization (app.terms.settle); a
document of the customer's own that governs an order goes before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from app.deadlines.model import Origin, Source
from app.licenses.views.granted import RULE, TermsRule, granted
from app.licenses.views.model import Clause, Granted
from app.licenses.views.records import KeptLicense
from app.storage.database import Database
from app.terms.model import DocumentKind, Version
from app.terms.service import TermsService


class _Ruled(msgspec.Struct, frozen=True):
    """A version with the value it states."""

    version: Version
    rule: TermsRule


class Rules:
    """Looks into the rule sets once for all licenses that are asked about."""

    def __init__(self, mirror: Database, terms: Callable[[], TermsService]) -> None:
        self._mirror = mirror
        self._terms = terms

    def of(self, licenses: Sequence[KeptLicense]) -> dict[str, Granted]:
        """What each license allows, by its id."""
        found: dict[str, Granted] = {}
        silent: list[KeptLicense] = []
        for one in licenses:
            allowed = granted(one.line, None, one.record.machines)
            found[one.id] = allowed
            if one.line is not None and one.order_row is not None and not _stated(one):
                silent.append(one)
        if silent:
            for one, rule in self._ruled(silent):
                found[one.id] = granted(one.line, rule, one.record.machines)
        return found

    def in_force(self, name: str) -> Source:
        """What the versions of now say about a rule value, the newest first; else not stated."""
        terms = self._terms()
        for version in terms.versions():
            rules = terms.rules(version.id)
            value = rules.get(name) if rules is not None else None
            if value is not None and value.value:
                return Source(
                    origin=Origin.TERMS, value=value.value, words=_percent(value.value),
                    version_id=version.id, version_label=version.label, clause=value.clause,
                )  # fmt: skip
        return Source(origin=Origin.TERMS, value="", words="")

    def _ruled(self, licenses: Sequence[KeptLicense]) -> list[tuple[KeptLicense, TermsRule]]:
        ruled = self._stating()
        if not ruled:
            return []
        governing = self._governing(licenses, ruled)
        own = {
            one.order_id: ruled[one.document_id].rule
            for one in self._terms().attachments()
            if one.document_id in ruled
        }
        found: list[tuple[KeptLicense, TermsRule]] = []
        for one in licenses:
            rule = own.get(one.record.order_id) or governing.get((one.order_row or 0, one.place))
            if rule is not None:
                found.append((one, rule))
        return found

    def _stating(self) -> dict[str, _Ruled]:
        """The versions whose rule sets state the value, by id."""
        terms, found = self._terms(), dict[str, _Ruled]()
        for version in terms.versions():
            rules = terms.rules(version.id)
            value = rules.get(RULE) if rules is not None else None
            if value is None or not (value.value or "").isdigit():
                continue
            clause = Clause(value.clause, version.id, version.label)
            found[version.id] = _Ruled(version, TermsRule(int(value.value or "0"), clause))
        return found

    def _governing(
        self, licenses: Sequence[KeptLicense], ruled: dict[str, _Ruled]
    ) -> dict[tuple[int, int], TermsRule]:
        """The rule of each line: of several documents the one that goes first."""
        rows = msgspec.json.encode(sorted({one.order_row or 0 for one in licenses})).decode()
        vendor = [key for key, one in ruled.items() if one.version.kind is not DocumentKind.LOCAL]
        first: dict[tuple[int, int], _Ruled] = {}
        for row, place, version_id in self._mirror.iterate(
            "SELECT order_row, line, version_id FROM governing"
            " WHERE order_row IN (SELECT value FROM json_each(?1))"
            " AND version_id IN (SELECT value FROM json_each(?2))",
            (rows, msgspec.json.encode(vendor).decode()),
        ):
            one, known = ruled[str(version_id)], first.get((int(row), int(place)))
            if known is None or one.version.precedence < known.version.precedence:
                first[int(row), int(place)] = one
        return {line: one.rule for line, one in first.items()}


def _stated(one: KeptLicense) -> bool:
    """Whether the order line itself states instances."""
    line = one.line
    return line is not None and (
        line.production_instances is not None
        or any(scope.kind == "instances" for scope in line.scope)
    )


def _percent(value: str) -> str:
    return f"{value} %" if value.replace(".", "", 1).isdigit() else value
