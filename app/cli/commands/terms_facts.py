"""`counterpart terms facts` and `refs`: rule values and cross-references of any text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.base.text import _, ngettext, pgettext
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, absolute
from app.cli.exits import ExitCode
from app.cli.tables import Head

if TYPE_CHECKING:
    from pathlib import Path

    from app.terms.facts import Proposal
    from app.terms.model import Document, Reference


def configure(commands: Commands) -> None:
    """Add the commands."""
    facts = leaf(
        commands,
        "facts",
        _("propose the rule values of a text: periods, amounts, caps"),
        show_facts,
    )
    references = leaf(commands, "refs", _("check the cross-references of a text"), show_references)
    for parser in (facts, references):
        parser.add_argument(
            "file", metavar=_("FILE"), type=absolute,
            help=_("plain text, Markdown, HTML, or a PDF with a text layer"),
        )  # fmt: skip


def show_facts(context: Context, arguments: Namespace) -> ExitCode:
    """Propose the rule values of a file."""
    from app.terms import facts  # noqa: PLC0415 - other commands need none of it

    document = _read(arguments.file)
    proposals = facts.find(document)
    rows = [
        {
            "name": each.name, "clause": each.clause, "value": each.value, "words": each.words,
            "quote": each.quote, "start": each.start, "end": each.end,
            "certainty": each.certainty, "unit": each.unit,
        }
        for each in proposals
    ]  # fmt: skip
    context.output.show(rows, lambda: _fact_lines(context, proposals))
    return ExitCode.OK


def show_references(context: Context, arguments: Namespace) -> ExitCode:
    """Check the cross-references of a file."""
    from app.terms import references  # noqa: PLC0415 - other commands need none of it

    document = _read(arguments.file)
    found = references.find(document)
    rows = [
        {
            "text": each.text, "target": each.target, "state": each.state, "clause": each.clause,
            "start": each.start, "end": each.end, "anchor": each.anchor, "words": each.words,
        }
        for each in found
    ]  # fmt: skip
    context.output.show(rows, lambda: _reference_lines(context, found))
    return ExitCode.OK


def _read(path: Path) -> Document:
    from app.terms import outline, reading  # noqa: PLC0415 - other commands need none of it

    return outline.parse(reading.read_file(path))


def _fact_lines(context: Context, proposals: Sequence[Proposal]) -> list[str]:
    if not proposals:
        return [_("No rule value was found.")]
    from app.terms.words import rule_title  # noqa: PLC0415 - not for --json

    heads = (
        Head(_("Clause")),
        Head(_("Rule"), shrinks=True),
        Head(_("Value"), shrinks=True),
        Head(_("Certainty")),
        Head(_("Quote"), shrinks=True),
    )
    cells = [
        (
            each.clause,
            rule_title(each.name),
            each.words,
            pgettext("certainty", "likely")
            if each.certainty == "likely"
            else pgettext("certainty", "possible"),
            _quote(each.quote),
        )
        for each in proposals
    ]
    return context.output.table(heads, cells)


def _reference_lines(context: Context, found: Sequence[Reference]) -> list[str]:
    if not found:
        return [_("No cross-reference was found.")]
    counts = Counter(each.state.value for each in found)
    summary = ngettext(
        "{count} cross-reference: {found} found, {mismatched} headed differently, "
        "{dangling} dangling, {external} to other documents.",
        "{count} cross-references: {found} found, {mismatched} headed differently, "
        "{dangling} dangling, {external} to other documents.",
        len(found),
    ).format(
        count=len(found), found=counts["found"], mismatched=counts["mismatched"],
        dangling=counts["dangling"], external=counts["external"],
    )  # fmt: skip
    odd = [each for each in found if each.words]
    if not odd:
        return [summary]
    heads = (Head(_("Clause")), Head(_("Reference"), shrinks=True), Head(_("State")),
             Head(_("Why"), shrinks=True))  # fmt: skip
    cells = [
        (each.clause, " ".join(each.text.split()), _state(each.state.value), each.words)
        for each in odd
    ]
    return [*context.output.table(heads, cells), "", summary]


def _state(state: str) -> str:
    return {
        "found": pgettext("reference", "found"),
        "dangling": pgettext("reference", "dangling"),
        "mismatched": pgettext("reference", "mismatched"),
        "external": pgettext("reference", "external"),
    }.get(state, state)


def _quote(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 90 else plain[:89].rstrip() + "…"
