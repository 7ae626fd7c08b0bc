"""`counterpart certify sign`, `export`, `submit` and `discard`: from the draft to the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from app.base.files import write_bytes
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.certify_signing import (
    add_key,
    ask_secret,
    check_key,
    sign_now,
    signed_lines,
    wants_signing,
)
from app.cli.commands.notice_values import day
from app.cli.commands.outbox import send_now, state_words
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe

if TYPE_CHECKING:
    from app.notices.model import Fate, Way
    from app.services import Rooms

_FORMS = ("pdf", "json", "csv", "xlsx", "schedules")
_PERSON = ("name", "title", "place", "authority")


def configure(certify: Commands) -> None:
    """Add the commands to a group."""
    sign = leaf(certify, "sign", _("make the document and sign it, or attach its scan"), sign_one)
    sign.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    add_key(sign)
    sign.add_argument(
        "--countersign", action="store_true", help=_("sign as the second person, after the first")
    )
    sign.add_argument(
        "--scan", metavar=_("FILE"), type=absolute,
        help=_("the scan of the pages that were printed and signed by hand"),
    )  # fmt: skip
    for name, words in (
        ("--name", _("who signs")),
        ("--title", _("that person's title")),
        ("--place", _("where it is signed")),
        ("--authority", _("by what authority: officer, power_of_attorney or in words")),
    ):
        sign.add_argument(name, metavar=_("WORDS"), help=words)
    export = leaf(certify, "export", _("write the document or its data to a file"), export_one)
    export.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    export.add_argument("file", metavar=_("FILE"), type=absolute, help=_("the file to write"))
    export.add_argument(
        "--form", choices=_FORMS,
        help=_("what to write (default: by the file's name, else pdf); schedules: a PDF of them"),
    )  # fmt: skip
    _add_submit(certify)
    discard = leaf(
        certify, "discard", _("throw away a certification that was not sent"), discard_one
    )
    discard.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    discard.add_argument("--yes", action="store_true", help=_("do not ask"))


def _add_submit(certify: Commands) -> None:
    submit = leaf(certify, "submit", _("submit it, or record how else it left"), submit_one)
    submit.add_argument("id", metavar=_("ID"), help=_("the certification's id"))
    way = submit.add_mutually_exclusive_group()
    way.add_argument("--post", metavar=_("DATE"), type=day, help=_("it went by post on this day"))
    way.add_argument(
        "--e-mailed", metavar=_("DATE"), type=day, help=_("it went by e-mail on this day")
    )
    way.add_argument(
        "--email-file", metavar=_("FILE"), type=absolute,
        help=_("write it as an e-mail (.eml), to be sent by your mail program"),
    )  # fmt: skip
    submit.add_argument("--tracking", metavar=_("NUMBER"), default="", help=_("of the carrier"))
    submit.add_argument("--note", metavar=_("WORDS"), default="", help=_("what else shows it"))
    submit.add_argument(
        "--receipt", metavar=_("FILE"), type=absolute, help=_("the scanned receipt, to be kept")
    )
    submit.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))


def sign_one(context: Context, arguments: Namespace) -> ExitCode:
    """Make the document where it is not made yet, then sign it or attach its scan."""
    check_key(arguments)
    if wants_signing(arguments) == (arguments.scan is not None):
        raise usage(_("Give a key to sign with (--key, --module or --system), or the --scan."))
    secret = ask_secret(context, arguments) if wants_signing(arguments) else ""
    held = _made(context, arguments)
    if held is not None:
        return held
    if arguments.scan is not None:
        with context.rooms() as rooms:
            rooms.certification.attach_scan(
                arguments.id, arguments.scan, countersigns=arguments.countersign
            )
        return done(context, arguments.id, [_("The scan is kept as the signed copy.")])
    signed = sign_now(context, arguments, arguments.id, secret, countersigns=arguments.countersign)
    return done(context, arguments.id, signed_lines(signed))


def export_one(context: Context, arguments: Namespace) -> ExitCode:
    """Write the document (made first where it is not yet) or its data."""
    ending = arguments.file.suffix.lower().removeprefix(".")
    form = arguments.form or (ending if ending in _FORMS else "pdf")
    if form == "pdf":
        held = _made(context, arguments)
        if held is not None:
            return held
    with context.rooms() as rooms:
        rooms.certification.export(arguments.id, arguments.file, form)
    context.output.show(
        {"file": str(arguments.file), "form": form},
        lambda: [_("Written: {path}").format(path=safe(str(arguments.file)))],
    )
    return ExitCode.OK


def submit_one(context: Context, arguments: Namespace) -> ExitCode:
    """Submit in the portal, write the e-mail, or record that it left by post or e-mail."""
    from app.notices.model import Way  # noqa: PLC0415 - not for usage and help

    proving = bool(arguments.tracking or arguments.note or arguments.receipt)
    on = arguments.post or arguments.e_mailed
    if proving and on is None:
        raise usage(_("--tracking, --note and --receipt belong to --post or --e-mailed."))
    if arguments.email_file is not None:
        with context.rooms() as rooms:
            write_bytes(arguments.email_file, rooms.certification.eml(arguments.id))
        lines = [
            _("Written: {path}").format(path=safe(str(arguments.email_file))),
            _("Once it is sent: “counterpart certify submit {id} --e-mailed DATE”.").format(
                id=arguments.id
            ),
        ]
        context.output.show({"file": str(arguments.email_file)}, lambda: lines)
        return ExitCode.OK
    if on is None:
        return leave(context, arguments.id, later=arguments.later)
    _prove(context, arguments, Way.POST if arguments.post else Way.EMAIL)
    return done(context, arguments.id, [_("Kept as sent.")])


def discard_one(context: Context, arguments: Namespace) -> ExitCode:
    """Throw a certification away, after asking."""
    with context.rooms() as rooms:
        draft = rooms.certification.draft(arguments.id)
        if not arguments.yes:
            if not context.interactive:
                raise usage(_("Give --yes to discard without being asked."))
            question = _("Discard “{title}” with its figures and answers?")
            if not context.confirm(question.format(title=safe(draft.title))):
                context.output.note(_("Nothing was changed."))
                return ExitCode.CANCELED
        rooms.certification.discard(draft.id)
    context.output.show({"discarded": draft.id}, lambda: [_("Discarded.")])
    return ExitCode.OK


def leave(context: Context, draft_id: str, *, later: bool, before: Sequence[str] = ()) -> ExitCode:
    """Submit in the portal and send, unless it is to leave later; tell the receipt."""
    info = context.profile()
    with context.rooms() as rooms:
        rooms.certification.submit(draft_id, info.subject)
    sent = None if later else send_now(context, info.id)
    with context.rooms() as rooms:
        card = rooms.certification.card(draft_id)
    fate = card.fate
    arrived = fate is not None and fate.state == "sent"

    def lines() -> list[str]:
        if sent is None:
            return [*before, _("Queued. “counterpart sync” sends it.")]
        if fate is not None and arrived:
            receipt = _("Submitted; the portal's receipt is {number}.")
            return [*before, receipt.format(number=safe(fate.receipt))]
        return [
            *before,
            _("Kept in the outbox: {state}.").format(state=_state(fate)),
            *sent.words(),
        ]

    document = {"certification": card, "outbox": sent.document() if sent is not None else None}
    context.output.show(document, lines)
    if sent is None or arrived:
        return ExitCode.OK
    return max(sent.exit_code, ExitCode.PARTLY)


def done(context: Context, draft_id: str, lines: Sequence[str]) -> ExitCode:
    """Tell what was done and where the certification stands by that."""
    with context.rooms() as rooms:
        card = rooms.certification.card(draft_id)
        draft = rooms.certification.draft(draft_id)
    told = [*lines, _("{title} [{id}]").format(title=safe(card.title), id=card.id)]
    document = {"certification": card, "made": draft.made, "signed": draft.signed}
    context.output.show(document, lambda: told)
    return ExitCode.OK


def _made(context: Context, arguments: Namespace) -> ExitCode | None:
    """Name who signs and make the document; the exit code where something is missing."""
    from app.cli.commands import certify_words  # noqa: PLC0415 - not for usage and help

    with context.rooms() as rooms:
        room = rooms.certification
        if room.draft(arguments.id).made is None:
            _name_signatory(rooms, arguments)
            _choose_way(rooms, arguments)
            found = certify_words.standing(context, rooms, arguments.id)
            if any(one.missing for one in found.steps[:-2]):
                return certify_words.held_back(context, found, _("Not made: something is missing."))
            with context.output.progress() as report:
                room.make(arguments.id, report=report, cancel=context.cancel)
    return None


def _name_signatory(rooms: Rooms, arguments: Namespace) -> None:
    given = {
        name: getattr(arguments, name)
        for name in _PERSON
        if getattr(arguments, name, None) is not None
    }
    if given:
        draft = rooms.certification.draft(arguments.id)
        rooms.certification.set_signatory(
            draft.id, msgspec.structs.replace(draft.signatory, **given), draft.countersignatory
        )


def _choose_way(rooms: Rooms, arguments: Namespace) -> None:
    from app.certification.model import Way  # noqa: PLC0415 - not for usage and help

    if getattr(arguments, "scan", None) is not None:
        rooms.certification.set_way(arguments.id, Way.PAPER)


def _prove(context: Context, arguments: Namespace, way: Way) -> None:
    from app.notices.model import Proof  # noqa: PLC0415 - not for usage and help

    with context.rooms() as rooms:
        rooms.certification.draft(arguments.id)
        file = None
        if arguments.receipt is not None:
            with context.output.progress() as report:
                file = rooms.files.attach(arguments.receipt, report, context.cancel)
        proof = Proof(
            way=way, posted_on=arguments.post or arguments.e_mailed,
            tracking=arguments.tracking, words=arguments.note, file=file,
        )  # fmt: skip
        rooms.certification.prove(arguments.id, proof)


def _state(fate: Fate | None) -> str:
    from app.exchange.model import OutboxState  # noqa: PLC0415 - not for usage and help

    return state_words(OutboxState(fate.state)) if fate is not None else ""
