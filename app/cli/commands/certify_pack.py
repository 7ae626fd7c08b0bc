"""`counterpart certify pack`, `seal` and `open`: evidence for others, and work for a colleague."""

from __future__ import annotations

from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe


def configure(certify: Commands) -> None:
    """Add the commands to a group."""
    pack = leaf(
        certify, "pack", _("write the evidence with its hashes into a ZIP file, or check one"),
        pack_one,
    )  # fmt: skip
    pack.add_argument("id", nargs="?", metavar=_("ID"), help=_("the certification's id"))
    pack.add_argument("file", nargs="?", metavar=_("FILE"), type=absolute, help=_("where to write"))
    pack.add_argument(
        "--redact", metavar=_("HOST"), action="append", default=[],
        help=_("hide what is known of a host; totals and hashes still hold; can be repeated"),
    )  # fmt: skip
    pack.add_argument(
        "--check", metavar=_("FILE"), type=absolute, help=_("check a pack; no sign-in is needed")
    )
    seal = leaf(certify, "seal", _("hand a certification to a colleague, sealed"), seal_one)
    seal.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    seal.add_argument("file", metavar=_("FILE"), type=absolute, help=_("where to write"))
    seal.add_argument("--editable", action="store_true", help=_("the colleague may go on with it"))
    unseal = leaf(certify, "open", _("take over what a colleague sealed"), open_one)
    unseal.add_argument("file", metavar=_("FILE"), type=absolute, help=_("the sealed file"))
    for parser in (seal, unseal):
        parser.add_argument(
            "--passphrase-file", metavar=_("FILE"), type=absolute,
            help=_("its first line is the passphrase"),
        )  # fmt: skip


def pack_one(context: Context, arguments: Namespace) -> ExitCode:
    """Write a pack of evidence, or check one."""
    if arguments.check is not None:
        if arguments.id or arguments.file or arguments.redact:
            raise usage(_("--check is given alone."))
        return _check(context, arguments)
    if not arguments.id or arguments.file is None:
        raise usage(_("Name the certification and the file to write."))
    with context.rooms() as rooms, context.output.progress() as report:
        rooms.certification.pack(
            arguments.id, arguments.file, redact=tuple(arguments.redact), report=report,
            cancel=context.cancel,
        )  # fmt: skip
    return _written(context, arguments)


def seal_one(context: Context, arguments: Namespace) -> ExitCode:
    """Seal a certification with its files under a passphrase."""
    with context.rooms() as rooms:
        rooms.certification.draft(arguments.id)
        passphrase = context.passphrase(arguments.passphrase_file, new=True)
        with context.output.progress() as report:
            rooms.certification.seal(
                arguments.id, arguments.file, passphrase, editable=arguments.editable,
                report=report, cancel=context.cancel,
            )  # fmt: skip
    return _written(context, arguments)


def open_one(context: Context, arguments: Namespace) -> ExitCode:
    """Take a sealed certification over, to read or to go on with."""
    passphrase = context.passphrase(arguments.passphrase_file)
    with context.rooms() as rooms:
        with context.output.progress() as report:
            draft_id = rooms.certification.open_sealed(
                arguments.file, passphrase, report=report, cancel=context.cancel
            )
        card = rooms.certification.card(draft_id)

    def lines() -> list[str]:
        words = _("Opened to be read: {title} [{id}]")
        if not card.read_only:
            words = _("Opened: {title} [{id}]")
        return [words.format(title=safe(card.title), id=card.id)]

    context.output.show({"certification": card}, lines)
    return ExitCode.OK


def _check(context: Context, arguments: Namespace) -> ExitCode:
    from app.certification.pack.evidence import check  # noqa: PLC0415 - not for usage and help

    found = check(arguments.check, cancel=context.cancel)

    def lines() -> list[str]:
        told = [safe(found.words)]
        for one in found.checks:
            mark = {True: _("ok"), False: _("NO"), None: "-"}[one.ok]
            told.append(f"  {mark:<3} {safe(one.title)}: {safe(one.words)}")
        return told

    context.output.show({"pack": found}, lines)
    return ExitCode.OK if found.good else ExitCode.PROBLEM


def _written(context: Context, arguments: Namespace) -> ExitCode:
    context.output.show(
        {"file": str(arguments.file)},
        lambda: [_("Written: {path}").format(path=safe(str(arguments.file)))],
    )
    return ExitCode.OK
