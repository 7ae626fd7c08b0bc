"""Usage files for certifications: how each is read, what is still open about it, and reading it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from app.base.text import _
from app.cli.arguments import Namespace
from app.cli.context import Context, absolute, read_text, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe

if TYPE_CHECKING:
    from app.certification.usage.look import LookQuestion
    from app.certification.usage.model import Mapping, Source
    from app.services import Rooms


class UsageFile(Struct, frozen=True, kw_only=True):
    """A file with the mapping that reads it, and what that leaves open."""

    path: str
    mapping: Mapping
    open: tuple[LookQuestion, ...] = ()


def add_usage(parser: argparse.ArgumentParser) -> None:
    """Add the options that bring figures."""
    parser.add_argument(
        "--usage", metavar=_("FILE"), type=absolute, action="append", default=[],
        help=_("a CSV, XLSX or JSON file; can be repeated"),
    )  # fmt: skip
    parser.add_argument(
        "--map", metavar=_("FILE"), type=absolute, action="append", default=[],
        help=_(
            "how the usage file in the same place of the order is read (see “certify map”);"
            " without it as remembered"
        ),
    )  # fmt: skip
    for name, words in (
        ("--machines", _("count the machines that the vendor knows")),
        ("--users", _("count the account's named users")),
        ("--storage", _("count the storage of hosted services")),
        ("--reports", _("count what products reported, signed by the vendor")),
    ):
        parser.add_argument(name, action="store_true", help=words)


def looked_at(
    context: Context, rooms: Rooms, files: Sequence[Path], maps: Sequence[Path]
) -> list[UsageFile]:
    """Every file with its mapping and what is open. Raises what reading a file raises."""
    if len(maps) > len(files):
        raise usage(_("There are more mappings than usage files."))
    given = [read_mapping(one) for one in maps]
    service = rooms.certification.usage
    found = []
    for place, path in enumerate(files):
        mapping = given[place] if place < len(given) else None
        look = service.look(path, mapping, context.cancel)
        chosen = mapping or look.mapping
        left = tuple(one for one in service.questions(look, chosen) if one.blocks)
        found.append(UsageFile(path=str(path), mapping=chosen, open=left))
    return found


def read_mapping(file: Path) -> Mapping:
    """A mapping from a JSON file. Raises Usage for what is none."""
    from app.certification.usage.model import Mapping  # noqa: PLC0415 - not for usage and help

    try:
        document = msgspec.json.decode(read_text(file))
        unknown = set(document) - set(Mapping.__struct_fields__)
        if unknown:
            raise msgspec.ValidationError(", ".join(sorted(unknown)))
        return msgspec.convert(document, Mapping)
    except (msgspec.DecodeError, TypeError) as error:
        raise usage(_("{file} is no mapping: {reason}").format(file=file, reason=error)) from error


def bring(
    context: Context, rooms: Rooms, draft_id: str, files: Sequence[UsageFile], arguments: Namespace
) -> list[Source]:
    """Read the files and the records of one's own that are wanted into a certification."""
    room, by = rooms.certification, rooms.who.signed_in().name
    as_of = room.draft(draft_id).as_of
    found: list[Source] = []

    def keep(source: Source) -> None:
        room.add_source(draft_id, source)
        found.append(source)

    with context.output.progress() as report:
        for one in files:
            keep(
                room.usage.read_file(
                    Path(one.path), one.mapping, by, as_of=as_of, report=report,
                    cancel=context.cancel,
                )
            )  # fmt: skip
    if arguments.machines:
        keep(room.usage.from_machines(by))
    if arguments.users:
        keep(room.usage.from_users(by, products=_with_users(rooms, draft_id)))
    if arguments.storage:
        keep(room.usage.from_storage(by))
    if arguments.reports:
        covered = {one.product_id for one in room.entitlements(draft_id)}
        for product in room.usage.report_products():
            if product in covered:
                keep(room.usage.from_reports(by, product))
    return found


def _with_users(rooms: Rooms, draft_id: str) -> tuple[str, ...]:
    """The products of a certification that are licensed by named users."""
    room = rooms.certification
    counted = {
        (one.id, metric.name)
        for one in room.usage.products()
        for metric in one.metrics
        if metric.kind == "users"
    }
    found = (
        one.product_id
        for one in room.entitlements(draft_id)
        if (one.product_id, one.metric) in counted
    )
    return tuple(dict.fromkeys(found))


def unread(context: Context, files: Sequence[UsageFile]) -> ExitCode:
    """Say what has to be decided before the files can be counted; nothing was changed."""
    waiting = [one for one in files if one.open]

    def lines() -> list[str]:
        told = [_("Not read: it has to be said first how these files are to be counted.")]
        for one in waiting:
            told.append(safe(one.path))
            for question in one.open:
                told.append(f"  {safe(question.text)}")
                told += [f"    {safe(each.value)}  {safe(each.words)}" for each in question.choices]
        told.append(
            _("Write a mapping with “counterpart certify map FILE --out MAP”, complete it,")
        )
        told.append(_("and give it with --map MAP."))
        return told

    context.output.show({"held_back": True, "files": waiting}, lines)
    return ExitCode.FINDINGS
