"""`counterpart notice send` and `sent`: a letter leaves, and that it did and arrived is kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.notice_values import day
from app.cli.commands.outbox import send_now, state_words
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe

if TYPE_CHECKING:
    from app.notices.model import NoticeDraft, Way

_WAYS = ("post", "e-mail", "portal")


def configure(notice: Commands) -> None:
    """Add the commands to a group."""
    _add_send(notice)
    add_sent(notice)


def _add_send(notice: Commands) -> None:
    send = leaf(
        notice, "send", _("submit a letter in the portal, or record how it left"), send_letter
    )
    send.add_argument("id", metavar=_("ID"), help=_("the letter's id"))
    way = send.add_mutually_exclusive_group(required=True)
    way.add_argument(
        "--portal", action="store_true", help=_("submit its PDF and enclosures in the portal")
    )
    way.add_argument("--post", metavar=_("DATE"), type=day, help=_("it went by post on this day"))
    way.add_argument(
        "--e-mailed", metavar=_("DATE"), type=day, help=_("it went by e-mail on this day")
    )
    way.add_argument(
        "--email-file", metavar=_("FILE"), type=absolute,
        help=_("write it as an e-mail (.eml) with its PDF, to be sent by your mail program"),
    )  # fmt: skip
    send.add_argument("--tracking", metavar=_("NUMBER"), default="", help=_("of the carrier"))
    send.add_argument("--note", metavar=_("WORDS"), default="", help=_("what else shows it"))
    send.add_argument(
        "--receipt", metavar=_("FILE"), type=absolute, help=_("the scanned receipt, to be kept")
    )
    send.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))


def add_sent(notice: Commands) -> None:
    """Add the command that records a sending to a group."""
    sent = leaf(notice, "sent", _("record that a letter was sent, and received"), mark_sent)
    sent.add_argument("id", metavar=_("ID"), help=_("the letter's id"))
    sent.add_argument(
        "--on", metavar=_("DATE"), type=day,
        help=_("the day on which it was sent, such as 2026-11-30"),
    )  # fmt: skip
    sent.add_argument(
        "--received", metavar=_("DATE"), type=day,
        help=_("the day on which the vendor received it; can be given later"),
    )  # fmt: skip
    sent.add_argument(
        "--by", choices=_WAYS, help=_("how it was sent (default: post, or as recorded before)")
    )
    sent.add_argument(
        "--undo", action="store_true", help=_("it was not sent after all: a draft again")
    )


def send_letter(context: Context, arguments: Namespace) -> ExitCode:
    """Let a letter leave, or record that it left."""
    from app.notices.model import Way  # noqa: PLC0415 - not for usage and help

    proving = bool(arguments.tracking or arguments.note or arguments.receipt)
    if proving and not (arguments.post or arguments.e_mailed):
        raise usage(_("--tracking, --note and --receipt belong to --post or --e-mailed."))
    if arguments.portal:
        return _submit(context, arguments)
    if arguments.email_file is not None:
        return _write_email(context, arguments)
    way = Way.POST if arguments.post else Way.EMAIL
    return _prove(context, arguments, way, arguments.post or arguments.e_mailed)


def _submit(context: Context, arguments: Namespace) -> ExitCode:
    info = context.profile()
    with context.rooms() as rooms:
        rooms.notices.send(arguments.id, info.subject)
    sent = None if arguments.later else send_now(context, info.id)
    with context.rooms() as rooms:
        letter = rooms.notices.draft(arguments.id)
    fate = letter.fate
    arrived = fate is not None and fate.state == "sent"

    def lines() -> list[str]:
        if sent is None:
            return [_("Queued. “counterpart sync” sends it.")]
        if fate is not None and arrived:
            receipt = _("Submitted; the portal's receipt is {number}.")
            return [receipt.format(number=safe(fate.receipt)), safe(letter.counts_words)]
        words = _state(letter)
        return [_("Kept in the outbox: {state}.").format(state=words), *sent.words()]

    context.output.show(
        {"draft": letter, "outbox": sent.document() if sent is not None else None}, lines
    )
    if sent is None or arrived:
        return ExitCode.OK
    return max(sent.exit_code, ExitCode.PARTLY)


def _write_email(context: Context, arguments: Namespace) -> ExitCode:
    with context.rooms() as rooms:
        rooms.notices.export_eml(arguments.email_file, arguments.id)
    context.output.show(
        {"file": str(arguments.email_file)},
        lambda: [
            _("Written: {path}").format(path=safe(str(arguments.email_file))),
            _("Once it is sent: “counterpart notice send {id} --e-mailed DATE”.").format(
                id=arguments.id
            ),
        ],
    )
    return ExitCode.OK


def _prove(context: Context, arguments: Namespace, way: Way, on: date) -> ExitCode:
    from app.notices.model import Proof  # noqa: PLC0415 - not for usage and help

    with context.rooms() as rooms:
        rooms.notices.draft(arguments.id)
        file = None
        if arguments.receipt is not None:
            with context.output.progress() as report:
                file = rooms.files.attach(arguments.receipt, report, context.cancel)
        proof = Proof(
            way=way, posted_on=on, tracking=arguments.tracking, words=arguments.note, file=file
        )
        rooms.notices.prove(arguments.id, proof)
        letter = rooms.notices.draft(arguments.id)
    context.output.show({"draft": letter}, lambda: sent_lines(letter))
    return ExitCode.OK


def mark_sent(context: Context, arguments: Namespace) -> ExitCode:
    """Record a sending, a receipt, or that there was none."""
    from app.notices.model import Way  # noqa: PLC0415 - not for usage and help

    given = (arguments.on, arguments.received, arguments.by)
    if arguments.undo and any(given):
        raise usage(_("--undo is given alone."))
    with context.rooms() as rooms:
        notices = rooms.notices
        before = notices.draft(arguments.id).sent
        if arguments.undo:
            notices.unmark_sent(arguments.id)
        else:
            on = arguments.on or (before.posted_on if before else None)
            if on is None:
                raise usage(_("The day on which it was sent is needed: --on DATE."))
            if not any(given):
                raise usage(_("Nothing to record: give --on, --received, --by or --undo."))
            way = Way(arguments.by) if arguments.by else (before.way if before else Way.POST)
            received = arguments.received or (before.received_on if before else None)
            notices.mark_sent(arguments.id, on, received, way)
        letter = notices.draft(arguments.id)
    context.output.show({"draft": letter}, lambda: sent_lines(letter))
    return ExitCode.OK


def sent_lines(letter: NoticeDraft) -> list[str]:
    """That a letter was sent and from when it counts, or that it was not."""
    from app.notices.own import sent_words  # noqa: PLC0415 - not for usage and help

    if letter.sent is None:
        return [_("Not sent: {title}").format(title=safe(letter.title))]
    said = _("{sent}: {title}").format(sent=sent_words(letter.sent), title=safe(letter.title))
    return [said, safe(letter.counts_words)]


def _state(letter: NoticeDraft) -> str:
    from app.exchange.model import OutboxState  # noqa: PLC0415 - not for usage and help

    return state_words(OutboxState(letter.fate.state)) if letter.fate is not None else ""
