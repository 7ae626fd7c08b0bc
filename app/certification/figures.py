"""The figures of a certification: its sources, what they add up to, the findings, the answers.

Rows are never kept in the record: they are counted again from the kept copies, and a count is
remembered as long as sources and rules stay the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.base.tasks import CancelToken, Report, no_report
from app.certification import problems
from app.certification.around import Around
from app.certification.history import History
from app.certification.model import Answered, Attestation, Draft, Question, Reply
from app.certification.reconcile.model import Line, Reconciliation, Resolution
from app.certification.ruled import Key, Ruled, key_of, product_names
from app.certification.scoping import Scoping
from app.certification.usage.model import Source, Usage
from app.orders.model import OrderKind

if TYPE_CHECKING:
    from app.certification.usage.service import UsageService

_ROWS_KEPT = 50_000


class Figures(Scoping, History):
    """Sources, counting, comparison and attestation of certifications."""

    def __init__(self, around: Around, usage: UsageService) -> None:
        super().__init__(around)
        self.usage = usage
        """What reads files and records into sources."""
        self._counted: dict[tuple[object, ...], tuple[Usage, bool]] = {}
        self._rules: dict[Key, Ruled] = {}

    def add_source(self, draft_id: str, source: Source) -> Draft:
        """Add a source of figures; its file stays with the certification.

        Raises DocumentMade, CertificationLeft, ReadOnlyCopy.
        """
        return self._change(
            draft_id,
            lambda one: msgspec.structs.replace(
                one, sources=(*(s for s in one.sources if s.id != source.id), source)
            ),
        )

    def replace_source(self, draft_id: str, old_id: str, source: Source) -> Draft:
        """Put better evidence in the place of a source. Raises UnknownPart and as `add_source`."""
        new = msgspec.structs.replace(source, replaces=old_id)

        def change(one: Draft) -> Draft:
            if all(known.id != old_id for known in one.sources):
                raise problems.unknown_part(old_id)
            sources = tuple(new if known.id == old_id else known for known in one.sources)
            return msgspec.structs.replace(one, sources=sources)

        return self._change(draft_id, change)

    def drop_source(self, draft_id: str, source_id: str) -> Draft:
        """Leave a source out again; figures that only it gave are missing then, not 0."""
        return self._change(
            draft_id,
            lambda one: msgspec.structs.replace(
                one, sources=tuple(known for known in one.sources if known.id != source_id)
            ),
        )

    def figures(
        self, draft_id: str, *, report: Report = no_report, cancel: CancelToken | None = None
    ) -> Usage:
        """What the sources add up to, counted from the kept copies. Raises FileLost, Cancelled."""
        return self._figures(self.draft(draft_id), report, cancel, rows=True)

    def reconcile(
        self, draft_id: str, *, report: Report = no_report, cancel: CancelToken | None = None
    ) -> Reconciliation:
        """Permitted against used, line by line, with what wants an answer."""
        return self._reconcile(self.draft(draft_id), report, cancel)

    def answer_finding(
        self, draft_id: str, finding_id: str, resolution: Resolution, text: str = "", by: str = ""
    ) -> Draft:
        """Keep what is done about a finding; OPEN takes an answer back.

        Raises AnswerNeedsText where it is printed and has no words, DocumentMade.
        """
        if resolution is not Resolution.OPEN and not text.strip():
            raise problems.answer_needs_text()
        answer = Answered(
            finding_id=finding_id, resolution=resolution, text=text.strip(),
            by=by or self._around.me(), at=self._around.clock.now(),
        )  # fmt: skip

        def change(one: Draft) -> Draft:
            others = tuple(known for known in one.answered if known.finding_id != finding_id)
            kept = others if resolution is Resolution.OPEN else (*others, answer)
            return msgspec.structs.replace(one, answered=kept)

        return self._change(draft_id, change)

    def questions(self, draft_id: str) -> tuple[Question, ...]:
        """The statements that the terms of the covered orders call for."""
        return self._questions(self.draft(draft_id))

    def attest(
        self, draft_id: str, question_id: str, reply: Reply, text: str = "", by: str = ""
    ) -> Draft:
        """Answer a statement; it is kept as it reads now. Raises AnswerNeedsText, UnknownPart."""
        asked = next((one for one in self.questions(draft_id) if one.id == question_id), None)
        if asked is None:
            raise problems.unknown_part(question_id)
        if reply is not asked.good and not text.strip():
            raise problems.answer_needs_text()
        given = Attestation(
            question_id=question_id, statement=asked.statement, clause=asked.clause, reply=reply,
            text=text.strip(), by=by or self._around.me(), at=self._around.clock.now(),
        )  # fmt: skip

        def change(one: Draft) -> Draft:
            others = tuple(known for known in one.attestations if known.question_id != question_id)
            return msgspec.structs.replace(one, attestations=(*others, given))

        return self._change(draft_id, change)

    def _figures(
        self, draft: Draft, report: Report, cancel: CancelToken | None, *, rows: bool = False
    ) -> Usage:
        """The figures, remembered; with `rows` in any case with the rows that stand behind them."""
        if not draft.sources:
            return Usage()
        key = (draft.id, key_of(self._around, draft), *((s.id, s.sha256) for s in draft.sources))
        found = self._counted.get(key)
        if found is not None and (found[1] or not rows):
            return found[0]
        ruled = self._ruled(draft)
        entitled = (*ruled.entitlements, *ruled.beyond)
        rules = self.usage.rules(entitled, draft.period_start, draft.period_end)
        usage = self.usage.count(draft.sources, rules, report, cancel)
        whole = len(usage.rows) <= _ROWS_KEPT
        # A million rows take hundreds of megabytes: of so many only the figures are remembered.
        kept = usage if whole else Usage(usage.counts)
        self._counted = {key: (kept, whole)}
        return usage

    def _reconcile(
        self, draft: Draft, report: Report, cancel: CancelToken | None
    ) -> Reconciliation:
        from app.certification.reconcile.rules import reconcile  # noqa: PLC0415 - when compared

        usage = self._figures(draft, report, cancel)
        ruled = self._ruled(draft)
        return reconcile(
            ruled.entitlements,
            usage,
            answered=draft.answered,
            before=self._last_statement(draft),
            product_names=product_names(self._around),
            sources=draft.sources,
            excluded=[one.entitlement_id for one in draft.excluded],
            beyond=ruled.beyond,
            facts=ruled.facts,
        )

    def _left_out(self, draft: Draft, usage: Usage) -> tuple[Line, ...]:
        """The lines that the draft leaves out, with what is known of their use."""
        from app.certification.reconcile.rules import reconcile  # noqa: PLC0415 - when compared

        left = {one.entitlement_id for one in draft.excluded}
        if not left:
            return ()
        ruled = self._ruled(draft)
        entitled = ruled.entitlements
        out = [one for one in entitled if one.id in left]
        found = reconcile(out, usage, beyond=(*entitled, *ruled.beyond))
        return tuple(line for line in found.lines if line.entitlement.id in left)

    def _questions(self, draft: Draft) -> tuple[Question, ...]:
        from app.certification.attest.questions import questions  # noqa: PLC0415 - as above

        ruled = self._ruled(draft)
        kinds = ruled.kinds()
        return questions(
            draft.kind,
            ruled.facts,
            software=OrderKind.SOFTWARE in kinds,
            hosted=OrderKind.HOSTED in kinds,
            no_charge=OrderKind.NO_CHARGE in kinds,
        )

    def _ruled(self, draft: Draft) -> Ruled:
        """The rules of a draft, made anew only where something that they rest on changed."""
        key = key_of(self._around, draft)
        found = self._rules.get(key)
        if found is None:
            found = Ruled(self._around, draft)
            self._rules = {key: found}
        return found
