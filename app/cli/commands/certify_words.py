"""How the shell tells of certifications: how far one is, what is missing, what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from app.base.text import _
from app.cli.context import Context
from app.cli.exits import ExitCode
from app.cli.safe import safe
from app.cli.tables import Head

if TYPE_CHECKING:
    from app.certification.listed import Card
    from app.certification.model import Draft, StepState
    from app.certification.reconcile.model import Finding, Line, Reconciliation
    from app.services import Rooms


class Standing(Struct, frozen=True, kw_only=True):
    """How a certification stands, for `--json` and in words."""

    certification: Card
    orders: tuple[str, ...]
    steps: tuple[StepState, ...]
    changed: tuple[str, ...]
    """What changed at the vendor since, a sentence each."""
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    """Those that nobody answered."""
    missing: tuple[str, ...]
    """What keeps it from being made, signed or sent, a sentence each."""

    @property
    def id(self) -> str:
        """The certification's."""
        return self.certification.id


def standing(context: Context, rooms: Rooms, draft_id: str) -> Standing:
    """How a certification stands now; counts again what is not counted yet."""
    from app.certification.model import Step  # noqa: PLC0415 - not for usage and help

    room = rooms.certification
    with context.output.progress() as report:
        steps = room.steps(draft_id, report=report, cancel=context.cancel)
        found = compared(context, rooms, room.draft(draft_id))
    last = (Step.REVIEW, Step.SUBMIT)
    content = [words for one in steps if one.step not in last for words in one.missing]
    rest = [words for one in steps if one.step in last for words in one.missing]
    return Standing(
        certification=room.card(draft_id),
        orders=room.draft(draft_id).orders,
        steps=steps,
        changed=room.is_changed(draft_id),
        lines=found.lines,
        findings=found.open_findings,
        missing=tuple(content or rest),
    )


def compared(context: Context, rooms: Rooms, draft: Draft) -> Reconciliation:
    """Permitted against used; nothing for a deletion and for what is frozen."""
    from app.certification.asked import Kind  # noqa: PLC0415 - not for usage and help
    from app.certification.reconcile.model import Reconciliation  # noqa: PLC0415 - as above

    if draft.kind is Kind.DELETION or draft.made is not None:
        return Reconciliation()
    with context.output.progress() as report:
        return rooms.certification.reconcile(draft.id, report=report, cancel=context.cancel)


def told(context: Context, found: Standing, *more: str) -> ExitCode:
    """Write how it stands after a command that changed it."""
    context.output.show({"standing": found}, lambda: [*more, *standing_lines(context, found)])
    return ExitCode.OK


def held_back(context: Context, found: Standing, wanted: str) -> ExitCode:
    """Say why something was not done; the certification is kept."""

    def lines() -> list[str]:
        return [
            wanted,
            *(f"  {safe(words)}" for words in found.missing),
            *finding_lines(found.findings),
            "",
            _("The certification {id} is kept. Go on with “counterpart certify show {id}”.").format(
                id=found.id
            ),
        ]

    context.output.show({"held_back": True, "standing": found}, lines)
    return ExitCode.FINDINGS


def standing_lines(context: Context, found: Standing) -> list[str]:
    """How it stands, for a person."""
    card = found.certification
    return [
        _("{title} [{id}]").format(title=safe(card.title), id=card.id),
        safe(card.words),
        *(f"! {safe(words)}" for words in found.changed),
        "",
        *step_lines(found.steps),
        *_with_gap(finding_lines(found.findings)),
    ]


def step_lines(steps: Sequence[StepState]) -> list[str]:
    """The rail: a line a step, with what it lacks below."""
    lines: list[str] = []
    for place, one in enumerate(steps, 1):
        mark = "✓" if one.done else str(place)
        clause = f" (§{one.clause.number})" if one.clause and one.clause.number else ""
        lines.append(f"{mark:>2}  {safe(one.title)}{clause}: {safe(one.words)}")
        lines += [f"      {safe(words)}" for words in one.missing if words != one.words]
    return lines


def comparison_lines(context: Context, lines: Sequence[Line]) -> list[str]:
    """Permitted, used and result, a row an entitlement."""
    from app.certification.reconcile.stated import result_words  # noqa: PLC0415 - when shown

    heads = (
        Head(_("Entitlement"), shrinks=True), Head(_("Orders"), shrinks=True),
        Head(_("Permitted"), end=True), Head(_("Used"), end=True), Head(_("Result")),
    )  # fmt: skip
    rows = [
        (
            one.entitlement.id,
            ", ".join(one.entitlement.orders),
            _figure(one.entitlement.permitted),
            _figure(one.used),
            result_words(one.result),
        )
        for one in lines
    ]
    return context.output.table(heads, rows)


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """What wants an answer, and how it is given."""
    lines: list[str] = []
    for one in findings:
        clause = f" (§{one.clause.number})" if one.clause and one.clause.number else ""
        lines.append(f"{safe(one.title)}{clause} [{one.id}]")
        lines.append(f"  {safe(one.text)}")
        lines += [f"  {option.resolution.value}: {safe(option.preview)}" for option in one.options]
    return lines


def _with_gap(lines: list[str]) -> list[str]:
    return ["", _("Open findings:"), *lines] if lines else []


def _figure(quantity: object) -> str:
    return "" if quantity is None else f"{quantity:f}"
