"""Certifications of one profile: from the request to what was signed, sent and countersigned.

A thin facade: requests and audits, scope, figures, steps, documents, the ways out and the history
each have a file of their own; this one puts them together for window and shell.
"""

from __future__ import annotations

from app.base.dates import local, plain_day
from app.base.text import _, ngettext
from app.certification.asked import RequestState
from app.certification.listed import Card, Counts, Overview
from app.certification.model import Draft, Filed, Step
from app.certification.pack.room import Packing
from app.certification.words import filed_words, is_open

__all__ = ["CertificationService"]


class CertificationService(Packing):
    """Everything that a person can do with certifications; used by the thread with the stores."""

    def overview(self) -> Overview:
        """Requests, announced audits and certifications, what waits first."""
        filed = self._all_filed()
        cards = tuple(self._card(draft, filed) for draft in self.drafts())
        ordered = sorted(cards, key=lambda card: not is_open(card))
        return Overview(self.requests(), self.audits(), tuple(ordered))

    def card(self, draft_id: str) -> Card:
        """One certification as a row of the list. Raises UnknownCertification."""
        return self._card(self.draft(draft_id), self._all_filed())

    def zone(self) -> str:
        """The IANA zone of the vendor's place, in which its dates are shown."""
        return self._around.terms.vendor_zone()

    def counts(self) -> Counts:
        """Figures beside the navigation."""
        states = [one.state for one in self.requests()]
        overdue = states.count(RequestState.OVERDUE)
        return Counts(
            open=states.count(RequestState.OPEN) + overdue,
            overdue=overdue,
            drafts=sum(not self._left(draft) for draft in self.drafts()),
        )

    def _card(self, draft: Draft, filed: dict[str, Filed]) -> Card:
        said = self._filed(draft, filed)
        return Card(
            id=draft.id,
            kind=draft.kind,
            title=draft.title,
            origin=draft.origin,
            request_id=draft.request_id,
            step=draft.step,
            words=self._card_words(draft, said),
            due_at=draft.asked.due_at if draft.asked is not None and draft.request_id else None,
            as_of=draft.as_of,
            saved_at=draft.saved_at,
            finished=self._left(draft),
            fate=self._fate(draft),
            state=said.state if said is not None else "",
            countersigned_at=said.countersigned_at if said is not None else None,
            read_only=draft.read_only,
        )

    def _card_words(self, draft: Draft, said: Filed | None) -> str:
        """How far it is, from what is stored alone: a list has to be quick."""
        if said is not None:
            at = said.countersigned_at or said.changed_at
            words = filed_words(said.state)
            if at is None:
                return words
            return _("{state} {day}").format(state=words, day=plain_day(local(at).date()))
        if self._left(draft):
            return _("Sent")
        if draft.signed:
            return _("Signed, not sent")
        if draft.made is not None:
            return _("Made, not signed")
        place = tuple(Step).index(draft.step) + 1
        return ngettext("Step {place} of {count}", "Step {place} of {count}", len(Step)).format(
            place=place, count=len(Step)
        )
