"""`counterpart notices`: what the vendor notified, read and acknowledged.

Letters of one's own are `counterpart notice`; what this group had of them before is kept under its
old names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.base.text import _
from app.cli.arguments import Commands, Namespace, group, leaf
from app.cli.commands import notice, notice_send, notice_shown
from app.cli.commands.outbox import send_now
from app.cli.context import Context
from app.cli.exits import ExitCode
from app.cli.safe import safe_lines
from app.cli.tables import Head, pairs

if TYPE_CHECKING:
    from datetime import datetime

    from app.notices.model import VendorNotice


def configure(commands: Commands) -> None:
    """Add the commands."""
    notices = group(commands, "notices", _("the vendor's notices: read and acknowledge them"))
    leaf(notices, "list", _("list the vendor's notices, newest first"), list_notices)
    show = leaf(notices, "show", _("show a notice (or a letter) in full"), show_one)
    show.add_argument("id", metavar=_("ID"), help=_("its id, as the lists show it"))
    ack = leaf(notices, "ack", _("tell the vendor that you read a notice"), acknowledge)
    ack.add_argument("id", metavar=_("ID"), help=_("the notice's id"))
    ack.add_argument("--later", action="store_true", help=_("queue it only; do not send now"))
    leaf(notices, "drafts", _("the same as “notice list”"), notice_shown.list_letters)
    notice_shown.add_save(notices)
    notice.add_draft(notices)
    notice_send.add_sent(notices)


def list_notices(context: Context, _arguments: Namespace) -> ExitCode:
    """List the vendor's notices."""
    with context.rooms() as rooms:
        found = rooms.notices.inbox()
        zone = rooms.terms.vendor_zone()
    heads = (
        Head(_("Id")),
        Head(_("Sent")),
        Head(_("Genuine")),
        Head(_("Acknowledged")),
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
                _told(one),
                one.order_number,
                one.subject,
                one.starts,
            )
            for one in found
        ]
        return context.output.table(heads, rows) or [_("No notices.")]

    context.output.show({"notices": found}, lines)
    return ExitCode.OK


def show_one(context: Context, arguments: Namespace) -> ExitCode:
    """Show a notice, or else a letter."""
    with context.rooms() as rooms:
        zone = rooms.terms.vendor_zone()
        found = next((n for n in rooms.notices.inbox() if n.id == arguments.id), None)
        if found is not None:
            context.output.show({"notice": found}, lambda: _notice_lines(found, zone))
            return ExitCode.OK
        drafted = next((d for d in rooms.notices.drafts() if d.id == arguments.id), None)
        if drafted is None:
            rooms.notices.notice(arguments.id)
            return ExitCode.PROBLEM
    context.output.show({"draft": drafted}, lambda: notice_shown.letter_lines(drafted))
    return ExitCode.OK


def acknowledge(context: Context, arguments: Namespace) -> ExitCode:
    """Acknowledge a notice, then send that."""
    info = context.profile()
    with context.rooms() as rooms:
        rooms.notices.acknowledge(arguments.id, info.subject)
    sent = None if arguments.later else send_now(context, info.id)
    with context.rooms() as rooms:
        found = rooms.notices.notice(arguments.id)
    arrived = found.ack_fate is not None and found.ack_fate.state == "sent"

    def lines() -> list[str]:
        if sent is None:
            return [_("Queued. “counterpart sync” sends it.")]
        if arrived:
            return [_("Acknowledged; the portal has it.")]
        words = notice_shown.fate_words(found.ack_fate)
        return [_("Kept in the outbox: {state}.").format(state=words), *sent.words()]

    context.output.show(
        {"notice": found, "outbox": sent.document() if sent is not None else None}, lines
    )
    if sent is None or arrived:
        return ExitCode.OK
    return max(sent.exit_code, ExitCode.PARTLY)


def _notice_lines(found: VendorNotice, zone: str) -> list[str]:
    entries: Sequence[tuple[str, str]] = (
        (_("Subject"), found.subject),
        (_("Sent"), _when(found.sent_at, zone)),
        (_("Genuine"), _("yes") if found.genuine else _("NO: {why}").format(why=found.fault)),
        (_("Given"), found.given_words),
        (_("Starts"), found.starts),
        (_("Order"), found.order_number),
        (_("Acknowledged"), _acknowledged(found, zone)),
    )
    return [*pairs(entries), "", *safe_lines(found.text)]


def _acknowledged(found: VendorNotice, zone: str) -> str:
    if found.acknowledged_at is None:
        return ""
    when = _when(found.acknowledged_at, zone)
    words = notice_shown.fate_words(found.ack_fate)
    return _("{when}: {state}").format(when=when, state=words) if words else when


def _told(found: VendorNotice) -> str:
    if found.acknowledged_at is None:
        return _("no")
    if found.ack_fate is None or found.ack_fate.state == "sent":
        return _("yes")
    return notice_shown.state_words_of(found.ack_fate)


def _when(instant: datetime, zone: str) -> str:
    from app.deadlines.words import when_words  # noqa: PLC0415 - not for usage and help

    return when_words(instant, zone)
