"""`counterpart notices draft` and `sent`: letters of one's own are begun, and marked as sent."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe

if TYPE_CHECKING:
    from app.notices.model import NoticeDraft

_KINDS = ("dispute", "non_renewal", "publicity_opt_out")
"""An objection needs the version that it objects to: `counterpart terms object`."""
_WAYS = ("post", "e-mail", "portal")


def configure(notices: Commands) -> None:
    """Add the commands to the group."""
    draft = leaf(notices, "draft", _("begin a letter with the facts filled in"), draft_letter)
    draft.add_argument(
        "kind", choices=_KINDS,
        help=_("a demand to consult, no renewal of orders, or an objection to publicity"),
    )  # fmt: skip
    draft.add_argument(
        "--order", metavar=_("NUMBER"), action="append", default=[],
        help=_("an order that it concerns; may be given several times"),
    )  # fmt: skip
    draft.add_argument("--about", metavar=_("WORDS"), default="", help=_("what it is about"))
    draft.add_argument(
        "--by", metavar=_("NAME"), default="", help=_("who signs; without it who is signed in")
    )
    sent = leaf(notices, "sent", _("record that a letter was sent, and received"), mark_sent)
    sent.add_argument("id", metavar=_("ID"), help=_("the letter's id"))
    sent.add_argument(
        "--on", metavar=_("DATE"), type=_day,
        help=_("the day on which it was sent, such as 2026-11-30"),
    )  # fmt: skip
    sent.add_argument(
        "--received", metavar=_("DATE"), type=_day,
        help=_("the day on which the vendor received it; can be given later"),
    )  # fmt: skip
    sent.add_argument(
        "--by", choices=_WAYS, help=_("how it was sent (default: post, or as recorded before)")
    )
    sent.add_argument(
        "--undo", action="store_true", help=_("it was not sent after all: a draft again")
    )


def draft_letter(context: Context, arguments: Namespace) -> ExitCode:
    """Begin a letter."""
    from app.notices.model import DraftKind  # noqa: PLC0415 - not for usage and help
    from app.notices.wishes import LetterWishes  # noqa: PLC0415 - as above

    with context.rooms() as rooms:
        by = arguments.by or rooms.account.signed_in().name
        kind = DraftKind(arguments.kind)
        wishes = LetterWishes(by=by, orders=tuple(arguments.order), about=arguments.about)
        key = rooms.terms.draft_letter(kind, wishes)
        drafted = rooms.notices.draft(key)
    context.output.show(
        {"draft": drafted},
        lambda: [
            _("Drafted: {title}").format(title=safe(drafted.title)),
            safe(drafted.post_by_words),
            _("Run “counterpart notices save {id} FILE” to print and sign it.").format(id=key),
        ],
    )
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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("“{text}” is no day such as 2026-11-30").format(text=text)
        ) from error
