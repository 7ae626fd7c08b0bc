"""`counterpart terms diff`: two texts clause by clause. Needs no profile, only two files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, absolute
from app.cli.exits import ExitCode
from app.cli.safe import safe, safe_lines
from app.terms.changes import ChangeKind, ClauseChange, Comparison, Mark, Piece, RuleChange
from app.terms.model import Document, DocumentKind, TextState, Version
from app.terms.reading.source import Source

_INDENT = "  "


def configure(commands: Commands) -> None:
    """Add the commands."""
    diff = leaf(commands, "diff", _("compare two texts clause by clause"), compare_files)
    diff.add_argument("old", metavar=_("OLD"), type=absolute, help=_("the text until now"))
    diff.add_argument("new", metavar=_("NEW"), type=absolute, help=_("the new text"))
    diff.add_argument(
        "--html", metavar=_("FILE"), type=absolute, help=_("write the comparison as a web page too")
    )
    diff.add_argument("--all", action="store_true", help=_("show unchanged clauses too"))


def compare_files(context: Context, arguments: Namespace) -> ExitCode:
    """Compare two files."""
    from app.terms.compare import compare  # noqa: PLC0415 - other commands need none of it
    from app.terms.compare.rules import compare_proposals  # noqa: PLC0415

    (old_source, old), (new_source, new) = _read(arguments.old), _read(arguments.new)
    context.cancel.check()
    found = msgspec.structs.replace(compare(old, new), rules=compare_proposals(old, new))
    versions = _version(arguments.old, old_source), _version(arguments.new, new_source)
    if arguments.html:
        from app.terms.compare import page as comparison_html  # noqa: PLC0415

        comparison_html.write(arguments.html, found, *versions, (), context.clock)
    document = {
        "old": _named(arguments.old, old_source),
        "new": _named(arguments.new, new_source),
        "summary": {**msgspec.structs.asdict(found.counts), "rules": found.rules},
        "clauses": [_clause(change) for change in found.clauses],
    }
    names = arguments.old.name, arguments.new.name
    context.output.show(
        document, lambda: list(comparison_lines(found, *names, everything=arguments.all))
    )
    if arguments.html:
        context.output.note(_("The comparison was saved as {path}.").format(path=arguments.html))
    return ExitCode.OK


def _read(path: Path) -> tuple[Source, Document]:
    from app.terms import outline, reading  # noqa: PLC0415

    source = reading.read_file(path)
    return source, outline.parse(source)


def _version(path: Path, source: Source) -> Version:
    return Version(
        id="",
        document="",
        title=path.name,
        kind=DocumentKind.LOCAL,
        label="",
        sha256=source.sha256,
        text_state=TextState.LOCAL,
    )


def _named(path: Path, source: Source) -> dict[str, str]:
    return {"file": str(path), "sha256": source.sha256}


def _clause(change: ClauseChange) -> dict[str, object]:
    document: dict[str, object] = {
        "kind": change.kind.value,
        "old": change.old_id or None,
        "new": change.new_id or None,
        "old_number": change.old_number,
        "new_number": change.new_number,
        "old_title": change.old_title,
        "new_title": change.new_title,
        "moved": change.moved,
        "changes": change.changes,
        "old_text": "".join(piece.text for piece in change.old) if change.old_id else None,
        "new_text": "".join(piece.text for piece in change.new) if change.new_id else None,
    }
    if change.part_of:
        document["part_of"] = change.part_of
    if change.kind is ChangeKind.CHANGED:
        document["pieces"] = {"old": change.old, "new": change.new}
    return document


def comparison_lines(found: Comparison, old: str, new: str, *, everything: bool) -> Iterator[str]:
    """A comparison of what is called `old` and `new`: summary, rule values, clauses."""
    from app.terms.compare.phrases import (  # noqa: PLC0415
        kind_words,
        name_of,
        runs,
        same_words,
        summary_words,
    )

    yield safe(f"{old} → {new}")
    yield summary_words(found.counts)
    yield from (_rule_line(rule) for rule in found.rules)
    for run in runs(found.clauses):
        if run.same and not everything:
            yield ""
            yield safe(same_words(found.clauses, run))
            continue
        for change in found.clauses[run.first : run.last + 1]:
            yield ""
            yield safe(
                _("{clause}: {what}").format(clause=name_of(change), what=kind_words(change))
            )
            yield from _text_lines(change, everything=everything)


def _rule_line(rule: RuleChange) -> str:
    words = _("{title}: {change}") if not rule.proposed else _("{title}: {change} (proposed)")
    return safe(words.format(title=rule.title, change=rule.words))


def _text_lines(change: ClauseChange, *, everything: bool) -> Iterator[str]:
    """The words of a clause, in one run; of one that only moved only where all is asked for."""
    from app.terms.compare.inline import inline  # noqa: PLC0415

    if change.old_id and change.new_id and change.old_title != change.new_title:
        titles = ((change.old_title, Mark.REMOVED), (change.new_title, Mark.ADDED))
        marked = [_marked([Piece(title, mark)]) for title, mark in titles if title]
        yield _INDENT + safe(" ".join(marked))
    if change.kind in (ChangeKind.SAME, ChangeKind.MOVED) and not everything:
        return
    for line in safe_lines(_marked(inline(change.old, change.new))):
        yield _INDENT + line if line else ""


def _marked(pieces: Sequence[Piece]) -> str:
    signs = {Mark.SAME: ("", ""), Mark.REMOVED: ("[-", "-]"), Mark.ADDED: ("{+", "+}")}
    return "".join(piece.text.join(signs[piece.mark]) for piece in pieces)
