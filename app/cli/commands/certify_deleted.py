"""`counterpart certify deleted`: the inventory of a deletion, what is proposed, one entry more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.certify_dates import beginning
from app.cli.commands.notice_values import day
from app.cli.context import Context, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe
from app.cli.tables import Head

if TYPE_CHECKING:
    from app.certification.model import Deletion
    from app.services import Rooms


def configure(certify: Commands) -> None:
    """Add the command to a group."""
    deleted = leaf(
        certify, "deleted", _("list what was deleted and what is proposed, or enter one thing"),
        show_deleted,
    )  # fmt: skip
    deleted.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    deleted.add_argument(
        "entry", nargs="?", metavar=_("ENTRY"), help=_("a proposed or entered one, by its id")
    )
    for name, metavar, words in (
        ("--product", _("PRODUCT"), _("its product, where it was not proposed")),
        ("--what", _("WORDS"), _("software, key, backup, documentation, data")),
        ("--place", _("WORDS"), _("host or system")),
        ("--method", _("WORDS"), _("how it was deleted")),
        ("--by", _("NAME"), _("who deleted it")),
        ("--note", _("WORDS"), _("why it is kept, or what else is to be said")),
    ):
        deleted.add_argument(name, metavar=metavar, help=words)
    deleted.add_argument("--on", metavar=_("DATE"), type=day, help=_("when it was deleted"))
    deleted.add_argument("--drop", action="store_true", help=_("leave the entry out again"))


def show_deleted(context: Context, arguments: Namespace) -> ExitCode:
    """Enter or drop one thing where it is wanted; list the inventory and the proposals."""
    given = [
        getattr(arguments, name) for name in ("product", "what", "place", "method", "by", "note")
    ]
    if arguments.drop and not arguments.entry:
        raise usage(_("Name the entry to leave out."))
    with context.rooms() as rooms:
        room = rooms.certification
        if arguments.drop:
            room.drop_deletion(arguments.id, arguments.entry)
        elif arguments.entry or any(given) or arguments.on:
            _enter(rooms, arguments)
        entered = room.draft(arguments.id).deletions
        proposed = room.deletion_proposals(arguments.id)
        there = room.still_there(arguments.id)

    def lines() -> list[str]:
        told = _entry_lines(context, entered) or [_("Nothing is entered yet.")]
        if proposed:
            told += ["", _("Proposed:"), *_entry_lines(context, proposed)]
        return [*told, *(safe(words) for words in there)]

    context.output.show({"deleted": entered, "proposed": proposed, "still_there": there}, lines)
    return ExitCode.OK


def _enter(rooms: Rooms, arguments: Namespace) -> None:
    from app.certification.model import Deletion  # noqa: PLC0415 - not for usage and help

    room = rooms.certification
    known = {one.id: one for one in room.deletion_proposals(arguments.id)}
    known.update({one.id: one for one in room.draft(arguments.id).deletions})
    if arguments.entry and arguments.entry not in known:
        raise usage(_("There is no entry “{id}”.").format(id=arguments.entry))
    empty = Deletion(
        id="", product_id="", product_name="", what="", place="", method="", by="", deleted_at=None
    )
    changes = {
        member: value
        for member, value in (
            ("product_id", arguments.product), ("product_name", arguments.product),
            ("what", arguments.what), ("place", arguments.place), ("method", arguments.method),
            ("by", arguments.by), ("note", arguments.note),
            ("deleted_at", beginning(rooms, arguments.on)),
        )
        if value is not None
    }  # fmt: skip
    room.put_deletion(
        arguments.id, msgspec.structs.replace(known.get(arguments.entry, empty), **changes)
    )


def _entry_lines(context: Context, entries: tuple[Deletion, ...]) -> list[str]:
    heads = (
        Head(_("Entry"), shrinks=True), Head(_("Product"), shrinks=True), Head(_("What")),
        Head(_("Where"), shrinks=True), Head(_("How"), shrinks=True), Head(_("By")),
        Head(_("When")), Head(_("Note"), shrinks=True),
    )  # fmt: skip
    rows = [
        (
            one.id, one.product_name, one.what, one.place, one.method, one.by,
            one.deleted_at.date().isoformat() if one.deleted_at else "", one.note,
        )
        for one in entries
    ]  # fmt: skip
    return context.output.table(heads, rows)
