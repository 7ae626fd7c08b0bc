"""`counterpart license list|machines`: what is licensed, how much is used, who holds it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from app.base.dates import deadline_words
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, absolute
from app.cli.exits import ExitCode
from app.cli.tables import Head
from app.licenses.views.model import LicenseView
from app.licenses.views.words import (
    host_words,
    short_fingerprint,
    standing_words,
    state_words,
)


def configure(licenses: Commands) -> None:
    """Add the commands."""
    shown = leaf(licenses, "list", _("list licenses with use against scope"), list_licenses)
    shown.add_argument("words", nargs="*", metavar=_("WORDS"), help=_("only what holds these"))
    _export(shown)
    machines = leaf(licenses, "machines", _("list machines that hold a license"), list_machines)
    machines.add_argument("words", nargs="*", metavar=_("WORDS"), help=_("only what holds these"))
    machines.add_argument("--license", default="", metavar=_("ID"), help=_("only of this license"))
    _export(machines)


def list_licenses(context: Context, arguments: Namespace) -> ExitCode:
    """List licenses, those that press first; or write all of them to a file."""
    with context.rooms() as rooms:
        views = rooms.licenses.views
        if arguments.export:
            return _exported(context, arguments.export, views.export_licenses(arguments.export))
        found = views.licenses(" ".join(arguments.words))
    heads = (
        Head(_("Id")), Head(_("Product"), shrinks=True), Head(_("Order")), Head(_("Standing")),
        Head(_("In use"), end=True), Head(_("Granted"), end=True), Head(_("Ends")),
        Head(_("Why"), shrinks=True),
    )  # fmt: skip

    def lines() -> list[str]:
        return context.output.table(heads, [_row(one) for one in found]) or [_("No licenses.")]

    context.output.show({"licenses": found}, lines)
    return ExitCode.OK


def list_machines(context: Context, arguments: Namespace) -> ExitCode:
    """List machines, active ones first; or write all of them to a file."""
    with context.rooms() as rooms:
        views = rooms.licenses.views
        if arguments.export:
            return _exported(context, arguments.export, views.export_machines(arguments.export))
        found = views.machines(" ".join(arguments.words), arguments.license)
    heads = (
        Head(_("Name")), Head(_("License")), Head(_("Product"), shrinks=True),
        Head(_("Production")), Head(_("State")), Head(_("Hosted by"), shrinks=True),
        Head(_("File is stale")), Head(_("Fingerprint")),
    )  # fmt: skip

    def lines() -> list[str]:
        rows = [
            (
                one.name, one.license_id, one.product_name,
                _("yes") if one.production else _("no"), state_words(one.state),
                " ".join(filter(None, (host_words(one.hosted_by), one.hosted_words))),
                _when(one.file_expires_at), short_fingerprint(one.fingerprint),
            )
            for one in found
        ]  # fmt: skip
        return context.output.table(heads, rows) or [_("No machines.")]

    context.output.show({"machines": found}, lines)
    return ExitCode.OK


def _row(one: LicenseView) -> tuple[str, ...]:
    granted = _("unlimited") if one.permitted is None else f"{one.permitted:,}"
    ends = deadline_words(one.expires_at) if one.expires_at else _("never")
    return (
        one.id, one.product_name, one.order_number, standing_words(one.standing),
        f"{one.used:,}", granted, ends, one.words,
    )  # fmt: skip


def _when(at: datetime | None) -> str:
    return deadline_words(at) if at is not None else ""


def _exported(context: Context, path: Path, count: int) -> ExitCode:
    context.output.show(
        {"file": str(path), "count": count},
        lambda: [_("{count} written to {path}").format(count=f"{count:,}", path=path)],
    )
    return ExitCode.OK


def _export(command: ArgumentParser) -> None:
    command.add_argument(
        "--export", type=absolute, metavar=_("FILE"),
        help=_("write all to this file instead: .csv, .xlsx or .json"),
    )  # fmt: skip
