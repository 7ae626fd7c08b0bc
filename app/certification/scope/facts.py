"""What the governing terms say, line by line: which versions, their rule values, their clauses.

A version counts only where the verdict pins it to a text that is here and genuine (app.terms).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

import msgspec

from app.certification.reconcile.model import ClauseRef
from app.certification.scope.model import Ordered
from app.certification.scope.topics import Topic, clause_number
from app.terms.model import Clause, DocumentKind, Governing, RuleSet, RuleValue

SPEAKING = (DocumentKind.LOCAL, DocumentKind.END_CUSTOMER, DocumentKind.PRODUCT)
"""Documents whose headings are looked at, in this order; policies speak of something else."""


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A version that governs something."""

    version_id: str
    label: str
    kind: DocumentKind
    precedence: int
    sha256: str = ""
    rules: RuleSet | None = None
    clauses: tuple[Clause, ...] = ()

    def clause(self, topic: Topic) -> ClauseRef | None:
        """The clause about a matter, None where it has none that can be told."""
        number = clause_number(topic, self.clauses, self.rules)
        return ClauseRef(number, self.version_id, self.label) if number else None


class Stated(msgspec.Struct, frozen=True):
    """A value that governing terms state, and where."""

    value: str
    clause: ClauseRef


class TermsFacts(msgspec.Struct, frozen=True):
    """What governs each order line. Without any, every lookup finds nothing."""

    lines: dict[tuple[str, str], tuple[str, ...]] = {}
    """Order id and line id to the ids of its versions, the one that goes first first."""
    texts: dict[str, Text] = {}
    """Versions by id."""

    def versions(self, order_id: str, line_id: str) -> tuple[str, ...]:
        """The ids of the versions that govern a line, the one that goes first first."""
        return self.lines.get((order_id, line_id), ())

    def stated(self, order_id: str, line_id: str, name: str) -> Stated | None:
        """What the terms of a line say about a rule value; None: not stated."""
        for text in self._texts(self.versions(order_id, line_id)):
            value = text.rules.get(name) if text.rules is not None else None
            if value is not None and value.value is not None:
                return _stated(value, text)
        return None

    def clause(self, order_id: str, line_id: str, topic: Topic) -> ClauseRef | None:
        """The clause about a matter in the terms of a line."""
        return _first_clause(self._texts(self.versions(order_id, line_id)), topic)

    def common(self, topic: Topic, lines: Collection[tuple[str, str]] = ()) -> ClauseRef | None:
        """The clause about a matter for all lines: of the version that governs most of them.

        `lines` are order and line ids; empty: all lines.
        """
        counted = Counter(
            version
            for key, versions in self.lines.items()
            if not lines or key in lines
            for version in versions
        )
        texts = [self.texts[key] for key in counted if key in self.texts]
        texts.sort(key=lambda one: (-counted[one.version_id], one.precedence, one.version_id))
        return _first_clause(texts, topic)

    def governed(self) -> dict[str, tuple[str, ...]]:
        """Versions by id, each with the ids of the orders that it governs, sorted."""
        found: dict[str, set[str]] = {}
        for (order_id, _line), versions in self.lines.items():
            for version in versions:
                found.setdefault(version, set()).add(order_id)
        return {key: tuple(sorted(orders)) for key, orders in sorted(found.items())}

    def _texts(self, versions: Iterable[str]) -> list[Text]:
        return [self.texts[key] for key in versions if key in self.texts]


def terms_facts(
    orders: Sequence[Ordered],
    governing: Callable[[str], Sequence[Governing]],
    rules: Callable[[str], RuleSet | None],
    outline: Callable[[str], tuple[Clause, ...]],
) -> TermsFacts:
    """The facts of these orders, asked of the terms: `TermsService.governing`, `rules`, `outline`.

    Verdicts that no text stands behind are left out: nothing may rest on them.
    """
    lines: dict[tuple[str, str], tuple[str, ...]] = {}
    texts: dict[str, Text] = {}
    for order in orders:
        verdicts: dict[str, list[Governing]] = {}
        for verdict in governing(order.id):
            if verdict.version_id and verdict.text_sha256:
                verdicts.setdefault(verdict.line_id, []).append(verdict)
        for line_id, found in verdicts.items():
            found.sort(key=lambda one: (one.precedence, one.version_id or ""))
            lines[order.id, line_id] = tuple(one.version_id or "" for one in found)
            for one in found:
                key = one.version_id or ""
                if key not in texts:
                    texts[key] = _text(one, rules(key), outline(key))
    return TermsFacts(lines, texts)


def _text(verdict: Governing, rules: RuleSet | None, clauses: tuple[Clause, ...]) -> Text:
    fits = rules is not None and rules.text_sha256 == verdict.text_sha256
    return Text(
        version_id=verdict.version_id or "",
        label=verdict.version_label,
        kind=verdict.kind,
        precedence=verdict.precedence,
        sha256=verdict.text_sha256,
        rules=rules if fits else None,
        clauses=clauses,
    )


def _stated(value: RuleValue, text: Text) -> Stated:
    return Stated(value.value or "", ClauseRef(value.clause, text.version_id, text.label))


def _first_clause(texts: Sequence[Text], topic: Topic) -> ClauseRef | None:
    if topic.rules:
        for text in texts:
            if text.rules is not None and any(text.rules.get(name) for name in topic.rules):
                return text.clause(topic)
    for kind in SPEAKING:
        for text in texts:
            found = text.clause(topic) if text.kind is kind else None
            if found is not None:
                return found
    return None
