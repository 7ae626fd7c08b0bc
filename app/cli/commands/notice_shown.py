"""`counterpart notice list`, `show`, `save` and `pdf`: letters are looked at and printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.outbox import state_words
from app.cli.context import Context, absolute
from app.cli.exits import ExitCode
from app.cli.safe import safe, safe_lines
from app.cli.tables import Head, pairs

if TYPE_CHECKING:
    from datetime import datetime

    from app.notices.model import Fate, NoticeDraft, Proof
    from app.terms.claims import ClaimFigures

PAPERS = ("a4", "us-letter")


def configure(notice: Commands) -> None:
    """Add the commands to a group."""
    leaf(notice, "list", _("list letters of your own, drafts and sent ones"), list_letters)
    show = leaf(notice, "show", _("show a letter in full, with what became of it"), show_letter)
    show.add_argument("id", metavar=_("ID"), help=_("its id, as the list shows it"))
    add_save(notice)
    pdf = leaf(notice, "pdf", _("write a letter to a PDF file, to be printed and signed"), save_pdf)
    pdf.add_argument("id", metavar=_("ID"), help=_("the letter's id"))
    pdf.add_argument("file", metavar=_("FILE"), type=absolute, help=_("the file to write"))
    pdf.add_argument("--paper", choices=PAPERS, help=_("the paper (default: as it is laid out)"))


def add_save(notice: Commands) -> None:
    """Add the command that writes a letter as text to a group."""
    save = leaf(notice, "save", _("write a letter to a text file"), save_letter)
    save.add_argument("id", metavar=_("ID"), help=_("the letter's id"))
    save.add_argument("file", metavar=_("FILE"), type=absolute, help=_("the file to write"))


def list_letters(context: Context, _arguments: Namespace) -> ExitCode:
    """List letters."""
    with context.rooms() as rooms:
        found = rooms.notices.drafts()
        zone = rooms.terms.vendor_zone()
    heads = (
        Head(_("Id")),
        Head(_("Changed")),
        Head(_("Post by")),
        Head(_("State")),
        Head(_("Title"), shrinks=True),
    )

    def lines() -> list[str]:
        rows = [
            (
                one.id,
                _when(one.changed_at, zone),
                _when(one.post_by, zone) if one.post_by else _("not stated"),
                letter_state(one),
                one.title,
            )
            for one in found
        ]
        return context.output.table(heads, rows) or [_("No letters.")]

    context.output.show({"drafts": found}, lines)
    return ExitCode.OK


def show_letter(context: Context, arguments: Namespace) -> ExitCode:
    """Show one letter."""
    with context.rooms() as rooms:
        drafted = rooms.notices.draft(arguments.id)
    context.output.show({"draft": drafted}, lambda: letter_lines(drafted))
    return ExitCode.OK


def save_letter(context: Context, arguments: Namespace) -> ExitCode:
    """Write the text of a letter to a file."""
    with context.rooms() as rooms:
        rooms.notices.export_draft(arguments.file, arguments.id)
    return _written(context, arguments)


def save_pdf(context: Context, arguments: Namespace) -> ExitCode:
    """Write a letter to a PDF file."""
    from app.documents.model import Paper  # noqa: PLC0415 - not for usage and help

    paper = Paper(arguments.paper) if arguments.paper else None
    with context.rooms() as rooms:
        rooms.notices.export_pdf(arguments.file, arguments.id, paper)
    return _written(context, arguments)


def _written(context: Context, arguments: Namespace) -> ExitCode:
    context.output.show(
        {"file": str(arguments.file)},
        lambda: [_("Written: {path}").format(path=safe(str(arguments.file)))],
    )
    return ExitCode.OK


def letter_lines(draft: NoticeDraft) -> list[str]:
    """A letter with what became of it."""
    entries = [
        (_("Title"), draft.title),
        (_("Orders"), ", ".join(draft.order_numbers)),
    ]
    if draft.sent is None:
        entries.append((_("Post by") if draft.post_by else _("When"), draft.post_by_words))
    else:
        from app.notices.own import sent_words  # noqa: PLC0415 - not for usage and help

        entries.append((_("State"), sent_words(draft.sent)))
        entries.append((_("Counts"), draft.counts_words))
    entries += [(_("Proof"), proof_words(proof)) for proof in draft.proofs]
    entries.append((_("Portal"), fate_words(draft.fate)))
    entries.append((_("Enclosures"), ", ".join(file.name for file in draft.enclosures)))
    entries.append((_("PDF (SHA-256)"), draft.pdf_sha256))
    return [*pairs(entries), "", *safe_lines(draft.letter)]


def letter_state(draft: NoticeDraft) -> str:
    """How a letter stands, in a word."""
    if draft.sent is not None:
        return _("sent") if draft.sent.received_on is None else _("received")
    if draft.fate is not None and draft.fate.state != "discarded":
        return state_words_of(draft.fate)
    return _("draft")


def proof_words(proof: Proof) -> str:
    """What shows that a letter left: "by post on Thu 26 Nov 2026, tracking number RR123"."""
    from app.deadlines.words import day_words  # noqa: PLC0415 - not for usage and help
    from app.notices.own import way_words  # noqa: PLC0415 - as above

    said = _("{way} on {day}").format(way=way_words(proof.way), day=day_words(proof.posted_on))
    if proof.tracking:
        said = _("{said}, tracking number {number}").format(said=said, number=proof.tracking)
    if proof.file is not None:
        said = _("{said}, receipt {name}").format(said=said, name=proof.file.name)
    return f"{said}: {proof.words}" if proof.words else said


def fate_words(fate: Fate | None) -> str:
    """Where something is on its way: "sent (receipt ntc-7)"; "" where nothing is."""
    if fate is None:
        return ""
    said = state_words_of(fate)
    if fate.receipt:
        said = _("{state} (receipt {number})").format(state=said, number=fate.receipt)
    if fate.problem is not None:
        said = f"{said}: {fate.problem.title}"
    return said


def state_words_of(fate: Fate) -> str:
    """The outbox's word for where it is."""
    from app.exchange.model import OutboxState  # noqa: PLC0415 - not for usage and help

    return state_words(OutboxState(fate.state))


def claim_lines(claim: ClaimFigures) -> Iterator[str]:
    """Whether the indemnity is available, and each refund with its working."""
    found = claim.eligibility
    yield _("Indemnity ({clause}): {words}").format(
        clause=found.clause or _("not stated"), words=safe(found.words)
    )
    for one in claim.refunds:
        name = _("{product}, order {order}").format(
            product=one.purchase.product, order=one.purchase.order_number
        )
        yield _("Refund of {name}: {words}").format(
            name=safe(name), words=safe(one.words) or one.steps[-1].value
        )
        for step in one.steps:
            yield "  " + safe(_("{label}: {value}").format(label=step.label, value=step.value))


def _when(instant: datetime, zone: str) -> str:
    from app.deadlines.words import when_words  # noqa: PLC0415 - not for usage and help

    return when_words(instant, zone)
