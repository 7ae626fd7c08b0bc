"""`counterpart terms outline`: the numbered sections of any text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context
from app.cli.exits import ExitCode
from app.cli.safe import safe

if TYPE_CHECKING:
    from app.terms.model import Document


def configure(commands: Commands) -> None:
    """Add the commands."""
    parser = leaf(
        commands, "outline",
        _("the numbered sections of a text: plain, Markdown, HTML, or a PDF with a text layer"),
        outline,
    )  # fmt: skip
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the document"))
    parser.add_argument(
        "--text", action="store_true",
        help=_("print the text as it was read; the offsets of --json count its characters"),
    )  # fmt: skip


def outline(context: Context, arguments: Namespace) -> ExitCode:
    """Print the tree; what was noticed on the way goes to standard error."""
    from app.terms import outline as outlines  # noqa: PLC0415 - --help needs none of it
    from app.terms.reading import read_file  # noqa: PLC0415

    source = read_file(arguments.file.expanduser())
    if arguments.text:
        context.output.show({"text": source.text}, lambda: _text(source.text))
        return ExitCode.OK
    document = outlines.parse(source)
    context.output.show(outlines.tree(document), lambda: _lines(document))
    for note in source.notes:
        context.output.note(note)
    for remark in document.remarks:
        context.output.note(remark.words)
    return ExitCode.OK


def _text(text: str) -> list[str]:
    return [safe(line) for line in text.split("\n")]


def _lines(document: Document) -> list[str]:
    from app.terms.outline import OPENING  # noqa: PLC0415 - loaded by now

    lines = []
    for clause in document.clauses:
        if clause.id == OPENING:
            continue
        words = "  ".join(part for part in (clause.number, clause.title) if part)
        if clause.implied:
            words += "  " + _("(not in the text)")
        lines.append("  " * (clause.level - 1) + safe(words or "–"))
    return lines
