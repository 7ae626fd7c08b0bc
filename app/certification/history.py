"""Certifications that left: the list with the vendor's word, what changed since, trends."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from app.account.store import records
from app.certification.around import Around
from app.certification.asked import Kind
from app.certification.drafts import Drafts, put_draft, read_draft
from app.certification.model import Draft, Filed, Trend
from app.certification.records import FILED, FiledRecord
from app.certification.statement import Statement

if TYPE_CHECKING:
    pass

_STATEMENT = msgspec.json.Decoder(Statement)
"""A decoder has no state of its own."""
_TOLD = ("questioned", "countersigned")
"""What a person is told of; that it was received or accepted stands in the list."""


def read_statement(around: Around, draft: Draft) -> Statement | None:
    """What the made document of a certification says; None where none was made."""
    if draft.made is None or draft.made.statement is None:
        return None
    return _STATEMENT.decode(around.read_file(draft.made.statement.id))


class History(Drafts):
    """What was certified before."""

    def history(self) -> tuple[Draft, ...]:
        """Every certification that left, the newest first; rehearsals never do."""
        left = [one for one in self.drafts() if self._left(one)]
        return tuple(sorted(left, key=lambda one: (one.as_of, one.saved_at), reverse=True))

    def earlier(self, draft_id: str) -> Draft | None:
        """The certification that this one was begun from, to be looked at; None where it is gone.

        What it answered is offered again and counts only once it is confirmed.
        """
        before = self.draft(draft_id).before
        return next((one for one in self.drafts() if one.id == before), None) if before else None

    def of_item(self, item: str) -> str:
        """The certification that was submitted with an item of the outbox; "" for none."""
        return next((one.id for one in self.drafts() if one.item == item), "")

    def filed(self, draft_id: str) -> Filed | None:
        """What the vendor says about a certification that arrived; None while it says nothing."""
        return self._filed(self.draft(draft_id), self._all_filed())

    def note_seen(self, draft_id: str) -> None:
        """Remember that the vendor's word on a certification was seen; the vendor is not told."""
        said = self.filed(draft_id)
        if said is None:
            return
        with self._around.own.write() as tx:
            stored = read_draft(tx, draft_id)
            if stored.seen != said.state:
                put_draft(tx, msgspec.structs.replace(stored, seen=said.state))

    def unseen(self) -> tuple[tuple[Draft, Filed], ...]:
        """Certifications that the vendor questions or has countersigned, not seen here yet."""
        filed = self._all_filed()
        if not filed:
            return ()
        found = ((draft, self._filed(draft, filed)) for draft in self.drafts())
        return tuple(
            (draft, said)
            for draft, said in found
            if said is not None and said.state in _TOLD and draft.seen != said.state
        )

    def trends(self, entitlement_id: str) -> tuple[Trend, ...]:
        """What finished certificates said of an entitlement, the oldest first."""
        from app.certification.reconcile.stated import line_id  # noqa: PLC0415 - when asked

        found: list[Trend] = []
        for draft in reversed(self.history()):
            said = read_statement(self._around, draft)
            lines = said.lines if said is not None else ()
            line = next((one for one in lines if line_id(one) == entitlement_id), None)
            if line is not None:
                found.append(
                    Trend(draft.as_of, _figure(line.permitted), _figure(line.used), draft.id)
                )
        return tuple(found)

    def _last_finished(self, draft: Draft) -> Draft | None:
        """The certification of the same kind that left last before this one's figures."""
        return next(
            (
                one for one in self.history()
                if one.kind is draft.kind and one.id != draft.id and one.as_of <= draft.as_of
                and one.made is not None
            ),
            None,
        )  # fmt: skip

    def _last_statement(self, draft: Draft) -> Statement | None:
        if draft.kind is not Kind.COMPLIANCE:
            return None
        before = self._last_finished(draft)
        return read_statement(self._around, before) if before is not None else None

    def _all_filed(self) -> dict[str, Filed]:
        """The vendor's word on certifications, by their client ids."""
        return {
            said.client_id: Filed(
                id=key,
                state=said.state,
                document_sha256=said.document_sha256,
                countersigned_at=said.countersigned_at,
                note=said.note,
                changed_at=said.changed_at,
            )
            for key, said in records(self._around.mirror, FILED, FiledRecord)
        }

    def _filed(self, draft: Draft, all_filed: dict[str, Filed]) -> Filed | None:
        return all_filed.get(draft.item) if draft.item else None


def _figure(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None
