"""The demo vendor's terms as the feed would bring them: versions and rule sets, all trusted."""

from __future__ import annotations

import msgspec

from app.sandbox import documents
from app.sandbox.calendar import Calendar
from app.terms import ruleset
from app.terms.model import DocumentKind, RuleSet, RulesState, TextState, Version
from app.terms.records import TermsDocumentRecord


def demo_terms(calendar: Calendar) -> tuple[tuple[Version, ...], dict[str, RuleSet]]:
    """All versions of the demo with their rule sets, dated by `calendar`."""
    versions: list[Version] = []
    sets: dict[str, RuleSet] = {}
    for _kind, key, record in documents.records(calendar):
        found = msgspec.json.decode(msgspec.json.encode(record), type=TermsDocumentRecord)
        assert found.text is not None
        versions.append(
            Version(
                id=key,
                document=found.document,
                title=found.title,
                kind=DocumentKind(found.kind),
                label=found.version,
                published_at=found.published_at,
                effective_from=found.effective_from,
                replaces=found.replaces,
                applies_to=found.applies_to,
                product_ids=found.product_ids,
                precedence=found.precedence,
                sha256=found.text.sha256,
                text_state=TextState.TRUSTED,
                rules_state=RulesState.VALID,
            )
        )
    for one in documents.published():
        sets[one.id] = ruleset.read(documents.rules(one.stem))
    return tuple(versions), sets
