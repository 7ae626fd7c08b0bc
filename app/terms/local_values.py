"""The rule values of documents opened from files: what a person confirmed, with its clause."""

from __future__ import annotations

import msgspec

from app.storage.database import Database
from app.terms.model import RuleSet, RuleValue, Version


def rule_set(own: Database, version: Version) -> RuleSet | None:
    """What was confirmed of this document; None where nothing was."""
    rows = own.read(
        "SELECT body FROM local_value WHERE document_id = ? ORDER BY name", (version.id,)
    )
    if not rows:
        return None
    values = tuple(msgspec.json.decode(body, type=RuleValue) for (body,) in rows)
    return RuleSet(version.id, version.sha256, values)
