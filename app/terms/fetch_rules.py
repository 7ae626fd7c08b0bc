"""Rule sets as they come: judged against their schema and their text, and kept with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.base.clock import to_wire
from app.portal.documents import DocumentReply
from app.storage.database import Database, Transaction
from app.terms.model import RulesState


class RuleSetStore:
    """The place of one version's rule set in the mirror.

    `version` is that of the terms_document record, `text_sha256` the hash that it gives.
    """

    def __init__(self, mirror: Database, key: str, version: int, text_sha256: str) -> None:
        self._mirror = mirror
        self._key = key
        self._version = version
        self._text = text_sha256

    def keep(
        self, state: RulesState, note: str, body: bytes | None, etag: str, at: datetime
    ) -> bool:
        """Keep what came; whether it is other than before."""
        with self._mirror.write() as tx:
            before = tx.one(
                "SELECT state, note, body FROM terms_rules WHERE document_id = ?", (self._key,)
            )
            tx.execute(
                "INSERT OR REPLACE INTO terms_rules VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self._key, self._version, etag, state.value, note, body, to_wire(at)),
            )
        return before != (state.value, note, body)

    def unchanged(self, at: datetime) -> bool:
        """It is as it was, beside a text that may be another one; whether its state changed."""
        with self._mirror.write() as tx:
            tx.execute(
                "UPDATE terms_rules SET version = ?, at = ? WHERE document_id = ?",
                (self._version, to_wire(at), self._key),
            )
            return self._judge_again(tx) > 0

    def missing(self, note: str, at: datetime) -> None:
        """It could not be had; one that is here already stays."""
        if self._mirror.one("SELECT 1 FROM terms_rules WHERE document_id = ?", (self._key,)):
            self.unchanged(at)
        else:
            self.keep(RulesState.MISSING, note, None, "", at)

    def _judge_again(self, tx: Transaction) -> int:
        changed = tx.execute(
            "UPDATE terms_rules SET state = 'other_text' WHERE document_id = ?"
            " AND state = 'valid'"
            " AND json_extract(CAST(body AS TEXT), '$.text_sha256') <> ?",
            (self._key, self._text),
        )
        return changed + tx.execute(
            "UPDATE terms_rules SET state = 'valid', note = '' WHERE document_id = ?"
            " AND state = 'other_text'"
            " AND json_extract(CAST(body AS TEXT), '$.text_sha256') = ?",
            (self._key, self._text),
        )


def judged(
    key: str, text_sha256: str, reply: DocumentReply
) -> tuple[RulesState, str, bytes | None, str]:
    """State, reason, what is kept, and tag of a rule set that came."""
    from app.terms import ruleset  # noqa: PLC0415 - only where a rule set came

    try:
        found = ruleset.read(reply.body)
    except ruleset.BadRuleSet as bad:
        return RulesState.INVALID, _faults(bad.faults), None, reply.etag
    if found.terms_document_id != key:
        return RulesState.INVALID, f"of {found.terms_document_id}", None, reply.etag
    state = RulesState.VALID if found.text_sha256 == text_sha256 else RulesState.OTHER_TEXT
    note = "" if state is RulesState.VALID else f"SHA-256 {found.text_sha256}"
    return state, note, msgspec.json.encode(found), reply.etag


def _faults(found: Sequence[str]) -> str:
    return "\n".join(str(fault) for fault in found)[:2000]
