"""A file of answers for certifications that are filled by a program: JSON, strictly read.

Each statement is named, and an answer about use over scope says up to how much it holds, so that no
script attests or explains what nobody thought of.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from app.base.text import _
from app.certification.asked import Kind
from app.certification.model import Deletion, Excluded, Reply, Signatory
from app.certification.reconcile.model import Finding, FindingKind, Line, Resolution
from app.cli.context import read_text, usage

if TYPE_CHECKING:
    from app.services import Rooms


class StatementAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """How a statement is attested; any answer but the good one needs a text."""

    reply: Reply
    text: str = ""


class FindingAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is done about a finding: named by its id, or by kind and entitlement.

    By kind, one over scope is answered only where `at_most` says up to how much over.
    """

    resolution: Resolution
    text: str
    id: str = ""
    kind: FindingKind | None = None
    entitlement: str = ""
    at_most: Decimal | None = None


class FigureAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure that is typed in, with its reason."""

    product: str
    metric: str
    quantity: Decimal
    reason: str
    unit: str = ""
    definition: str = ""


class ExclusionAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entitlement that is left out, with the reason that is printed."""

    entitlement: str
    reason: str


class DeletionAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing deleted, or kept for the reason in `note`; `proposal` takes a proposed entry."""

    proposal: str = ""
    product: str = ""
    what: str = ""
    place: str = ""
    method: str = ""
    by: str = ""
    deleted_at: datetime | None = None
    note: str = ""


class SignatoryAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who signs, and by what authority."""

    name: str
    title: str = ""
    place: str = ""
    email: str = ""
    authority: str = ""

    def signatory(self) -> Signatory:
        """The same as a value of certifications."""
        return Signatory(
            name=self.name,
            title=self.title,
            place=self.place,
            email=self.email,
            authority=self.authority,
        )


class Answers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    signatory: SignatoryAnswer | None = None
    countersignatory: SignatoryAnswer | None = None
    statements: dict[str, Reply | StatementAnswer] = {}
    findings: tuple[FindingAnswer, ...] = ()
    figures: tuple[FigureAnswer, ...] = ()
    excluded: tuple[ExclusionAnswer, ...] = ()
    deletions: tuple[DeletionAnswer, ...] = ()
    replaced: dict[str, str] = {}
    """Characters that no font has to what is printed instead."""


def read_answers(file: Path) -> Answers:
    """The answers in a file. Raises Usage for what is none."""
    try:
        return msgspec.json.decode(read_text(file), type=Answers)
    except msgspec.DecodeError as error:
        raise usage(
            _("{file} is no file of answers: {reason}").format(file=file, reason=error)
        ) from error


def template(rooms: Rooms, draft_id: str) -> dict[str, object]:
    """What a certification asks for as a file to be filled in: every empty reply has to be one."""
    room = rooms.certification
    draft = room.draft(draft_id)
    given = {one.question_id for one in draft.attestations}
    deletion = draft.kind is Kind.DELETION
    found = () if deletion else room.reconcile(draft_id).open_findings
    who = draft.signatory
    return {
        "signatory": {
            "name": who.name, "title": who.title, "place": who.place, "authority": who.authority,
        },
        "statements": {
            one.id: {"reply": "", "text": ""}
            for one in room.questions(draft_id)
            if one.id not in given
        },
        "findings": [{"id": one.id, "resolution": "", "text": ""} for one in found],
        "deletions": [
            {
                "proposal": one.id, "place": one.place, "method": "", "by": "",
                "deleted_at": None, "note": "",
            }
            for one in (room.deletion_proposals(draft_id) if deletion else ())
        ],
    }  # fmt: skip


def exclusions(answers: Answers) -> tuple[Excluded, ...]:
    """What is left out of the certification."""
    return tuple(Excluded(one.entitlement, one.reason) for one in answers.excluded)


def type_figures(rooms: Rooms, draft_id: str, answers: Answers) -> None:
    """Keep the figures that are typed in. Raises BadFigure."""
    room, by = rooms.certification, rooms.who.signed_in().name
    for one in answers.figures:
        source = room.usage.typed(
            one.product, one.metric, one.quantity, one.unit, one.reason, by,
            definition=one.definition, as_of=room.draft(draft_id).as_of,
        )  # fmt: skip
        room.add_source(draft_id, source)


def give(rooms: Rooms, draft_id: str, answers: Answers) -> list[str]:
    """Answer everything after the figures are there; what fits nothing, a sentence each."""
    room, by = rooms.certification, rooms.who.signed_in().name
    draft = room.draft(draft_id)
    notes: list[str] = []
    if answers.findings:
        found = room.reconcile(draft_id)
        for finding, answer in fitting(found.open_findings, found.lines, answers, notes):
            room.answer_finding(draft_id, finding.id, answer.resolution, answer.text, by)
    known = {one.id for one in room.questions(draft_id)}
    for question, given in answers.statements.items():
        if question not in known:
            notes.append(_("Nothing asks for the statement “{id}”.").format(id=question))
            continue
        one = given if isinstance(given, StatementAnswer) else StatementAnswer(given)
        room.attest(draft_id, question, one.reply, one.text, by)
    if answers.signatory or answers.countersignatory:
        first, second = answers.signatory, answers.countersignatory
        room.set_signatory(
            draft_id,
            first.signatory() if first else draft.signatory,
            second.signatory() if second else draft.countersignatory,
        )
    if answers.replaced:
        room.set_document(draft_id, replaced=answers.replaced)
    return notes


def delete(rooms: Rooms, draft_id: str, answers: Answers) -> None:
    """Put the entries of a deletion. Raises Usage for a proposal that is not there."""
    room = rooms.certification
    if not answers.deletions:
        return
    proposed = {one.id: one for one in room.deletion_proposals(draft_id)}
    entered = {one.id: one for one in room.draft(draft_id).deletions}
    entries = tuple(_entry(one, {**proposed, **entered}) for one in answers.deletions)
    room.put_deletions(draft_id, entries)


def _entry(answer: DeletionAnswer, proposed: dict[str, Deletion]) -> Deletion:
    known = proposed.get(answer.proposal)
    if answer.proposal and known is None:
        names = ", ".join(proposed) or "-"
        raise usage(
            _("There is no proposal “{id}”. There are: {names}").format(
                id=answer.proposal, names=names
            )
        )
    return Deletion(
        id=answer.proposal,
        product_id=answer.product or (known.product_id if known else ""),
        product_name=known.product_name if known else answer.product,
        what=answer.what or (known.what if known else ""),
        place=answer.place or (known.place if known else ""),
        method=answer.method,
        by=answer.by,
        deleted_at=answer.deleted_at,
        note=answer.note,
        machine_id=known.machine_id if known else "",
    )


def fitting(
    findings: tuple[Finding, ...], lines: tuple[Line, ...], answers: Answers, notes: list[str]
) -> Iterator[tuple[Finding, FindingAnswer]]:
    """Each finding with the answer that fits it first; into `notes` those that fit nothing."""
    used: set[int] = set()
    over = {one.entitlement.id: one.difference for one in lines}
    for finding in findings:
        for place, answer in enumerate(answers.findings):
            if _fits(answer, finding, over.get(finding.entitlement_id)):
                used.add(place)
                yield finding, answer
                break
    for place, answer in enumerate(answers.findings):
        if place not in used:
            named = answer.id or " ".join(
                filter(None, (answer.kind.value if answer.kind else "", answer.entitlement))
            )
            notes.append(_("No open finding fits the answer “{name}”.").format(name=named))


def _fits(answer: FindingAnswer, finding: Finding, over: Decimal | None) -> bool:
    if answer.id:
        return answer.id == finding.id
    if answer.kind is not finding.kind or answer.entitlement not in ("", finding.entitlement_id):
        return False
    if finding.kind is not FindingKind.OVER:
        return True
    return answer.at_most is not None and over is not None and over <= answer.at_most
