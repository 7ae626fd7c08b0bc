"""`counterpart certify usage` and `map`: figures with evidence, and how a file is read."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import msgspec

from app.base.files import write_bytes
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.certify_files import add_usage, bring, looked_at, read_mapping, unread
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe
from app.cli.tables import Head

if TYPE_CHECKING:
    from app.certification.usage.look import Look
    from app.certification.usage.model import Source
    from app.services import Rooms


def configure(certify: Commands) -> None:
    """Add the commands to a group."""
    usage_of = leaf(certify, "usage", _("bring figures with their evidence, or list them"), figures)
    usage_of.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    add_usage(usage_of)
    usage_of.add_argument(
        "--typed", nargs=3, metavar=(_("PRODUCT"), _("METRIC"), _("FIGURE")),
        help=_("type a figure in; it needs --because"),
    )  # fmt: skip
    usage_of.add_argument("--unit", metavar=_("UNIT"), default="", help=_("of the typed figure"))
    usage_of.add_argument(
        "--because", metavar=_("WORDS"), default="", help=_("where the typed figure comes from")
    )
    usage_of.add_argument(
        "--drop", metavar=_("SOURCE"), action="append", default=[],
        help=_("leave a source out again; can be repeated"),
    )  # fmt: skip
    mapped = leaf(certify, "map", _("show how a usage file would be read, to be edited"), show_map)
    mapped.add_argument("file", metavar=_("FILE"), type=absolute, help=_("the usage file"))
    mapped.add_argument(
        "--map", metavar=_("FILE"), type=absolute, help=_("look at it with this mapping")
    )
    mapped.add_argument("--out", metavar=_("FILE"), type=absolute, help=_("write the mapping here"))


def figures(context: Context, arguments: Namespace) -> ExitCode:
    """Bring figures into a certification, then tell its sources and the comparison."""
    from app.cli.commands import certify_words  # noqa: PLC0415 - not for usage and help

    typed = _typed(arguments)
    with context.rooms() as rooms:
        room = rooms.certification
        room.draft(arguments.id)
        files = looked_at(context, rooms, arguments.usage, arguments.map)
        if any(one.open for one in files):
            return unread(context, files)
        for source in arguments.drop:
            room.drop_source(arguments.id, source)
        new = bring(context, rooms, arguments.id, files, arguments)
        if typed is not None:
            new.append(_keep_typed(rooms, arguments, typed))
        draft = room.draft(arguments.id)
        found = certify_words.compared(context, rooms, draft)

    def lines() -> list[str]:
        told = [_("Added: {title}").format(title=safe(one.title)) for one in new]
        told += ["", *_source_lines(context, draft.sources)] if draft.sources else []
        told += [safe(words) for one in draft.sources for words in one.problems]
        return [*told, "", *certify_words.comparison_lines(context, found.lines)]

    context.output.show(
        {"added": new, "sources": draft.sources, "lines": found.lines, "findings": found.findings},
        lines,
    )
    return ExitCode.OK


def show_map(context: Context, arguments: Namespace) -> ExitCode:
    """Show or write the mapping of a file, and what is still open about it."""
    given = read_mapping(arguments.map) if arguments.map is not None else None
    with context.rooms() as rooms:
        service = rooms.certification.usage
        look = service.look(arguments.file, given, context.cancel)
        chosen = given or look.mapping
        left = service.questions(look, chosen)
    encoded = msgspec.json.format(msgspec.json.encode(chosen), indent=2)
    if arguments.out is not None:
        write_bytes(arguments.out, encoded + b"\n")

    def lines() -> list[str]:
        told = [*_look_lines(context, look), ""]
        for question in left:
            told.append(safe(question.text))
            told += [f"  {safe(one.value)}  {safe(one.words)}" for one in question.choices]
        if arguments.out is not None:
            return [*told, _("Written: {path}").format(path=safe(str(arguments.out)))]
        return [*told, *encoded.decode().splitlines()]

    context.output.show({"mapping": chosen, "open": left, "look": look}, lines)
    return ExitCode.FINDINGS if any(one.blocks for one in left) else ExitCode.OK


def _typed(arguments: Namespace) -> Decimal | None:
    if arguments.typed is None:
        return None
    if not arguments.because.strip():
        raise usage(_("A typed figure needs its reason: --because WORDS."))
    try:
        return Decimal(arguments.typed[2])
    except InvalidOperation as error:
        raise usage(
            _("“{text}” is no figure such as 12.5").format(text=arguments.typed[2])
        ) from error


def _keep_typed(rooms: Rooms, arguments: argparse.Namespace, figure: Decimal) -> Source:
    room = rooms.certification
    product, metric, _text = arguments.typed
    source = room.usage.typed(
        product, metric, figure, arguments.unit, arguments.because,
        rooms.who.signed_in().name, as_of=room.draft(arguments.id).as_of,
    )  # fmt: skip
    room.add_source(arguments.id, source)
    return source


def _source_lines(context: Context, sources: tuple[Source, ...]) -> list[str]:
    heads = (
        Head(_("Source")), Head(_("Kind")), Head(_("Rows"), end=True), Head(_("Counted"), end=True),
        Head(_("SHA-256")), Head(_("Title"), shrinks=True),
    )  # fmt: skip
    rows = [
        (one.id, one.kind.value, str(one.rows_read), str(one.rows_counted), one.sha256[:16],
         one.title)
        for one in sources
    ]  # fmt: skip
    return context.output.table(heads, rows)


def _look_lines(context: Context, look: Look) -> list[str]:
    heads = (
        Head(_("Column"), end=True), Head(_("Title"), shrinks=True), Head(_("Read as")),
        Head(_("Samples"), shrinks=True),
    )  # fmt: skip
    rows = [
        (str(one.number), one.title, one.guessed, ", ".join(one.samples)) for one in look.columns
    ]
    return [*context.output.table(heads, rows), *(safe(words) for words in look.notes)]
