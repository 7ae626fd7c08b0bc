"""The rail: each step with what is done, what is missing, why it is asked, and its clause (§14)."""

from __future__ import annotations

from app.base.tasks import CancelToken, Report, no_report
from app.base.text import _, ngettext
from app.certification.asked import Kind
from app.certification.deleting import Deleting
from app.certification.model import Draft, Step, StepState, Way
from app.certification.reconcile.model import (
    ClauseRef,
    FindingKind,
    Reconciliation,
    Result,
)
from app.certification.scope.topics import Topic
from app.certification.stepped import step_words
from app.certification.words import clause_topics, step_titles, step_whys


class Steps(Deleting):
    """How far a certification is."""

    def steps(
        self, draft_id: str, *, report: Report = no_report, cancel: CancelToken | None = None
    ) -> tuple[StepState, ...]:
        """Every step in its order, with what still stands in the way, a sentence each."""
        draft = self.draft(draft_id)
        missing = self._missing(draft, report, cancel)
        clauses = self._clauses(draft)
        titles, whys = step_titles(draft.kind), step_whys(draft.kind)
        return tuple(
            StepState(
                step=step,
                title=titles[step],
                words=step_words(draft, step, len(missing[step])),
                why=whys[step],
                clause=clauses.get(step),
                done=not missing[step] and self._begun(draft, step),
                missing=missing[step],
            )
            for step in Step
        )

    def _missing(
        self, draft: Draft, report: Report, cancel: CancelToken | None
    ) -> dict[Step, tuple[str, ...]]:
        """What each step still lacks; nothing of one that has left."""
        if self._left(draft):
            return dict.fromkeys(Step, ())
        if draft.made is not None:
            frozen = dict.fromkeys(Step, tuple[str, ...]())
            frozen[Step.REQUEST] = self._request_changes(draft)
            frozen[Step.REVIEW] = _unsigned(draft)
            frozen[Step.SUBMIT] = _unsent(draft)
            return frozen
        deletion = draft.kind is Kind.DELETION
        found = Reconciliation() if deletion else self._reconcile(draft, report, cancel)
        return {
            Step.REQUEST: self._request_changes(draft),
            Step.SCOPE: self._unscoped(draft),
            Step.USAGE: _uncounted(draft, found),
            Step.RECONCILE: self._still_there(draft) if deletion else _unresolved(found),
            Step.ATTEST: self._unattested(draft),
            Step.SIGN: _unnamed(draft),
            Step.REVIEW: (_("Make the document, look at its pages and sign it"),),
            Step.SUBMIT: _unsent(draft),
        }

    def _missing_to_make(
        self, draft: Draft, report: Report, cancel: CancelToken | None
    ) -> tuple[str, ...]:
        missing = self._missing(draft, report, cancel)
        before = (step for step in Step if step not in (Step.REVIEW, Step.SUBMIT))
        return tuple(sentence for step in before for sentence in missing[step])

    def _missing_to_leave(self, draft: Draft) -> tuple[str, ...]:
        """What keeps a made document from leaving."""
        if draft.made is None:
            return (_("Make the document and sign it"),)
        return (*self._request_changes(draft), *_unsigned(draft))

    def _unscoped(self, draft: Draft) -> tuple[str, ...]:
        if draft.period_start is not None and draft.as_of < draft.period_start:
            return (_("The figures are as of a moment before the period: check the date"),)
        if draft.scope_confirmed_at is None:
            return (_("Confirm which orders are covered"),)
        return self._terms_changes(draft)

    def _unattested(self, draft: Draft) -> tuple[str, ...]:
        asked = self._questions(draft)
        given = {one.question_id: one for one in draft.attestations}
        open_ones = [
            one for one in asked
            if one.id not in given or given[one.id].statement != one.statement
        ]  # fmt: skip
        if not open_ones:
            return ()
        count = len(open_ones)
        return (
            ngettext(
                "{count} statement is not answered", "{count} statements are not answered", count
            ).format(count=count),
        )

    def _begun(self, draft: Draft, step: Step) -> bool:
        """Whether a step that lacks nothing was really done."""
        match step:
            case Step.SUBMIT:
                return self._left(draft)
            case Step.REVIEW:
                return draft.made is not None
            case _:
                return True

    def _clauses(self, draft: Draft) -> dict[Step, ClauseRef]:
        facts = self._ruled(draft).facts
        found: dict[Step, ClauseRef] = {}
        for step, topic in clause_topics(draft.kind).items():
            clause = facts.common(topic) or facts.common(Topic.CERTIFICATION)
            if clause is not None:
                found[step] = clause
        return found


def _uncounted(draft: Draft, found: Reconciliation) -> tuple[str, ...]:
    if draft.kind is Kind.DELETION:
        if not draft.deletions:
            return (_("Say what was deleted, and where"),)
        return tuple(
            _("{what} on {place}: when it was deleted, or why it is kept").format(
                what=one.what, place=one.place
            )
            for one in draft.deletions
            if one.deleted_at is None and not one.note.strip()
        )
    open_ones = {
        one.entitlement_id for one in found.open_findings if one.kind is FindingKind.MISSING
    }
    return tuple(
        _("{product}, {metric}: no evidence yet").format(
            product=line.entitlement.product_name, metric=line.entitlement.metric
        )
        for line in found.lines
        if line.result is Result.MISSING and line.entitlement.id in open_ones
    )


def _unresolved(found: Reconciliation) -> tuple[str, ...]:
    return tuple(one.title for one in found.open_findings if one.blocks)


def _unnamed(draft: Draft) -> tuple[str, ...]:
    who = draft.signatory
    wanted = (
        (who.name, _("Name who signs")),
        (who.title, _("Give the title of who signs")),
        (who.authority, _("Say by what authority that person signs")),
    )
    return tuple(words for said, words in wanted if not said.strip())


def _unsigned(draft: Draft) -> tuple[str, ...]:
    own = [one for one in draft.signed if not one.countersigns]
    if not own:
        if draft.way is Way.PAPER:
            return (_("Print the pages, sign them and attach the scan"),)
        return (_("Sign the document"),)
    second = draft.countersignatory
    if second is not None and draft.way is Way.DIGITAL and len(own) == len(draft.signed):
        return (_("{name} has to sign as the second person").format(name=second.name),)
    return ()


def _unsent(draft: Draft) -> tuple[str, ...]:
    if draft.rehearsal:
        return (_("A rehearsal ends here: it is never submitted"),)
    return (_("Submit it, or note how it was sent"),)
