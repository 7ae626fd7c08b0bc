"""`counterpart notices`: what the vendor notified, and letters of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.commands import notices_letters
from app.cli.context import Context, absolute
from app.cli.exits import ExitCode
from app.cli.safe import safe_lines
from app.cli.tables import Head, pairs

if TYPE_CHECKING:
    from datetime import datetime

    from app.notices.model import NoticeDraft, VendorNotice


def configure(commands: Commands) -> None:
    """Add the commands."""
    notices = group(commands, "notices", _("the vendor's notices, and letters of one's own"))
    leaf(notices, "list", _("list the vendor's notices, newest first"), list_notices)
    leaf(notices, "drafts", _("list letters of one's own, drafts and sent ones"), list_drafts)
    show = leaf(notices, "show", _("show a notice or a draft in full"), show_one)
    show.add_argument("id", metavar=_("ID"), help=_("its id, as the lists show it"))
    save = leaf(notices, "save", _("write the letter of a draft to a text file"), save_draft)
    save.add_argument("id", metavar=_("ID"), help=_("the draft's id"))
    save.add_argument("file", metavar=_("FILE"), type=absolute, help=_("the file to write"))
    notices_letters.configure(notices)


def list_notices(context: Context, _arguments: Namespace) -> ExitCode:
    """List the vendor's notices."""
    with context.rooms() as rooms:
        found = rooms.notices.inbox()
        zone = rooms.terms.vendor_zone()
    heads = (
        Head(_("Id")),
        Head(_("Sent")),
        Head(_("Genuine")),
        Head(_("Order")),
        Head(_("Subject"), shrinks=True),
        Head(_("Starts"), shrinks=True),
    )

    def lines() -> list[str]:
        rows = [
            (
                one.id,
                _when(one.sent_at, zone),
                _("yes") if one.genuine else _("NO"),
                one.order_number,
                one.subject,
                one.starts,
            )
            for one in found
        ]
        return context.output.table(heads, rows) or [_("No notices.")]

    context.output.show({"notices": found}, lines)
    return ExitCode.OK


def list_drafts(context: Context, _arguments: Namespace) -> ExitCode:
    """List drafts."""
    with context.rooms() as rooms:
        found = rooms.notices.drafts()
        zone = rooms.terms.vendor_zone()
    heads = (
        Head(_("Id")),
        Head(_("Changed")),
        Head(_("Post by")),
        Head(_("State")),
        Head(_("Title"), shrinks=True),
    )

    def lines() -> list[str]:
        rows = [
            (
                one.id,
                _when(one.changed_at, zone),
                _when(one.post_by, zone) if one.post_by else _("not stated"),
                _state(one),
                one.title,
            )
            for one in found
        ]
        return context.output.table(heads, rows) or [_("No letters.")]

    context.output.show({"drafts": found}, lines)
    return ExitCode.OK


def show_one(context: Context, arguments: Namespace) -> ExitCode:
    """Show a notice, or else a draft."""
    with context.rooms() as rooms:
        zone = rooms.terms.vendor_zone()
        notice = next((n for n in rooms.notices.inbox() if n.id == arguments.id), None)
        if notice is not None:
            context.output.show({"notice": notice}, lambda: _notice_lines(notice, zone))
            return ExitCode.OK
        drafted = next((d for d in rooms.notices.drafts() if d.id == arguments.id), None)
        if drafted is None:
            rooms.notices.notice(arguments.id)
            return ExitCode.PROBLEM
    context.output.show({"draft": drafted}, lambda: _draft_lines(drafted))
    return ExitCode.OK


def save_draft(context: Context, arguments: Namespace) -> ExitCode:
    """Write the letter of a draft to a file."""
    with context.rooms() as rooms:
        rooms.notices.export_draft(arguments.file, arguments.id)
    context.output.show(
        {"file": str(arguments.file)},
        lambda: [_("Written: {path}").format(path=arguments.file)],
    )
    return ExitCode.OK


def _notice_lines(notice: VendorNotice, zone: str) -> list[str]:
    entries: Sequence[tuple[str, str]] = (
        (_("Subject"), notice.subject),
        (_("Sent"), _when(notice.sent_at, zone)),
        (_("Genuine"), _("yes") if notice.genuine else _("NO: {why}").format(why=notice.fault)),
        (_("Given"), notice.given_words),
        (_("Starts"), notice.starts),
        (_("Order"), notice.order_number),
    )
    return [*pairs(entries), "", *safe_lines(notice.text)]


def _draft_lines(draft: NoticeDraft) -> list[str]:
    entries: Sequence[tuple[str, str]] = (
        (_("Title"), draft.title),
        (_("Orders"), ", ".join(draft.order_numbers)),
        (_("Post by") if draft.post_by else _("When"), draft.post_by_words),
    )
    if draft.sent is not None:
        from app.notices.own import sent_words  # noqa: PLC0415 - not for usage and help

        entries = (
            *entries[:2],
            (_("State"), sent_words(draft.sent)),
            (_("Counts"), draft.counts_words),
        )
    return [*pairs(entries), "", *safe_lines(draft.letter)]


def _state(draft: NoticeDraft) -> str:
    if draft.sent is None:
        return _("draft")
    return _("sent") if draft.sent.received_on is None else _("received")


def _when(instant: datetime, zone: str) -> str:
    from app.deadlines.words import when_words  # noqa: PLC0415 - not for usage and help

    return when_words(instant, zone)
