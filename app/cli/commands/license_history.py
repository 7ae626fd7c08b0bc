"""`counterpart license history`: every license file that was made, sent, carried or installed."""

from __future__ import annotations

from pathlib import Path

from app.base.dates import moment_words
from app.base.errors import Problem
from app.base.files import write_bytes
from app.base.text import _, ngettext
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.tables import Head
from app.licenses.history.words import act_words

_MOST = 2000
_SHOWN_HASH = 12


class NotKept(Problem):
    """The file of an entry of the history is not kept here."""

    code = "CP-6105"


def configure(licenses: Commands) -> None:
    """Add the command."""
    parser = leaf(licenses, "history", _("show what happened to license files here"), show)
    parser.add_argument("words", nargs="*", metavar=_("WORDS"), help=_("only what holds these"))
    parser.add_argument(
        "--export", type=Path, metavar=_("FILE"),
        help=_("write it as CSV, .json, or .zip with the files"),
    )  # fmt: skip
    parser.add_argument(
        "--save", nargs=2, metavar=(_("ID"), _("FILE")), help=_("write the file of one entry")
    )
    parser.add_argument(
        "--limit", type=int, default=_MOST, metavar=_("N"), help=_("show at most N entries")
    )


def show(context: Context, arguments: Namespace) -> ExitCode:
    """Show, search, export the history, or save one of its files."""
    if arguments.export and arguments.save:
        raise usage(_("Give --export or --save, not both."))
    if arguments.save:
        return _save(context, *arguments.save)
    words = " ".join(arguments.words)
    if arguments.export:
        return _export(context, absolute(str(arguments.export)), words)
    if arguments.limit < 1:
        raise usage(_("At least one entry has to be shown."))
    with context.rooms() as rooms:
        found = rooms.licenses.history(words, arguments.limit)
    now = context.clock.now()

    def lines() -> list[str]:
        heads = (
            Head(_("Id")), Head(_("When")), Head(_("What")), Head(_("Kind")),
            Head(_("File"), shrinks=True), Head(_("SHA-256")), Head(_("Hosts"), shrinks=True),
        )  # fmt: skip
        rows = [
            (one.id, moment_words(one.at, now), act_words(one.act), one.kind, one.name,
             one.sha256[:_SHOWN_HASH], one.hosts)
            for one in found
        ]  # fmt: skip
        none = _("No entry holds these words.") if words else _("Nothing happened here yet.")
        return context.output.table(heads, rows) or [none]

    context.output.show({"history": found}, lines)
    return ExitCode.OK


def _export(context: Context, path: Path, words: str) -> ExitCode:
    with context.rooms() as rooms, context.output.progress() as report:
        count = rooms.licenses.export_history(path, words, report, context.cancel)
    said = ngettext("{count} entry written.", "{count} entries written.", count)
    context.output.show(
        {"file": str(path), "entries": count}, lambda: [said.format(count=count), str(path)]
    )
    return ExitCode.OK


def _save(context: Context, entry_id: str, file: str) -> ExitCode:
    path = absolute(file)
    with context.rooms() as rooms:
        data = rooms.licenses.history_file(entry_id)
    if data is None:
        raise NotKept(
            _("This file is not kept here"),
            _("There is no such entry, or its file was too large or holds a license key."),
            _("Run “counterpart license history” for the ids; “kept” in --json says which are."),
        )
    write_bytes(path, data)
    context.output.show({"file": str(path), "size": len(data)}, lambda: [str(path)])
    return ExitCode.OK
