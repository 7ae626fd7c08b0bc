"""`counterpart support`: requests for support, read here and written in support_write."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.commands import support_report, support_write
from app.cli.commands.support_words import card_rows, heads, thread_lines
from app.cli.context import Context, absolute
from app.cli.exits import ExitCode
from app.support.requests.model import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.support.requests.model import Message

_NEWEST = 50


def configure(commands: Commands) -> None:
    """Add the commands."""
    support = group(commands, "support", _("requests for support"))
    new = leaf(support, "new", _("open a request"), support_write.new_request)
    new.add_argument("subject", metavar=_("SUBJECT"), help=_("a few words that name the matter"))
    _written(new)
    _about(new)
    listing = leaf(support, "list", _("list requests, unsent ones as well"), list_requests)
    listing.add_argument("--open", action="store_true", help=_("without closed ones"))
    search = leaf(support, "search", _("find requests by any word of any message"), list_requests)
    search.add_argument("words", nargs="+", metavar=_("WORD"), help=_("all of these"))
    show = leaf(support, "show", _("show a request with its messages"), show_request)
    _one(show)
    show.add_argument("--all", action="store_true", help=_("every message, not only the newest"))
    reply = leaf(support, "reply", _("write in a request"), support_write.reply)
    _one(reply)
    _written(reply)
    _reopening(reply)
    attach = leaf(support, "attach", _("send files to a request"), support_write.attach)
    _one(attach)
    attach.add_argument("files", nargs="+", type=absolute, metavar=_("FILE"), help=_("the files"))
    _decisions(attach)
    _changes(support)
    send = leaf(support, "send", _("send a draft that was held back"), support_write.send_draft)
    send.add_argument("draft", metavar=_("DRAFT"), help=_("the draft's id"))
    _reopening(send)
    _decisions(send)
    discard = leaf(support, "discard", _("throw a draft away"), support_write.discard_draft)
    discard.add_argument("draft", metavar=_("DRAFT"), help=_("the draft's id"))
    leaf(support, "drafts", _("list what was begun and not sent"), support_write.list_drafts)
    support_report.configure(support)


def list_requests(context: Context, arguments: Namespace) -> ExitCode:
    """List requests, all or those that were searched for."""
    text = " ".join(getattr(arguments, "words", ()))
    with context.rooms() as rooms:
        found = rooms.requests.requests(text)
    if getattr(arguments, "open", False):
        found = tuple(card for card in found if card.state.value != "closed")
    now = context.clock.now()

    def lines() -> Sequence[str]:
        rows = card_rows(found, now, found=bool(text))
        return context.output.table(heads(found=bool(text)), rows) or [_("No requests.")]

    context.output.show({"requests": found}, lines)
    return ExitCode.OK


def show_request(context: Context, arguments: Namespace) -> ExitCode:
    """Show a request."""
    with context.rooms() as rooms:
        thread = rooms.requests.thread(arguments.request, newest=_NEWEST)
        older: tuple[Message, ...] = ()
        while arguments.all and len(older) < thread.earlier:
            first = (older or thread.messages)[0].id
            some = rooms.requests.earlier(arguments.request, first)
            if not some:
                break
            older = (*some, *older)
    messages = (*older, *thread.messages)
    now = context.clock.now()
    context.output.show(
        {"request": thread.card, "thread": thread, "messages": messages},
        lambda: thread_lines(thread, messages, now),
    )
    return ExitCode.OK


def _changes(support: Commands) -> None:
    for name, words in (
        ("close", _("close a request")),
        ("reopen", _("open a closed request again")),
        ("rate", _("rate the help, from 1 to 5")),
    ):
        parser = leaf(support, name, words, support_write.change)
        _one(parser)
        if name == "rate":
            parser.add_argument(
                "rating", type=int, choices=range(1, 6), metavar="1-5", help=_("5 is best")
            )
        parser.add_argument("--text", default="", metavar=_("TEXT"), help=_("a word beside it"))
        _later(parser)
        parser.set_defaults(change=name)


def _one(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("request", metavar=_("REQUEST"), help=_("its number or id"))


def _written(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "text", nargs="?", metavar=_("TEXT"), help=_("the text; “-” reads standard input")
    )
    parser.add_argument("--file", type=Path, metavar=_("FILE"), help=_("read the text from it"))
    parser.add_argument(
        "--attach", action="append", type=absolute, default=[], metavar=_("FILE"),
        help=_("send this file along; may be given several times"),
    )  # fmt: skip
    _decisions(parser)


def _reopening(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reopen", action="store_true", help=_("reopen the request first where it is closed")
    )


def _decisions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--redact", action="store_true", help=_("black out what is found, where that can be done")
    )
    parser.add_argument(
        "--allow-findings", metavar=_("REASON"),
        help=_("send what is found all the same; the reason is kept here"),
    )  # fmt: skip
    _later(parser)


def _later(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))


def _about(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--product", default="", metavar=_("ID"), help=_("the product's id or name")
    )
    parser.add_argument("--order", default="", metavar=_("NUMBER"), help=_("the order's number"))
    parser.add_argument(
        "--product-version", default="", metavar=_("VERSION"), help=_("its release")
    )
    parser.add_argument("--license", default="", metavar=_("ID"), help=_("the license's id"))
    parser.add_argument("--machine", default="", metavar=_("ID"), help=_("the machine's id"))
    parser.add_argument("--modified", action="store_true", help=_("this install was modified"))
    parser.add_argument(
        "--severity", choices=[severity.value for severity in Severity],
        default=Severity.NORMAL.value, help=_("how bad it is (default: normal)"),
    )  # fmt: skip
    parser.add_argument("--impact", default="", metavar=_("TEXT"), help=_("what it costs you"))
